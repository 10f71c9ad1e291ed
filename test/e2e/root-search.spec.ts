import type { LogEvent } from '../../src/audit/log-event.js';
import { ERROR, LIST_RESPONSE, PATCH_OP, SEARCH_REQUEST } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const TENANT = 'root';

/** In the order of creation; a small letter is a user, a capital a group. */
const MADE: readonly (readonly [string, object])[] = [
  ['a', { displayName: 'Beta', externalId: 'x1', name: { familyName: 'Young' } }],
  ['A', { displayName: 'Alpha' }],
  ['b', { displayName: 'Delta', title: 'Boss', name: { familyName: 'adams' } }],
  ['G', { displayName: 'gamma', externalId: 'x1' }],
  ['c', { displayName: '', active: false, name: {} }],
  ['D', { displayName: 'delta' }],
];

describeApp('queries over the server root (RFC 7644 §3.4.2.1, §3.4.3)', (app) => {
  let scim: ScimClient;
  const ids = new Map<string, string>();
  const letters = new Map<unknown, string>();

  const newConnector = async (tenant: string, slug: string): Promise<ScimClient> => {
    const connector = { slug, displayName: 'Okta', provider: 'generic' };
    expect((await app().admin('POST', `/tenants/${tenant}/connectors`, connector)).status).toBe(201);
    return app().scim(tenant, slug);
  };

  beforeAll(async () => {
    await app().admin('POST', '/tenants', { slug: TENANT, displayName: 'Root' });
    scim = await newConnector(TENANT, 'okta');
    for (const [letter, attributes] of MADE) {
      const isUser = letter === letter.toLowerCase();
      const members = [{ value: ids.get('a') }];
      const made = isUser
        ? await createUser(scim, `root.${letter}`, attributes)
        : await scim('POST', '/Groups', { schemas: [GROUP], members, ...attributes });
      expect(made.status).toBe(201);
      ids.set(letter, String(made.body.id));
      letters.set(made.body.id, letter);
    }
    // A directory beside it, with the same names.
    const other = await newConnector('default', 'root-other');
    await createUser(other, 'root.a', { displayName: 'Alpha' });
    await other('POST', '/Groups', { schemas: [GROUP], displayName: 'Alpha' });
  });

  const get = (parameters: Readonly<Record<string, string>>, client = scim): Promise<Answer> =>
    client('GET', `?${new URLSearchParams(parameters).toString()}`);
  const search = (members: object, client = scim): Promise<Answer> =>
    client('POST', '/.search', { schemas: [SEARCH_REQUEST], ...members });
  const resourcesOf = ({ body }: Answer) => body.Resources as readonly Readonly<Record<string, unknown>>[];
  const found = (answer: Answer): string => {
    expect(answer.status).toBe(200);
    return resourcesOf(answer)
      .map(({ id }) => letters.get(id) ?? '?')
      .join('');
  };

  it.each<[string, string]>([
    ['userName eq "root.a"', 'a'],
    ['userName eq "ROOT.A"', 'a'],
    ['userName eq "root.z"', ''],
    ['userName sw "root."', 'abc'],
    ['userName ne "root.a"', 'bcAGD'],
    ['not (userName pr)', 'AGD'],
    ['userName pr', 'abc'],
    ['displayName sw "a"', 'A'],
    ['displayName eq "delta"', 'bD'],
    ['displayName co "a"', 'abAGD'],
    ['displayName eq null', 'c'],
    ['externalId eq "x1"', 'aG'],
    ['title eq null', 'acAGD'],
    ['title pr', 'b'],
    ['active eq false', 'c'],
    ['active ne true', 'cAGD'],
    ['members pr', 'AGD'],
    ['groups pr', 'a'],
    ['not (members pr) and not (groups pr)', 'bc'],
    ['emails[type eq "work" and value sw "root.b"]', 'b'],
    ['userName eq "root.b" or displayName eq "alpha"', 'bA'],
    ['userName eq "root.b" and members pr', ''],
    ['meta.resourceType eq "User"', 'abc'],
    ['meta.resourceType eq "Group"', 'AGD'],
    ['meta.resourceType ne "User"', 'AGD'],
    ['meta.resourceType eq "Group" and displayName eq "delta"', 'D'],
    ['meta.resourceType eq "Role"', ''],
    [`schemas eq "${GROUP}"`, 'AGD'],
    [`${USER}:displayName eq "delta"`, 'b'],
    [`${GROUP}:displayName eq "delta"`, 'D'],
    ['meta.created pr', 'abcAGD'],
  ])('%s finds %j', async (filter, expected) => {
    const asked = await search({ filter });
    expect(found(asked)).toBe(expected);
    expect(asked.body).toMatchObject({
      schemas: [LIST_RESPONSE],
      totalResults: expected.length,
      startIndex: 1,
      itemsPerPage: expected.length,
    });
    expect(asked.headers.get('content-type')).toBe('application/scim+json');
    expect((await get({ filter })).body).toEqual(asked.body);
  });

  it('finds by id and address, each of its type', async () => {
    for (const letter of ['a', 'G']) {
      const id = ids.get(letter) ?? '';
      expect(found(await search({ filter: `id eq "${id}"` }))).toBe(letter);
      const { location } = resourcesOf(await search({ filter: `id eq "${id}"` }))[0]?.meta as { location: string };
      expect(found(await search({ filter: `meta.location eq "${location}"` }))).toBe(letter);
    }
    expect(found(await search({ filter: `members eq "${ids.get('a') ?? ''}"` }))).toBe('AGD');
  });

  it('lists all at the base URL, with a slash and without, as each type is in its own list', async () => {
    const own = [...resourcesOf(await scim('GET', '/Users')), ...resourcesOf(await scim('GET', '/Groups'))];
    for (const path of ['', '/', '?', '/?nonsense=1']) {
      const answer = await scim('GET', path);
      expect(found(answer)).toBe('abcAGD');
      expect(resourcesOf(answer)).toEqual(own);
    }
    expect(resourcesOf(await search({}))).toEqual(own);
    expect(own.every((one) => 'groups' in one || 'members' in one || one.userName !== 'root.a')).toBe(true);
  });

  it.each<[string, object, string, number]>([
    ['the first two', { count: 2 }, 'ab', 1],
    ['across the types', { startIndex: 3, count: 2 }, 'cA', 3],
    ['groups alone', { startIndex: 5, count: 9 }, 'GD', 5],
    ['past the end', { startIndex: 7, count: 2 }, '', 7],
    ['far past the end', { startIndex: 1e300 }, '', Number.MAX_SAFE_INTEGER],
    ['the total alone', { count: 0 }, '', 1],
    ['less than nothing', { startIndex: -3, count: -3 }, '', 1],
    ['more than is allowed', { count: 100_000 }, 'abcAGD', 1],
  ])('pages: %s', async (_, members, expected, startIndex) => {
    const answer = await search(members);
    expect(found(answer)).toBe(expected);
    expect(answer.body).toMatchObject({ totalResults: 6, startIndex, itemsPerPage: expected.length });
  });

  it.each<[string, string, string]>([
    ['displayName', 'ascending', 'AabDGc'],
    ['displayName', 'descending', 'cGDbaA'],
    ['meta.created', 'ascending', 'aAbGcD'],
    ['id', 'descending', 'DcGbAa'],
    ['externalId', 'ascending', 'aGAbcD'],
    ['userName', 'ascending', 'abcAGD'],
    ['userName', 'descending', 'DGAcba'],
    ['title', 'ascending', 'baAGcD'],
    ['name.familyName', 'ascending', 'baAGcD'],
    ['name.familyName', 'descending', 'DcGAab'],
    ['active', 'ascending', 'cabAGD'],
    ['emails', 'ascending', 'abcAGD'],
    [`${GROUP}:displayName`, 'ascending', 'ADGabc'],
  ])('sorted by %s %s: %s', async (sortBy, sortOrder, expected) => {
    expect(found(await search({ sortBy, sortOrder }))).toBe(expected);
    expect(found(await get({ sortBy, sortOrder, startIndex: '2', count: '3' }))).toBe(expected.slice(1, 4));
    const filter = 'not (userName eq "root.a")';
    expect(found(await search({ sortBy, sortOrder, filter }))).toBe(expected.replace('a', ''));
    const seen: string[] = [];
    for (let cursor: unknown = ''; cursor !== undefined && seen.length < 9;) {
      const page = await search({ sortBy, sortOrder, count: 2, cursor });
      seen.push(found(page));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual([expected.slice(0, 2), expected.slice(2, 4), expected.slice(4)]);
  });

  it.each<[object, readonly string[], readonly string[]]>([
    [{ attributes: ['userName'] }, ['id', 'schemas', 'userName'], ['id', 'schemas']],
    [
      { attributes: ['members', 'displayName'] },
      ['displayName', 'id', 'schemas'],
      ['displayName', 'id', 'members', 'schemas'],
    ],
    [{ attributes: ['nope', 'password'] }, ['id', 'schemas'], ['id', 'schemas']],
    [
      { excludedAttributes: ['members', 'groups', 'emails', 'name', 'meta', 'id', 'active', 'nope'] },
      ['displayName', 'externalId', 'id', 'schemas', 'userName'],
      ['displayName', 'id', 'schemas'],
    ],
  ])('shows %j as each type has it', async (projection, ofUser, ofGroup) => {
    const [user, group] = resourcesOf(
      await search({ ...projection, filter: 'userName eq "root.a" or displayName eq "alpha"' }),
    );
    expect([Object.keys(user ?? {}).sort(), Object.keys(group ?? {}).sort()]).toEqual([ofUser, ofGroup]);
  });

  describe('by cursor (RFC 9865)', () => {
    it('walks through users and then groups; the last page has no nextCursor', async () => {
      const seen: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined && seen.length < 9;) {
        const page: Answer = await get({ cursor, count: '2' });
        expect(page.body).toMatchObject({ totalResults: 6, itemsPerPage: 2 });
        expect(page.body).not.toHaveProperty('startIndex');
        seen.push(found(page));
        cursor = page.body.nextCursor as string | undefined;
      }
      expect(seen).toEqual(['ab', 'cA', 'GD']);
    });

    it('refuses one of another connector, list, filter or order, altered, or in its place beside startIndex', async () => {
      const cursor = String((await search({ count: 2, cursor: '' })).body.nextCursor);
      const ofUsers = String((await scim('GET', '/Users?count=2&cursor=')).body.nextCursor);
      const thief = await newConnector(TENANT, 'thief');
      const refused = [
        await search({ cursor }, thief),
        await get({ cursor }, thief),
        await search({ cursor, filter: 'id pr' }),
        await search({ cursor, sortBy: 'id' }),
        await search({ cursor: `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'Q' : 'A'}` }),
        await search({ cursor: `${cursor}A` }),
        await search({ cursor: 'x'.repeat(50) }),
        await search({ cursor: ofUsers }),
        await scim('GET', `/Users?cursor=${cursor}`),
        await scim('GET', `/Groups?cursor=${cursor}`),
      ];
      for (const { status, body } of refused) expect([status, body.scimType]).toEqual([400, 'invalidCursor']);
      expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
      expect((await search({ cursor, startIndex: 1 })).body).toMatchObject({ status: '400', scimType: 'invalidValue' });
      expect(found(await get({ cursor }))).toBe('cAGD');
    });
  });

  it.each<[object, string]>([
    [{ filter: 'nope eq "x"' }, 'invalidFilter'],
    [{ filter: 'userName eq "x" or nope pr' }, 'invalidFilter'],
    [{ filter: 'userName' }, 'invalidFilter'],
    [{ filter: '' }, 'invalidFilter'],
    [{ filter: 'userName eq 1' }, 'invalidFilter'],
    [{ filter: 'members pr and active gt true' }, 'invalidFilter'],
    [{ filter: 'password eq "x"' }, 'invalidFilter'],
    [{ filter: 'password pr' }, 'invalidFilter'],
    [{ filter: 'meta.resourceType eq "Group" and password sw "a"' }, 'invalidFilter'],
    [{ filter: '('.repeat(40) }, 'invalidFilter'],
    [{ filter: `id pr${' or id pr'.repeat(200)}` }, 'invalidFilter'],
    [
      { filter: Array.from({ length: 21 }, (_, n) => `title co "${n}" and emails.value co "${n}"`).join(' or ') },
      'tooMany',
    ],
    [{ filter: 1 }, 'invalidValue'],
    [{ sortBy: 'nope' }, 'invalidPath'],
    [{ sortBy: 'password' }, 'invalidPath'],
    [{ sortBy: 'name' }, 'invalidPath'],
    [{ sortBy: 'members' }, 'invalidPath'],
    [{ sortBy: 'groups', filter: 'meta.resourceType eq "Group"' }, 'invalidPath'],
    [{ sortBy: 'meta.version' }, 'invalidPath'],
    [{ sortBy: 'id', sortOrder: 'up' }, 'invalidValue'],
    [{ count: '1' }, 'invalidValue'],
    [{ startIndex: 1.5 }, 'invalidValue'],
    [{ attributes: 'userName' }, 'invalidValue'],
    [{ attributes: ['id'], excludedAttributes: ['id'] }, 'invalidValue'],
    [{ cursor: 'x' }, 'invalidCursor'],
    [{ cursor: '', startIndex: 1 }, 'invalidValue'],
    [{ schemas: [] }, 'invalidSyntax'],
    [{ schemas: [LIST_RESPONSE] }, 'invalidSyntax'],
    [{ filter: 'id pr', Filter: 'id pr' }, 'invalidSyntax'],
  ])('%j is 400 %s', async (members, scimType) => {
    const answer = await search(members);
    expect(answer).toMatchObject({ status: 400, body: { schemas: [ERROR], status: '400', scimType } });
    expect(String(answer.body.detail).length).toBeGreaterThan(15);
  });

  it.each<[string, string, string?]>([
    ['PUT', '', 'GET'],
    ['POST', '', 'GET'],
    ['DELETE', '/', 'GET'],
    ['PATCH', '/.search', 'POST'],
    ['GET', '/.search', 'POST'],
  ])('%s %j is 405', async (method, path, allowed) => {
    const answer = await scim(method, path);
    expect(answer).toMatchObject({ status: 405, body: { schemas: [ERROR], status: '405' } });
    expect(answer.headers.get('allow')).toContain(allowed);
  });

  it('takes the parameter of a query once', async () => {
    for (const query of ['filter=id%20pr&filter=id%20pr', 'count=1&count=1', 'sortBy=id&sortBy=id'])
      expect(await scim('GET', `?${query}`)).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });

  it('is closed without a credential, and to one of another connector', async () => {
    const path = new URL(scim.base).pathname;
    const stranger = await app().scim('default', 'root-other');
    const others: readonly Record<string, string>[] = [{}, { authorization: `Bearer ${stranger.token}` }];
    for (const headers of others) {
      const json = { ...headers, 'content-type': 'application/scim+json' };
      expect((await app().request('GET', path, { headers })).status).toBe(401);
      expect((await app().request('POST', `${path}/.search`, { headers: json, body: {} })).status).toBe(401);
    }
  });

  it('is open to a credential that may only read', async () => {
    const credential = { type: 'bearer', name: 'reader', scope: 'read' };
    const made = await app().admin('POST', `/tenants/${TENANT}/connectors/okta/credentials`, credential);
    const headers = { authorization: `Bearer ${String(made.body.token)}`, 'content-type': 'application/scim+json' };
    const path = `${new URL(scim.base).pathname}/.search`;
    expect((await app().request('POST', path, { headers, body: { schemas: [SEARCH_REQUEST] } })).status).toBe(200);
  });

  it('sees nothing of another tenant', async () => {
    const other = await app().scim('default', 'root-other');
    const answer = await search({ filter: 'userName eq "root.a" or displayName eq "alpha"' }, other);
    expect(answer.body.totalResults).toBe(2);
    expect(resourcesOf(answer).filter(({ id }) => letters.has(id))).toEqual([]);
  });

  it('shows and finds a user that this connector unlinked as inactive, and another connector does not', async () => {
    const settings = { slug: 'unlinks', displayName: 'Unlinks', provider: 'generic', onDeactivate: 'unlink' };
    expect((await app().admin('POST', `/tenants/${TENANT}/connectors`, settings)).status).toBe(201);
    const own = await app().scim(TENANT, 'unlinks');
    const made = await createUser(own, 'unlinked', { displayName: 'Unlinked', active: true });
    const path = `/Users/${String(made.body.id)}`;
    const patch = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] };
    expect((await own('PATCH', path, patch)).status).toBe(200);
    const filter = 'active eq false and userName eq "unlinked"';
    expect(resourcesOf(await search({ filter }, own))).toMatchObject([{ userName: 'unlinked', active: false }]);
    expect((await search({ filter })).body.totalResults).toBe(0);
    const sorted = await search({ sortBy: 'active', count: 2 }, own);
    expect(resourcesOf(sorted).map(({ userName }) => userName)).toEqual(['root.c', 'unlinked']);
    expect((await own('DELETE', path)).status).toBe(204);
  });

  const CALL = 'application.provision.integration.call_api';
  it.each<[object, string, string, number]>([
    [{}, CALL, 'Okta listed users and groups: 6 found', 0],
    [
      { filter: 'displayName eq "delta"' },
      CALL,
      'Okta looked up users and groups where displayName is delta: 2 found',
      0,
    ],
    [
      { filter: 'userName eq "root.a"' },
      'application.provision.user.verify_exists',
      'Okta looked up users where userName is root.a: 1 found',
      1,
    ],
    [
      { filter: 'members pr' },
      'application.provision.group.verify_exists',
      'Okta looked up groups where members matches a filter: 3 found',
      0,
    ],
    [
      { filter: 'userName eq "root.a" or members pr' },
      CALL,
      'Okta looked up users and groups where userName is root.a or members matches a filter: 4 found',
      0,
    ],
    [{ filter: 'userName pr and members pr' }, CALL, 'Okta looked up users and groups: 0 found', 0],
  ])('%j leaves one event', async (members, eventType, displayMessage, targets) => {
    const answer = await search(members);
    const log = await app().admin('GET', `/tenants/${TENANT}/logs?limit=100&sortOrder=DESCENDING`);
    const id = answer.headers.get('x-request-id');
    const events = (log.body as unknown as LogEvent[]).filter(({ transaction }) => transaction.id === id);
    expect(events).toMatchObject([{ eventType, displayMessage, outcome: { result: 'SUCCESS' } }]);
    expect(events[0]?.target.filter(({ type }) => type !== 'AppInstance')).toHaveLength(targets);
  });
});
