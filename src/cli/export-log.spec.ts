import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { adminCommand } from './admin-command.js';

const HEADERS = {
  'content-type': 'application/x-ndjson; charset=utf-8',
  'content-disposition': 'attachment; filename="rollbook-default.ndjson"',
};

describe('rollbook audit export', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(temporaryFolder(), 'rollbook-cli-'));
    file = join(folder, 'log.ndjson');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(argv: readonly string[], answer: (response: ServerResponse) => void) {
    const urls: string[] = [];
    const server = createServer((request, response) => {
      urls.push(request.url ?? '');
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const texts = { out: '', err: '' };
    const status = await adminCommand(['audit', 'export', ...argv], {
      environment: {
        ROLLBOOK_TOKEN: 'canary-token',
        ROLLBOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
      write: (text) => void (texts.out += text),
      writeError: (text) => void (texts.err += text),
      interrupted: new AbortController().signal,
    });
    server.closeAllConnections();
    server.close();
    return { status, ...texts, urls };
  }
  const whole = (response: ServerResponse): void => {
    response.writeHead(200, HEADERS);
    response.write('{"event":"é');
    response.end('"}\n{"event":2}\n');
  };
  const broken = (response: ServerResponse): void => {
    response.writeHead(200, HEADERS);
    response.write('{"event":1}\n', () => response.destroy());
  };

  it('asks for what is said, and prints what comes', async () => {
    const options = ['--tenant', 'acme', '--format', 'cef', '--since', '2026-11-01T00:00:00Z', '--filter', 'uuid pr'];
    const { status, out, urls } = await run(options, whole);
    expect([status, out]).toEqual([0, '{"event":"é"}\n{"event":2}\n']);
    const { pathname, searchParams } = new URL(urls[0] ?? '', 'http://x');
    expect(pathname).toBe('/api/v1/tenants/acme/log-export');
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ format: 'cef', since: '2026-11-01T00:00:00Z', filter: 'uuid pr' },
    });
  });

  it('writes a file that only its owner reads', async () => {
    const { status, out } = await run(['--output', file], whole);
    expect([status, out]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toBe('{"event":"é"}\n{"event":2}\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['log.ndjson']);
  });

  it.each([[[]], [['--output']]])('an export that broke off is a failure, and no file (%j)', async (output) => {
    const { status, err } = await run(output.length === 0 ? [] : ['--output', file], broken);
    expect([status, err]).toEqual([3, expect.stringMatching(/cannot be reached/)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [400, { title: 'The request is invalid', detail: 'format: must be one of ndjson' }, /The request is invalid/],
    [429, { title: 'There are too many requests', detail: 'Try again in 10 seconds.' }, /Try again in 10 seconds/],
    [401, { title: 'No', detail: 'No' }, /ROLLBOOK_TOKEN/],
  ])('says why it was refused (%d)', async (code, body, words) => {
    const { status, err } = await run(['--output', file], (response) =>
      response.writeHead(code, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body)),
    );
    expect([status, err]).toEqual([1, expect.stringMatching(words)]);
    expect(existsSync(file)).toBe(false);
  });

  it('takes the answer of another server for none', async () => {
    const { status, err } = await run(['--output', file], (response) => response.writeHead(200).end('<html>'));
    expect([status, err]).toEqual([1, expect.stringMatching(/none of Rollbook/)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  const WHOLE = '{"event":"é"}\n{"event":2}\n';

  it.each([
    ['a file', (target: string) => writeFileSync(target, 'before')],
    ['a file that is yet to come', () => undefined],
  ])('goes where a link points, and leaves the link (%s)', async (_, prepare) => {
    const target = join(folder, 'target.ndjson');
    prepare(target);
    symlinkSync('target.ndjson', join(folder, 'middle'));
    symlinkSync('middle', file);
    expect((await run(['--output', file], broken)).status).toBe(3);
    expect(existsSync(target) ? readFileSync(target, 'utf8') : 'before').toBe('before');
    expect((await run(['--output', file], whole)).status).toBe(0);
    expect([readFileSync(target, 'utf8'), lstatSync(file).isSymbolicLink()]).toEqual([WHOLE, true]);
    expect(readdirSync(folder).sort()).toEqual(['log.ndjson', 'middle', 'target.ndjson']);
  });

  it.each([[false], [true]])('writes into what is no regular file (by a link: %j)', async (isLinked) => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    if (isLinked) symlinkSync('fifo', file);
    const read = readFile(fifo, 'utf8');
    const { status } = await run(['--output', isLinked ? file : fifo], whole);
    expect([status, lstatSync(fifo).isFIFO()]).toEqual([0, true]);
    expect(await read).toBe(WHOLE);
    expect(readdirSync(folder)).toEqual(isLinked ? ['fifo', 'log.ndjson'] : ['fifo']);
  });

  it('says that a link leads nowhere', async () => {
    symlinkSync('log.ndjson', file);
    const { status, err } = await run(['--output', file], whole);
    expect([status, err]).toEqual([4, expect.stringMatching(/cannot be written: ELOOP/)]);
  });

  it('says that a file cannot be written', async () => {
    const { status, err } = await run(['--output', join(folder, 'no', 'such', 'folder')], whole);
    expect([status, err]).toEqual([4, expect.stringMatching(/cannot be written: ENOENT/)]);
  });

  it.each([[['--limit', '5']], [['--json']], [['--output', 'a', '--output', 'b']], [['word']]])(
    '%j is not understood',
    async (argv) => expect((await run(argv, whole)).status).toBe(2),
  );
});
