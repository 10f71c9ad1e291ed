import { uuidv7 } from '../../src/audit/uuidv7.js';
import { ResourceStore } from '../../src/directory/resource-store.js';
import { ScimError } from '../../src/protocol/scim-error.js';
import { insertResource } from '../../src/persistence/write-resource.js';
import { bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';

/** More than are in memory at once, and no multiple of that. */
const MEMBERS = 2_345;
const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

interface Group {
  readonly id: string;
  readonly members?: readonly { readonly value: string; readonly display?: string; readonly $ref?: string }[];
  readonly meta?: { readonly version: string };
}

describeDatabases('a group with more members than are in memory at once', (provided) => {
  let app: TestApp;
  let scim: ScimClient;
  let ids: readonly string[];
  let big: string;
  let small: string;
  let empty: string;

  beforeAll(async () => {
    app = await bootApp(await provided.url());
    scim = await app.scim();
    const [tenant] = await app.database.read<{ pk: number }>('SELECT pk FROM tenant');
    ids = await app.database.withTransaction(async (tx) => {
      const made: string[] = [];
      for (let n = 0; n < MEMBERS; n += 1) {
        const draft = { type: 'User', id: uuidv7(), connectorPk: null, document: { userName: `u${n}` } } as const;
        await insertResource(tx, { tenantPk: tenant?.pk ?? 0 }, draft, new Date().toISOString());
        made.push(draft.id);
      }
      return made;
    });
    const group = async (displayName: string, members: readonly string[]): Promise<string> => {
      const body = { schemas: [CORE_GROUP], displayName, members: members.map((value) => ({ value })) };
      const made = await scim('POST', '/Groups', body);
      expect(made.status).toBe(201);
      expect((made.body as unknown as Group).members?.map(({ value }) => value)).toEqual(members);
      return String(made.body.id);
    };
    big = await group('big', ids);
    small = await group('small', ids.slice(0, 3));
    empty = await group('empty', []);
  }, 120_000);
  afterAll(() => app.close());
  afterEach(() => jest.restoreAllMocks());

  const valuesOf = ({ members = [] }: Group): readonly string[] => members.map(({ value }) => value);
  const statements = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const seen: string[] = [];
    app.database.onStatement = (sql) => seen.push(sql);
    await work();
    delete app.database.onStatement;
    return seen.filter((sql) => /membership/.test(sql));
  };

  it.each(['', '?attributes=members', '?attributes=members.value', '?excludedAttributes=members.display'])(
    'is read whole: GET %s',
    async (query) => {
      const answer = await scim('GET', `/Groups/${big}${query}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/scim+json');
      expect(answer.headers.get('content-length')).toBeNull();
      expect(answer.headers.get('etag')).toBe('W/"1"');
      const group = answer.body as unknown as Group;
      expect(valuesOf(group)).toEqual(ids);
      const shown = (await scim('GET', `/Groups/${small}${query}`)).body as unknown as Group;
      expect(group.members?.[MEMBERS - 1]).toEqual(
        JSON.parse(
          JSON.stringify(shown.members?.[0])
            .replaceAll(ids[0] ?? '', ids[MEMBERS - 1] ?? '')
            .replace('"u0"', `"u${MEMBERS - 1}"`),
        ),
      );
      expect(Object.keys(group)).toEqual(Object.keys(shown));
    },
  );

  it.each(['?excludedAttributes=members', '?attributes=displayName'])('is not read at all: GET %s', async (query) => {
    const seen = await statements(async () => {
      const { body } = await scim('GET', `/Groups/${big}${query}`);
      expect(body).toMatchObject({ id: big });
      expect(body.members).toBeUndefined();
    });
    expect(seen).toEqual([]);
  });

  it('is the same in lists, beside small ones and an empty one', async () => {
    for (const path of ['/Groups', '/Groups?sortBy=displayName&sortOrder=descending', '/?filter=displayName sw ""']) {
      const { body } = await scim('GET', path);
      const groups = (body.Resources as Group[]).filter(({ id }) => [big, small, empty].includes(id));
      expect(new Map(groups.map((group) => [group.id, valuesOf(group)]))).toEqual(
        new Map([
          [big, ids],
          [small, ids.slice(0, 3)],
          [empty, []],
        ]),
      );
      expect(body.itemsPerPage).toBe((body.Resources as unknown[]).length);
    }
    const { body } = await scim('GET', '/Groups?excludedAttributes=members');
    expect(JSON.stringify(body)).not.toContain('members');
  });

  it('is the same in SCIM 1.1', async () => {
    const headers = { authorization: `Bearer ${scim.token}` };
    const base = '/scim/default/okta/v1/Groups';
    const one = await app.request('GET', `${base}/${big}`, { headers });
    expect(one.headers.get('content-type')).toBe('application/json');
    expect(valuesOf(one.body as unknown as Group)).toEqual(ids);
    expect((one.body.schemas as string[])[0]).toBe('urn:scim:schemas:core:1.0');
    const list = await app.request('GET', base, { headers });
    expect(valuesOf((list.body.Resources as Group[]).find(({ id }) => id === big) ?? { id: '' })).toEqual(ids);
  });

  it('answers HEAD without reading on, and 304 where nothing changed', async () => {
    const seen = await statements(async () => {
      const head = await scim('HEAD', `/Groups/${big}`);
      expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', 'W/"1"']);
    });
    expect(seen).toHaveLength(1);
    const same = await scim('GET', `/Groups/${big}`, undefined, { 'if-none-match': 'W/"1"' });
    expect([same.status, same.text]).toEqual([304, '']);
  });

  it.each([2, 3])('breaks the connection when reading fails at part %i, and never answers less', async (part) => {
    failAt(part);
    const answer = await fetch(`${app.url}${scim.base.replace(/^https?:\/\/[^/]+/, '')}/Groups/${big}`, {
      headers: { authorization: `Bearer ${scim.token}` },
    });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    const logged = await app.admin('GET', '/tenants/default/logs?limit=5&sortOrder=DESCENDING');
    expect(logged.text).toContain('"FAILURE"');
  });

  it('answers with the error alone when it fails before anything was sent', async () => {
    failAt(1);
    const answer = await scim('GET', `/Groups/${big}`);
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('location')]).toEqual([503, null, null]);
    expect(answer.body).toMatchObject({ status: '503' });
  });

  it('reads no further for a client that has gone', async () => {
    const store = app.app.get(ResourceStore);
    const read = store.membersBehind.bind(store);
    let calls = 0;
    jest.spyOn(store, 'membersBehind').mockImplementation(async (...given) => {
      calls += 1;
      // A group without an end.
      const { members } = await read(given[0], given[1], 0, given[3]);
      return { members, last: 1 };
    });
    const stop = new AbortController();
    const answer = await fetch(`${app.url}${scim.base.replace(/^https?:\/\/[^/]+/, '')}/Groups/${big}`, {
      headers: { authorization: `Bearer ${scim.token}` },
      signal: stop.signal,
    });
    await answer.body?.getReader().read();
    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const seen = calls;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).toBe(seen);
  });

  it('is answered whole after a PUT, and 204 after a PATCH', async () => {
    const members = ids.slice(1).map((value) => ({ value }));
    const put = await scim('PUT', `/Groups/${big}`, { schemas: [CORE_GROUP], displayName: 'big', members });
    expect(put.status).toBe(200);
    expect(valuesOf(put.body as unknown as Group)).toEqual(ids.slice(1));
    const patch = await scim('PATCH', `/Groups/${big}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'members', value: [{ value: ids[0] }] }],
    });
    expect([patch.status, patch.headers.get('etag')]).toEqual([204, 'W/"3"']);
  });

  function failAt(part: number): void {
    const store = app.app.get(ResourceStore);
    const read = store.membersBehind.bind(store);
    let calls = 0;
    jest.spyOn(store, 'membersBehind').mockImplementation((...given) => {
      calls += 1;
      return calls === part ? Promise.reject(ScimError.unavailable('gone')) : read(...given);
    });
  }
});
