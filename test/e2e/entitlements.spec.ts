import { oktaEntitlements } from '../../src/simulator/okta-entitlements.js';
import { runScenarios } from '../../src/simulator/run-scenarios.js';
import type { Answer, ScimClient, TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { type Passing, startSpoilingProxy } from '../support/spoiling-proxy.js';
import { createUser } from '../support/users.js';

const ROLE = 'urn:okta:scim:schemas:core:1.0:Role';
const ENTITLEMENT = 'urn:okta:scim:schemas:core:1.0:Entitlement';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const KINDS = ['roles', 'entitlements'] as const;

/** The fault, where it strikes, what it does, and the step that must find it. */
const FAULTS: readonly (readonly [fault: string, where: RegExp, spoil: readonly [RegExp, string], step: RegExp])[] = [
  ['another schema', /answer GET .*ResourceTypes/, [/urn:okta:scim/g, 'urn:example:scim'], /resource types/],
  ['no user schema', /answer GET .*Schemas/, [/core:2\.0:User"/g, 'core:2.0:Person"'], /the schemas/],
  ['itemsPerPage is text', /answer GET .*Roles\?count=1/, [/"itemsPerPage":1/, '"itemsPerPage":"1"'], /^Duplicate/],
  ['count is ignored', /answer GET .*Roles\?count=1/, [/"itemsPerPage":1/, '"itemsPerPage":2'], /^Duplicate/],
  ['an empty page', /answer GET .*Licenses\?count=1/, [/"Resources":.*/, '"Resources":[]}'], /^Duplicate/],
  ['no list', /answer GET .*Licenses\?count=1/, [/ListResponse/, 'List'], /^Duplicate/],
  ['no display name', /answer GET .*Roles\?startIndex/, [/"displayName"/, '"name"'], /^Read what/],
  ['no id', /answer GET .*Roles\?startIndex/, [/"id"/, '"key"'], /^Read what/],
  ['a wrong type', /answer GET .*Licenses\?startIndex/, [/"type":"License"/, '"type":"Entitlement"'], /^Read what/],
  ['one id twice', /answer GET .*Roles\?startIndex/, [/"id":"r2"/, '"id":"r1"'], /^Read what/],
  ['grants are dropped', /request PUT/, [/"roles":/, '"x":'], /^Assign grants/],
  ['types are dropped', /request PUT/, [/"type":"License"/, '"type":""'], /^Assign grants/],
  ['only one grant is kept', /request PUT/, [/"roles":\[({[^}]*}),{[^}]*}\]/, '"roles":[$1]'], /^Assign grants/],
  ['null is kept', /answer PUT/, [/"active"/, '"name":null,"active"'], /documents of Okta/],
  [
    'deactivation takes grants',
    /answer GET .*Users\/[^?]*$/,
    [/("active":true.*)"roles":\[{"value":"r2".*?\],/, '$1'],
    /Remove one|Deact/,
  ],
  ['grants cannot be emptied', /request PUT/, [/"entitlements":\[\]/, '"entitlements":[{"value":"l1"}]'], /Remove all/],
];

let tenants = 0;
/** A tenant of the test's own with the connector `okta`; gives its slug. */
async function newTenant(app: TestApp): Promise<string> {
  tenants += 1;
  const slug = `grants-${tenants}`;
  await app.admin('POST', '/tenants', { slug, displayName: 'Grants' });
  await app.admin('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'Okta' });
  return slug;
}

const resourcesOf = ({ body }: Answer) => body.Resources as readonly Readonly<Record<string, unknown>>[];
const idsOf = (answer: Answer): readonly unknown[] => resourcesOf(answer).map(({ id }) => id);

describeApp('roles and entitlements', (app) => {
  let tenant: string;
  let scim: ScimClient;
  beforeAll(async () => {
    tenant = await newTenant(app());
    scim = await app().scim(tenant, 'okta');
  });

  const add = (kind: string, body: object, slug = tenant): Promise<Answer> =>
    app().admin('POST', `/tenants/${slug}/${kind}`, body);
  const eventsOf = async (slug: string): Promise<readonly { eventType: string; displayMessage: string }[]> =>
    JSON.parse((await app().admin('GET', `/tenants/${slug}/logs?limit=1000`)).text) as {
      eventType: string;
      displayMessage: string;
    }[];

  describe('the admin keeps a catalogue', () => {
    it.each(KINDS)('%s live from POST to DELETE', async (kind) => {
      const path = `/tenants/${tenant}/${kind}`;
      const created = await add(kind, { id: 'life', displayName: 'Life', description: 'All of it' });
      const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
      const view = {
        ...{ id: 'life', displayName: 'Life', description: 'All of it', createdAt: at, lastModifiedAt: at },
        ...(kind === 'roles' ? {} : { type: 'Entitlement' }),
      };
      expect([created.status, created.body]).toEqual([201, view]);
      expect(created.headers.get('location')).toBe(`https://rollbook.example/api/v1${path}/life`);
      expect((await app().admin('GET', `${path}/life`)).body).toEqual(view);
      const changed = await app().admin('PATCH', `${path}/life`, { displayName: 'Other', description: null });
      expect([changed.status, changed.body]).toEqual([200, { ...view, displayName: 'Other', description: null }]);
      expect((await app().admin('PATCH', `${path}/life`, { displayName: 'Other' })).body).toEqual(changed.body);
      expect((await app().admin('PATCH', `${path}/life`, {})).body).toEqual(changed.body);
      expect((await app().admin('DELETE', `${path}/life`)).status).toBe(204);
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect((await app().admin(method, `${path}/life`, method === 'PATCH' ? {} : undefined)).status).toBe(404);
      const word = kind === 'roles' ? 'role' : 'entitlement';
      const events = (await eventsOf(tenant)).filter(({ eventType }) => eventType.startsWith(`${word}.`));
      expect(events).toMatchObject([
        {
          eventType: `${word}.lifecycle.create`,
          displayMessage: `The ${word} Life was created`,
          target: [{ id: 'life', type: kind === 'roles' ? 'Role' : 'Entitlement', displayName: 'Life' }],
          changes: expect.arrayContaining([{ path: 'displayName', from: null, to: 'Life' }]) as unknown,
        },
        {
          eventType: `${word}.lifecycle.update`,
          changes: [
            { path: 'displayName', from: 'Life', to: 'Other' },
            { path: 'description', from: 'All of it', to: null },
          ],
        },
        { eventType: `${word}.lifecycle.delete`, severity: 'WARN', displayMessage: `The ${word} Other was deleted` },
      ]);
    });

    it('makes an id where none is given', async () => {
      const { body } = await add('roles', { displayName: 'Nameless' });
      expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect((await scim('GET', `/Roles/${String(body.id)}`)).body).toMatchObject({ displayName: 'Nameless' });
    });

    it.each(['a/b', 'a?b#c', '100% sure', '{"id":"06b0","value":"25"}', 'é👑', 'x'.repeat(255), '0', '__proto__'])(
      'the id %j is found by admins and by SCIM',
      async (id) => {
        const slug = await newTenant(app());
        const own = await app().scim(slug, 'okta');
        const created = await add('entitlements', { id, displayName: 'Odd' }, slug);
        expect([created.status, created.body.id]).toEqual([201, id]);
        const address = new URL(created.headers.get('location') ?? '').pathname.replace('/api/v1', '');
        expect((await app().admin('GET', address)).body).toEqual(created.body);
        const [listed] = resourcesOf(await own('GET', '/Entitlements'));
        const { location } = listed?.meta as { location: string };
        const read = await own('GET', location.replace(`https://rollbook.example/scim/${slug}/okta/v2`, ''));
        expect([read.status, read.body]).toEqual([200, listed]);
        expect(
          idsOf(await own('GET', `/Entitlements?filter=${encodeURIComponent(`id eq ${JSON.stringify(id)}`)}`)),
        ).toEqual([id]);
      },
    );

    it('pages like every other list', async () => {
      const slug = await newTenant(app());
      for (const id of ['c', 'a', 'b']) await add('roles', { id, displayName: id }, slug);
      const path = `/tenants/${slug}/roles`;
      const first = await app().admin('GET', `${path}?limit=2`);
      expect(first.body.items).toMatchObject([{ id: 'c' }, { id: 'a' }]);
      expect(first.headers.get('link')).toContain('rel="next"');
      const second = await app().admin('GET', `${path}?limit=2&after=${String(first.body.next)}`);
      expect(second.body).toMatchObject({ items: [{ id: 'b' }], next: null });
    });

    it.each<[string, unknown, string]>([
      ['no name', { id: 'a' }, 'displayName'],
      ['an empty name', { displayName: '' }, 'displayName'],
      ['a blank name', { displayName: ' ' }, 'displayName'],
      ['null as name', { displayName: null }, 'displayName'],
      ['a number as name', { displayName: 1 }, 'displayName'],
      ['a name too long', { displayName: 'x'.repeat(256) }, 'displayName'],
      ['a name with a line break', { displayName: 'a\nb' }, 'displayName'],
      ['an empty id', { displayName: 'x', id: '' }, 'id'],
      ['null as id', { displayName: 'x', id: null }, 'id'],
      ['a number as id', { displayName: 'x', id: 5 }, 'id'],
      ['an id in a list', { displayName: 'x', id: ['a'] }, 'id'],
      ['an id too long', { displayName: 'x', id: 'x'.repeat(256) }, 'id'],
      ['an id with a blank at its end', { displayName: 'x', id: 'a ' }, 'id'],
      ['an id with a control character', { displayName: 'x', id: 'a\u0000' }, 'id'],
      ['an invisible id', { displayName: 'x', id: '\u200b' }, 'id'],
      ['an id with the reserved word', { displayName: 'x', id: 'bulkId:1' }, 'id'],
      ['an id of dots', { displayName: 'x', id: '..' }, 'id'],
      ['an empty description', { displayName: 'x', description: '' }, 'description'],
      ['a number as description', { displayName: 'x', description: 1 }, 'description'],
      ['a description too long', { displayName: 'x', description: 'x'.repeat(1_001) }, 'description'],
      ['an unknown field', { displayName: 'x', value: 'a' }, 'value'],
      ['a field of the answer', { displayName: 'x', createdAt: '2026-01-01T00:00:00Z' }, 'createdAt'],
      ['a list', [{ displayName: 'x' }], 'body'],
    ])('nothing is made from %s', async (_, body, path) => {
      for (const kind of KINDS) {
        const before = (await app().admin('GET', `/tenants/${tenant}/${kind}?limit=1000`)).body;
        const answer = await add(kind, body as object);
        expect([answer.status, (answer.body.errors as { path: string }[]).map((error) => error.path)]).toEqual([
          400,
          [path],
        ]);
        expect((await app().admin('GET', `/tenants/${tenant}/${kind}?limit=1000`)).body).toEqual(before);
      }
    });

    it.each<[string, string, object, string]>([
      ['a type of nobody', 'entitlements', { displayName: 'x', type: 'Car' }, 'type'],
      ['a type in another case', 'entitlements', { displayName: 'x', type: 'license' }, 'type'],
      ['a role as entitlement', 'entitlements', { displayName: 'x', type: 'Role' }, 'type'],
      ['null as type', 'entitlements', { displayName: 'x', type: null }, 'type'],
      ['a role with a type', 'roles', { displayName: 'x', type: 'Role' }, 'type'],
    ])('nothing is made from %s', async (_, kind, body, path) => {
      expect(await add(kind, body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    });

    it.each<[string, object, string]>([
      ['another id', { id: 'new' }, 'id'],
      ['another type', { type: 'License' }, 'type'],
      ['no name', { displayName: null }, 'displayName'],
      ['an empty description', { description: ' ' }, 'description'],
      ['an unknown field', { primary: true }, 'primary'],
    ])('nothing is changed to %s', async (_, patch, path) => {
      const { body } = await add('entitlements', { displayName: 'Stays' });
      const address = `/tenants/${tenant}/entitlements/${String(body.id)}`;
      expect(await app().admin('PATCH', address, patch)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
      expect((await app().admin('GET', address)).body).toEqual(body);
    });

    it.each(KINDS)('an id is given once among %s, in any letter case', async (kind) => {
      await add(kind, { id: 'Once', displayName: 'x' });
      for (const id of ['Once', 'ONCE', 'once'])
        expect(await add(kind, { id, displayName: 'y' })).toMatchObject({
          status: 409,
          body: { type: 'urn:rollbook:problem:id-taken' },
        });
      expect((await app().admin('GET', `/tenants/${tenant}/${kind}/ONCE`)).status).toBe(404);
    });

    it.each([
      ['GET', '/tenants/nobody/roles', 404],
      ['POST', '/tenants/nobody/roles', 404],
      ['GET', '/tenants/default/roles/nothing', 404],
      ['GET', '/tenants/default/roles?limit=0', 400],
      ['GET', '/tenants/default/roles?after=xyz', 400],
      ['DELETE', '/tenants/default/entitlements/nothing', 404],
      ['DELETE', '/tenants/default/entitlements/nothing?confirm=yes', 400],
      ['PUT', '/tenants/default/roles/nothing', 405],
    ])('%s %s is answered with %i', async (method, path, status) => {
      const body = method === 'POST' ? { displayName: 'x' } : undefined;
      expect((await app().admin(method, path, body)).status).toBe(status);
    });
  });

  describe('what users hold', () => {
    it.each([
      ['roles', 'roles'],
      ['entitlements', 'entitlements'],
    ])('%s are not deleted by mistake', async (kind, attribute) => {
      const slug = await newTenant(app());
      const own = await app().scim(slug, 'okta');
      await add(kind, { id: 'Held', displayName: 'Held by two' }, slug);
      const holders = await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          createUser(own, `${name}@example.com`, { [attribute]: [{ value: name === 'c' ? 'other' : 'HELD' }] }),
        ),
      );
      const path = `/tenants/${slug}/${kind}/Held`;
      const refused = { status: 409, body: { type: 'urn:rollbook:problem:still-assigned' } };
      const answer = await app().admin('DELETE', path);
      expect(answer).toMatchObject(refused);
      expect(answer.body.detail).toMatch(/^2 users have this .*\?confirm=true/);
      expect(await app().admin('DELETE', `${path}?confirm=false`)).toMatchObject(refused);
      await own('DELETE', `/Users/${String(holders[0]?.body.id)}`);
      expect((await app().admin('DELETE', path)).body.detail).toMatch(/^1 user has /);
      expect((await app().admin('DELETE', `${path}?confirm=true`)).status).toBe(204);
      const user = await own('GET', `/Users/${String(holders[1]?.body.id)}`);
      expect(user.body[attribute]).toEqual([{ value: 'HELD' }]);
      expect((await eventsOf(slug)).map(({ displayMessage }) => displayMessage)).toContain(
        `The ${kind.slice(0, -1)} Held by two was deleted; users who still have it: 1`,
      );
    });

    it('stays as it was sent: no display is filled in, and nothing has to be in the catalogue', async () => {
      await add('roles', { id: 'plain', displayName: 'Plain' });
      const roles = [{ value: 'plain' }, { value: 'not-in-the-catalogue', display: 'Elsewhere', type: 'x' }];
      const { status, body } = await createUser(scim, 'as.sent@example.com', { roles });
      expect([status, body.roles]).toEqual([201, roles]);
      const found = await scim('GET', `/Users?filter=${encodeURIComponent('roles eq "PLAIN"')}`);
      expect(idsOf(found)).toEqual([body.id]);
    });
  });

  describe('Okta reads it', () => {
    let slug: string;
    let own: ScimClient;
    beforeAll(async () => {
      slug = await newTenant(app());
      own = await app().scim(slug, 'okta');
    });

    it('discovery shows a type as soon as there is one of it, and no longer', async () => {
      const base = ['User', 'Group'];
      const names = async () => idsOf(await own('GET', '/ResourceTypes'));
      const schemas = async () => idsOf(await own('GET', '/Schemas')).filter((id) => String(id).startsWith('urn:okta'));
      expect([await names(), await schemas()]).toEqual([base, []]);
      expect((await own('GET', '/ResourceTypes/Role')).status).toBe(404);
      expect((await own('GET', `/Schemas/${ROLE}`)).status).toBe(404);
      await add('roles', { id: 'r', displayName: 'R' }, slug);
      await add('entitlements', { id: 'l', displayName: 'L', type: 'License' }, slug);
      await add('entitlements', { id: 'p', displayName: 'P', type: 'Profile' }, slug);
      expect(await names()).toEqual([...base, 'Role', 'License', 'Profile']);
      expect(await schemas()).toEqual([ROLE, ENTITLEMENT]);
      expect((await own('GET', '/ResourceTypes/License')).body).toMatchObject({
        ...{ id: 'License', endpoint: '/Licenses', schema: ENTITLEMENT },
        meta: { location: `https://rollbook.example/scim/${slug}/okta/v2/ResourceTypes/License` },
      });
      expect((await own('GET', `/Schemas/${ENTITLEMENT}`)).body).toMatchObject({
        id: ENTITLEMENT,
        name: 'Entitlement',
      });
      await app().admin('DELETE', `/tenants/${slug}/entitlements/p`);
      expect(await names()).toEqual([...base, 'Role', 'License']);
    });

    it('an empty endpoint is an empty list', async () => {
      for (const endpoint of ['Entitlements', 'Profiles']) {
        const { status, body } = await own('GET', `/${endpoint}?count=1&startIndex=1`);
        expect(status).toBe(200);
        expect(body).toEqual({ schemas: [LIST], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
      }
    });

    it('shows a role and an entitlement as Okta describes them', async () => {
      await add('roles', { id: 'shown', displayName: 'Shown', description: 'For all' }, slug);
      const location = `https://rollbook.example/scim/${slug}/okta/v2/Roles/shown`;
      const at = expect.stringMatching(/Z$/) as string;
      const role = {
        ...{ schemas: [ROLE], id: 'shown', displayName: 'Shown', description: 'For all' },
        meta: { resourceType: 'Role', created: at, lastModified: at, location, version: 'W/"1"' },
      };
      const read = await own('GET', '/Roles/shown');
      expect([read.status, read.body]).toEqual([200, role]);
      expect(read.headers.get('content-type')).toBe('application/scim+json');
      expect([read.headers.get('location'), read.headers.get('etag')]).toEqual([location, 'W/"1"']);
      expect(resourcesOf(await own('GET', '/Roles'))).toContainEqual(role);
      const license = (await own('GET', '/Licenses/l')).body;
      expect(Object.keys(license)).toEqual(['schemas', 'id', 'displayName', 'type', 'meta']);
      expect(license).toMatchObject({ schemas: [ENTITLEMENT], type: 'License', meta: { resourceType: 'License' } });
    });

    it('has versions: 304, and a change makes another', async () => {
      const tag = { 'if-none-match': 'W/"1"' };
      const unchanged = await own('GET', '/Roles/shown', undefined, tag);
      expect([unchanged.status, unchanged.text]).toEqual([304, '']);
      await app().admin('PATCH', `/tenants/${slug}/roles/shown`, { displayName: 'Shown' });
      expect((await own('GET', '/Roles/shown', undefined, tag)).status).toBe(304);
      await app().admin('PATCH', `/tenants/${slug}/roles/shown`, { displayName: 'Seen' });
      expect(await own('GET', '/Roles/shown', undefined, tag)).toMatchObject({
        status: 200,
        body: { displayName: 'Seen', meta: { version: 'W/"2"' } },
      });
    });

    it.each([
      ['attributes=displayName', ['schemas', 'id', 'displayName']],
      ['excludedAttributes=meta,description', ['schemas', 'id', 'displayName']],
      ['attributes=nonsense', ['schemas', 'id']],
    ])('projects: %s', async (query, keys) => {
      for (const path of ['/Roles/shown', '/Roles?filter=id%20eq%20%22shown%22']) {
        const { body } = await own('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
        expect(Object.keys((body.Resources as object[] | undefined)?.[0] ?? body)).toEqual(keys);
      }
    });

    it('pages with the true total, filters and sorts', async () => {
      const paged = await newTenant(app());
      const reader = await app().scim(paged, 'okta');
      for (const id of ['c', 'a', 'b']) await add('roles', { id, displayName: `Role ${id}` }, paged);
      const page = await reader('GET', '/Roles?startIndex=2&count=1');
      expect(page.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [{ id: 'a' }] });
      expect(idsOf(await reader('GET', '/Roles?sortBy=displayName'))).toEqual(['a', 'b', 'c']);
      expect(idsOf(await reader('GET', '/Roles?filter=displayName+eq+%22ROLE+B%22'))).toEqual(['b']);
      const walked = await reader('GET', '/Roles?cursor&count=2');
      const rest = await reader('GET', `/Roles?cursor=${String(walked.body.nextCursor)}&count=2`);
      expect([...idsOf(walked), ...idsOf(rest), rest.body.nextCursor]).toEqual(['c', 'a', 'b', undefined]);
    });

    it.each([
      ['/Roles?filter=userName+eq+%22x%22', 400, 'invalidFilter'],
      ['/Roles?filter=displayName+eq', 400, 'invalidFilter'],
      ['/Roles?count=x', 400, 'invalidValue'],
      ['/Roles?sortBy=members', 400, 'invalidPath'],
      ['/Roles?cursor=forged', 400, 'invalidCursor'],
      ['/Roles?attributes=id&excludedAttributes=meta', 400, 'invalidValue'],
      ['/Roles/SHOWN', 404, undefined],
      ['/Roles/l', 404, undefined],
      ['/Entitlements/l', 404, undefined],
      ['/Profiles/l', 404, undefined],
      ['/Roles/.search', 404, undefined],
      ['/Roles/shown/members', 404, undefined],
      ['/Permissions', 404, undefined],
    ])('GET %s is answered with %i', async (path, status, scimType) => {
      const answer = await own('GET', path);
      expect([answer.status, answer.body.status, answer.body.scimType]).toEqual([status, String(status), scimType]);
      expect(answer.body.detail).toMatch(/\.$/);
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is read-only: %s is 405', async (method) => {
      for (const endpoint of ['Roles', 'Entitlements', 'Licenses', 'Profiles']) {
        for (const path of [`/${endpoint}`, `/${endpoint}/shown`, `/${endpoint}/.search`]) {
          const answer = await own(method, path, method === 'DELETE' ? undefined : 'no json');
          expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
        }
      }
      expect((await own('GET', '/Roles/shown')).status).toBe(200);
    });

    it('says so in the log', async () => {
      const logged = await newTenant(app());
      const reader = await app().scim(logged, 'okta');
      await add('roles', { id: 'r', displayName: 'The role' }, logged);
      await reader('GET', '/Roles');
      await reader('GET', '/Roles/r');
      await reader('GET', '/Licenses/none');
      const events = (await eventsOf(logged)).filter(({ eventType }) => eventType.endsWith('.call_api'));
      expect(events).toMatchObject([
        { displayMessage: 'Okta listed the roles: 1 found', outcome: { result: 'SUCCESS' } },
        { displayMessage: 'Okta read the role The role', target: [{ id: 'r', type: 'Role' }, { type: 'AppInstance' }] },
        { displayMessage: 'Okta could not read the license none', outcome: { result: 'FAILURE' } },
      ]);
    });

    it('no tenant sees another one', async () => {
      const [mine, theirs] = [await newTenant(app()), await newTenant(app())];
      await add('roles', { id: 'secret-role', displayName: 'Theirs' }, theirs);
      const reader = await app().scim(mine, 'okta');
      expect((await reader('GET', '/Roles')).body.totalResults).toBe(0);
      expect((await reader('GET', '/Roles/secret-role')).status).toBe(404);
      expect(idsOf(await reader('GET', '/ResourceTypes'))).toEqual(['User', 'Group']);
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { displayName: 'x' } : undefined;
        expect((await app().admin(method, `/tenants/${mine}/roles/secret-role`, body)).status).toBe(404);
      }
      expect((await add('roles', { id: 'secret-role', displayName: 'Mine' }, mine)).status).toBe(201);
      const headers = { authorization: `Bearer ${reader.token}` };
      expect((await app().request('GET', `/scim/${theirs}/okta/v2/Roles`, { headers })).status).toBe(401);
    });
  });

  describe('Okta, played by the simulator', () => {
    async function play(slug: string, server = app().url) {
      const { token } = await app().scim(slug, 'okta');
      return runScenarios([oktaEntitlements], {
        baseUrl: `${server}/scim/${slug}/okta/v2`,
        credential: { token, style: 'bearer' },
      });
    }

    it.each<[string, readonly (readonly [string, object])[]]>([
      [
        'with every type',
        [
          ['roles', { id: 'r1', displayName: 'R 1', description: 'd' }],
          ['roles', { id: 'r2', displayName: 'R 2' }],
          ['entitlements', { id: 'e1', displayName: 'E 1' }],
          ['entitlements', { id: 'l1', displayName: 'L 1', type: 'License' }],
          ['entitlements', { id: 'p/1', displayName: 'P 1', type: 'Profile' }],
        ],
      ],
      ['with roles alone', [['roles', { id: 'r', displayName: 'R' }]]],
      ['with licences alone', [['entitlements', { id: 'l', displayName: 'L', type: 'License' }]]],
      [
        'with more than a page',
        Array.from({ length: 101 }, (_, n) => ['roles', { id: `r${n}`, displayName: `R ${n}` }] as const),
      ],
    ])('passes %s', async (_, catalogue) => {
      const slug = await newTenant(app());
      for (const [kind, body] of catalogue) await add(kind, body, slug);
      const report = await play(slug);
      const steps = report.scenarios.flatMap((scenario) => scenario.steps);
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      expect([report.ok, steps.length]).toEqual([true, 12]);
    });

    it.each(FAULTS)('negative control: %s', async (_, where, [pattern, replacement], step) => {
      const slug = await newTenant(app());
      for (const id of ['r1', 'r2']) await add('roles', { id, displayName: id }, slug);
      await add('entitlements', { id: 'l1', displayName: 'L 1', type: 'License' }, slug);
      const spoil = ({ way, method, url, body }: Passing): string =>
        where.test(`${way} ${method} ${url}`) ? body.replace(pattern, replacement) : body;
      const proxy = await startSpoilingProxy(app().url, spoil);
      try {
        const report = await play(slug, proxy.url);
        const failed = report.scenarios.flatMap(({ steps }) => steps).filter(({ ok }) => !ok);
        expect(failed.map(({ title }) => title)).toEqual([expect.stringMatching(step)]);
      } finally {
        proxy.close();
      }
    });

    it('finds that nothing is offered', async () => {
      const report = await play(await newTenant(app()));
      const failed = report.scenarios.flatMap(({ steps }) => steps).filter(({ ok }) => !ok);
      expect(failed).toMatchObject([{ title: 'Discover the resource types' }]);
    });
  });
});
