import type { Json, JsonObject } from '../protocol/json.js';
import { CORE_V1, OKTA_GROUP_V1 } from '../protocol/v1/v1-urns.js';
import { expectStatus, expectValue } from './expect-answer.js';
import { inBursts } from './in-bursts.js';
import { expectError11, expectGroup11 } from './okta-11-checks.js';
import { created11, expectFound11, got11, idOf, okta11, putOver11, user11 } from './okta-11-client.js';
import type { AppVariables } from './okta-app-variables.js';
import type { GroupMember } from './okta-group-checks.js';
import { randomGroupName, randomPerson } from './random-person.js';
import type { Step, StepContext } from './scenario.js';

const PEOPLE = 12;
const FAILED = 'Okta would show: "Unable to update Group Push mapping target App group …".';
const CLEARED: JsonObject = { attributes: ['members'] };

type Context = StepContext<AppVariables>;

/** PATCH of the group: 200 or 204; then it is read, and has the name and exactly these members. */
async function push(context: Context, body: JsonObject, members: readonly GroupMember[]): Promise<void> {
  const { groupId, groupName } = context.vars;
  expectStatus(await okta11.patch(context, `/Groups/${groupId}`, body), 200, 204);
  expectGroup11(await got11(context, `/Groups/${groupId}`), groupName, members);
}

const gone = (members: readonly GroupMember[]): readonly Json[] =>
  members.map((member) => ({ ...member, operation: 'delete' }));

/** Groups of "SCIM 1.1 Test App": a PATCH is a partial group. */
export const group11Steps: readonly Step<AppVariables>[] = [
  {
    title: 'Assign a group of people',
    asAdmin: 'Assigning a group creates its people in a burst of overlapping requests.',
    run: async (context) => {
      const people = Array.from({ length: PEOPLE }, randomPerson);
      context.vars.members = await inBursts(people, async (person): Promise<GroupMember> => {
        const answer = await created11(context, 'Users', user11(person));
        return { value: idOf(answer), display: person.userName };
      });
    },
  },
  {
    title: 'Push group creates the group, with its description',
    asAdmin: 'Okta sends the description whether or not the app knows such a thing; "Failed to create group … in app".',
    run: async (context) => {
      const { groupName } = context.vars;
      await expectFound11(context, 'Groups', groupName, undefined);
      const answer = await created11(context, 'Groups', {
        schemas: [CORE_V1, OKTA_GROUP_V1],
        displayName: groupName,
        [OKTA_GROUP_V1]: { description: 'Made by a simulation' },
      });
      expectValue(answer, 'members', []);
      context.vars.groupId = idOf(answer);
      await expectFound11(context, 'Groups', groupName, context.vars.groupId);
    },
  },
  {
    title: 'Add members',
    asAdmin: `A list of members without more adds them. ${FAILED}`,
    run: async (context) => {
      const { members } = context.vars;
      await push(context, { members: members.slice(0, 3) }, members.slice(0, 3));
      await push(context, { members: members.slice(2, 5) }, members.slice(0, 5));
    },
  },
  {
    title: 'Rename the group',
    asAdmin: `Okta sends the id and the new name; the members stay. ${FAILED}`,
    run: async (context) => {
      const { groupId, members } = context.vars;
      context.vars.groupName = randomGroupName();
      await push(context, { id: groupId, displayName: context.vars.groupName }, members.slice(0, 5));
    },
  },
  {
    title: 'Remove a member',
    asAdmin: `Who is marked with "operation": "delete" leaves the group; the others stay. ${FAILED}`,
    run: async (context) => {
      const { members } = context.vars;
      await push(context, { members: gone(members.slice(0, 1)) }, members.slice(1, 5));
    },
  },
  {
    title: 'Remove and add members in one push',
    asAdmin: `Both stand in the same list, in any order. Exactly these change. ${FAILED}`,
    run: async (context) => {
      const { members } = context.vars;
      const [left, joined] = [gone(members.slice(1, 3)), members.slice(5, 8)];
      const mixed = [...left.slice(0, 1), ...joined, ...left.slice(1)];
      await push(context, { members: mixed }, members.slice(3, 8));
    },
  },
  {
    title: 'Push Now: a full overwrite',
    asAdmin: `Afterwards the members are those of the Okta group and nobody else. ${FAILED}`,
    run: async (context) => {
      const { members } = context.vars;
      await push(context, { meta: CLEARED, members: members.slice(7, 12) }, members.slice(7, 12));
      // The order of keys in JSON means nothing.
      await push(context, { members: members.slice(0, 4), meta: CLEARED }, members.slice(0, 4));
    },
  },
  {
    title: 'Push Now for an empty group',
    asAdmin: `A full overwrite with nobody empties the group. ${FAILED}`,
    run: async (context) => push(context, { meta: CLEARED, members: [] }, []),
  },
  {
    title: 'A member who is not in the app',
    asAdmin: 'Somebody in the group is not assigned to the app: Okta shows the words, and nothing is half done.',
    run: async (context) => {
      const { groupId, members } = context.vars;
      const stranger = { value: '00000000-0000-4000-8000-000000000000', display: 'nobody@atko.com' };
      const body = { members: [...members.slice(0, 1), stranger] };
      expectError11(await okta11.patch(context, `/Groups/${groupId}`, body), 400, 404);
      await push(context, { members: members.slice(0, 2) }, members.slice(0, 2));
    },
  },
  {
    title: 'An app of the wizard reads the group and writes it whole',
    asAdmin: `Name and members become what Okta sends, by GET and PUT. ${FAILED}`,
    run: async (context) => {
      const { groupId, members } = context.vars;
      const displayName = randomGroupName();
      await putOver11(context, `/Groups/${groupId}`, { displayName, members: members.slice(4, 7) });
      context.vars.groupName = displayName;
      expectGroup11(await got11(context, `/Groups/${groupId}`), displayName, members.slice(4, 7));
    },
  },
  {
    title: 'Unlink and delete the group',
    asAdmin: '"Delete the group in the target app" removes the group, not its people.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      expectStatus(await okta11.delete(context, `/Groups/${groupId}`), 204);
      expectError11(await okta11.get(context, `/Groups/${groupId}`), 404);
      expectError11(await okta11.patch(context, `/Groups/${groupId}`, { members: [] }), 404);
      await expectFound11(context, 'Groups', groupName, undefined);
      expectValue(await got11(context, `/Users/${members[4]?.value ?? ''}`), 'active', true);
    },
  },
];
