import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { scimHttp, type ScimRequest } from './scim-http.js';

async function withServer<T>(listener: RequestListener, use: (base: URL) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2/`));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function sendTo(base: URL, request: ScimRequest, timeoutMs = 5_000) {
  const http = scimHttp(base, timeoutMs);
  try {
    return await http.send(request);
  } finally {
    http.close();
  }
}

/** Answers with what arrived: request line, headers as pairs, body. */
const mirror: RequestListener = (request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
  request.on('end', () => {
    response.end(JSON.stringify({ line: `${request.method} ${request.url}`, headers: request.rawHeaders, body }));
  });
};

describe('scimHttp sends exactly what it is given', () => {
  const headers = { Authorization: 'non-token', 'Content-Type': 'application/scim+json; charset=utf-8' };

  it.each<[string, ScimRequest, { line: string; body: string }]>([
    [
      'a GET with a Content-Type',
      { method: 'GET', target: '/Users', headers },
      { line: 'GET /scim/v2/Users', body: '' },
    ],
    [
      'plain quotes in a filter',
      { method: 'GET', target: '/Users?filter=userName%20eq%20"a@b"', headers },
      { line: 'GET /scim/v2/Users?filter=userName%20eq%20"a@b"', body: '' },
    ],
    [
      'a body that is no JSON',
      { method: 'POST', target: '/Schemas', headers, body: 'test' },
      { line: 'POST /scim/v2/Schemas', body: 'test' },
    ],
    [
      'a POST without body',
      { method: 'POST', target: '/Schemas', headers },
      { line: 'POST /scim/v2/Schemas', body: '' },
    ],
    [
      'a DELETE without body',
      { method: 'DELETE', target: '/Groups/1', headers },
      { line: 'DELETE /scim/v2/Groups/1', body: '' },
    ],
    [
      'JSON beyond ASCII',
      { method: 'PUT', target: '/Users/1', headers, body: { displayName: 'Žofie 📒' } },
      { line: 'PUT /scim/v2/Users/1', body: '{"displayName":"Žofie 📒"}' },
    ],
  ])('%s', async (_, request, expected) => {
    const { json } = await withServer(mirror, (base) => sendTo(base, request));
    const { headers: arrived, ...rest } = json as unknown as { headers: string[]; line: string; body: string };
    expect(rest).toEqual(expected);
    expect(arrived.slice(0, 4)).toEqual(Object.entries(headers).flat());
    expect(arrived.filter((_name, index) => index % 2 === 0).sort()).toEqual(
      [
        'Authorization',
        'Connection',
        'Content-Type',
        'Host',
        ...(/^P/.test(request.method) ? ['Content-Length'] : []),
      ].sort(),
    );
  });
});

describe('scimHttp reads answers', () => {
  it.each<[string, RequestListener, object]>([
    ['JSON', (_, response) => void response.writeHead(201).end('{"id":"1"}'), { status: 201, json: { id: '1' } }],
    ['no body', (_, response) => void response.writeHead(204).end(), { status: 204, text: '', json: undefined }],
    [
      'no JSON',
      (_, response) => void response.writeHead(502).end('<html>'),
      { status: 502, text: '<html>', json: undefined },
    ],
    [
      'gzip',
      (_, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"a":1}')),
      { json: { a: 1 } },
    ],
    [
      'deflate',
      (_, response) => void response.writeHead(200, { 'Content-Encoding': 'deflate' }).end(deflateSync('{"a":1}')),
      { json: { a: 1 } },
    ],
  ])('%s', async (_, listener, expected) => {
    const answer = await withServer(listener, (base) => sendTo(base, { method: 'GET', target: '/Users', headers: {} }));
    expect(answer).toMatchObject(expected);
  });
});

describe('scimHttp says in words why there is no answer', () => {
  it.each<[string, RequestListener, RegExp]>([
    ['silence', () => undefined, /none within 0.1 seconds; Okta, for one, closes its connection after 60/],
    ['a body that never ends', (_, response) => void response.writeHead(200).write('{'), /none within 0.1 seconds/],
    ['a closed connection', (request) => void request.socket.destroy(), /the server closed the connection/],
    [
      'a body cut off',
      (request, response) => void response.write('{', () => request.socket.destroy()),
      /closed the connection/,
    ],
    [
      'a broken compression',
      (_, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip'),
      /the connection failed \(incorrect header check\)/,
    ],
  ])('%s', async (_, listener, words) => {
    const started = performance.now();
    const sent = withServer(listener, (base) => sendTo(base, { method: 'GET', target: '/Users', headers: {} }, 100));
    await expect(sent).rejects.toThrow(words);
    await expect(sent).rejects.toThrow(/^No answer to GET \/Users: /);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
