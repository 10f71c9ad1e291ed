import { connect, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LogEvent } from '../../src/audit/log-event.js';
import { LogStore } from '../../src/audit/log-store.js';
import { ScimError } from '../../src/protocol/scim-error.js';
import { ADMIN_TOKEN, bootApp, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { describeApp } from '../support/describe-app.js';
import { fillLog } from '../support/fill-log.js';

const MANY = 50_000;
/** What the export asks for at once, and nobody else. */
const EXPORT_PAGE = 500;
const MB = 1024 * 1024;
const HEADERS = { authorization: `Bearer ${ADMIN_TOKEN}` };

let names = 0;

describeApp('export of the log', (app) => {
  afterEach(() => jest.restoreAllMocks());

  async function newTenant(events = 0, make?: (number: number) => Partial<LogEvent>): Promise<string> {
    const slug = `export-${(names += 1)}`;
    const { status } = await app().admin('POST', '/tenants', { slug, displayName: 'T' });
    if (status !== 201) throw new Error(`no tenant: ${status}`);
    await fillLog(app(), slug, events, make);
    return slug;
  }
  const get = async (slug: string, query = '', headers = HEADERS) => {
    const answer = await fetch(`${app().url}/api/v1/tenants/${slug}/log-export${query}`, { headers });
    const text = await answer.text();
    const body = (answer.ok ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
    return { status: answer.status, headers: answer.headers, text, body };
  };
  const lines = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split('\n');
  const eventsOf = async (slug: string, type: string): Promise<readonly LogEvent[]> => {
    const filter = encodeURIComponent(`eventType sw "${type}"`);
    const answer = await app().admin('GET', `/tenants/${slug}/logs?limit=1000&sortOrder=DESCENDING&filter=${filter}`);
    return (answer.body as unknown as readonly LogEvent[]).toReversed();
  };
  const numbersOf = (text: string): readonly number[] =>
    [...text.matchAll(/event (\d+)/g)].map(([, number]) => Number(number));
  const store = (): LogStore => app().app.get(LogStore, { strict: false });

  /** Not with a spy, which keeps what was answered. */
  function countPages(): { readonly pages: () => number; readonly stop: () => void } {
    const counted = store();
    const real = counted.query.bind(counted);
    let pages = 0;
    counted.query = (...of) => {
      pages += 1;
      return real(...of);
    };
    return { pages: () => pages, stop: () => (counted.query = real) };
  }

  it('is the whole log, oldest first, each event once', async () => {
    const slug = await newTenant(1_234);
    const { status, headers, text } = await get(slug);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="rollbook-${slug}.ndjson"`);
    const events = lines(text).map((line) => JSON.parse(line) as LogEvent & { readonly tenant: string });
    // The tenant was created before.
    expect(events.map(({ displayMessage }) => displayMessage).slice(1)).toEqual(
      Array.from({ length: 1_234 }, (_, number) => `event ${number}`),
    );
    expect(new Set(events.map(({ tenant }) => tenant))).toEqual(new Set([slug]));
  });

  it.each([
    ['ndjson', 'application/x-ndjson', /^\{"tenant":"[^"]+","actor":/],
    ['ocsf', 'application/x-ndjson', /^\{"activity_id":/],
    ['csv', 'text/csv', /^\d{4}-/],
    ['cef', 'text/plain', /^CEF:0\|Rollbook\|/],
    ['rfc5424', 'text/plain', /^<110>1 \d{4}-.* rollbook\.example rollbook - test\.event \[rollbook@32473 /],
  ])('as %s', async (format, type, pattern) => {
    const slug = await newTenant(3);
    const { status, headers, text } = await get(slug, `?format=${format}`);
    expect([status, headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
    const found = lines(text);
    expect(found).toHaveLength(format === 'csv' ? 5 : 4);
    expect(found.at(-1)).toMatch(pattern);
    expect(numbersOf(text).filter((number, index, all) => all.indexOf(number) === index)).toEqual([0, 1, 2]);
  });

  it('keeps to since, until, filter and q', async () => {
    const slug = await newTenant(100, (number) => ({
      ...(number % 10 === 0 ? { eventType: 'test.tenth' } : {}),
    }));
    const since = 'since=2026-10-01T00:00:05Z';
    const until = 'until=2026-10-01T00:00:08Z';
    expect(numbersOf((await get(slug, `?${since}&${until}`)).text)).toEqual([5, 6, 7]);
    const filter = `filter=${encodeURIComponent('eventType eq "test.tenth"')}`;
    expect(numbersOf((await get(slug, `?${filter}&since=2026-10-01T00:00:25Z`)).text)).toEqual([
      ...[30, 40, 50, 60, 70, 80, 90],
    ]);
    expect(numbersOf((await get(slug, '?q=event%2077')).text)).toEqual([77]);
    const empty = await get(slug, '?filter=eventType%20eq%20%22no.such%22');
    expect([empty.status, empty.text]).toEqual([200, '']);
    expect(lines((await get(slug, '?format=csv&q=nothinghere')).text)).toHaveLength(1);
  });

  it.each([
    ['format=xml', /format: must be one of ndjson, ocsf, cef, rfc5424, csv/],
    ['format=NDJSON', /format/],
    ['format=', /format/],
    ['format=csv&format=cef', /format/],
    ['limit=5', /limit: has no meaning here/],
    ['after=NQ', /after: has no meaning here/],
    ['sortOrder=DESCENDING', /sortOrder: has no meaning here/],
    ['since=yesterday', /since: must be a date and time/],
    ['until=2026-02-30T00:00:00Z', /until/],
    ['filter=nonsense', /filter/],
    ['filter=id%20pr', /no field id/],
    ['tenant=other', /tenant: is no parameter/],
    ['output=x', /output: is no parameter/],
  ])('%s is refused and exports nothing', async (query, detail) => {
    const slug = await newTenant(1);
    const { status, body, headers } = await get(slug, `?${query}`);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(body.detail).toMatch(detail);
    expect(headers.get('content-disposition')).toBeNull();
    expect(await eventsOf(slug, 'system.log.export')).toEqual([]);
  });

  it('there is none of a tenant that is not there, and an auditor may', async () => {
    expect((await get('no-such')).status).toBe(404);
    const slug = await newTenant(2);
    const { body } = await app().admin('POST', '/admin-tokens', { name: 'Siem', role: 'auditor', tenant: slug });
    const answer = await get(slug, '?format=cef', { authorization: `Bearer ${String(body.token)}` });
    expect(answer.status).toBe(200);
    const events = await eventsOf(slug, 'system.log.export');
    expect(events.map(({ eventType, displayMessage }) => [eventType, displayMessage])).toEqual([
      ['system.log.export.start', 'The admin token Siem began to export the log as cef'],
      ['system.log.export.complete', `The admin token Siem exported the log: ${lines(answer.text).length} events`],
    ]);
    expect(events[0]?.debugContext.debugData).toMatchObject({ format: 'cef', filtered: 'no', since: null });
    expect(events[1]?.debugContext.debugData).toMatchObject({ count: lines(answer.text).length });
    expect(events[0]?.actor.id).toBe(body.id);
  });

  it('HEAD exports nothing', async () => {
    const slug = await newTenant(2);
    const answer = await app().admin('HEAD', `/tenants/${slug}/log-export`);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(await eventsOf(slug, 'system.log.export')).toEqual([]);
  });

  it('what cannot be recorded is not exported', async () => {
    const slug = await newTenant(2);
    const real = store().append.bind(store());
    jest
      .spyOn(store(), 'append')
      .mockImplementation((entries) =>
        entries.some(({ event }) => event.eventType === 'system.log.export.start')
          ? Promise.reject(ScimError.unavailable('The database is away.'))
          : real(entries),
      );
    const answer = await get(slug);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.text).not.toContain('event 1');
  });

  it('an error on the first page has a status of its own', async () => {
    const slug = await newTenant(2);
    jest.spyOn(store(), 'query').mockRejectedValueOnce(ScimError.unavailable('The database is away.'));
    expect((await get(slug)).status).toBe(503);
    expect(await eventsOf(slug, 'system.log.export')).toEqual([]);
  });

  it('an error on the way breaks the connection, also for who tells the end by that alone', async () => {
    const slug = await newTenant(2_000);
    const real = store().query.bind(store());
    let pages = 0;
    const query = jest.spyOn(store(), 'query').mockImplementation((...of) => {
      pages += 1;
      return pages === 3 ? Promise.reject(new Error('the disk is gone')) : real(...of);
    });
    const reset = jest.spyOn(Socket.prototype, 'resetAndDestroy');
    await expect(get(slug)).rejects.toThrow();
    expect(reset).toHaveBeenCalledTimes(1);
    query.mockRestore();
    const [, end] = await eventsOf(slug, 'system.log.export');
    expect(end).toMatchObject({
      eventType: 'system.log.export.complete',
      outcome: { result: 'FAILURE', reason: 'The log could not be read to its end.' },
    });
    expect(app().log.lines.some(({ message }) => message === 'an export of the log broke off')).toBe(true);
  });

  it('two of a tenant at once, and a third is told when to come again', async () => {
    const slug = await newTenant(20_000);
    const others = [1, 2].map(() => open(app(), slug));
    await Promise.all(others.map((socket) => firstByte(socket)));
    const third = await get(slug);
    expect([third.status, third.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(third.headers.get('retry-after')).toBe('10');
    for (const socket of others) socket.destroy();
    await until(async () => (await get(slug, '?q=nothinghere')).status === 200);
  }, 60_000);

  it('four at once in all, and a fifth is told that others are at it', async () => {
    const slugs = [await newTenant(20_000), await newTenant(20_000)];
    const others = [...slugs, ...slugs].map((slug) => open(app(), slug));
    await Promise.all(others.map((socket) => firstByte(socket)));
    const third = await newTenant(1);
    const fifth = await get(third);
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '10']);
    expect(fifth.body.detail).toMatch(/for other tenants already/);
    for (const socket of others) socket.destroy();
    await until(async () => (await get(third)).status === 200);
  }, 60_000);

  it.each([
    ['before the first is found', 0],
    ['behind what was found', 1],
  ])('who goes away while something rare is looked for leaves his place to others, %s', async (_, foundPages) => {
    const slug = await newTenant(1_000);
    const real = store().query.bind(store());
    let looks = 0;
    // A search through a log without an end.
    const query = jest.spyOn(store(), 'query').mockImplementation(async (tenantPk, asked) => {
      looks += 1;
      if (asked.limit !== EXPORT_PAGE || looks <= foundPages) return real(tenantPk, asked);
      await pause(20);
      return { events: [], more: true, isCut: true, last: (asked.after ?? 0) + 1 };
    });
    const others = [1, 2].map(() => open(app(), slug));
    await until(() => Promise.resolve(looks > 10));
    expect((await get(slug)).status).toBe(429);
    for (const socket of others) socket.destroy();
    const seen = await settled(() => looks);
    query.mockRestore();
    expect(seen).toBeLessThan(200);
    expect((await get(slug)).status).toBe(200);
  });

  it(`${MANY} events in constant memory, as fast as the client takes them`, async () => {
    const slug = await newTenant(MANY);
    const { pages, stop } = countPages();
    // A client that reads nothing: no more pages are read than fit in the buffers between here and there.
    const socket = open(app(), slug, { format: 'ocsf' });
    await firstByte(socket);
    const stalled = await settled(pages);
    expect(stalled).toBeLessThan(40);
    await pause(500);
    expect(pages()).toBe(stalled);

    const before = liveHeap();
    let [most, seen, bytes, sampled, rest] = [0, 0, 0, 0, ''];
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      bytes += text.length;
      rest += text;
      seen += rest.split('"class_uid":').length - 1;
      rest = rest.slice(-20).replaceAll('"class_uid":', '');
      if (bytes - sampled < 4 * MB) return;
      sampled = bytes;
      most = Math.max(most, liveHeap());
    });
    socket.resume();
    await until(() => Promise.resolve(seen >= MANY + 1));
    socket.destroy();
    stop();
    expect(seen).toBe(MANY + 1);
    expect(bytes).toBeGreaterThan(40 * MB);
    expect(most).toBeGreaterThan(0);
    expect((most - before) / MB).toBeLessThan(25);
  }, 180_000);

  it('ends when the client goes away', async () => {
    const slug = await newTenant(20_000);
    const { pages, stop } = countPages();
    const socket = open(app(), slug);
    await firstByte(socket);
    socket.destroy();
    expect(await settled(pages)).toBeLessThan(40);
    stop();
    await until(async () => (await eventsOf(slug, 'system.log.export')).length === 2);
    const [, end] = await eventsOf(slug, 'system.log.export');
    expect(end?.outcome).toEqual({ result: 'FAILURE', reason: 'The client went away before the end.' });
  }, 60_000);
});

describeDatabases('an export of the log when the server is stopped', (database) => {
  it('says so where it was cut off', async () => {
    const own = await bootApp(await database.url());
    await fillLog(own, 'default', 20_000);
    await firstByte(open(own, 'default'));
    const closed = own.app.close();
    await pause(200);
    // What a stop does when requests in flight had their time.
    own.app.getHttpServer().closeAllConnections();
    await closed;
    const [end] = await own.database.read<{ event: string }>(
      `SELECT event FROM log_event WHERE event LIKE '%"system.log.export.complete"%'`,
    );
    await own.database.close();
    expect((JSON.parse(end?.event ?? '{}') as LogEvent).outcome).toEqual({
      result: 'FAILURE',
      reason: 'The connection ended before the log did, while the server was being stopped.',
    });
  }, 60_000);
});

/** Sends the request and reads nothing of the answer. */
function open(app: TestApp, slug: string, { format = 'ndjson' } = {}): Socket {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `GET /api/v1/tenants/${slug}/log-export?format=${format} HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: ${HEADERS.authorization}\r\n\r\n`,
  );
  return socket;
}

async function firstByte(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.once('readable', () => resolve()));
}

async function settled(value: () => number): Promise<number> {
  let last = -1;
  while (last !== value()) {
    last = value();
    await pause(700);
  }
  return last;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1_500; round += 1) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error('it never came to be');
}

/** What is left after collecting what nobody holds. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}
