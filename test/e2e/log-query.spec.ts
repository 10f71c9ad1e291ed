import type { LogEvent } from '../../src/audit/log-event.js';
import { ADMIN_TOKEN, type Answer, type ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

describeApp('asking the log', (app) => {
  let scim: ScimClient;
  let user: Answer;
  let connectorId = '';
  beforeAll(async () => {
    scim = await app().scim();
    user = await createUser(scim, 'asked@example.com', { displayName: '=cmd|calc' });
    await createUsers(scim, 'filler', 12);
    await scim('GET', '/Users/none');
    await scim('GET', '/Users', undefined, { authorization: 'Bearer wrong' });
    connectorId = String((await app().admin('GET', '/tenants/default/connectors/okta')).body.id);
  });

  const ask = (path: string, parameters: Record<string, string> = {}, accept?: string): Promise<Answer> =>
    app().request('GET', `/api/v1/tenants/default/${path}?${new URLSearchParams(parameters).toString()}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...(accept === undefined ? {} : { accept }) },
    });
  const eventsOf = (answer: Answer): readonly LogEvent[] => answer.body as unknown as readonly LogEvent[];
  const nextOf = (answer: Answer): string | undefined =>
    /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]?.replace('https://rollbook.example/api/v1', '');
  async function walk(answer: Answer): Promise<readonly string[]> {
    const uuids = eventsOf(answer).map(({ uuid }) => uuid);
    const next = nextOf(answer);
    if (uuids.length === 0 || next === undefined) return uuids;
    return [...uuids, ...(await walk(await app().admin('GET', next)))];
  }

  it.each<[string, (event: LogEvent) => boolean]>([
    ['eventType eq "application.provision.user.push"', (e) => e.eventType === 'application.provision.user.push'],
    ['eventType sw "application.integration"', (e) => e.eventType.startsWith('application.integration')],
    ['outcome.result eq "failure"', (e) => e.outcome.result === 'FAILURE'],
    ['not (outcome.result eq "SUCCESS")', (e) => e.outcome.result !== 'SUCCESS'],
    ['outcome.reason co "There is no user"', (e) => (e.outcome.reason ?? '').includes('There is no user')],
    ['client.ipAddress eq "127.0.0.1" and severity eq "WARN"', (e) => e.severity === 'WARN'],
    ['connector eq "okta"', (e) => e.target.some(({ type }) => type === 'AppInstance')],
    ['debugContext.debugData.status ge 400', (e) => Number(e.debugContext.debugData.status) >= 400],
    ['debugContext.debugData.method eq "post"', (e) => e.debugContext.debugData.method === 'POST'],
    ['actor.type eq "AdminToken" or target.type eq "Credential"', (e) => e.actor.type === 'AdminToken'],
    ['version eq "0" and displayMessage ew "asked@example.com"', (e) => e.displayMessage.endsWith('asked@example.com')],
  ])('%s', async (filter, matches) => {
    const all = eventsOf(
      await ask('logs', { limit: '1000', since: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }),
    );
    const expected = all.filter(matches).map(({ uuid }) => uuid);
    expect(expected.length).toBeGreaterThan(0);
    expect(await walk(await ask('logs', { filter, limit: '4', sortOrder: 'DESCENDING' }))).toEqual(
      expected.toReversed(),
    );
    expect(await walk(await ask('logs', { filter, limit: '5' }))).toEqual(expected);
  });

  it('finds one event by each of its ids, and by its words', async () => {
    const [event] = eventsOf(await ask('logs', { filter: `target.id eq "${String(user.body.id)}"` }));
    if (event === undefined) throw new Error('no event');
    const { uuid, transaction, actor, published } = event;
    for (const filter of [
      `uuid eq "${uuid}"`,
      `transaction.id eq "${transaction.id}"`,
      `target[id eq "${String(user.body.id)}" and type eq "User"]`,
      `actor.id eq "${actor.id}" and target.alternateId eq "asked@example.com"`,
      `connector eq "${connectorId}" and displayMessage co "ASKED@"`,
      `published eq "${published}" and target.id eq "${String(user.body.id)}"`,
    ]) {
      expect([filter, eventsOf(await ask('logs', { filter })).map((found) => found.uuid)]).toEqual([filter, [uuid]]);
    }
    expect(eventsOf(await ask('logs', { q: 'CREATED asked@example.com' })).map((found) => found.uuid)).toEqual([uuid]);
    expect(eventsOf(await ask('logs', { q: 'created asked@example' }))).toEqual([]);
    expect((await ask(`logs/${uuid}`)).body).toEqual(event);
  });

  it.each<[Record<string, string>, string, RegExp]>([
    [{ filter: '' }, 'filter', /expected an attribute name at position 1/],
    [{ filter: 'eventType eqq "a"' }, 'filter', /expected a comparison operator after eventType at position 11/],
    [{ filter: 'eventType eq' }, 'filter', /expected a value after eq/],
    [{ filter: 'eventType eq push' }, 'filter', /double quotes/],
    [{ filter: "eventType eq 'push'" }, 'filter', /double quotes/],
    [{ filter: 'eventtyp eq "a"' }, 'filter', /has no attribute eventtyp/],
    [{ filter: 'id eq "a"' }, 'filter', /has no field id\. An event is named by uuid/],
    [{ filter: 'meta.created pr' }, 'filter', /has no field meta/],
    [{ filter: 'urn:a:b:c eq "a"' }, 'filter', /has no field urn:a:b:c/],
    [{ filter: 'target eq "a"' }, 'filter', /has parts: compare one of them, such as target\.id/],
    [{ filter: 'target.nick eq "a"' }, 'filter', /has no attribute target\.nick/],
    [{ filter: 'published co "2026"' }, 'filter', /co cannot be used with published/],
    [{ filter: 'published gt "yesterday"' }, 'filter', /a date and time in double quotes/],
    [{ filter: 'debugContext.debugData.status eq "409"' }, 'filter', /a whole number without quotes/],
    [{ filter: 'debugContext.debugData.a.b eq "x"' }, 'filter', /at most one sub-attribute/],
    [{ filter: 'eventType eq "a" or' }, 'filter', /expected an attribute name/],
    [{ filter: '(eventType eq "a"' }, 'filter', /expected "and", "or" or "\)"/],
    [{ filter: `${'('.repeat(40)}eventType pr${')'.repeat(40)}` }, 'filter', /nest more than 32/],
    [{ filter: `eventType eq "${'x'.repeat(8_200)}"` }, 'filter', /at most 8192 characters/],
    [{ q: ' ' }, 'q', /must have a word/],
    [{ q: 'x'.repeat(41) }, 'q', /at most 40 characters/],
    [{ q: 'a b c d e f g h i j k' }, 'q', /at most 10 words/],
    [{ q: 'x '.repeat(600) }, 'q', /too long/],
    [{ limit: '1001' }, 'limit', /0 to 1000/],
    [{ limit: '-1' }, 'limit', /0 to 1000/],
    [{ limit: '1e2' }, 'limit', /0 to 1000/],
    [{ sortOrder: 'UP' }, 'sortOrder', /ASCENDING or DESCENDING/],
    [{ after: 'MQ==' }, 'after', /next link/],
    [{ after: 'LTE', since: '2026-01-01T00:00:00Z' }, 'after', /together with since/],
    [{ fitler: 'eventType pr' }, 'fitler', /no parameter of the log/],
  ])('refuses %j in words', async (parameters, path, words) => {
    const answer = await ask('logs', parameters);
    const errors = answer.body.errors as readonly { path: string; detail: string }[];
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(errors.map((error) => error.path)).toContain(path);
    expect(errors.map(({ detail }) => detail).join()).toMatch(words);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it.each<[Record<string, string>, string]>([
    [{ by: 'changes' }, 'by'],
    [{ by: '__proto__' }, 'by'],
    [{ limit: '5' }, 'limit'],
    [{ sortOrder: 'ASCENDING' }, 'sortOrder'],
    [{ filter: 'x' }, 'filter'],
    [{ of: 'x' }, 'of'],
  ])('refuses a summary of %j', async (parameters, path) => {
    expect((await ask('log-summary', parameters)).body).toMatchObject({ status: 400, errors: [{ path }] });
  });

  it('counts events by a field', async () => {
    const answer = await ask('log-summary', { by: 'eventType', filter: 'outcome.result eq "FAILURE"' });
    expect(answer.body).toMatchObject({ by: 'eventType', total: 2, others: 0 });
    const groups = answer.body.groups as readonly { value: string; count: number; first: string; last: string }[];
    expect(groups.map(({ value, count }) => [value, count]).toSorted()).toEqual([
      ['application.integration.authentication_failure', 1],
      ['application.provision.user.import_profile', 1],
    ]);
  });

  it('answers as NDJSON and as CSV, of which no cell is a formula', async () => {
    const filter = `target.id eq "${String(user.body.id)}"`;
    const json = eventsOf(await ask('logs', { filter }));
    const ndjson = await ask('logs', { filter }, 'application/x-ndjson');
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(ndjson.text).toBe(json.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const csv = await ask('logs', { filter, limit: '1' }, 'text/csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('link')).toContain('rel="next"');
    const [head, row] = csv.text.split('\r\n');
    expect(head).toMatch(/^published,eventType,severity,outcome\.result,outcome\.reason,displayMessage,/);
    expect(row).toContain(',Okta created the user asked@example.com,');
    expect(row).toContain(",'=cmd|calc; ");
    for (const accept of ['*/*', 'application/json', 'text/html', 'application/scim+json'])
      expect((await ask('logs', { filter }, accept)).headers.get('content-type')).toBe(
        'application/json; charset=utf-8',
      );
  });

  it('tells the history of what is deleted, and of nothing that never was', async () => {
    const gone = await createUser(scim, 'gone@example.com');
    const id = String(gone.body.id);
    await scim('DELETE', `/Users/${id}`);
    const types = (answer: Answer): readonly string[] => eventsOf(answer).map(({ eventType }) => eventType.slice(22));
    expect(types(await ask(`users/${id}/history`))).toEqual(['user.delete', 'user.push']);
    expect(await walk(await ask(`users/${id}/history`, { limit: '1' }))).toHaveLength(2);
    expect(types(await ask(`users/${id}/history`, { sortOrder: 'ASCENDING', until: '2999-01-01T00:00:00Z' }))).toEqual([
      'user.push',
      'user.delete',
    ]);
    expect(eventsOf(await ask('users/never/history'))).toEqual([]);
    const settings = { filter: 'eventType sw "application.lifecycle"' };
    await app().admin('PATCH', '/tenants/default/connectors/okta', { displayName: 'Okta 2' });
    for (const name of ['okta', connectorId])
      expect(eventsOf(await ask(`connectors/${name}/history`, settings))[0]).toMatchObject({
        displayMessage: 'The connector Okta was changed',
      });
    expect((await ask('connectors/never/history')).body).toMatchObject({
      ...{ status: 404, detail: 'There is no connector with this slug or id in this tenant, and none in its log.' },
    });
    await app().admin('POST', '/tenants/default/connectors', { slug: 'brief', displayName: 'Brief' });
    await app().admin('DELETE', '/tenants/default/connectors/brief');
    const deletion = { sortOrder: 'DESCENDING', limit: '1' };
    expect(eventsOf(await ask('connectors/brief/history', deletion))[0]?.eventType).toBe(
      'application.lifecycle.delete',
    );
    expect((await ask('connectors/brief/history', { q: 'nothingofthekind' })).body).toEqual([]);
    for (const path of ['users/%00/history', 'groups/a%20b/history', `connectors/${'x'.repeat(300)}/history`])
      expect([path, (await ask(path)).status]).toEqual([path, path.includes('%00') ? expect.any(Number) : 404]);
  });

  it('shows nothing of it to another tenant', async () => {
    await app().admin('POST', '/tenants', { slug: 'foreign', displayName: 'Foreign' });
    const of = (path: string) => app().admin('GET', `/tenants/foreign/${path}`);
    const filter = encodeURIComponent(`target.id eq "${String(user.body.id)}" or member.id pr`);
    for (const path of [`users/${String(user.body.id)}/history`, `logs?filter=${filter}`])
      expect([path, (await of(path)).body]).toEqual([path, []]);
    expect((await of('connectors/okta/history')).status).toBe(404);
    expect((await of(`connectors/${connectorId}/history`)).status).toBe(404);
    expect((await app().admin('GET', '/tenants/none/log-summary')).status).toBe(404);
  });
});
