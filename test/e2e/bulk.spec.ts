import type { LogEvent } from '../../src/audit/log-event.js';
import { BULK_REQUEST, BULK_RESPONSE, ENTERPRISE_USER_SCHEMA, ERROR } from '../../src/protocol/urns.js';
import { GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

interface Result {
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: { readonly status: string; readonly scimType?: string; readonly detail: string };
}

const BASE = 'https://rollbook.example/scim/default/okta/v2';
/** Far above what it takes (1 to 4 s), because machines differ; a client gives up after 60 s. */
const THOUSAND_CREATES_MS = 40_000;

const user = (bulkId: string, more: object = {}): object => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER_SCHEMA], userName: `${bulkId}@bulk.example`, ...more },
});
const group = (bulkId: string, members: readonly string[], more: object = {}): object => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GROUP_SCHEMA], displayName: bulkId, members: members.map((value) => ({ value })), ...more },
});
const manager = (value: string): object => ({ [ENTERPRISE_USER_SCHEMA]: { manager: { value } } });
const patch = (path: string, ...Operations: readonly object[]): object => ({
  method: 'PATCH',
  path,
  data: { schemas: [PATCH_OP], Operations },
});
const refusal = (status: string, detail: RegExp, scimType?: string): object => ({
  status,
  response: {
    schemas: [ERROR],
    status,
    ...(scimType === undefined ? {} : { scimType }),
    detail: expect.stringMatching(detail) as string,
  },
});

describeApp('/Bulk', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  const send = (operations: readonly object[], more: object = {}): Promise<Answer> =>
    scim('POST', '/Bulk', { schemas: [BULK_REQUEST], ...more, Operations: operations });
  const resultsOf = ({ status, body }: Answer): readonly Result[] => {
    expect({ status, body }).toMatchObject({ status: 200, body: { schemas: [BULK_RESPONSE] } });
    return body.Operations as Result[];
  };
  const run = async (...operations: readonly object[]): Promise<readonly Result[]> => resultsOf(await send(operations));
  const read = async (result: Result | undefined): Promise<Answer> =>
    scim('GET', (result?.location ?? '/none').replace(BASE, ''));
  const statuses = (results: readonly Result[]): readonly string[] => results.map(({ status }) => status);
  const idOf = (result: Result | undefined): string => result?.location?.split('/').pop() ?? '';
  const count = async (userName: string): Promise<unknown> =>
    (await scim('GET', `/Users?count=0&filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).body.totalResults;
  const eventsOf = async (answer: Answer): Promise<readonly LogEvent[]> => {
    const all = (await app().admin('GET', '/tenants/default/logs?limit=1000&sortOrder=DESCENDING')).body;
    return (all as unknown as LogEvent[])
      .filter(({ transaction }) => transaction.id === answer.headers.get('x-request-id'))
      .reverse();
  };

  it('runs every method and answers in the order of the request', async () => {
    const [old, gone] = [await createUser(scim, 'old@bulk.example'), await createUser(scim, 'gone@bulk.example')];
    const oldPath = `/Users/${String(old.body.id)}`;
    const gonePath = `/Users/${String(gone.body.id)}`;
    const results = await run(
      user('every'),
      { method: 'put', path: oldPath, data: { ...old.body, title: 'CEO' } },
      patch(oldPath, { op: 'replace', path: 'active', value: false }),
      { method: 'DELETE', path: gonePath },
    );
    expect(results).toEqual([
      {
        method: 'POST',
        bulkId: 'every',
        version: 'W/"1"',
        status: '201',
        location: expect.stringContaining('/Users/') as string,
      },
      { method: 'PUT', version: 'W/"2"', location: `${BASE}${oldPath}`, status: '200' },
      { method: 'PATCH', version: 'W/"3"', location: `${BASE}${oldPath}`, status: '200' },
      { method: 'DELETE', location: `${BASE}${gonePath}`, status: '204' },
    ]);
    expect((await read(results[0])).body).toMatchObject({ userName: 'every@bulk.example', active: true });
    expect((await read(results[1])).body).toMatchObject({ title: 'CEO', active: false });
    expect((await read(results[3])).status).toBe(404);
  });

  it('resolves references wherever they stand, also to what comes later', async () => {
    const results = await run(
      patch('/Groups/bulkId:ref-g', { op: 'remove', path: 'members[value eq "bulkId:ref-b"]' }),
      group('ref-g', ['bulkId:ref-a', 'bulkId:ref-b']),
      user('ref-a', manager('bulkId:ref-b')),
      user('ref-b', { displayName: 'bulkId:ref-a' }),
      patch('/Groups/bulkId:ref-g', { op: 'add', path: 'members', value: [{ value: 'bulkId:ref-c' }] }),
      patch('/Users/bulkId:ref-b', { op: 'replace', value: manager('bulkId:ref-a') }),
      user('ref-c'),
    );
    expect(statuses(results)).toEqual(['200', '201', '201', '201', '200', '200', '201']);
    const [, , a, b, , , c] = results;
    expect(results[0]?.location).toBe(results[1]?.location);
    const { members } = (await read(results[1])).body as { members: { value: string }[] };
    expect(members.map(({ value }) => value).sort()).toEqual([idOf(a), idOf(c)].sort());
    expect((await read(a)).body).toMatchObject(manager(idOf(b)));
    expect((await read(b)).body).toMatchObject({ displayName: 'bulkId:ref-a', ...manager(idOf(a)) });
    expect((await read(a)).text).not.toContain('bulkId');
  });

  it('a failure fails alone, with its references, and the rest runs', async () => {
    await createUser(scim, 'taken@bulk.example');
    const results = await run(
      user('fail-a', { userName: 'TAKEN@bulk.example' }),
      group('fail-g', ['bulkId:fail-a']),
      group('fail-h', ['bulkId:nobody']),
      patch('/Users/bulkId:fail-a', { op: 'replace', path: 'title', value: 'x' }),
      patch('/Users/none', { op: 'replace', path: 'title', value: 'x' }),
      user('fail-b', { emails: 7 }),
      { method: 'GET', path: '/Users/none' },
      { method: 'POST', path: '/Users', data: {} },
      patch('/Groups/bulkId:fail-ok', { op: 'add', path: 'members', value: [{ value: 'nobody' }] }),
      group('fail-ok', []),
    );
    expect(results).toMatchObject([
      { bulkId: 'fail-a', ...refusal('409', /userName/, 'uniqueness') },
      refusal('400', /"bulkId:fail-a".*failed/, 'invalidValue'),
      refusal('400', /"bulkId:nobody"/, 'invalidValue'),
      refusal('400', /"bulkId:fail-a"/, 'invalidValue'),
      { location: `${BASE}/Users/none`, ...refusal('404', /no user/) },
      refusal('400', /emails/, 'invalidValue'),
      { method: 'GET', location: `${BASE}/Users/none`, ...refusal('400', /use GET/, 'invalidSyntax') },
      refusal('400', /bulkId/, 'invalidSyntax'),
      { location: results[9]?.location, ...refusal('400', /./, 'invalidValue') },
      { status: '201' },
    ]);
    for (const index of [0, 1, 2, 3, 5, 7]) expect(results[index]).not.toHaveProperty('location');
    expect((await read(results[9])).body).toMatchObject({ members: [], meta: { version: 'W/"1"' } });
  });

  it('a circle is made, whatever refers to it', async () => {
    const results = await run(
      user('circle-a', manager('bulkId:circle-b')),
      user('circle-b', manager('bulkId:circle-a')),
      group('circle-g', ['bulkId:circle-a']),
      user('circle-own', manager('bulkId:circle-own')),
    );
    expect(statuses(results)).toEqual(['201', '201', '201', '201']);
    const [a, b, g, own] = results;
    expect((await read(a)).body).toMatchObject(manager(idOf(b)));
    expect((await read(b)).body).toMatchObject(manager(idOf(a)));
    expect((await read(g)).body).toMatchObject({ members: [{ value: idOf(a) }] });
    expect((await read(own)).body).toMatchObject(manager(idOf(own)));
  });

  it('of a circle in which one fails nothing is left (409), and a way out is said', async () => {
    const broken = [
      user('broken-a', manager('bulkId:broken-b')),
      user('broken-b', { ...manager('bulkId:broken-c'), active: 'maybe' }),
      user('broken-c', manager('bulkId:broken-a')),
    ];
    const answer = await send([...broken, group('broken-g', ['bulkId:broken-a']), user('broken-d')]);
    const results = resultsOf(answer);
    expect(results).toMatchObject([
      refusal('409', /circle.*removed again.*PATCH/),
      refusal('400', /active/, 'invalidValue'),
      refusal('409', /circle/),
      refusal('400', /"bulkId:broken-a"/, 'invalidValue'),
      { status: '201' },
    ]);
    for (const name of ['a', 'b', 'c']) expect(await count(`broken-${name}@bulk.example`)).toBe(0);
    // Refusals are written behind changes: a created, b refused, a removed, a, c and g refused, d created.
    const outcomes = (await eventsOf(answer)).map(({ outcome }) => outcome.result);
    expect(outcomes.sort()).toEqual(['FAILURE', 'FAILURE', 'FAILURE', 'FAILURE', 'SUCCESS', 'SUCCESS', 'SUCCESS']);
    const wayOut = await run(
      user('out-a', manager('bulkId:out-b')),
      user('out-b'),
      patch('/Users/bulkId:out-b', { op: 'add', value: manager('bulkId:out-a') }),
    );
    expect(statuses(wayOut)).toEqual(['201', '201', '200']);
  });

  it('of a circle of which something could not be removed again, the results say what is left', async () => {
    const { database } = app();
    const isSqlite = database.dialect === 'sqlite';
    const refuse = isSqlite
      ? "WHEN NEW.live IS NULL BEGIN SELECT RAISE(ABORT, 'no burials'); END"
      : "FOR EACH ROW IF NEW.live IS NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no burials'; END IF";
    await database.schemaSource.query(`CREATE TRIGGER no_burials BEFORE UPDATE ON resource ${refuse}`);
    const results = await run(
      user('left-a', manager('bulkId:left-b')),
      user('left-b', { ...manager('bulkId:left-c'), active: 'maybe' }),
      user('left-c', manager('bulkId:left-a')),
    ).finally(() => database.schemaSource.query('DROP TRIGGER no_burials'));
    expect(results).toMatchObject([
      refusal('409', /could not be removed again: it is still there under the id .*Delete it/),
      refusal('400', /active/, 'invalidValue'),
      refusal('409', /removed again, but for 1 whose results say so/),
    ]);
    const id = /under the id ([0-9a-f-]{36})\./.exec(results[0]?.response?.detail ?? '')?.[1] ?? '';
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
  });

  it('a circle adopts nobody, whose id would be another one', async () => {
    await app().admin('POST', '/tenants/default/users', { userName: 'manual-a@bulk.example' });
    const results = await run(
      user('manual-a', manager('bulkId:manual-b')),
      user('manual-b', manager('bulkId:manual-a')),
    );
    expect(results).toMatchObject([refusal('409', /exists already|userName/, 'uniqueness'), refusal('409', /circle/)]);
    expect(await count('manual-b@bulk.example')).toBe(0);
  });

  it('version is If-Match', async () => {
    const created = await createUser(scim, 'version@bulk.example');
    const path = `/Users/${String(created.body.id)}`;
    const change = (version: string, title: string): object => ({
      ...patch(path, { op: 'replace', path: 'title', value: title }),
      version,
    });
    const results = await run(
      change('W/"1"', 'a'),
      change('W/"1"', 'b'),
      { method: 'DELETE', path, version: 'W/"1"' },
      { method: 'DELETE', path, version: '*' },
    );
    expect(results).toMatchObject([
      { status: '200', version: 'W/"2"' },
      { location: `${BASE}${path}`, ...refusal('412', /version is W\/"2"/) },
      refusal('412', /W\/"2"/),
      { status: '204' },
    ]);
  });

  it.each([
    [1, ['201', '409'], ['stop-a1', 'stop-b1']],
    [2, ['201', '409', '409'], ['stop-a2', 'stop-b2', 'stop-c2']],
    [3, ['201', '409', '409', '201'], ['stop-a3', 'stop-b3', 'stop-c3', 'stop-d3']],
  ])('failOnErrors %i stops there and says what was done', async (failOnErrors, expected, bulkIds) => {
    const name = (letter: string): string => `stop-${letter}${failOnErrors}`;
    const taken = { userName: `${name('a')}@bulk.example` };
    const answer = await send([user(name('a')), user(name('b'), taken), user(name('c'), taken), user(name('d'))], {
      failOnErrors,
    });
    expect(statuses(resultsOf(answer))).toEqual(expected);
    expect(resultsOf(answer).map(({ bulkId }) => bulkId)).toEqual(bulkIds);
    expect(await count(`${name('d')}@bulk.example`)).toBe(failOnErrors === 3 ? 1 : 0);
    expect(await eventsOf(answer)).toHaveLength(expected.length);
  });

  it.each<[string, object | string, number, string | undefined, RegExp]>([
    ['no schemas', { Operations: [user('refused')] }, 400, 'invalidSyntax', /BulkRequest/],
    ['no operation', { schemas: [BULK_REQUEST], Operations: [] }, 400, 'invalidSyntax', /at least one/],
    ['a list', [user('refused')], 400, 'invalidSyntax', /object/],
    [
      'a bulkId twice',
      { schemas: [BULK_REQUEST], Operations: [user('refused'), user('refused')] },
      400,
      'invalidValue',
      /bulkId/,
    ],
    [
      'failOnErrors 0',
      { schemas: [BULK_REQUEST], failOnErrors: 0, Operations: [user('refused')] },
      400,
      'invalidValue',
      /failOnErrors/,
    ],
    [
      '1,001 operations',
      { schemas: [BULK_REQUEST], Operations: Array.from({ length: 1_001 }, (_, i) => user(`refused${i || ''}`)) },
      413,
      undefined,
      /maxOperations is 1000/,
    ],
    [
      'more than 1 MiB',
      { schemas: [BULK_REQUEST], Operations: [user('refused', { title: 'x'.repeat(1_048_576) })] },
      413,
      undefined,
      /1048576 bytes/,
    ],
  ])('%s refuses the whole request before anything runs', async (_name, body, status, scimType, detail) => {
    const answer = await scim('POST', '/Bulk', body);
    expect(answer.body).toMatchObject({
      schemas: [ERROR],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: expect.stringMatching(detail) as string,
    });
    expect(answer.status).toBe(status);
    expect(await count('refused@bulk.example')).toBe(0);
    expect(await eventsOf(answer)).toMatchObject([{ outcome: { result: 'FAILURE' } }]);
  });

  it('every operation leaves one event, as a request of its own would', async () => {
    const answer = await send([
      user('event-a'),
      user('event-b', { userName: 'event-a@bulk.example' }),
      patch('/Users/bulkId:event-a', { op: 'replace', path: 'active', value: false }),
      patch('/Users/bulkId:event-a', { op: 'replace', path: 'active', value: false }),
      group('event-g', ['bulkId:event-b']),
      { method: 'GET', path: '/Users/x' },
      { method: 'DELETE', path: '/Users/bulkId:event-a' },
    ]);
    const events = await eventsOf(answer);
    const told = events.map(({ displayMessage, outcome }) => `${outcome.result}: ${displayMessage}`);
    expect(told.sort()).toEqual(
      [
        'SUCCESS: Okta created the user event-a@bulk.example',
        'FAILURE: Okta could not create the user event-a@bulk.example',
        'SUCCESS: Okta deactivated the user event-a@bulk.example',
        'SUCCESS: Okta updated the user event-a@bulk.example: nothing had to be changed',
        'FAILURE: Okta could not create the group event-g',
        'FAILURE: Okta sent an operation in a bulk request that cannot be read',
        'SUCCESS: Okta deleted the user event-a@bulk.example',
      ].sort(),
    );
    expect(new Set(events.map(({ uuid }) => uuid)).size).toBe(7);
    expect(events.find(({ eventType }) => eventType.endsWith('user.push'))).toMatchObject({
      actor: { alternateId: 'okta' },
      debugContext: { debugData: { method: 'POST', requestUri: '/scim/default/okta/v2/Users' } },
    });
  });

  it('ownership holds inside a bulk', async () => {
    const other = await app().admin('POST', '/tenants/default/connectors', {
      slug: 'bulk-other',
      displayName: 'Other',
      provider: 'generic',
    });
    expect(other.status).toBe(201);
    const foreign = await createUser(await app().scim('default', 'bulk-other'), 'foreign@bulk.example');
    const [result] = await run({ method: 'DELETE', path: `/Users/${String(foreign.body.id)}` });
    expect(result).toMatchObject(refusal('403', /bulk-other/));
  });

  it('needs a credential', async () => {
    const bare = await app().request('POST', '/scim/default/okta/v2/Bulk', { body: '{}' });
    expect(bare.status).toBe(401);
  });

  it('a switch that goes off meanwhile stops the rest', async () => {
    const made = await app().admin('POST', '/tenants/default/connectors', {
      slug: 'bulk-off',
      displayName: 'Off',
      provider: 'generic',
    });
    expect(made.status).toBe(201);
    const client = await app().scim('default', 'bulk-off');
    const operations = Array.from({ length: 1_000 }, (_, index) => user(`off-${index}`));
    const running = client('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations: operations });
    while ((await count('off-0@bulk.example')) === 0);
    await app().admin('PATCH', '/tenants/default/connectors/bulk-off', { syncEnabled: false });
    const results = statuses(resultsOf(await running));
    expect(results.at(0)).toBe('201');
    expect(results.at(-1)).toBe('403');
    expect(await count('off-999@bulk.example')).toBe(0);
  });

  it('1,000 creates, while others are answered', async () => {
    const person = { name: { givenName: 'Test', familyName: 'User' }, displayName: 'Test User', active: true };
    const operations = Array.from({ length: 1_000 }, (_, index) => {
      const emails = [{ value: `k${index}@bulk.example`, type: 'work', primary: true }];
      return user(`k${index}`, { ...person, emails, externalId: `e${index}`, locale: 'en-US' });
    });
    const started = performance.now();
    let isOver = false;
    const running = send(operations).finally(() => (isOver = true));
    for (let i = 0; i < 20; i += 1) expect((await app().request('GET', '/livez')).status).toBe(200);
    expect(isOver).toBe(false);
    const results = resultsOf(await running);
    const tookMs = performance.now() - started;
    process.stdout.write(`1,000 creates in one bulk: ${Math.round(tookMs)} ms\n`);
    expect(new Set(statuses(results))).toEqual(new Set(['201']));
    expect(tookMs).toBeLessThan(THOUSAND_CREATES_MS);
  }, 60_000);
});
