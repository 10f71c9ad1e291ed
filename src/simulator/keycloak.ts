import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectStatus, expectValue } from './expect-answer.js';
import { created, expectMembers, expectOnly, patchAndRead, putAndRead, read } from './idp-checks.js';
import { idpClient } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomGroupName, randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';

const client = idpClient({ mediaType: 'application/scim+json', blank: '%20' });

const SYNC_FAILED = "Keycloak's log shows the failed request after ten attempts, and the app keeps the old state.";

/** The community extension keycloak-scim, which sends from Keycloak; the e-mail address is never marked as primary. */
export const keycloak = defineScenario<IdpVariables>({
  name: 'keycloak',
  provider: 'Keycloak',
  summary: 'the community extension keycloak-scim: users by PUT or PATCH, groups as whole lists of members',
  variables: idpVariables,
  steps: [
    {
      title: 'Create a user',
      asAdmin: `The user comes with an empty list of roles. ${SYNC_FAILED}`,
      run: async (context) => {
        const { vars } = context;
        const emails = [{ value: vars.person.userName }];
        vars.id = await created(client, context, 'Users', { ...plainUser(vars.person), emails, roles: [] });
        vars.otherId = await created(client, context, 'Users', plainUser(randomPerson()));
        expectValue(await read(client, context, `/Users/${vars.id}`), 'emails', emails);
        expectOnly(await client.find(context, 'Users', `userName eq "${vars.person.userName}"`), vars.id);
      },
    },
    {
      title: 'Update a user by PUT',
      asAdmin: `The default: the user as a whole, roles empty again. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const emails = [{ value: 'changed@example.com' }];
        const body = { ...plainUser(person), id, displayName: 'By Put', emails, roles: [], meta: {} };
        const after = await putAndRead(client, context, `/Users/${id}`, body);
        expectValue(after, 'displayName', 'By Put');
        expectValue(after, 'emails', emails);
      },
    },
    {
      title: 'Update a user by PATCH',
      asAdmin: `With PATCH switched on, "active" is a text, and so is the user's disabling. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        for (const active of [false, true]) {
          const after = await patchAndRead(
            client,
            context,
            `/Users/${id}`,
            { op: 'replace', path: 'active', value: String(active) },
            { op: 'replace', path: 'userName', value: person.userName },
            { op: 'replace', path: 'displayName', value: 'By Patch' },
          );
          expectValue(after, 'active', active);
          expectValue(after, 'displayName', 'By Patch');
        }
      },
    },
    {
      title: 'Create a group with a member',
      asAdmin: `The group comes with its members. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, groupName, person } = context.vars;
        const { externalId } = person;
        const body = { schemas: [GROUP_SCHEMA], externalId, displayName: groupName, members: [{ value: id }] };
        context.vars.groupId = await created(client, context, 'Groups', body);
        expectMembers(await read(client, context, `/Groups/${context.vars.groupId}`), [id]);
      },
    },
    {
      title: 'Replace the members and the name',
      asAdmin: `All members in one operation, then the name and Keycloak's id. ${SYNC_FAILED}`,
      run: async (context) => {
        const { otherId, groupId, person } = context.vars;
        const displayName = randomGroupName();
        const after = await patchAndRead(
          client,
          context,
          `/Groups/${groupId}`,
          { op: 'replace', path: 'members', value: [{ value: otherId }] },
          { op: 'replace', path: 'displayName', value: displayName },
          { op: 'replace', path: 'externalId', value: person.externalId },
        );
        expectMembers(after, [otherId]);
        expectValue(after, 'displayName', displayName);
        context.vars.groupName = displayName;
      },
    },
    {
      title: 'The last member leaves',
      asAdmin: `Keycloak removes "members" with null instead of an empty list; the group stays. ${SYNC_FAILED}`,
      run: async (context) => {
        const { groupId, groupName } = context.vars;
        const after = await patchAndRead(
          client,
          context,
          `/Groups/${groupId}`,
          { op: 'remove', path: 'members', value: null },
          { op: 'replace', path: 'displayName', value: groupName },
        );
        expectMembers(after, []);
        expectValue(after, 'displayName', groupName);
      },
    },
    {
      title: 'Delete the group and the user',
      asAdmin: `Both are gone in the app as in Keycloak. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, groupId } = context.vars;
        expectStatus(await client.delete(context, `/Groups/${groupId}`), 204);
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
      },
    },
  ],
});
