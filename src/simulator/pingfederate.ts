import { randomUUID } from 'node:crypto';
import { GROUP_SCHEMA } from '../protocol/urns.js';
import { expectError, expectList, expectStatus, expectValue, valueAt } from './expect-answer.js';
import { created, expectMembers, expectNone, expectOnly, patchAndRead, putAndRead } from './idp-checks.js';
import { idpClient, type Wire } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';
import { StepFailure } from './step-failure.js';

const client = idpClient({ mediaType: 'application/scim+json', blank: '+' });

const CHANNEL_FAILED =
  "The provisioner's log shows the error of the app, and the user is tried again in the next cycle.";

/** The SCIM provisioner of PingFederate: users by PUT only, groups by PATCH. */
export const pingfederate = defineScenario<IdpVariables>({
  name: 'pingfederate',
  provider: 'PingFederate',
  summary: 'the SCIM provisioner: users by PUT, groups found by listing all; the bodies of PATCH are inferred',
  variables: idpVariables,
  steps: [
    {
      title: 'Match by userName, then create',
      asAdmin: `Nobody is found, and the user is created. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { vars } = context;
        expectNone(await client.find(context, 'Users', `userName eq "${vars.person.userName}"`));
        vars.id = await created(client, context, 'Users', plainUser(vars.person));
        vars.otherId = await created(client, context, 'Users', plainUser(randomPerson()));
        expectOnly(await client.find(context, 'Users', `userName eq "${vars.person.userName}"`), vars.id);
      },
    },
    {
      title: 'Match by e-mail address',
      asAdmin: `The filter names "emails" without ".value" and means the address. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        expectOnly(await client.find(context, 'Users', `emails eq "${person.userName}"`), id);
        expectNone(await client.find(context, 'Users', `emails eq "${randomUUID()}@example.com"`));
      },
    },
    {
      title: 'Update a user',
      asAdmin: `The user as a whole. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const body = { ...plainUser(person), id, displayName: 'Changed' };
        expectValue(await putAndRead(client, context, `/Users/${id}`, body), 'displayName', 'Changed');
      },
    },
    {
      title: 'Find a group by listing all',
      asAdmin: 'PingFederate reads every page and compares names itself; a group that a page skips is created twice.',
      run: async (context) => {
        const { vars } = context;
        if ((await groupsNamed(context, vars.groupName)).size > 0)
          throw new StepFailure('A new name is taken already.');
        vars.groupId = await created(client, context, 'Groups', {
          schemas: [GROUP_SCHEMA],
          displayName: vars.groupName,
        });
        const found = await groupsNamed(context, vars.groupName);
        if (found.size !== 1 || !found.has(vars.groupId)) {
          throw new StepFailure('The list of all groups does not show the one that was just created, or shows others.');
        }
      },
    },
    {
      title: 'Add and remove members',
      asAdmin: `One leaves and the other stays. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupId } = context.vars;
        const target = `/Groups/${groupId}`;
        const add = { op: 'add', path: 'members', value: [{ value: id }, { value: otherId }] };
        expectMembers(await patchAndRead(client, context, target, add), [id, otherId]);
        const remove = { op: 'remove', path: `members[value eq "${id}"]` };
        expectMembers(await patchAndRead(client, context, target, remove), [otherId]);
      },
    },
    {
      title: 'Disable a user',
      asAdmin: `With "Disable" for users who are removed: off, and still found; later on again. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        for (const active of [false, true]) {
          const body = { ...plainUser(person), id, active };
          expectValue(await putAndRead(client, context, `/Users/${id}`, body), 'active', active);
          expectOnly(await client.find(context, 'Users', `userName eq "${person.userName}"`), id);
        }
      },
    },
    {
      title: 'Delete the group and the user',
      asAdmin: `With "Delete" for users who are removed: both are gone. ${CHANNEL_FAILED}`,
      run: async (context) => {
        const { id, groupId } = context.vars;
        expectStatus(await client.delete(context, `/Groups/${groupId}`), 204);
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
      },
    },
  ],
});

const PAGE = 100;

/** The ids of all groups of this name, from every page of the list. */
async function groupsNamed(wire: Wire, name: string): Promise<ReadonlySet<unknown>> {
  const found = new Set<unknown>();
  for (let start = 1; ; start += PAGE) {
    const answer = await client.get(wire, `/Groups?startIndex=${start}&count=${PAGE}`);
    for (const { id, displayName } of expectList(answer)) if (displayName === name) found.add(id);
    if (start + PAGE > Number(valueAt(answer, 'totalResults'))) return found;
  }
}
