import { expectError, expectStatus, expectValue, textAt } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import { entraUser, type EntraVariables } from './entra-variables.js';
import { created, expectMissing, expectNone, expectOnly, read } from './idp-checks.js';
import { randomPerson } from './random-person.js';
import type { Step } from './scenario.js';

const CREATE_FAILED =
  'The provisioning log shows the create as Failure, and Entra tries again in later cycles until quarantine.';

/** Matching and creating. */
export function entraUserSteps({ client }: EntraDialect): readonly Step<EntraVariables>[] {
  return [
    {
      title: 'Match a user who is not there yet',
      asAdmin: `Before it creates, Entra looks for the matching attribute; 404 leads straight to quarantine. ${CREATE_FAILED}`,
      run: async (context) =>
        expectNone(await client.find(context, 'Users', `userName eq "${context.vars.person.userName}"`)),
    },
    {
      title: 'Create a user',
      asAdmin: `The body bears meta, an empty list of roles, and null for what has no value. ${CREATE_FAILED}`,
      run: async (context) => {
        const { person } = context.vars;
        const answer = await client.post(context, '/Users', entraUser(person));
        expectStatus(answer, 201);
        context.vars.id = textAt(answer, 'id');
        expectValue(answer, 'userName', person.userName);
        expectValue(answer, 'externalId', person.externalId);
        expectValue(answer, 'active', true);
        expectValue(answer, 'emails[0].value', person.userName);
        expectValue(answer, 'name.familyName', person.familyName);
        for (const unset of ['title', 'addresses', 'phoneNumbers']) expectMissing(answer, unset);
        context.vars.managerId = await created(client, context, 'Users', entraUser(randomPerson()));
      },
    },
    {
      title: 'Create the same user again',
      asAdmin: 'The provisioning log names the conflict; without it the app ends up with two of the same user.',
      run: async (context) => expectError(await client.post(context, '/Users', entraUser(context.vars.person)), 409),
    },
    {
      title: 'Match by userName in another letter case',
      asAdmin: 'Otherwise Entra takes the user for missing, and each cycle shows the create as Failure.',
      run: async (context) => {
        const { person, id } = context.vars;
        expectOnly(await client.find(context, 'Users', `userName eq "${person.userNameCaps}"`), id);
      },
    },
    {
      title: 'Match by externalId',
      asAdmin: 'With mailNickname or objectId as the matching attribute; otherwise the user is created again.',
      run: async (context) => {
        const { person, id } = context.vars;
        expectOnly(await client.find(context, 'Users', `externalId eq "${person.externalId}"`), id);
      },
    },
    {
      title: 'Match by e-mail address',
      asAdmin: 'With mail as the matching attribute; otherwise the user is created again.',
      run: async (context) => {
        const { person, id } = context.vars;
        expectOnly(await client.find(context, 'Users', `emails[type eq "work"].value eq "${person.userName}"`), id);
      },
    },
    {
      title: 'Read a known user',
      asAdmin: 'Entra reads the user it knows before it updates; on failure it skips the update.',
      run: async (context) => {
        const { person, id } = context.vars;
        const answer = await read(client, context, `/Users/${id}`);
        expectValue(answer, 'userName', person.userName);
        expectValue(answer, 'active', true);
      },
    },
  ];
}
