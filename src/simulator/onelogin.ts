import { randomUUID } from 'node:crypto';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectList, expectStatus, expectValue } from './expect-answer.js';
import { created, expectMembers, expectNone, expectOnly, patchAndRead, putAndRead, read } from './idp-checks.js';
import { idpClient } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';
import { StepFailure } from './step-failure.js';

const client = idpClient({ mediaType: 'application/json', blank: '%20' });

const TASK_FAILED =
  'The user stands under "Provisioning" as failed, with the error of the app, until an admin retries.';

/** The SCIM connectors of OneLogin: JSON without SCIM's media type, users after a template that an admin edits. */
export const onelogin = defineScenario<IdpVariables>({
  name: 'onelogin',
  provider: 'OneLogin',
  summary: 'the SCIM connector with its JSON template; the bodies of PATCH are inferred',
  variables: idpVariables,
  steps: [
    {
      title: 'Enable the API connection',
      asAdmin: 'OneLogin looks for a userName that does not exist; on failure the connection stays "Disconnected".',
      run: async (context) => {
        const answer = await client.find(context, 'Users', `userName eq "${randomUUID()}"`);
        expectNone(answer);
        if (!/json/.test(answer.headers['content-type'] ?? '')) {
          throw new StepFailure('The answer must be labelled as JSON.', answer);
        }
        await read(client, context, '/ServiceProviderConfig');
      },
    },
    {
      title: 'Create a user',
      asAdmin: `"emails" is one object, an address has no type, and the manager is only a name. ${TASK_FAILED}`,
      run: async (context) => {
        const { person } = context.vars;
        context.vars.id = await created(client, context, 'Users', {
          ...plainUser(person),
          emails: { value: person.userName, type: 'work', primary: true },
          addresses: [{ streetAddress: '1 Way', country: 'Elbonia' }],
          [ENTERPRISE_USER_SCHEMA]: { department: 'Sales', manager: { displayName: 'The Manager' } },
        });
        context.vars.otherId = await created(client, context, 'Users', plainUser(randomPerson()));
        const after = await read(client, context, `/Users/${context.vars.id}`);
        expectValue(after, 'emails', [{ value: person.userName, type: 'work', primary: true }]);
        expectValue(after, 'addresses[0].country', 'Elbonia');
      },
    },
    {
      title: 'Match an existing user',
      asAdmin: `A user who is in the app already is found and linked. ${TASK_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        expectOnly(await client.find(context, 'Users', `userName eq "${person.userName}"`), id);
      },
    },
    {
      title: 'Update a user',
      asAdmin: `The template once more, with the new values. ${TASK_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const emails = { value: 'changed@example.com', type: 'work', primary: true };
        const body = { ...plainUser(person), displayName: 'Changed', emails };
        const after = await putAndRead(client, context, `/Users/${id}`, body);
        expectValue(after, 'displayName', 'Changed');
        expectValue(after, 'emails', [emails]);
      },
    },
    {
      title: 'Provision a group by a rule',
      asAdmin: `OneLogin reads the groups, creates the one that is missing and puts the user in. ${TASK_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupName } = context.vars;
        expectList(await client.get(context, '/Groups'));
        const body = { schemas: [GROUP_SCHEMA], displayName: groupName };
        context.vars.groupId = await created(client, context, 'Groups', body);
        const add = { op: 'add', path: 'members', value: [{ value: id }, { value: otherId }] };
        expectMembers(await patchAndRead(client, context, `/Groups/${context.vars.groupId}`, add), [id, otherId]);
      },
    },
    {
      title: 'A rule no longer applies',
      asAdmin: `The user leaves the group, and the others stay. ${TASK_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupId } = context.vars;
        const remove = { op: 'remove', path: `members[value eq "${id}"]` };
        expectMembers(await patchAndRead(client, context, `/Groups/${groupId}`, remove), [otherId]);
      },
    },
    {
      title: 'Suspend the user',
      asAdmin: `With "Suspend" for users who are removed: the user is off, and still found. ${TASK_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const replace = { op: 'replace', path: 'active', value: false };
        expectValue(await patchAndRead(client, context, `/Users/${id}`, replace), 'active', false);
        expectOnly(await client.find(context, 'Users', `userName eq "${person.userName}"`), id);
      },
    },
    {
      title: 'Delete the user',
      asAdmin: `With "Delete" for users who are removed: the user is gone. ${TASK_FAILED}`,
      run: async (context) => {
        const { id } = context.vars;
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
        expectList(await client.get(context, '/Users'));
      },
    },
  ],
});
