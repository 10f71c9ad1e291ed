import type { JsonObject } from '../protocol/json.js';
import { expectError } from './expect-answer.js';
import { okta } from './okta-client.js';
import { expectGroup, type GroupMember } from './okta-group-checks.js';
import { deleteGroupStep, GROUP_PUSH_FAILED, MEMBERSHIP_CHANGES, patchGroup } from './okta-template-app-groups.js';
import type { AppVariables } from './okta-app-variables.js';
import type { Step } from './scenario.js';

const HALF = MEMBERSHIP_CHANGES / 2;

const add = (members: readonly GroupMember[]): JsonObject => ({ op: 'add', path: 'members', value: members });
const remove = ({ value }: GroupMember): JsonObject => ({ op: 'remove', path: `members[value eq "${value}"]` });
const fullPush = (members: readonly GroupMember[]): JsonObject => ({ op: 'replace', path: 'members', value: members });

/** All of these work on the group that the steps before have created with the first three people. */
export const templateMembershipSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Add members (C9332)',
    asAdmin: `People join the group in Okta; those who are in it stay. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await patchGroup(context, groupId, add(members.slice(3, 5)));
      await expectGroup(context, groupId, groupName, members.slice(0, 5));
    },
  },
  {
    title: 'Remove and add members in one push (C9332, C9333)',
    asAdmin: `One remove for each who left, one add for all who joined. Exactly these change. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await patchGroup(context, groupId, ...members.slice(0, 2).map(remove), add(members.slice(5, 7)));
      await expectGroup(context, groupId, groupName, members.slice(2, 7));
    },
  },
  {
    title: 'Add a member who is in the group already',
    asAdmin: `A repeated push changes nothing and doubles nobody. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await patchGroup(context, groupId, add(members.slice(2, 4)));
      await expectGroup(context, groupId, groupName, members.slice(2, 7));
    },
  },
  {
    title: 'Push Now (C9316)',
    asAdmin: `A full overwrite: afterwards the members are those of the Okta group and nobody else. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await patchGroup(context, groupId, fullPush(members.slice(6, 16)));
      await expectGroup(context, groupId, groupName, members.slice(6, 16));
    },
  },
  {
    title: 'Push Now for an empty group (C9316)',
    asAdmin: `A full overwrite with nobody empties the group. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName } = context.vars;
      await patchGroup(context, groupId, fullPush([]));
      await expectGroup(context, groupId, groupName, []);
    },
  },
  {
    title: 'Overlapping pushes lose nobody',
    asAdmin:
      'Several people join within a second and Okta sends overlapping requests; all of them are members afterwards.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      const joining = members.slice(0, 8);
      await Promise.all(joining.map((member) => patchGroup(context, groupId, add([member]))));
      await expectGroup(context, groupId, groupName, joining);
    },
  },
  {
    title: `${MEMBERSHIP_CHANGES} membership changes in one push`,
    asAdmin: `Half of a large group is exchanged at once, in less than 60 seconds. ${GROUP_PUSH_FAILED}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await patchGroup(context, groupId, fullPush(members.slice(0, HALF)));
      await patchGroup(context, groupId, ...members.slice(0, HALF).map(remove), add(members.slice(HALF)));
      await expectGroup(context, groupId, groupName, members.slice(HALF));
      await patchGroup(context, groupId, add(members));
      await expectGroup(context, groupId, groupName, members);
      await patchGroup(context, groupId, ...members.map(remove));
      await expectGroup(context, groupId, groupName, []);
    },
  },
  {
    title: 'A member who is not in the app',
    asAdmin:
      'Somebody in the group is not assigned to the app: Okta shows the words of the app, and nothing is half done.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      const stranger = { value: '00000000-0000-4000-8000-000000000000', display: 'nobody@atko.com' };
      const target = `/Groups/${groupId}`;
      expectError(await okta.patch(context, target, add([...members.slice(0, 1), stranger])), 400, 404);
      await expectGroup(context, groupId, groupName, []);
    },
  },
  deleteGroupStep,
];
