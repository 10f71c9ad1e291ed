import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adminCommand } from './admin-command.js';

const TOKEN = 'canary-token';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is asked of the server, and what the command did with its answers, one after the other. */
async function run(argv: readonly string[], ...replies: readonly Reply[]) {
  const requests: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const reply = replies[requests.length] ?? {};
      requests.push({ method, url, authorization: headers.authorization, body });
      const text =
        typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? { items: [], next: null });
      response.writeHead(reply.status ?? 200, reply.headers).end(reply.status === 204 ? undefined : text);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const texts = { out: '', err: '' };
  const status = await adminCommand(argv, {
    environment: { ROLLBOOK_TOKEN: TOKEN, ROLLBOOK_URL: url },
    write: (text) => void (texts.out += text),
    writeError: (text) => void (texts.err += text),
    interrupted: new AbortController().signal,
  });
  server.closeAllConnections();
  server.close();
  return { status, ...texts, requests };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('what a command sends and prints', () => {
  it('sends the token as a header and one JSON body', async () => {
    const { status, requests, out } = await run(['sync', 'off', 'okta'], { body: { slug: 'okta' } });
    expect(requests).toEqual([
      {
        method: 'PATCH',
        url: '/api/v1/tenants/default/connectors/okta',
        authorization: `Bearer ${TOKEN}`,
        body: '{"syncEnabled":false}',
      },
    ]);
    expect([status, out]).toEqual([0, 'slug  okta\n']);
  });

  it('follows a list to its end', async () => {
    const pages = [{ body: { items: [{ slug: 'a' }], next: 'p/2' } }, { body: { items: [{ slug: 'b' }], next: null } }];
    const { out, requests } = await run(['tenant', 'list', '--json'], ...pages);
    expect(JSON.parse(out)).toEqual({ items: [{ slug: 'a' }, { slug: 'b' }], next: null });
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/v1/tenants?limit=1000',
      '/api/v1/tenants?limit=1000&after=p%2F2',
    ]);
  });

  it('repeats a parameter of the query for each value', async () => {
    const { requests } = await run(['group', 'remove-members', '7', '--users', 'a,b'], { body: { id: '7' } });
    expect(requests.map(({ url }) => url)).toEqual(['/api/v1/tenants/default/groups/7/members?id=a&id=b']);
  });

  it('ends a list at --limit and says where it goes on', async () => {
    const { out, requests } = await run(['tenant', 'list', '--limit', '1', '--json'], {
      body: { items: [{ slug: 'a' }], next: 'n' },
    });
    expect(JSON.parse(out)).toEqual({ items: [{ slug: 'a' }], next: 'n' });
    expect(requests.map(({ url }) => url)).toEqual(['/api/v1/tenants?limit=1']);
  });

  it.each([
    ['goes on behind an empty page', ['a', 'b'], 3],
    ['ends where the next page is the same', ['a', 'a', 'b'], 2],
    ['ends after many empty pages', Array.from({ length: 150 }, (_, index) => String(index)), 100],
  ])('the log %s', async (_, positions, expected) => {
    const pages = positions.map((after) => ({
      headers: { link: `<http://x.example.com/logs?after=${after}>; rel="next"` },
      body: [],
    }));
    const { requests, err, status } = await run(['logs'], ...pages, { body: [] });
    expect([status, requests.length]).toEqual([0, expected]);
    expect(err.includes('narrow the time')).toBe(expected === 100);
  });

  it('follows the log by the query of its next link, never to another host', async () => {
    const link = '<https://elsewhere.example.com/api/v1/tenants/default/logs?after=x>; rel="next"';
    const { out, requests } = await run(
      ['logs', '--since', '2026-11-21', '--ndjson'],
      { headers: { link }, body: [{ uuid: '1' }] },
      { headers: { link }, body: [] },
    );
    expect(out).toBe('{"uuid":"1"}\n');
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/v1/tenants/default/logs?since=2026-11-21T00%3A00%3A00Z&limit=1000',
      '/api/v1/tenants/default/logs?after=x&limit=1000',
    ]);
  });

  it.each([
    [[], 'Done.\n'],
    [['--json'], '{}\n'],
  ])('an answer without a body %j', async (more, expected) => {
    const { status, out, err } = await run(['admin-token', 'delete', '7', ...more], {
      status: 204,
      headers: { 'x-rollbook-warning': 'It comes back.' },
    });
    expect([status, out, err]).toEqual([0, expected, 'It comes back.\n']);
  });

  it.each([
    [{ token: 's3cret' }, true],
    [{ key: 'k', secret: 's3cret' }, true],
    [{ clientId: 'c', clientSecret: 's3cret' }, true],
    [{ clientId: 'c', authentication: 'jwt' }, false],
    [{ slug: 'okta', credential: { token: 's3cret' } }, true],
    [{ name: 'x' }, false],
    [{ token: null }, false],
    [{ name: 'secret' }, false],
  ])('says beside %j that it is shown once: %s', async (body, isSecret) => {
    const { out, err } = await run(['admin-token', 'create', '--name', 'x', '--json'], { status: 201, body });
    expect(JSON.parse(out)).toEqual(body);
    expect(err.includes('Shown this once')).toBe(isSecret);
    expect(err).not.toContain('s3cret');
  });
});

describe('what goes wrong ends with words and a status of its own', () => {
  const problem = { type: 'urn:x', title: 'The request is invalid', status: 400, detail: 'a: b', requestId: 'r1' };
  it.each<[string, number, RegExp, Reply]>([
    [
      'fields',
      1,
      /^The request is invalid \(400\)\.\n {2}slug: is taken\nRequest id: r1\n$/,
      { status: 400, body: { ...problem, errors: [{ path: 'slug', detail: 'is taken' }] } },
    ],
    [
      'a detail',
      1,
      /^Gone wrong \(409\)\.\nBecause\.\n$/,
      { status: 409, body: { title: 'Gone wrong', detail: 'Because.', errors: [] } },
    ],
    ['401', 1, /ROLLBOOK_TOKEN/, { status: 401, body: { ...problem, title: 'The credential is missing or wrong' } }],
    ['a page of a proxy', 1, /HTTP 502\. The answer is none of Rollbook/, { status: 502, body: '<html>' }],
    ['somebody else', 1, /none of Rollbook/, { body: '<html>welcome</html>' }],
    ['no list', 1, /none of Rollbook/, { body: { hello: 1 } }],
    ['an empty answer', 1, /none of Rollbook/, { body: '""' }],
    ['a foreign error', 1, /HTTP 404/, { status: 404, body: { message: 'x' } }],
    ['a redirect', 1, /redirect \(302\)/, { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
  ])('%s', async (_, expected, sentence, reply) => {
    const { status, out, err, requests } = await run(['tenant', 'list'], reply);
    expect([status, out]).toEqual([expected, '']);
    expect(err).toMatch(sentence);
    expect(err).not.toContain(TOKEN);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, NodeJS.ProcessEnv, number, RegExp]>([
    [
      'nobody listens',
      { ROLLBOOK_TOKEN: TOKEN, ROLLBOOK_URL: 'http://127.0.0.1:2' },
      3,
      /cannot be reached: nothing listens/,
    ],
    ['no such host', { ROLLBOOK_TOKEN: TOKEN, ROLLBOOK_URL: 'http://nowhere.invalid' }, 3, /cannot be reached/],
    ['no token', {}, 2, /needs an admin token/],
    ['a bad URL', { ROLLBOOK_TOKEN: TOKEN, ROLLBOOK_URL: 'x' }, 2, /whole address/],
  ])('%s', async (_, environment, expected, sentence) => {
    const texts = { out: '', err: '' };
    const status = await adminCommand(['tenant', 'list'], {
      environment,
      write: (text) => void (texts.out += text),
      writeError: (text) => void (texts.err += text),
      interrupted: new AbortController().signal,
    });
    expect([status, texts.out]).toEqual([expected, '']);
    expect(texts.err).toMatch(sentence);
    expect(texts.err).not.toContain(TOKEN);
  });

  it.each([
    ['user show', 'Try: rollbook user show --help'],
    ['logs --bogus', 'Try: rollbook logs --help'],
    ['nonsense', 'Try: rollbook --help'],
  ])('%s names the help that helps', async (line, advice) => {
    const { status, err } = await run(line.split(' '));
    expect([status, err.trimEnd().split('\n').at(-1)]).toEqual([2, advice]);
  });

  it('wrong usage sends nothing', async () => {
    const { status, err, requests } = await run(['tenant', 'remove']);
    expect([status, requests]).toEqual([2, []]);
    expect(err).toMatch(/has no such verb[^]*\nTry: rollbook tenant --help\n$/);
  });
});
