import { SEARCH_REQUEST } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

describeApp('POST /.search (RFC 7644 §3.4.3)', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
    await createUsers(scim, 'search', 5);
    for (const displayName of ['Search One', 'Search Two'])
      await scim('POST', '/Groups', { schemas: [GROUP], displayName, members: [] });
  });

  const search = (type: 'Users' | 'Groups', members: object): Promise<Answer> =>
    scim('POST', `/${type}/.search`, { schemas: [SEARCH_REQUEST], ...members });
  const FOUND = 'userName sw "search."';

  it.each<['Users' | 'Groups', object, string]>([
    ['Users', { filter: FOUND }, `filter=${FOUND}`],
    ['Users', { filter: FOUND, startIndex: 2, count: 2 }, `filter=${FOUND}&startIndex=2&count=2`],
    ['Users', { filter: FOUND, count: 0 }, `filter=${FOUND}&count=0`],
    [
      'Users',
      { filter: FOUND, attributes: ['userName', 'emails.type'] },
      `filter=${FOUND}&attributes=userName,emails.type`,
    ],
    [
      'Users',
      { filter: FOUND, excludedAttributes: ['emails', 'name'] },
      `filter=${FOUND}&excludedAttributes=emails,name`,
    ],
    ['Groups', { filter: 'displayName sw "search"' }, 'filter=displayName sw "search"'],
    ['Groups', { filter: 'displayName eq "none"' }, 'filter=displayName eq "none"'],
    ['Groups', {}, ''],
  ])('%s %j answers 200 with what GET answers', async (type, members, query) => {
    const asked = await search(type, members);
    const got = await scim('GET', `/${type}?${encodeURI(query)}`);
    expect(asked).toMatchObject({ status: 200, body: got.body });
    expect(asked.headers.get('content-type')).toBe('application/scim+json');
    expect(asked.headers.get('location')).toBeNull();
  });

  it.each<[object, string]>([
    [{ filter: 'userName' }, 'invalidFilter'],
    [{ filter: 'password eq "secret"' }, 'invalidFilter'],
    [{ count: '1' }, 'invalidValue'],
    [{ attributes: 'userName' }, 'invalidValue'],
    [{ cursor: 'x' }, 'invalidCursor'],
    [{ schemas: [] }, 'invalidSyntax'],
  ])('%j is 400', async (members, scimType) => {
    expect(await search('Users', members)).toMatchObject({ status: 400, body: { scimType } });
  });

  it('sees nothing of another tenant', async () => {
    const slug = 'search-other';
    await app().admin('POST', '/tenants', { slug, displayName: 'Other' });
    await app().admin('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'Okta', provider: 'okta' });
    const other = await app().scim(slug, 'okta');
    const asked = await other('POST', '/Users/.search', { schemas: [SEARCH_REQUEST], filter: FOUND });
    expect(asked).toMatchObject({ status: 200, body: { totalResults: 0 } });
  });

  it('is closed without a credential', async () => {
    const path = new URL(`${scim.base}/Users/.search`).pathname;
    const body = { schemas: [SEARCH_REQUEST] };
    expect((await app().request('POST', path, { body })).status).toBe(401);
  });
});

describeApp('sorted lists (RFC 7644 §3.4.2.3)', (app) => {
  let scim: ScimClient;
  const people: readonly (readonly [string, object])[] = [
    [
      'b',
      { name: { familyName: 'Young', givenName: 'B' }, emails: [{ value: 'z@x' }, { value: 'a@x', primary: true }] },
    ],
    ['c', { name: { familyName: 'adams' }, emails: [{ value: 'b@x', primary: false }, { value: 'y@x' }] }],
    ['a', { name: {}, emails: [] }],
    ['d', { name: { familyName: 'Öz' }, emails: [{ value: 'C@x', type: 'work' }] }],
    ['E', { name: { familyName: 'ADAMS' }, emails: [{ value: 'd@x' }] }],
  ];
  beforeAll(async () => {
    scim = await app().scim();
    for (const [userName, attributes] of people)
      expect((await createUser(scim, `sort.${userName}`, { displayName: '', ...attributes })).status).toBe(201);
  });

  const order = ({ status, body }: Answer): string => {
    expect(status).toBe(200);
    expect(body.totalResults).toBe(people.length);
    return (body.Resources as { userName: string }[]).map(({ userName }) => userName.slice('sort.'.length)).join('');
  };
  const list = (query: string): Promise<Answer> => scim('GET', `/Users?filter=userName%20sw%20%22sort.%22&${query}`);

  it.each([
    ['sortBy=userName', 'abcdE'],
    ['sortBy=userName&sortOrder=ascending', 'abcdE'],
    ['sortBy=USERNAME&sortOrder=Descending', 'Edcba'],
    ['sortBy=name.familyName', 'cEbda'],
    ['sortBy=name.familyName&sortOrder=descending', 'adbEc'],
    ['sortBy=emails', 'bcdEa'],
    ['sortBy=emails.value&sortOrder=descending', 'aEdcb'],
    ['sortBy=meta.created', 'bcadE'],
    ['sortBy=title', 'bcadE'],
    ['sortBy=title&sortOrder=descending', 'Edacb'],
    ['sortBy=', 'bcadE'],
    ['sortOrder=descending', 'bcadE'],
    ['sortBy=userName&startIndex=2&count=3', 'bcd'],
    ['sortBy=userName&sortOrder=descending&startIndex=5', 'a'],
    ['sortBy=name.familyName&startIndex=6', ''],
    ['sortBy=emails&attributes=userName', 'bcdEa'],
  ])('%s', async (query, expected) => {
    expect(order(await list(query))).toBe(expected);
  });

  it('in the body of /.search too', async () => {
    const body = {
      schemas: [SEARCH_REQUEST],
      filter: 'userName sw "sort."',
      sortBy: 'userName',
      sortOrder: 'descending',
    };
    expect(order(await scim('POST', '/Users/.search', body))).toBe('Edcba');
  });

  it.each([
    ['sortBy=nope', 'invalidPath'],
    ['sortBy=password', 'invalidPath'],
    ['sortBy=password&sortOrder=nope', 'invalidPath'],
    ['sortBy=name', 'invalidPath'],
    ['sortBy=groups', 'invalidPath'],
    ['sortBy=meta.version', 'invalidPath'],
    ['sortBy=id;drop', 'invalidPath'],
    ['sortBy=name.__proto__', 'invalidPath'],
    ['sortBy=id&sortOrder=descending,(select%201)', 'invalidValue'],
    ['sortBy=id&sortBy=id', 'invalidValue'],
    ['sortBy=id&sortOrder=ascending&sortOrder=descending', 'invalidValue'],
  ])('%s is 400 %s in words', async (query, scimType) => {
    const answer = await list(query);
    expect(answer).toMatchObject({ status: 400, body: { scimType } });
    expect(String(answer.body.detail)).toMatch(/sort/);
  });

  it('is announced', async () => {
    expect((await scim('GET', '/ServiceProviderConfig')).body.sort).toEqual({ supported: true });
  });
});

describeApp('lists by cursor (RFC 9865)', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
    await createUsers(scim, 'cursor', 5);
  });
  const FOUND = 'userName sw "cursor."';
  const list = (query: string, client = scim): Promise<Answer> =>
    client('GET', `/Users?filter=${encodeURIComponent(FOUND)}&${query}`);
  const namesOf = ({ body }: Answer) => (body.Resources as { userName: string }[]).map(({ userName }) => userName);

  it('walks to the end, which is where there is no nextCursor', async () => {
    const sizes: number[] = [];
    const seen: string[] = [];
    let cursor: string | undefined = '';
    for (let pages = 0; cursor !== undefined && pages < 9; pages += 1) {
      const answer = await list(`sortBy=userName&sortOrder=descending&count=2&cursor=${cursor}`);
      expect(answer).toMatchObject({ status: 200, body: { totalResults: 5 } });
      expect(answer.body).not.toHaveProperty('startIndex');
      expect(answer.body.itemsPerPage).toBe(namesOf(answer).length);
      sizes.push(namesOf(answer).length);
      seen.push(...namesOf(answer));
      cursor = answer.body.nextCursor as string | undefined;
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(seen).toEqual(namesOf(await list('sortBy=userName&sortOrder=descending')));
  });

  it('goes on in the body of /.search, with another count and other attributes', async () => {
    const { nextCursor } = (await list('count=2&cursor=')).body;
    const body = { schemas: [SEARCH_REQUEST], filter: FOUND, cursor: nextCursor, attributes: ['userName'], count: 9 };
    const answer = await scim('POST', '/Users/.search', body);
    expect(namesOf(answer)).toEqual(namesOf(await list('startIndex=3')));
    expect(answer.body).not.toHaveProperty('nextCursor');
  });

  it('is not what a list is without "cursor"', async () => {
    const { body } = await list('count=2');
    expect(body).toMatchObject({ startIndex: 1 });
    expect(body).not.toHaveProperty('nextCursor');
  });

  it('is refused to another connector, to another filter or order, and altered', async () => {
    const made = await app().admin('POST', '/tenants/default/connectors', {
      slug: 'cursor-thief',
      displayName: 'Thief',
      provider: 'generic',
    });
    expect(made.status).toBe(201);
    const thief = await app().scim('default', 'cursor-thief');
    const cursor = String((await list('count=2&cursor=')).body.nextCursor);
    const refused = [
      await list(`count=2&cursor=${cursor}`, thief),
      await list(`count=2&sortBy=id&cursor=${cursor}`),
      await scim('GET', `/Users?count=2&cursor=${cursor}`),
      await scim('GET', `/Groups?count=2&cursor=${cursor}`),
      await list(`count=2&cursor=${cursor}A`),
      await list(`count=2&cursor=${'x'.repeat(50)}`),
    ];
    const bodies = refused.map(({ status, body }) => ({ status, ...body }));
    expect(bodies[0]).toMatchObject({ status: '400', scimType: 'invalidCursor' });
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect((await list(`count=2&cursor=${cursor}`)).status).toBe(200);
  });

  it('is announced', async () => {
    expect((await scim('GET', '/ServiceProviderConfig')).body.pagination).toEqual({
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 1000,
      cursorTimeout: 3600,
    });
  });
});
