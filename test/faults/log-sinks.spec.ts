import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FileSink } from '../../src/audit/export/file-sink.js';
import { LogExporter } from '../../src/audit/export/log-exporter.js';
import { LogExporters } from '../../src/audit/export/log-exporters.js';
import { LogSink, SinkDown, SinkRefused } from '../../src/audit/export/log-sink.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { SqlLeaseStore } from '../../src/persistence/sql-lease-store.js';
import { SqlLogExportStore } from '../../src/persistence/sql-log-export-store.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import { bootApp, RecordingLog, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { fillLog } from '../support/fill-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createUser } from '../support/users.js';

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 25_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never came to be');
    await pause(50);
  }
}

/** The uuids of a tenant's log, in its order. */
async function logOf({ database }: TestApp, slug: string): Promise<readonly string[]> {
  const rows = await database.read<{ uuid: string }>(
    'SELECT l.uuid FROM log_event l JOIN tenant t ON t.pk = l.tenant_id WHERE t.slug = ? ORDER BY l.pk',
    [slug],
  );
  return rows.map(({ uuid }) => uuid);
}

/** Each once, by its first appearance: what was sent again does not count. */
const firsts = (uuids: readonly string[]): readonly string[] => [...new Set(uuids)];

describeDatabases('a file that cannot be written', (provided) => {
  let app: TestApp;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = join(mkdtempSync(join(temporaryFolder(), 'rollbook-sink-')), 'logs');
    file = join(folder, 'rollbook.ndjson');
    mkdirSync(folder);
    const target = { name: `file:${file}`, format: 'ndjson', to: { kind: 'file', path: file } } as const;
    app = await bootApp(await provided.url(), { logExport: [target] });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const written = (): readonly string[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => (JSON.parse(line) as LogEvent).uuid)
      : [];
  const sinks = async () =>
    ((await app.admin('GET', '/log-sinks')).body.items as readonly Record<string, unknown>[])[0];

  it('changes go on, the backlog is shown, and everything arrives in order when it can', async () => {
    const scim = await app.scim();
    await createUser(scim, 'before@example.com');
    await until(async () => written().length === (await logOf(app, 'default')).length);
    const before = written();
    rmSync(folder, { recursive: true });

    for (let user = 0; user < 20; user += 1)
      expect((await createUser(scim, `down${user}@example.com`)).status).toBe(201);
    await until(async () => typeof (await sinks())?.failingSince === 'string');
    await until(async () => Number((await sinks())?.backlog) >= 20);
    expect(await sinks()).toMatchObject({ sink: `file:${file}`, problem: 'The file cannot be written: ENOENT.' });
    expect((await app.app.get(LogExporters).backlogs()).get(`file:${file}`)).toBeGreaterThanOrEqual(20);
    expect(app.log.lines.some(({ message }) => message === 'the log export fails; will try again')).toBe(true);

    mkdirSync(folder);
    const all = await logOf(app, 'default');
    await until(() => new Set([...before, ...written()]).size >= all.length);
    await until(async () => Number((await sinks())?.backlog) === 0);
    expect(firsts([...before, ...written()]).slice(0, all.length)).toEqual(all);
    expect(await sinks()).toMatchObject({ failingSince: null, problem: null, setAside: 0 });
  }, 90_000);
});

describeDatabases('a receiver that dies', (provided) => {
  let app: TestApp;
  let server: Server | undefined;
  let port = 0;
  let received = '';
  /** How many connections are still cut, after so many bytes. */
  let cuts = 0;

  async function listen(): Promise<void> {
    server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
      socket.on('error', () => undefined);
      if (cuts > 0) {
        cuts -= 1;
        socket.once('data', (bytes) => {
          received += `${bytes.toString().slice(0, 300)}\n`;
          socket.resetAndDestroy();
        });
        return;
      }
      let text = '';
      socket.setEncoding('utf8');
      socket.on('data', (more: string) => (text += more));
      socket.on('end', () => {
        received += text;
        socket.end();
      });
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }
  beforeAll(async () => {
    await listen();
    const name = `tcp://127.0.0.1:${port}`;
    const target = { name, format: 'rfc5424', to: { kind: 'tcp', host: '127.0.0.1', port } } as const;
    app = await bootApp(await provided.url(), { logExport: [target] });
  });
  afterAll(async () => {
    await app.close();
    server?.close();
  });
  const uuids = (): readonly string[] => [...received.matchAll(/ uuid="([^"]+)"/g)].map(([, uuid = '']) => uuid);

  it('has everything in order at last, in frames that are as long as they say', async () => {
    await fillLog(app, 'default', 1_000);
    cuts = 3;
    await until(() => cuts === 0);
    server?.close();
    const scim = await app.scim();
    for (let user = 0; user < 10; user += 1)
      expect((await createUser(scim, `dead${user}@example.com`)).status).toBe(201);
    await listen();
    const all = await logOf(app, 'default');
    await until(() => new Set(uuids()).size >= all.length);
    expect(firsts(uuids()).slice(0, all.length)).toEqual(all);
    // What came before the last cut is not framed any more.
    let rest = Buffer.from(received.slice(received.lastIndexOf('\n') + 1));
    let frames = 0;
    for (; rest.length > 0; frames += 1) {
      const [, length = ''] = /^(\d+) <\d+>1 /.exec(rest.subarray(0, 40).toString()) ?? [];
      expect(length).not.toBe('');
      rest = rest.subarray(length.length + 1 + Number(length));
    }
    expect(frames).toBeGreaterThanOrEqual(10);
  }, 90_000);
});

describeDatabases('a receiver that takes its time', (provided) => {
  it('holds a shutdown up for the batch that is under way, and for no more', async () => {
    let batches = 0;
    const server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      socket.on('end', () => {
        batches += 1;
        setTimeout(() => socket.end(), 400);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const target = {
      ...({ name: `tcp://127.0.0.1:${port}`, format: 'rfc5424' } as const),
      to: { kind: 'tcp', host: '127.0.0.1', port },
    } as const;
    const app = await bootApp(await provided.url(), { logExport: [target] });
    await until(() => batches > 0);
    await fillLog(app, 'default', 4_000);
    const before = batches;
    await until(() => batches > before);
    const [atStop, started] = [batches, performance.now()];
    await app.close();
    // Of 20 that were to be sent.
    expect(batches - atStop).toBeLessThanOrEqual(1);
    expect(performance.now() - started).toBeLessThan(5_000);
    server.close();
  });
});

/** Keeps what it takes; `refuses` decides by the text of a line. */
class ScriptedSink extends LogSink {
  readonly format = 'ndjson';
  readonly taken: string[] = [];
  refuses: (line: string) => boolean = () => false;
  isDown = false;
  constructor(readonly name: string) {
    super();
  }
  override send(lines: readonly string[]): Promise<void> {
    if (this.isDown) return Promise.reject(new SinkDown('down'));
    if (lines.some((line) => this.refuses(line))) return Promise.reject(new SinkRefused('it does not like it'));
    this.taken.push(...lines);
    return Promise.resolve();
  }
}

describeDatabases('exporters', (provided) => {
  let app: TestApp;
  let sink: ScriptedSink;
  let slugs = 0;
  let slug: string;
  beforeAll(async () => {
    app = await bootApp(await provided.url());
  });
  beforeEach(async () => {
    slugs += 1;
    slug = `sink-${slugs}`;
    await app.admin('POST', '/tenants', { slug, displayName: 'T' });
    await fillLog(app, slug, 30);
    sink = new ScriptedSink(`file:/${slug}`);
  });
  afterAll(() => app.close());
  const exporter = (holder: string, log = new RecordingLog()): LogExporter => {
    const { database } = app;
    const stores = {
      logs: new SqlLogStore(database),
      positions: new SqlLogExportStore(database),
      leases: new SqlLeaseStore(database),
    };
    return new LogExporter(sink, stores, log, 'host', holder);
  };
  const ofTenant = (): readonly string[] =>
    sink.taken
      .map((line) => JSON.parse(line) as LogEvent & { tenant: string })
      .flatMap(({ tenant, uuid }) => (tenant === slug ? [uuid] : []));
  const status = async () =>
    (await new SqlLogExportStore(app.database).positions(sink.name)).find(({ tenantSlug }) => tenantSlug === slug);

  it('one at a time; the next goes on where the first stopped', async () => {
    const [one, two] = [exporter('one'), exporter('two')];
    expect(await one.round()).toBe('idle');
    const all = await logOf(app, slug);
    expect(ofTenant()).toEqual(all);
    await fillLog(app, slug, 5);
    expect(await two.round()).toBe('idle');
    expect(ofTenant()).toEqual(all);
    await one.stop();
    await two.round();
    expect(ofTenant()).toEqual(await logOf(app, slug));
    expect(await status()).toMatchObject({ exported: 36, setAside: 0 });
  });

  it('a holder that was overtaken moves nothing back', async () => {
    const positions = new SqlLogExportStore(app.database);
    await exporter('one').round();
    const now = await status();
    const step = { tenantPk: now?.tenantPk ?? 0, from: 0, to: 1, exported: 1, setAside: 0 };
    expect(await positions.advance(sink.name, step, new Date())).toBe(false);
    expect(await status()).toEqual(now);
  });

  it.each([
    ['between two batches', 2],
    ['before the first', 0],
  ])('a round that is stopped %s ends there, and the next goes on', async (_, batches) => {
    await fillLog(app, slug, 1_000);
    const one = exporter('one');
    const send = jest.spyOn(sink, 'send');
    // Other tenants have a log, too.
    const isStopped = (): boolean => ofTenant().length >= batches * 200 && send.mock.calls.length >= batches;
    expect(await one.round(isStopped)).toBe(batches === 0 ? 'idle' : 'more');
    const all = await logOf(app, slug);
    expect(ofTenant()).toEqual(all.slice(0, batches * 200));
    while ((await one.round()) === 'more');
    expect(ofTenant()).toEqual(all);
  });

  it('what is down holds everything back and sets nothing aside', async () => {
    const one = exporter('one');
    sink.isDown = true;
    for (let round = 0; round < 20; round += 1) expect(await one.round()).toBe('failing');
    expect(await status()).toMatchObject({ exported: 0, setAside: 0, position: 0 });
    sink.isDown = false;
    await one.round();
    expect(ofTenant()).toEqual(await logOf(app, slug));
  });

  it('what refuses everything holds everything back and sets nothing aside', async () => {
    const one = exporter('one');
    sink.refuses = () => true;
    for (let round = 0; round < 20; round += 1) expect(await one.round()).toBe('failing');
    expect(await status()).toMatchObject({ exported: 0, setAside: 0, problem: 'it does not like it' });
    sink.refuses = () => false;
    while ((await one.round()) === 'more');
    expect(firsts(ofTenant())).toEqual(await logOf(app, slug));
  });

  it('one event that is refused again and again is set aside, and everything else arrives', async () => {
    const log = new RecordingLog();
    const one = exporter('one', log);
    sink.refuses = (line) => line.includes('"displayMessage":"event 13"');
    const outcomes: string[] = [];
    for (let round = 0; round < 12; round += 1) outcomes.push(await one.round());
    expect(outcomes.slice(0, 5)).toEqual(['failing', 'failing', 'failing', 'failing', 'failing']);
    const all = await logOf(app, slug);
    // The creation of the tenant comes first.
    const poison = all[14] ?? '';
    expect(firsts(ofTenant())).toEqual(all.filter((uuid) => uuid !== poison));
    expect(await status()).toMatchObject({ setAside: 1, failingSince: null, problem: null });
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'a log event was set aside' }));
    const filter = encodeURIComponent('eventType eq "system.log_stream.event.set_aside"');
    const found = (await app.admin('GET', `/tenants/${slug}/logs?filter=${filter}`))
      .body as unknown as readonly LogEvent[];
    expect(found.map(({ debugContext }) => debugContext.debugData.uuid)).toEqual([poison]);
  });

  it('a line that was half written when the process died does not spoil the next', async () => {
    const folder = mkdtempSync(join(temporaryFolder(), 'rollbook-sink-'));
    const path = join(folder, 'log');
    const file = new FileSink('file:/x', 'ndjson', path);
    await file.send(['one']);
    const { appendFileSync } = await import('node:fs');
    appendFileSync(path, 'ha');
    await file.send(['two', 'three']);
    expect(readFileSync(path, 'utf8')).toBe('one\nha\ntwo\nthree\n');
    rmSync(folder, { recursive: true });
  });
});
