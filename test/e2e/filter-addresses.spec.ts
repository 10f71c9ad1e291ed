import type { ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUsers } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

interface Shown {
  readonly id: string;
  readonly meta: { readonly location: string; readonly version: string };
  readonly members?: readonly { readonly $ref: string }[];
}

/** What an answer shows can be asked for as it was shown (RFC 7644 §3.4.2.2). */
describeApp('filters about addresses and versions', (app) => {
  let scim: ScimClient;
  let user: Shown;
  let group: Shown;
  beforeAll(async () => {
    scim = await app().scim();
    await createUsers(scim, 'address', 2);
    const { body } = await scim('GET', '/Users?count=1');
    [user] = (body as { Resources: [Shown] }).Resources;
    const made = await scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Address',
      members: [{ value: user.id }],
    });
    group = made.body as unknown as Shown;
  });

  const idsOf = async (type: 'Users' | 'Groups', filter: string): Promise<readonly string[]> => {
    const { status, body } = await scim('GET', `/${type}?filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(200);
    return (body as { Resources: Shown[] }).Resources.map(({ id }) => id);
  };

  it.each<['Users' | 'Groups', string, () => string]>([
    ['Users', 'meta.location eq', () => `meta.location eq "${user.meta.location}"`],
    ['Users', 'meta[location ew]', () => `meta[location ew "/Users/${user.id}"]`],
    ['Users', 'groups.$ref eq', () => `groups.$ref eq "${group.meta.location}"`],
    ['Users', 'meta.version', () => `id eq "${user.id}" and meta.version eq ${JSON.stringify(user.meta.version)}`],
    ['Groups', 'members.$ref eq', () => `members.$ref eq "${group.members?.[0]?.$ref ?? ''}"`],
    ['Groups', 'meta.location eq', () => `meta.location eq "${group.meta.location}"`],
  ])('%s by %s', async (type, _, filter) => {
    expect(await idsOf(type, filter())).toEqual([type === 'Users' ? user.id : group.id]);
  });

  it.each<['Users' | 'Groups', string, () => string]>([
    ['Users', 'another host', () => user.meta.location.replace('rollbook', 'elsewhere')],
    ['Users', 'another connector', () => user.meta.location.replace('/v2/', '/v1/')],
    ['Users', 'the address of a group', () => group.meta.location],
    ['Users', 'a bare id', () => user.id],
    ['Groups', 'the address of a user', () => user.meta.location],
  ])('%s: not by %s', async (type, _, address) => {
    expect(await idsOf(type, `meta.location eq "${address()}"`)).toEqual([]);
  });
});
