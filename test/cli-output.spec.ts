import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { builtCli, startBuilt } from './support/built-server.js';
import { temporaryFolder } from './support/temporary-folder.js';

const LINE = '{"event":1}\n';

/** Standard output of the built program may have no reader. */
describe('rollbook, whose standard output is of no use', () => {
  let folder: string;
  let endless: Server;
  let variables: Readonly<Record<string, string>>;
  let isShort = false;
  const sent = new Set<NodeJS.Timeout>();

  beforeAll(async () => {
    folder = mkdtempSync(join(temporaryFolder(), 'rollbook-output-'));
    await (await startBuilt(folder)).end();
    const database = new BetterSqlite3(join(folder, 'data', 'rollbook.sqlite'));
    database.exec(`UPDATE log_event SET event = REPLACE(event, 'first start', 'no start')`);
    database.close();
    // An export that goes on for as long as its client does.
    endless = createServer((_, response) => {
      response.writeHead(200, {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="rollbook-default.ndjson"',
      });
      if (isShort) return response.end(LINE);
      sent.add(setInterval(() => response.write(LINE.repeat(10_000)), 20));
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    variables = {
      ROLLBOOK_URL: `http://127.0.0.1:${(endless.address() as AddressInfo).port}`,
      ROLLBOOK_TOKEN: 'test-token',
    };
  });
  afterAll(() => {
    for (const timer of sent) clearInterval(timer);
    endless.closeAllConnections();
    endless.close();
    rmSync(folder, { recursive: true });
  });

  const start = (line: string, stdout: 'pipe' | number): ChildProcess =>
    spawn(process.execPath, builtCli(...line.split(' ')), {
      ...{ cwd: folder, env: { PATH: process.env.PATH, ...variables }, stdio: ['ignore', stdout, 'pipe'] },
    });

  async function endOf(child: ChildProcess) {
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await once(child, 'close');
    return { status: child.exitCode, err };
  }

  it.each([
    ['audit verify', 1],
    ['audit verify --json', 1],
    ['--help', 0],
    ['openapi', 0],
    ['audit export', 141],
  ])(
    '%s, whose reader is gone, ends with %i',
    async (line, expected) => {
      const child = start(line, 'pipe');
      child.stdout?.destroy();
      expect(await endOf(child)).toEqual({ status: expected, err: '' });
    },
    30_000,
  );

  (existsSync('/dev/full') ? it.each : it.skip.each)(['audit verify', 'openapi', '--help', 'audit export'])(
    '%s, whose disk is full, says so and ends with 4',
    async (line) => {
      const full = openSync('/dev/full', 'r+');
      const end = endOf(start(line, full));
      closeSync(full);
      expect(await end).toEqual({ status: 4, err: 'rollbook: standard output cannot be written: ENOSPC.\n' });
    },
    30_000,
  );

  it('an export into its standard output by name adds to what is there', async () => {
    const file = join(folder, 'all.ndjson');
    writeFileSync(file, 'before\n');
    const end = openSync(file, 'a');
    isShort = true;
    const { status } = await endOf(start('audit export --output /proc/self/fd/1', end));
    isShort = false;
    closeSync(end);
    expect([status, readFileSync(file, 'utf8')]).toEqual([0, `before\n${LINE}`]);
  });
});
