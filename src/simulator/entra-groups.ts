import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectStatus, expectValue, textAt } from './expect-answer.js';
import { entraUser, type EntraVariables } from './entra-variables.js';
import type { EntraDialect } from './entra-dialect.js';
import { created, expectMembers, expectMissing, expectNone, expectOnly, patchAndRead, read } from './idp-checks.js';
import { randomGroupName, randomPerson } from './random-person.js';
import type { Step, StepContext } from './scenario.js';

/** Entra names it in every create; it declares nothing. */
const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

const WITHOUT_MEMBERS = 'excludedAttributes=members';
const GROUP_FAILED =
  'The provisioning log shows the update of the group as Failure, and the members differ from Entra.';

/** The group, and memberships one by one and several at once. The user is a member at the end. */
export function entraGroupSteps({ client, ...entra }: EntraDialect): readonly Step<EntraVariables>[] {
  const find = (context: StepContext<EntraVariables>, filter: string) =>
    client.find(context, 'Groups', filter, WITHOUT_MEMBERS);
  return [
    {
      title: 'Create a group',
      asAdmin:
        'Entra looks for the name, finds nothing and creates the group; otherwise the log shows the create as Failure.',
      run: async (context) => {
        const { vars } = context;
        expectNone(await find(context, `displayName eq "${vars.groupName}"`));
        const answer = await client.post(context, '/Groups', {
          schemas: [GROUP_SCHEMA, ADSCIM_GROUP],
          externalId: vars.person.externalId,
          displayName: vars.groupName,
          meta: { resourceType: 'Group' },
        });
        expectStatus(answer, 201);
        expectValue(answer, 'displayName', vars.groupName);
        expectMembers(answer, []);
        vars.groupId = textAt(answer, 'id');
      },
    },
    {
      title: 'Add members',
      asAdmin: `One person, then two in one request; nobody is in the group twice. ${GROUP_FAILED}`,
      run: async (context) => {
        const { id, managerId, groupId } = context.vars;
        const otherId = await created(client, context, 'Users', entraUser(randomPerson()));
        context.vars.otherId = otherId;
        const target = `/Groups/${groupId}`;
        expectMembers(await patchAndRead(client, context, target, ...entra.addMembers([id])), [id]);
        const three = await patchAndRead(client, context, target, ...entra.addMembers([managerId, otherId, id]));
        expectMembers(three, [id, managerId, otherId]);
      },
    },
    {
      title: 'Find and read the group without its members',
      asAdmin: 'Entra asks for the group with excludedAttributes=members; two hits or none end its provisioning.',
      run: async (context) => {
        const { groupId, groupName } = context.vars;
        const found = await find(context, `displayName eq "${groupName}"`);
        expectOnly(found, groupId);
        expectMissing(found, 'Resources[0].members');
        const answer = await read(client, context, `/Groups/${groupId}?${WITHOUT_MEMBERS}`);
        expectValue(answer, 'displayName', groupName);
        expectMissing(answer, 'members');
      },
    },
    {
      title: 'Check a membership before writing',
      asAdmin: `Entra asks in one filter, in either order, whether the group has this member. ${GROUP_FAILED}`,
      run: async (context) => {
        const { id, groupId } = context.vars;
        const [group, member] = [`id eq "${groupId}"`, `members eq "${id}"`];
        expectOnly(await find(context, `${group} and ${member}`), groupId);
        expectOnly(await find(context, `${member} and ${group}`), groupId);
        expectNone(await find(context, `${group} and members eq "${groupId}"`));
      },
    },
    {
      title: 'Rename the group',
      asAdmin: 'The new name arrives and the members stay; a server that empties the group here locks everybody out.',
      run: async (context) => {
        const { vars } = context;
        vars.groupName = randomGroupName();
        const operations = entra.replace({ displayName: vars.groupName });
        const after = await patchAndRead(client, context, `/Groups/${vars.groupId}`, ...operations);
        expectValue(after, 'displayName', vars.groupName);
        expectMembers(after, [vars.id, vars.managerId, vars.otherId]);
      },
    },
    {
      title: 'Remove members',
      asAdmin: 'One leaves and the others stay: "Remove" of members with a value is never the removal of all.',
      run: async (context) => {
        const { id, managerId, otherId, groupId } = context.vars;
        const target = `/Groups/${groupId}`;
        const remove = (...ids: readonly string[]) =>
          patchAndRead(client, context, target, ...entra.removeMembers(ids));
        expectMembers(await remove(id), [managerId, otherId]);
        expectMembers(await remove(id), [managerId, otherId]);
        await patchAndRead(client, context, target, ...entra.addMembers([id]));
        expectMembers(await remove(managerId, otherId), [id]);
        expectNone(await find(context, `id eq "${groupId}" and members eq "${managerId}"`));
      },
    },
  ];
}
