import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { AdminTokensService } from '../../src/credentials/admin-tokens.service.js';
import { ERROR, USER_SCHEMA } from '../../src/protocol/urns.js';
import { type Answer, bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { describeApp } from '../support/describe-app.js';

/** What a connection answers until it is closed. */
function textOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', (error) => (text === '' ? reject(error) : undefined));
  });
}

const open = (app: TestApp): Socket => connect(Number(new URL(app.url).port), '127.0.0.1');

/** Writes bytes as they are and waits for the end of the connection. */
function send(app: TestApp, text: string): Promise<string> {
  const socket = open(app);
  socket.write(text);
  return textOf(socket);
}

async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 5_000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never happened');
}

interface Held {
  readonly socket: Socket;
  /** Sends the rest of the body. */
  finish(): Promise<string>;
}

/** A request whose headers and first byte have arrived, and whose body the server waits for: the guard is behind it. */
async function hold(
  app: TestApp,
  method: string,
  target: string,
  authorization: string,
  content: object,
): Promise<Held> {
  const body = JSON.stringify(content);
  const arrived = new Promise<IncomingMessage>((resolve) => app.app.getHttpServer().once('request', resolve));
  const socket = open(app);
  socket.write(
    `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${authorization}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 1)}`,
  );
  const request = await arrived;
  await eventually(() => (request.listenerCount('data') > 0 ? true : undefined));
  const answer = textOf(socket);
  return {
    socket,
    finish: () => {
      socket.write(body.slice(1));
      return answer;
    },
  };
}

const user = (userName: string) => ({ schemas: [USER_SCHEMA], userName });
let names = 0;
const newName = (): string => `hostile-${(names += 1)}`;

describeApp('a body that is held back', (app) => {
  /** A tenant and a connector of the test's own. */
  async function newClient(): Promise<{ slug: string; connector: string; scim: ScimClient; path: string }> {
    const slug = newName();
    const connector = `/tenants/${slug}/connectors/okta`;
    await app().admin('POST', '/tenants', { slug, displayName: 'x' });
    const wanted = { slug: 'okta', displayName: 'Okta', provider: 'okta' };
    await app().admin('POST', `/tenants/${slug}/connectors`, wanted);
    const scim = await app().scim(slug, 'okta');
    return { slug, connector, scim, path: `/scim/${slug}/okta/v2/Users` };
  }

  const countOf = async (): Promise<number> => {
    const [row] = await app().database.read<{ n: number }>('SELECT COUNT(*) AS n FROM resource');
    return Number(row?.n);
  };

  it('is taken while nothing changes', async () => {
    const { scim, path } = await newClient();
    const held = await hold(app(), 'POST', path, `Bearer ${scim.token}`, user('held'));
    expect(await held.finish()).toMatch(/^HTTP\/1\.1 201 /);
  });

  it.each<[string, number, (client: { slug: string; connector: string }) => Promise<Answer>]>([
    [
      'the credential is revoked',
      401,
      async ({ connector }) => {
        const { body } = await app().admin('GET', `${connector}/credentials`);
        const [credential] = body.items as readonly { id: string }[];
        return app().admin('DELETE', `${connector}/credentials/${credential?.id ?? ''}`);
      },
    ],
    [
      'the credential is disabled',
      401,
      async ({ connector }) => {
        const { body } = await app().admin('GET', `${connector}/credentials`);
        const [credential] = body.items as readonly { id: string }[];
        return app().admin('PATCH', `${connector}/credentials/${credential?.id ?? ''}`, { enabled: false });
      },
    ],
    ['the switch goes off', 403, ({ connector }) => app().admin('PATCH', connector, { syncEnabled: false })],
    ['the tenant is disabled', 403, ({ slug }) => app().admin('PATCH', `/tenants/${slug}`, { enabled: false })],
    ['the connector is deleted', 401, ({ connector }) => app().admin('DELETE', connector)],
    ['the tenant is deleted', 401, ({ slug }) => app().admin('DELETE', `/tenants/${slug}?confirm=${slug}`)],
  ])('writes nothing when %s', async (_name, status, shutOut) => {
    const client = await newClient();
    const before = await countOf();
    const held = await hold(app(), 'POST', client.path, `Bearer ${client.scim.token}`, user('held'));
    expect((await shutOut(client)).status).toBeLessThan(300);
    const answer = await held.finish();
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(ERROR);
    if (status === 401) expect(answer).toMatch(/www-authenticate: Bearer realm="rollbook"/i);
    expect(await countOf()).toBe(before);
  });

  it('writes nothing when the admin token is revoked', async () => {
    const { body } = await app().admin('POST', '/admin-tokens', { name: 'held' });
    const wanted = { name: 'made by a revoked token' };
    const held = await hold(app(), 'POST', '/api/v1/admin-tokens', `Bearer ${String(body.token)}`, wanted);
    expect((await app().admin('DELETE', `/admin-tokens/${String(body.id)}`)).status).toBe(204);
    expect(await held.finish()).toMatch(/^HTTP\/1\.1 401 /);
    expect((await app().admin('GET', '/admin-tokens')).text).not.toContain(wanted.name);
  });

  it('leaves one line and one event when the client goes away', async () => {
    const { slug, scim, path } = await newClient();
    const held = await hold(app(), 'POST', path, `Bearer ${scim.token}`, user('held'));
    held.socket.destroy();
    const lines = () => app().log.lines.filter(({ fields }) => fields.path === path);
    await eventually(() => (lines().length > 0 ? true : undefined));
    await eventually(async () => {
      const { text } = await app().admin('GET', `/tenants/${slug}/logs`);
      return text.includes('closed before the request body was complete') ? true : undefined;
    });
    expect(lines()).toMatchObject([{ level: 'info', message: 'request', fields: { status: 499, method: 'POST' } }]);
  });
});

describeApp('requests that no client of good will sends', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  const get = (target: string, more = ''): Promise<string> =>
    send(
      app(),
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${scim.token}\r\n${more}\r\n`,
    );

  it.each([
    ['1000 names before the filter', `/Users?${'a&'.repeat(1000)}filter=userName%20eq%20%22none%22`],
    ['101 names', `/Users?${'a&'.repeat(101)}`],
  ])('%s are 400 invalidValue', async (_name, path) => {
    const answer = await scim('GET', path);
    expect({ status: answer.status, body: answer.body }).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue', detail: 'The URL has more than 100 query parameters.' },
    });
  });

  it('an idle connection is kept longer than proxies keep theirs', async () => {
    const answer = await fetch(`${app().url}/livez`);
    expect(answer.headers.get('keep-alive')).toBe('timeout=65');
  });

  it('99 names before the filter do no harm', async () => {
    const answer = await scim('GET', `/Users?${'a&'.repeat(99)}filter=userName+eq+%22none%22`);
    expect(answer.body).toMatchObject({ totalResults: 0 });
  });

  it.each(['/Users?filter=%zz', '/Users?%zz=1', '/Users?startIndex=%ff', '/Users/%zz', '/Users/%ff', '/Users/%'])(
    '%s is 400 in words',
    async (path) => {
      const answer = await scim('GET', path);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toBe('The URL holds a malformed percent-encoding.');
    },
  );

  it.each([
    ['/admin-tokens?__proto__=1', 200],
    ['/admin-tokens?constructor=1', 200],
    ['/admin-tokens?unknown=1', 400],
    ['/admin-tokens?limit=1&limit=2', 400],
    ['/admin-tokens?limit=%zz', 400],
    ['/admin-tokens?limit=1', 200],
  ])('admin %s is %i', async (path, status) => {
    expect((await app().admin('GET', path)).status).toBe(status);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    ['http://h/scim/default/okta/v2/Users?startIndex=1&count=1', 200],
    ['HTTPS://other.example:8443/scim/default/okta/v2//Users', 200],
    ['http://h/scim/default/okta/v2/Nothing', 404],
    ['http://h/livez', 200],
    ['http://h', 404],
  ])('the absolute form %s is %i', async (target, status) =>
    expect(await get(target)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `)),
  );

  it.each(['/scim/default/okta/v2/Users', '/api/v1/tenants'])(
    'the absolute form of %s needs a credential',
    async (path) =>
      expect(await send(app(), `GET http://h${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 401 /,
      ),
  );

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['a bad version', 'GET / HTTP/9.9\r\n\r\n', 400],
    ['a blank in a header name', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['another expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: other\r\n\r\n', 417],
  ])('%s is a SCIM error with a line in the log', async (_name, text, status) => {
    const from = app().log.lines.length;
    const answer = await send(app(), text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    const [, body = ''] = answer.split('\r\n\r\n');
    expect(answer).toMatch(new RegExp(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`, 'i'));
    const error = JSON.parse(body) as { detail: string };
    expect(error).toMatchObject({ schemas: [ERROR], status: String(status) });
    expect(error.detail).toMatch(/.{15}/);
    const lines = await eventually(() => {
      const added = app().log.lines.slice(from);
      return added.length > 0 ? added : undefined;
    });
    expect(lines).toMatchObject([{ level: 'info', fields: { status } }]);
  });

  it.each([
    ['/livez', 'application/problem+json'],
    ['/scim/default/okta/v2/Users', 'application/scim+json'],
  ])('%s without a Host is 400 in words', async (path, type) => {
    const answer = await send(app(), `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(`Content-Type: ${type}\r\n`);
    expect(answer).toContain('needs a Host header');
  });

  it('HTTP/1.0 needs no Host', async () =>
    expect(await send(app(), 'GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /));

  // Else a proxy that speaks it, as nginx does, takes what a broken connection left for the whole.
  it('HTTP/1.0 is told how long an answer is', async () => {
    const path = '/scim/default/okta/v2/ServiceProviderConfig';
    const answer = await send(app(), `GET ${path} HTTP/1.0\r\nAuthorization: Bearer ${scim.token}\r\n\r\n`);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, 'im'));
  });

  it('a chunk that is malformed ends the connection with 400 and the call with one line', async () => {
    const path = '/scim/default/okta/v2/Users';
    const from = app().log.lines.length;
    const answer = await send(
      app(),
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scim.token}\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    const calls = () =>
      app()
        .log.lines.slice(from)
        .filter(({ fields }) => fields.path === path);
    await eventually(() => (calls().length > 0 ? true : undefined));
    expect(calls()).toHaveLength(1);
  });

  it('a 501 is no error of the server', async () => {
    const from = app().log.lines.length;
    expect((await scim('GET', '/Me')).status).toBe(501);
    expect(
      app()
        .log.lines.slice(from)
        .map(({ level }) => level),
    ).toEqual(['info']);
  });

  it.each([
    ['application/json, */*;q=0.1', 'application/json'],
    ['application/scim+json;q=0.5, application/json', 'application/json'],
    ['application/json, application/scim+json', 'application/scim+json'],
    ['*/*', 'application/scim+json'],
  ])('Accept: %s gets %s', async (accept, type) => {
    const answer = await scim('GET', '/Users?count=0', undefined, { accept });
    expect(answer.headers.get('content-type')).toBe(type);
  });

  it('9,900 unknown fields get a short answer', async () => {
    const fields = Object.fromEntries(Array.from({ length: 9_900 }, (_, n) => [`unknown${n}`, 1]));
    const answer = await app().admin('POST', '/tenants', { slug: 'many', displayName: 'x', ...fields });
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(20_000);
    const errors = answer.body.errors as readonly { detail: string }[];
    expect(errors).toHaveLength(51);
    expect(errors[50]?.detail).toBe('9850 more are wrong');
  });
});

describeDatabases('without ADMIN_TOKEN', (database) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await bootApp(await database.url(), { adminToken: undefined });
  });
  afterAll(() => app.close());

  it('two admin tokens cannot delete each other at once', async () => {
    const as = (token: unknown, method: string, path: string, body?: unknown): Promise<Answer> => {
      const headers = { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' };
      return app.request(method, `/api/v1/admin-tokens${path}`, { headers, body });
    };
    let token: unknown = await app.app.get(AdminTokensService).ensureFirst();
    for (let round = 0; round < 5; round += 1) {
      const { body: other } = await as(token, 'POST', '', { name: 'other' });
      const items = (await as(token, 'GET', '')).body.items as readonly { id: string }[];
      const own = items.find(({ id }) => id !== other.id)?.id ?? '';
      const [one, two] = await Promise.all([
        as(token, 'DELETE', `/${String(other.id)}`),
        as(other.token, 'DELETE', `/${own}`),
      ]);
      const statuses = [one.status, two.status];
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      if (two.status === 204) token = other.token;
      expect((await as(token, 'GET', '')).status).toBe(200);
    }
  });
});

describeDatabases('behind a proxy', (database) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await bootApp(await database.url(), { trustProxy: ['127.0.0.1'] });
  });
  afterAll(() => app.close());

  it.each([
    ['an address', '192.0.2.7', '192.0.2.7'],
    ['the last of two', 'evil, 2001:DB8::7', '2001:db8::7'],
    ['a word', 'unknown', '127.0.0.1'],
    ['an address with a port', '192.0.2.7:1234', '127.0.0.1'],
    ['5,000 letters', 'a'.repeat(5_000), '127.0.0.1'],
    ['a long zone', `fe80::1%${'a'.repeat(100)}`, 'fe80::1'],
    ['SQL', "' OR 1=1 --", '127.0.0.1'],
  ])('X-Forwarded-For with %s', async (_name, forwarded, expected) => {
    const scim = await app.scim();
    const answer = await scim('GET', '/Users?count=0', undefined, { 'x-forwarded-for': forwarded });
    expect(answer.status).toBe(200);
    const id = answer.headers.get('x-request-id');
    const line = await eventually(() => app.log.lines.find(({ fields }) => fields.requestId === id));
    expect(line.fields.ip).toBe(expected);
  });
});
