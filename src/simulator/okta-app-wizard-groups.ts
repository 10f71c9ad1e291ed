import { isJsonObject, type JsonObject } from '../protocol/json.js';
import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectList, expectStatus, expectValue, resourceOf, textAt, valueAt } from './expect-answer.js';
import { inBursts } from './in-bursts.js';
import type { AppVariables } from './okta-app-variables.js';
import { createUser, expectFound, expectUnknown, got, okta, putOver } from './okta-client.js';
import { expectGroup, type GroupMember } from './okta-group-checks.js';
import { randomGroupName, randomPerson, wizardUser } from './random-person.js';
import type { Step } from './scenario.js';
import { StepFailure } from './step-failure.js';

const GROUP_SIZE = 7;
/** Okta imports pages of 100; one user more makes a second page. */
const TWO_PAGES = 101;

const PUSH =
  'Okta would show: "Unable to update Group Push mapping target App group …", and the mapping stays in state Error.';

/** The group as the wizard writes it: the whole of it, by PUT as well. */
function groupBody(displayName: string, members: readonly JsonObject[]): JsonObject {
  return { schemas: [GROUP_SCHEMA], displayName, members };
}

/** The wizard reads the group before it writes it. */
async function putGroup(
  context: Parameters<Step<AppVariables>['run']>[0],
  displayName: string,
  members: readonly JsonObject[],
): Promise<void> {
  const target = `/Groups/${context.vars.groupId}`;
  await got(context, target);
  expectStatus(await okta.put(context, target, groupBody(displayName, members)), 200);
}

export const wizardGroupSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Assign a group of people',
    asAdmin: 'Assigning a group creates its people in a burst, enough of them here to make a second import page.',
    run: async (context) => {
      const listed = await okta.get(context, '/Users?startIndex=1&count=2');
      expectList(listed);
      const missing = Math.max(GROUP_SIZE, TWO_PAGES - Number(valueAt(listed, 'totalResults')));
      const people = Array.from({ length: missing }, randomPerson);
      context.vars.members = await inBursts(people, async (person): Promise<GroupMember> => {
        const { id } = await createUser(context, wizardUser(person));
        return { value: id, display: person.userName };
      });
    },
  },
  {
    title: 'Push Groups: is the group there already?',
    asAdmin: 'Okta links app groups by name, so it looks for the name before it creates.',
    run: async (context) => expectUnknown(context, 'Groups', context.vars.groupName, 'percent'),
  },
  {
    title: 'Push group creates the group with its members (C9312)',
    asAdmin: 'The group appears in the app with seven members. Okta would show: "Failed to create group … in app".',
    run: async (context) => {
      const { groupName, members } = context.vars;
      const answer = await okta.post(context, '/Groups', groupBody(groupName, members.slice(0, GROUP_SIZE)));
      expectStatus(answer, 201);
      expectValue(answer, 'displayName', groupName);
      context.vars.groupId = textAt(answer, 'id');
    },
  },
  {
    title: 'Read the group by id',
    asAdmin: 'Right after the create Okta reads the group; all members are in it.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await expectGroup(context, groupId, groupName, members.slice(0, GROUP_SIZE));
    },
  },
  {
    title: 'Push the same content again',
    asAdmin: `Okta follows the create with a PUT of the same group; nothing changes, nothing doubles. ${PUSH}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await putGroup(context, groupName, members.slice(0, GROUP_SIZE));
      await expectGroup(context, groupId, groupName, members.slice(0, GROUP_SIZE));
    },
  },
  {
    title: 'Profile push of a group member',
    asAdmin:
      'Okta echoes the groups of a user when it pushes the profile; that is no instruction, the membership stays.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      const member = members[0]?.value ?? '';
      expectValue(await putOver(context, `/Users/${member}`, () => ({ title: 'Lead' })), 'title', 'Lead');
      const user = resourceOf(await got(context, `/Users/${member}`));
      expectStatus(await okta.put(context, `/Users/${member}`, { ...user, groups: [] }), 200);
      await expectGroup(context, groupId, groupName, members.slice(0, GROUP_SIZE));
    },
  },
  {
    title: 'Rename the group',
    asAdmin: `With "Rename app groups to match group name in Okta" the name changes and the members stay. ${PUSH}`,
    run: async (context) => {
      const { groupId, members } = context.vars;
      context.vars.groupName = randomGroupName();
      await putGroup(context, context.vars.groupName, members.slice(0, GROUP_SIZE));
      await expectGroup(context, groupId, context.vars.groupName, members.slice(0, GROUP_SIZE));
      await expectFound(context, 'Groups', context.vars.groupName, groupId, 'percent');
    },
  },
  {
    title: 'Remove one member (C9333)',
    asAdmin: `A person leaves the group in Okta and so in the app. ${PUSH}`,
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      const left = members.slice(0, GROUP_SIZE - 1);
      // Okta sends `display: null` for a member whose app userName it does not know.
      await putGroup(context, groupName, [{ value: left[0]?.value ?? '', display: null }, ...left.slice(1)]);
      await expectGroup(context, groupId, groupName, left);
    },
  },
  {
    title: 'Empty the group',
    asAdmin: `The last person leaves: an empty list of members empties the group. ${PUSH}`,
    run: async (context) => {
      const { groupId, groupName } = context.vars;
      await putGroup(context, groupName, []);
      await expectGroup(context, groupId, groupName, []);
    },
  },
  {
    title: 'Push an empty group (C9317)',
    asAdmin: 'A group without members is created, too, and can be deleted again.',
    run: async (context) => {
      const name = randomGroupName();
      const answer = await okta.post(context, '/Groups', groupBody(name, []));
      expectStatus(answer, 201);
      const id = textAt(answer, 'id');
      await expectGroup(context, id, name, []);
      expectStatus(await okta.delete(context, `/Groups/${id}`), 204);
    },
  },
  {
    title: 'Unlink and delete the group (C9318)',
    asAdmin: '"Delete the group in the target app" removes the group and leaves its people alone.',
    run: async (context) => {
      const { groupId, groupName, members } = context.vars;
      await putGroup(context, groupName, members.slice(0, 2));
      expectStatus(await okta.delete(context, `/Groups/${groupId}`), 204);
      expectError(await okta.get(context, `/Groups/${groupId}`), 404);
      const member = await got(context, `/Users/${members[0]?.value ?? ''}`);
      expectValue(member, 'active', true);
      const groups = valueAt(member, 'groups');
      if (Array.isArray(groups) && groups.some((group: unknown) => isJsonObject(group) && group.value === groupId)) {
        throw new StepFailure('The user still shows the deleted group.', member);
      }
    },
  },
];
