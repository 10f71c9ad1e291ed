import { connect } from 'node:net';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type ScimClient } from '../support/app.js';
import { declaredRoutes, fillPath } from '../support/declared-routes.js';
import { describeApp } from '../support/describe-app.js';

const PATH = '/scim/default/okta/v2/Users';
const PIPELINED = 1_000;

/** What is not JSON when it is asked for without a type. */
const OTHER_TYPES: Readonly<Record<string, RegExp>> = {
  '/docs': /^text\/html$/,
  '/metrics': /^text\/plain$/,
  [fillPath('/api/v1/tenants/:tenant/log-export')]: /^application\/x-ndjson$/,
};

describeApp('what a hostile client puts on the wire', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  /** Everything that comes back until the connection ends, so many answers are there, or it is silent for long. */
  function exchange(text: string, { answers = Infinity, idleMs = 3_000 } = {}): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(new URL(app().url).port), '127.0.0.1');
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
        if (statusesOf(answer).length >= answers) socket.destroy();
      });
      socket.setTimeout(idleMs, () => socket.destroy());
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
      socket.write(text, 'latin1');
    });
  }
  const statusesOf = (answer: string): readonly number[] =>
    [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  const head = (...lines: readonly string[]): string => [...lines, '', ''].join('\r\n');
  const authorization = (): string => `Authorization: Bearer ${scim.token}`;
  const alive = async (): Promise<void> => expect((await app().request('GET', '/livez')).status).toBe(200);

  describe('T10: request smuggling', () => {
    /** What must not be taken for a request of its own: it would create a user. */
    const smuggled = (name: string): string => {
      const body = JSON.stringify({ schemas: [USER_SCHEMA], userName: name });
      return (
        head(
          ...[`POST ${PATH} HTTP/1.1`, 'Host: x', authorization(), 'Content-Type: application/scim+json'],
          `Content-Length: ${body.length}`,
        ) + body
      );
    };

    it.each<[string, readonly string[]]>([
      ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
      ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4']],
      ['two lengths', ['Content-Length: 0', 'Content-Length: 500']],
      ['two lengths in one', ['Content-Length: 0, 500']],
      ['a blank before the colon', ['Transfer-Encoding : chunked', 'Content-Length: 0']],
      ['another encoding behind', ['Transfer-Encoding: chunked, identity', 'Content-Length: 4']],
      ['an unknown encoding', ['Transfer-Encoding: xchunked', 'Content-Length: 4']],
      ['a folded line', ['Transfer-Encoding:', ' chunked', 'Content-Length: 4']],
      ['a length with a sign', ['Content-Length: +4']],
      ['a length in hexadecimal', ['Content-Length: 0x4']],
      ['a negative length', ['Content-Length: -1']],
      ['a line break alone', ['X: a\nTransfer-Encoding: chunked', 'Content-Length: 4']],
      ['NUL in a header', ['X: a\0b', 'Content-Length: 0']],
    ])('%s', async (_, lines) => {
      const name = `smuggled-${Math.random()}`;
      const first = head('POST /livez HTTP/1.1', 'Host: x', ...lines);
      const statuses = statusesOf(await exchange(`${first}0\r\n\r\n${smuggled(name)}`));
      expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
      const found = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`);
      expect(found.body.totalResults).toBe(0);
    });

    it('a chunk extension is no more than that', async () => {
      const body = '2;a="b"\r\n{}\r\n0\r\n\r\n';
      const request = head(
        ...[`POST ${PATH} HTTP/1.1`, 'Host: x', authorization(), 'Content-Type: application/scim+json'],
        ...['Transfer-Encoding: chunked', 'Connection: close'],
      );
      expect(statusesOf(await exchange(request + body))).toEqual([400]);
    });

    it(`${PIPELINED} requests in one write are ${PIPELINED} answers`, async () => {
      const request = head(`GET ${PATH} HTTP/1.1`, 'Host: x');
      const statuses = statusesOf(await exchange(request.repeat(PIPELINED), { answers: PIPELINED, idleMs: 20_000 }));
      expect(statuses).toHaveLength(PIPELINED);
      expect(new Set(statuses)).toEqual(new Set([401]));
    });

    it('8 MB of headers end the connection', async () => {
      const statuses = statusesOf(await exchange(head('GET / HTTP/1.1', 'Host: x', `X: ${'a'.repeat(8 << 20)}`)));
      expect([[], [431]]).toContainEqual(statuses);
      await alive();
    });

    it('the parser of Node is the strict one', () => {
      expect(process.execArgv.concat(process.env.NODE_OPTIONS ?? '').join(' ')).not.toContain('insecure-http-parser');
    });
  });

  describe('T11: names of headers (Node CVE-2026-21710)', () => {
    it.each([
      ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'],
    ])('%s', async (name) => {
      const lines = [`GET ${PATH} HTTP/1.1`, 'Host: x', authorization(), 'Connection: close'];
      expect(statusesOf(await exchange(head(...lines, `${name}: x`, `${name}: y`)))).toEqual([200]);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
      await alive();
    });

    it('500 of them', async () => {
      const many = Array.from({ length: 500 }, (_, i) => `X-${i}: y`);
      const lines = [`GET ${PATH} HTTP/1.1`, 'Host: x', authorization(), 'Connection: close', ...many];
      expect(statusesOf(await exchange(head(...lines)))).toEqual([200]);
    });
  });

  describe('T12: a browser that was led astray (Casdoor CVE-2024-41657, CVE-2023-34927)', () => {
    const routes = () => [...new Set(declaredRoutes(app()).map(({ path }) => fillPath(path)))];

    it.each(['https://evil.example', 'null'])(
      'no route tells the origin %s that it may read or write',
      async (origin) => {
        for (const path of routes())
          for (const method of ['GET', 'OPTIONS']) {
            const { headers } = await app().request(method, path, {
              headers: {
                ...{
                  origin,
                  'access-control-request-method': 'DELETE',
                  'access-control-request-headers': 'authorization',
                },
                authorization: `Bearer ${ADMIN_TOKEN}`,
              },
            });
            const allowed = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
            expect({ path, allowed }).toEqual({ path, allowed: [] });
          }
      },
    );

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      'application/xml',
      'text/json',
    ])('a form that a page may send (%s) is 415, with the right token too', async (type) => {
      const slug = `csrf-${type.length}`;
      const body = JSON.stringify({ slug, displayName: 'T' });
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': type };
      expect((await app().request('POST', '/api/v1/tenants', { headers, body })).status).toBe(415);
      expect((await app().admin('GET', `/tenants/${slug}`)).status).toBe(404);
    });

    it.each(['cookie', 'x-api-key', 'proxy-authorization', 'x-authorization', 'authorization-token'])(
      'no other header signs in (%s)',
      async (name) => {
        for (const value of [ADMIN_TOKEN, `Bearer ${ADMIN_TOKEN}`, `token=${ADMIN_TOKEN}`])
          expect((await app().request('GET', '/api/v1/tenants', { headers: { [name]: value } })).status).toBe(401);
      },
    );

    it('every answer says that it is what it says, and is not to be kept', async () => {
      for (const path of [...routes(), '/nothing', '/docs', '/docs/openapi.json', '/%zz']) {
        const { headers, status } = await app().request('GET', path, {
          headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
        });
        const said = [headers.get('x-content-type-options'), headers.get('cache-control')];
        expect({ path, said }).toEqual({ path, said: ['nosniff', 'no-store'] });
        expect({ path, type: headers.get('content-type')?.split(';')[0] ?? '' }).toMatchObject({
          type: expect.stringMatching(
            status === 204 ? /^$/ : (OTHER_TYPES[path] ?? /^application\/(?:scim\+|problem\+)?json$/),
          ) as string,
        });
        expect(headers.get('x-powered-by')).toBeNull();
        expect(headers.get('server')).toBeNull();
        expect(headers.get('set-cookie')).toBeNull();
      }
    });

    it('the pages have a policy for what they may load', async () => {
      const { headers } = await app().request('GET', '/docs');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors/);
    });

    it.each(['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '=HYPERLINK("http://evil")'])(
      '%s stays a text in JSON',
      async (text) => {
        const made = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: text });
        expect(made.status).toBe(201);
        const answer = await scim('GET', `/Groups/${String(made.body.id)}`);
        expect(answer.headers.get('content-type')).toBe('application/scim+json');
        expect(answer.body.displayName).toBe(text);
      },
    );
  });

  describe('response splitting', () => {
    it.each([
      ...['/Users/a%0d%0aSet-Cookie:%20x=y', '/Users?filter=%0d%0aX-Evil:%201', '/Users/a%0aX-Evil:%201'],
      ...['/Users/%E5%98%8A%E5%98%8DX-Evil:1', '/%0d%0aX-Evil:1', '/Users?attributes=%0d%0aX-Evil:%201'],
    ])('%s', async (path) => {
      const lines = [`GET /scim/default/okta/v2${path} HTTP/1.1`, 'Host: x', authorization(), 'Connection: close'];
      const [answerHead = ''] = (await exchange(head(...lines))).split('\r\n\r\n');
      expect(answerHead).toMatch(/^HTTP\/1\.1 [234]\d\d /);
      expect(answerHead).not.toMatch(/^(?:set-cookie|x-evil)/im);
    });

    it.each(['a\r\nX-Evil: 1', 'a\nb', 'é\u0000', '\u560a\u560dX-Evil: 1'])(
      'an externalId of %j comes back in no header',
      async (externalId) => {
        const body = { schemas: [USER_SCHEMA], userName: `split-${Math.random()}`, externalId };
        const answer = await scim('POST', '/Users', body);
        expect([201, 400]).toContain(answer.status);
        expect(answer.headers.get('x-evil')).toBeNull();
      },
    );

    it('a host that is made up appears in no address that is handed out', async () => {
      const lines = [`GET ${PATH}?count=1 HTTP/1.1`, 'Host: evil.example', 'X-Forwarded-Host: evil.example'];
      const answer = await exchange(head(...lines, authorization(), 'Connection: close'));
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).not.toContain('evil.example');
    });
  });
});
