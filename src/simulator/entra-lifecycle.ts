import { randomUUID } from 'node:crypto';
import { expectError, expectStatus, expectValue } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import type { EntraVariables } from './entra-variables.js';
import { expectMembers, expectNone, expectOnly, patchAndRead, read } from './idp-checks.js';
import type { Step } from './scenario.js';

/** From the end of an assignment to the hard delete. Needs a user who is the only member of the group. */
export function entraLifecycleSteps({ client, ...entra }: EntraDialect): readonly Step<EntraVariables>[] {
  return [
    {
      title: 'Disable a user',
      asAdmin:
        'Unassigned, out of scope or soft-deleted: the user is off, and still found; otherwise a return ends in a conflict.',
      run: async (context) => {
        const { person, id } = context.vars;
        const after = await patchAndRead(client, context, `/Users/${id}`, ...entra.replace({ active: false }));
        expectValue(after, 'active', false);
        const found = await client.find(context, 'Users', `userName eq "${person.userName}"`);
        expectOnly(found, id);
        expectValue(found, 'Resources[0].active', false);
      },
    },
    {
      title: 'Restore the user',
      asAdmin: 'The user is on again and in the same groups: Entra does not send the memberships a second time.',
      run: async (context) => {
        const { id, groupId } = context.vars;
        const after = await patchAndRead(client, context, `/Users/${id}`, ...entra.replace({ active: true }));
        expectValue(after, 'active', true);
        expectMembers(await read(client, context, `/Groups/${groupId}`), [id]);
      },
    },
    {
      title: 'Delete the user for good',
      asAdmin:
        'Thirty days later the user is gone, from the group as well; a second delete is 404, which Entra takes as done.',
      run: async (context) => {
        const { person, id, groupId } = context.vars;
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
        expectError(await client.delete(context, `/Users/${id}`), 404);
        expectError(await client.delete(context, `/Users/${randomUUID()}`), 404);
        expectNone(await client.find(context, 'Users', `userName eq "${person.userName}"`));
        expectMembers(await read(client, context, `/Groups/${groupId}`), []);
      },
    },
    {
      title: 'Delete the group',
      asAdmin: 'The group leaves the scope: it is gone, its people stay, and a second delete is 404.',
      run: async (context) => {
        const { managerId, groupId, groupName } = context.vars;
        expectStatus(await client.delete(context, `/Groups/${groupId}`), 204);
        expectError(await client.delete(context, `/Groups/${groupId}`), 404);
        expectNone(await client.find(context, 'Groups', `displayName eq "${groupName}"`, 'excludedAttributes=members'));
        expectValue(await read(client, context, `/Users/${managerId}`), 'active', true);
      },
    },
  ];
}
