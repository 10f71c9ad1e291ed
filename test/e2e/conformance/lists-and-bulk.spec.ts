import {
  BULK_REQUEST,
  BULK_RESPONSE,
  ENTERPRISE_USER_SCHEMA as EXT,
  LIST_RESPONSE,
  PATCH_OP,
  SEARCH_REQUEST,
  USER_SCHEMA,
} from '../../../src/protocol/urns.js';
import type { Answer } from '../../support/app.js';
import { describeConformance, expectError, groupBody, pathOf, userBody } from '../../support/conformance.js';

/** Statements 87 to 91. */
describeConformance('pages and .search', (world) => {
  beforeAll(async () => {
    for (let n = 0; n < 5; n += 1) await world().user({ userName: `page${n}`, title: `t${n % 2}` });
    await world().group({ displayName: 'page' });
  });

  it.each<[string, object, number]>([
    ['87: startIndex=0', { startIndex: 1, itemsPerPage: 5 }, 5],
    ['87: startIndex=-3&count=2', { startIndex: 1, itemsPerPage: 2 }, 2],
    ['87: count=-1', { itemsPerPage: 0 }, 0],
    ['87: count=0', { itemsPerPage: 0 }, 0],
    ['88: count=2', { startIndex: 1, itemsPerPage: 2 }, 2],
    ['88: count=2&startIndex=5', { startIndex: 5, itemsPerPage: 1 }, 1],
    ['88: count=999999', { itemsPerPage: 5 }, 5],
    ['89: startIndex=6', { startIndex: 6, itemsPerPage: 0 }, 0],
    ['89: startIndex=100000000', { itemsPerPage: 0 }, 0],
  ])('%s', async (title, expected, length) => {
    const { status, body } = await world().scim('GET', `/Users?${title.slice(4)}`);
    expect([status, body.schemas, body.totalResults]).toEqual([200, [LIST_RESPONSE], 5]);
    expect(body).toMatchObject(expected);
    expect(body.Resources).toHaveLength(length);
  });

  it('88: pages follow each other without gaps, and the numbers are numbers', async () => {
    const seen: unknown[] = [];
    for (const startIndex of [1, 3, 5]) {
      const { body, text } = await world().scim('GET', `/Users?count=2&startIndex=${startIndex}`);
      seen.push(...(body.Resources as { userName: string }[]).map(({ userName }) => userName));
      expect(text).toMatch(/"totalResults":5,"startIndex":\d,"itemsPerPage":\d,/);
    }
    expect(seen).toEqual(['page0', 'page1', 'page2', 'page3', 'page4']);
  });

  it('89: no match is 200 with nothing; a count that is no number is 400', async () => {
    const { find, scim } = world();
    const none = await find('userName eq "nobody"');
    expect([none.status, none.body.totalResults, none.body.Resources]).toEqual([200, 0, []]);
    for (const query of ['count=abc', 'count=', 'startIndex=1.5', 'count=2&count=3'])
      expectError(await scim('GET', `/Users?${query}`), 400, 'invalidValue');
  });

  it('90: what would read too much is 400 tooMany', async () => {
    const scans = Array.from({ length: 21 }, (_, n) => `title co "${n}"`).join(' and ');
    expectError(await world().find(scans), 400, 'tooMany');
  });

  it('91: .search means what GET means', async () => {
    const { scim } = world();
    const search = {
      ...{ schemas: [SEARCH_REQUEST], filter: 'title eq "t1" or title eq "t0"', sortBy: 'userName' },
      ...{ sortOrder: 'descending', startIndex: 2, count: 3, attributes: ['userName', 'title'] },
    };
    const query = new URLSearchParams({
      ...{ filter: search.filter, sortBy: 'userName', sortOrder: 'descending', startIndex: '2', count: '3' },
      attributes: 'userName,title',
    });
    const [got, searched] = [
      await scim('GET', `/Users?${query.toString()}`),
      await scim('POST', '/Users/.search', search),
    ];
    expect([searched.status, searched.body]).toEqual([200, got.body]);
    expect(searched.body).toMatchObject({ totalResults: 5, itemsPerPage: 3, startIndex: 2 });
    for (const body of [
      {},
      { ...search, schemas: [USER_SCHEMA] },
      { ...search, schemas: [SEARCH_REQUEST, SEARCH_REQUEST] },
    ])
      expectError(await scim('POST', '/Users/.search', body), 400, 'invalidSyntax');
    for (const wrong of [{ attributes: 'userName' }, { count: '3' }])
      expectError(await scim('POST', '/Users/.search', { ...search, ...wrong }), 400, 'invalidValue');
  });

  it('81, 91: at the root over all types; what a type does not have counts as absent', async () => {
    const { scim } = world();
    const search = async (filter: string): Promise<unknown> => {
      const { status, body } = await scim('POST', '/.search', { schemas: [SEARCH_REQUEST], filter });
      expect([status, body.schemas]).toEqual([200, [LIST_RESPONSE]]);
      expect((await scim('GET', `/?filter=${encodeURIComponent(filter)}`)).body).toEqual(body);
      return (body.Resources as { userName?: string; displayName?: string }[]).map(
        (one) => one.userName ?? one.displayName,
      );
    };
    expect(await search('meta.resourceType eq "Group"')).toEqual(['page']);
    expect(await search('userName sw "page3" or displayName eq "page"')).toEqual(['page3', 'page']);
    expect(await search('not (userName pr)')).toEqual(['page']);
  });
});

interface Result {
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: { readonly status: string; readonly schemas: readonly string[]; readonly scimType?: string };
}

/** Statements 92 to 96. */
describeConformance('bulk', (world) => {
  const post = (bulkId: string, attributes: object = {}): object => ({
    ...{ method: 'POST', path: '/Users', bulkId, data: userBody(attributes) },
  });
  const send = (operations: readonly object[], more: object = {}): Promise<Answer> =>
    world().scim('POST', '/Bulk', { schemas: [BULK_REQUEST], ...more, Operations: operations });
  const run = async (operations: readonly object[], more: object = {}): Promise<readonly Result[]> => {
    const { status, body } = await send(operations, more);
    expect([status, body.schemas]).toEqual([200, [BULK_RESPONSE]]);
    return body.Operations as Result[];
  };
  const statuses = (results: readonly Result[]): readonly string[] => results.map(({ status }) => status);
  const idOf = (result: Result | undefined): string => result?.location?.split('/').pop() ?? '';
  const manager = (value: string): object => ({ schemas: [USER_SCHEMA, EXT], [EXT]: { manager: { value } } });

  it('92: another schema is 400; above a limit 413 that names it, and nothing runs', async () => {
    const { scim } = world();
    expectError(await scim('POST', '/Bulk', { schemas: [PATCH_OP], Operations: [post('a')] }), 400, 'invalidSyntax');
    const total = (await scim('GET', '/Users?count=0')).body.totalResults;
    const { bulk } = (await scim('GET', '/ServiceProviderConfig')).body as {
      bulk: { supported: boolean; maxOperations: number; maxPayloadSize: number };
    };
    expect(bulk.supported).toBe(true);
    const many = await send(Array.from({ length: bulk.maxOperations + 1 }, (_, n) => post(`m${n}`)));
    expectError(many, 413);
    expect(many.body.detail).toMatch(/maxOperations/);
    const large = await send([post('a', { title: 'x'.repeat(bulk.maxPayloadSize) })]);
    expectError(large, 413);
    expect(large.body.detail).toContain(String(bulk.maxPayloadSize));
    expect((await scim('GET', '/Users?count=0')).body.totalResults).toBe(total);
  });

  it('92: a POST without bulkId fails alone', async () => {
    const results = await run([{ method: 'POST', path: '/Users', data: userBody() }, post('a')]);
    expect(statuses(results)).toEqual(['400', '201']);
  });

  it('93: everything runs; with failOnErrors only until so many errors', async () => {
    const operations = () => [post('a', { active: 'x' }), post('b'), post('c', { active: 'x' }), post('d')];
    expect(statuses(await run(operations()))).toEqual(['400', '201', '400', '201']);
    expect(statuses(await run(operations(), { failOnErrors: 2 }))).toEqual(['400', '201', '400']);
    expect(statuses(await run(operations(), { failOnErrors: 1 }))).toEqual(['400']);
  });

  it('94: results have location, version, bulkId and, where they failed, the error', async () => {
    const { base, user } = world();
    const made = await user();
    const location = `${base}${pathOf(made)}`;
    const results = await run([
      post('good'),
      post('bad', { active: 'x' }),
      { method: 'PUT', path: pathOf(made), version: 'W/"99"', data: made },
      { method: 'PUT', path: pathOf(made), version: 'W/"1"', data: { ...made, title: 'x' } },
      { method: 'DELETE', path: pathOf(made) },
    ]);
    const error = (status: string, scimType?: string) => ({
      status,
      response: expect.objectContaining({ status, ...(scimType === undefined ? {} : { scimType }) }) as object,
    });
    expect(results).toEqual([
      {
        method: 'POST',
        bulkId: 'good',
        version: 'W/"1"',
        status: '201',
        location: `${base}/Users/${idOf(results[0])}`,
      },
      { method: 'POST', bulkId: 'bad', ...error('400', 'invalidValue') },
      { method: 'PUT', location, ...error('412') },
      { method: 'PUT', location, version: 'W/"2"', status: '200' },
      { method: 'DELETE', location, status: '204' },
    ]);
  });

  it('95: references are resolved in values, extensions and paths, also forward', async () => {
    const { scim } = world();
    const results = await run([
      { method: 'POST', path: '/Groups', bulkId: 'g', data: groupBody({ members: [{ value: 'bulkId:b' }] }) },
      post('a', manager('bulkId:b')),
      post('b'),
      {
        ...{ method: 'PATCH', path: '/Users/bulkId:a' },
        data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
      },
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201', '200']);
    const [g, a, b] = results.map(idOf);
    expect((await scim('GET', `/Groups/${g}`)).body.members).toMatchObject([{ value: b }]);
    expect((await scim('GET', `/Users/${a}`)).body).toMatchObject({ title: 'x', [EXT]: { manager: { value: b } } });
  });

  it('95: references in a circle are resolved', async () => {
    const { scim } = world();
    const results = await run([post('x', manager('bulkId:y')), post('y', manager('bulkId:x'))]);
    expect(statuses(results)).toEqual(['201', '201']);
    const [x, y] = results.map(idOf);
    expect((await scim('GET', `/Users/${x}`)).body[EXT]).toEqual({ manager: { value: y } });
    expect((await scim('GET', `/Users/${y}`)).body[EXT]).toEqual({ manager: { value: x } });
  });

  it('95: a reference to what failed or is unknown fails that operation alone', async () => {
    const results = await run([
      post('bad', { active: 'x' }),
      post('a', manager('bulkId:bad')),
      post('b', manager('bulkId:nobody')),
      post('c'),
      { method: 'GET', path: '/Users' },
    ]);
    expect(statuses(results)).toEqual(['400', '400', '400', '201', '400']);
    expectError(await send([post('same'), post('same')]), 400, 'invalidValue');
  });

  it('96: each operation is atomic, and checked and allowed as a request of its own', async () => {
    const { app, tenant, lenient, user, read } = world();
    const theirs = (await lenient('POST', '/Users', userBody())).body;
    const made = await user();
    const operations = [
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'replace', path: 'id', value: 'x' },
    ];
    const results = await run([
      { method: 'PATCH', path: pathOf(made), data: { schemas: [PATCH_OP], Operations: operations } },
      { method: 'DELETE', path: `/Users/${String(theirs.id)}` },
      post('taken', { userName: made.userName }),
      post('unknown', { shoeSize: 1 }),
    ]);
    expect(statuses(results)).toEqual(['400', '403', '409', '400']);
    expect(results.map(({ response }) => response?.scimType)).toEqual([
      'mutability',
      undefined,
      'uniqueness',
      'invalidSyntax',
    ]);
    expect(await read(made)).toEqual(made);
    await app.admin('PATCH', `/tenants/${tenant}/connectors/strict`, { syncEnabled: false });
    expectError(await send([post('off')]), 403);
    await app.admin('PATCH', `/tenants/${tenant}/connectors/strict`, { syncEnabled: true });
  });
});
