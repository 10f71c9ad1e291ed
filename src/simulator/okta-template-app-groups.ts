import type { JsonObject } from '../protocol/json.js';
import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectStatus, expectValue, resourceOf, textAt } from './expect-answer.js';
import { inBursts } from './in-bursts.js';
import { createUser, expectFound, expectUnknown, okta } from './okta-client.js';
import { expectGroup, type GroupMember } from './okta-group-checks.js';
import { expectEmptyPastTheEnd, expectImported, importAll } from './okta-import.js';
import type { AppVariables } from './okta-app-variables.js';
import { randomGroupName, randomPerson, templateUser } from './random-person.js';
import type { Step, StepContext } from './scenario.js';

/** The most membership changes that were seen in one PATCH of Okta. */
export const MEMBERSHIP_CHANGES = 256;

export const GROUP_PUSH_FAILED =
  'Okta would show: "Unable to update Group Push mapping target App group …", and the mapping stays in state Error.';

/** PATCH of a group: 200 with the group (its members may be left out), or 204. */
export async function patchGroup(
  context: StepContext<AppVariables>,
  groupId: string,
  ...operations: readonly JsonObject[]
): Promise<void> {
  const answer = await okta.patch(context, `/Groups/${groupId}`, ...operations);
  expectStatus(answer, 200, 204);
  if (answer.status === 200) expectValue(answer, 'id', groupId);
}

async function createGroup(context: StepContext<AppVariables>, displayName: string, members: readonly GroupMember[]) {
  const answer = await okta.post(context, '/Groups', { schemas: [GROUP_SCHEMA], displayName, members });
  expectStatus(answer, 201);
  expectValue(answer, 'displayName', displayName);
  return textAt(answer, 'id');
}

export const templateGroupSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Assign a group of people',
    asAdmin: `Assigning a group creates its ${MEMBERSHIP_CHANGES} people in a burst of overlapping requests.`,
    run: async (context) => {
      const people = Array.from({ length: MEMBERSHIP_CHANGES }, randomPerson);
      context.vars.members = await inBursts(people, async (person): Promise<GroupMember> => {
        const { id } = await createUser(context, templateUser(person));
        return { value: id, display: person.userName };
      });
    },
  },
  {
    title: 'Push group creates the group (C9312)',
    asAdmin:
      'Okta looks for the name, finds nothing and creates the group. Okta would show: "Failed to create group … in app".',
    run: async (context) => {
      const { groupName, members } = context.vars;
      await expectUnknown(context, 'Groups', groupName, 'plus');
      context.vars.groupId = await createGroup(context, groupName, members.slice(0, 3));
      await expectGroup(context, context.vars.groupId, groupName, members.slice(0, 3));
    },
  },
  {
    title: 'Link to an existing group by name (C9315, C9330)',
    asAdmin:
      'The look-up finds exactly the one group, so no additional group is created and the old users stay assigned.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await expectFound(context, 'Groups', groupName, groupId, 'plus');
      await expectGroup(context, groupId, groupName, members.slice(0, 3));
    },
  },
  {
    title: 'Rename the group (C9313)',
    asAdmin: `Okta sends the new name with the id and without a path, at every membership change too; members stay. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, members } = context.vars;
      const displayName = randomGroupName();
      await patchGroup(context, groupId, { op: 'replace', value: { id: groupId, displayName } });
      await patchGroup(context, groupId, { op: 'replace', value: { id: groupId, displayName } });
      context.vars.groupName = displayName;
      await expectGroup(context, groupId, displayName, members.slice(0, 3));
    },
  },
  {
    title: 'Push right after create, members without a path',
    asAdmin: `Some versions of Okta send members, id and name in one value, also an empty list. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { members } = context.vars;
      const displayName = randomGroupName();
      const id = await createGroup(context, displayName, []);
      await patchGroup(context, id, { op: 'replace', value: { members: [], id, displayName } });
      await expectGroup(context, id, displayName, []);
      await patchGroup(context, id, { op: 'replace', value: { members: members.slice(0, 2) } });
      await expectGroup(context, id, displayName, members.slice(0, 2));
      await patchGroup(context, id, { op: 'replace', value: { members: members.slice(1, 4) } });
      await expectGroup(context, id, displayName, members.slice(1, 4));
      expectStatus(await okta.delete(context, `/Groups/${id}`), 204);
    },
  },
  {
    title: 'Import groups (C9338)',
    asAdmin: 'Import Now reads the groups in pages of 100, the pushed group among them.',
    run: async (context) => {
      const imported = await importAll(context, 'Groups');
      expectImported(imported, context.vars.groupId, 'the pushed group');
      await expectEmptyPastTheEnd(context, 'Groups', imported.total);
    },
  },
];

/** Unlink and delete; the last of the group steps. */
export const deleteGroupStep: Step<AppVariables> = {
  title: 'Unlink and delete the group (C9318, C9327)',
  asAdmin:
    '"Delete the group in the target app" removes the group, not its people. A later push shows "Not Found" in words.',
  run: async (context) => {
    const { groupId, groupName, members } = context.vars;
    const target = `/Groups/${groupId}`;
    const memberTarget = `/Users/${members[0]?.value ?? ''}`;
    await patchGroup(context, groupId, { op: 'replace', path: 'members', value: members.slice(0, 2) });
    const { userName } = resourceOf(await okta.get(context, memberTarget));
    expectStatus(await okta.delete(context, target), 204);
    expectError(await okta.get(context, target), 404);
    expectError(await okta.patch(context, target, { op: 'replace', path: 'members', value: [] }), 404);
    expectError(await okta.delete(context, target), 404);
    await expectUnknown(context, 'Groups', groupName, 'plus');
    const member = await okta.get(context, memberTarget);
    expectStatus(member, 200);
    expectValue(member, 'userName', userName ?? null);
    expectValue(member, 'active', true);
  },
};
