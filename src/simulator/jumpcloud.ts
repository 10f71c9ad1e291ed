import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectStatus, expectValue } from './expect-answer.js';
import { created, expectMembers, expectNone, expectOnly, patchAndRead, read } from './idp-checks.js';
import { idpClient } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';

const client = idpClient({ mediaType: 'application/scim+json', blank: '%20' });

const NOT_ACTIVATED = 'JumpCloud would refuse to activate the integration and show the error of the app.';
const SYNC_FAILED =
  'JumpCloud would show the error of the app beside the user or group, and the app keeps the old state.';

/** A custom SCIM integration: the trial of its activation, then the everyday changes, one operation per attribute. */
export const jumpcloud = defineScenario<IdpVariables>({
  name: 'jumpcloud',
  provider: 'JumpCloud',
  summary: 'a custom SCIM integration: activation with a test user and a test group, then updates',
  variables: idpVariables,
  steps: [
    {
      title: 'Activate: create the test user',
      asAdmin: `With the test e-mail address, a user is looked up and created. ${NOT_ACTIVATED}`,
      run: async (context) => {
        const { person } = context.vars;
        expectNone(await client.find(context, 'Users', `userName eq "${person.userName}"`));
        context.vars.id = await created(client, context, 'Users', plainUser(person));
        expectValue(await read(client, context, `/Users/${context.vars.id}`), 'userName', person.userName);
      },
    },
    {
      title: 'Activate: create the test group',
      asAdmin: `A group comes into being and gets the test user as its member. ${NOT_ACTIVATED}`,
      run: async (context) => {
        const { id, groupName } = context.vars;
        const body = { schemas: [GROUP_SCHEMA], displayName: groupName };
        context.vars.groupId = await created(client, context, 'Groups', body);
        const target = `/Groups/${context.vars.groupId}`;
        const add = { op: 'add', path: 'members', value: [{ value: id }] };
        expectMembers(await patchAndRead(client, context, target, add), [id]);
      },
    },
    {
      title: 'Update a user',
      asAdmin: `One operation for each attribute that changed. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, person } = context.vars;
        const after = await patchAndRead(
          client,
          context,
          `/Users/${id}`,
          { op: 'replace', path: 'name.givenName', value: 'Changed' },
          { op: 'replace', path: 'active', value: true },
        );
        expectValue(after, 'name.givenName', 'Changed');
        expectValue(after, 'name.familyName', person.familyName);
        expectOnly(await client.find(context, 'Users', `userName eq "${person.userName}"`), id);
      },
    },
    {
      title: 'Remove one member',
      asAdmin: `The path is "members" and the value says who leaves; the others must stay. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, groupId } = context.vars;
        const other = await created(client, context, 'Users', plainUser(randomPerson()));
        const target = `/Groups/${groupId}`;
        await patchAndRead(client, context, target, { op: 'add', path: 'members', value: [{ value: other }] });
        const remove = { op: 'remove', path: 'members', value: [{ value: id }] };
        expectMembers(await patchAndRead(client, context, target, remove), [other]);
      },
    },
    {
      title: 'Deactivate and reactivate a user',
      asAdmin: `The user is no longer bound to the application, and later is again. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id } = context.vars;
        for (const active of [false, true]) {
          const replace = { op: 'replace', path: 'active', value: active };
          expectValue(await patchAndRead(client, context, `/Users/${id}`, replace), 'active', active);
        }
      },
    },
    {
      title: 'Remove the test user and the test group',
      asAdmin: `The end of the activation: both are deleted and gone. ${NOT_ACTIVATED}`,
      run: async (context) => {
        const { id, groupId, groupName } = context.vars;
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectStatus(await client.delete(context, `/Groups/${groupId}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
        expectNone(await client.find(context, 'Groups', `displayName eq "${groupName}"`));
      },
    },
  ],
});
