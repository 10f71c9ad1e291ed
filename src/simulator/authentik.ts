import type { JsonObject } from '../protocol/json.js';
import { GROUP_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA, USER_SCHEMA } from '../protocol/urns.js';
import {
  expectError,
  expectFilled,
  expectList,
  expectNumber,
  expectSchema,
  expectStatus,
  expectValue,
  valueAt,
} from './expect-answer.js';
import { created, expectMembers, expectOnly, patchAndRead, putAndRead, read } from './idp-checks.js';
import { idpClient, type Wire } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomGroupName, randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';
import { StepFailure } from './step-failure.js';

const client = idpClient({ mediaType: 'application/scim+json', blank: '%20' });

const SYNC_FAILED = 'The task of the SCIM provider in authentik ends in an error and shows the answer of the app.';

/** One operation for each member, as authentik writes them. */
const each = (op: 'add' | 'remove', ...ids: readonly string[]): readonly JsonObject[] =>
  ids.map((value) => ({ op, path: 'members', value: [{ value }] }));

/** The SCIM provider of authentik. */
export const authentik = defineScenario<IdpVariables>({
  name: 'authentik',
  provider: 'authentik',
  summary: 'the SCIM provider: service configuration, users by PUT and by one large PATCH, groups',
  variables: idpVariables,
  steps: [
    {
      title: 'Read the service provider configuration',
      asAdmin:
        'authentik takes nothing of it if one required part is missing, and then never sends a PATCH, without a word.',
      run: async (context) => {
        const answer = await read(client, context, '/ServiceProviderConfig');
        expectSchema(answer, SERVICE_PROVIDER_CONFIG_SCHEMA);
        for (const feature of ['bulk', 'filter', 'changePassword', 'sort', 'etag']) {
          if (typeof valueAt(answer, `${feature}.supported`) !== 'boolean') {
            throw new StepFailure(`Expected "${feature}.supported" to be true or false.`, answer);
          }
        }
        expectValue(answer, 'patch.supported', true);
        expectNumber(answer, 'bulk.maxOperations', 'bulk.maxPayloadSize', 'filter.maxResults');
        const path = 'authenticationSchemes[0]';
        expectFilled(answer, `${path}.type`, `${path}.name`, `${path}.description`);
      },
    },
    {
      title: 'Create a user',
      asAdmin: `The user goes to the app, and a second time is a conflict that authentik knows to resolve. ${SYNC_FAILED}`,
      run: async (context) => {
        const { vars } = context;
        const body = { ...plainUser(vars.person), photos: [], locale: null, groups: [], meta: {} };
        vars.id = await created(client, context, 'Users', body);
        vars.otherId = await created(client, context, 'Users', plainUser(randomPerson()));
        expectError(await client.post(context, '/Users', body), 409);
        expectOnly(await client.find(context, 'Users', `userName eq "${vars.person.userName}"`), vars.id);
      },
    },
    {
      title: 'Update a user by PUT',
      asAdmin: `Older versions replace the user as a whole. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const body = { ...plainUser(person), id, displayName: 'By Put', photos: [], groups: [], meta: {} };
        expectValue(await putAndRead(client, context, `/Users/${id}`, body), 'displayName', 'By Put');
      },
    },
    {
      title: 'Update a user by one PATCH',
      asAdmin: `Newer versions send the whole user in one operation without a path. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const emails = [{ value: person.userName, type: 'other', primary: true }];
        const value = {
          ...plainUser(person),
          schemas: [USER_SCHEMA],
          id,
          displayName: 'By Patch',
          emails,
          locale: null,
        };
        const after = await patchAndRead(client, context, `/Users/${id}`, { op: 'replace', value });
        expectValue(after, 'displayName', 'By Patch');
        expectValue(after, 'emails', emails);
        expectValue(after, 'active', true);
      },
    },
    {
      title: 'Create a group and add its members',
      asAdmin: `The group comes without members; they follow, one operation each. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupName, person } = context.vars;
        const body = { schemas: [GROUP_SCHEMA], externalId: person.externalId, displayName: groupName };
        context.vars.groupId = await created(client, context, 'Groups', body);
        const target = `/Groups/${context.vars.groupId}`;
        expectMembers(await patchAndRead(client, context, target, ...each('add', id, otherId)), [id, otherId]);
        expectOnly(await client.find(context, 'Groups', `displayName eq "${groupName}"`), context.vars.groupId);
      },
    },
    {
      title: 'Update the group without naming its members',
      asAdmin:
        'One operation without a path holds name and ids only; a server that empties the group here locks people out.',
      run: async (context) => {
        const { id, otherId, groupId, person } = context.vars;
        const displayName = randomGroupName();
        const value = { schemas: [GROUP_SCHEMA], id: groupId, externalId: person.externalId, displayName };
        const after = await patchAndRead(client, context, `/Groups/${groupId}`, { op: 'replace', value });
        expectValue(after, 'displayName', displayName);
        expectMembers(after, [id, otherId]);
        context.vars.groupName = displayName;
      },
    },
    {
      title: 'Remove one member',
      asAdmin: `The path is "members" and the value says who leaves; the other one stays. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupId } = context.vars;
        expectMembers(await patchAndRead(client, context, `/Groups/${groupId}`, ...each('remove', id)), [otherId]);
      },
    },
    {
      title: 'Discover what the app has',
      asAdmin:
        'authentik reads page after page until it has seen the total; if the pages end early, it never finishes.',
      run: async (context) => {
        const { id, otherId } = context.vars;
        const seen = await walk(context);
        if (seen !== undefined && ![id, otherId].every((known) => seen.has(known))) {
          throw new StepFailure('The pages did not bring the users that were just created.');
        }
      },
    },
    {
      title: 'Delete the group and the user',
      asAdmin: `Both leave the scope of the application. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, groupId } = context.vars;
        expectStatus(await client.delete(context, `/Groups/${groupId}`), 204);
        expectStatus(await client.delete(context, `/Users/${id}`), 204);
        expectError(await client.get(context, `/Users/${id}`), 404);
      },
    },
  ],
});

/** A large directory is not read to its end. */
const MAX_PAGES = 100;

/**
 * Every user id, or undefined when there are too many to read them all. authentik names the start of a page and leaves
 * its size to the server.
 */
async function walk(wire: Wire): Promise<ReadonlySet<unknown> | undefined> {
  const seen = new Set<unknown>();
  let start = 1;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const answer = await client.get(wire, `/Users?startIndex=${start}`);
    const page = expectList(answer);
    for (const { id } of page) seen.add(id);
    start += page.length;
    if (start > Number(valueAt(answer, 'totalResults'))) return seen;
    if (page.length === 0) throw new StepFailure('The pages end before the total is reached.', answer);
  }
  return undefined;
}
