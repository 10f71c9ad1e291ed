import { connect } from 'node:net';
import { ERROR } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

function expectScimError(answer: Answer, status: number, scimType?: string): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({
    status,
    body: { schemas: [ERROR], status: String(status), ...(scimType === undefined ? {} : { scimType }) },
  });
  expect(answer.headers.get('content-type')).toBe('application/scim+json');
  expect(String(answer.body.detail).length).toBeGreaterThan(15);
  // No answer holds a stack, SQL or a path of the file system.
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|SELECT |INSERT |\.ts\b|\.js\b/);
}

describeApp('errors are SCIM errors in words', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  it.each([
    ['GET', '/Nothing', 404],
    ['GET', '/Users/00919288221112222', 404],
    ['GET', '/Users/010101001010101011001010101011', 404],
    ['GET', '/Users/%00', 404],
    ['GET', '/Users/..%2f..%2fetc', 404],
    ['GET', `/Users/${'a'.repeat(5_000)}`, 404],
    ['GET', "/Users/x'%20OR%20'1'='1", 404],
    ['GET', '/Groups/1', 404],
    ['DELETE', '/Users/1', 404],
    ['DELETE', '/Groups/1', 404],
    ['GET', '/Schemas/urn:nothing', 404],
    ['GET', '/ResourceTypes/Nothing', 404],
    ['PATCH', '/Users', 405],
    ['DELETE', '/Users', 405],
    ['POST', '/ServiceProviderConfig', 405],
    ['PUT', '/ResourceTypes', 405],
    ['DELETE', '/Schemas', 405],
    ['POST', '/Bulk', 400],
    ['POST', '/.search', 400],
    ['PUT', '', 405],
    ['POST', '/Users/.search', 400],
    ['POST', '/Groups/.search', 400],
    ['GET', '/Me', 501],
    ['GET', '/Users?sortBy=nothing', 400],
    ['GET', '/Users?sortBy=password', 400],
    ['GET', '/Users?sortBy=userName&sortOrder=up', 400],
    ['GET', '/Users?cursor=x', 400],
    ['GET', '/Users?count=abc', 400],
    ['GET', '/Users?startIndex=1&startIndex=2', 400],
    ['GET', '/Users/x?attributes=a&attributes=b', 400],
    ['GET', '/Users?excludedAttributes=a&excludedAttributes=b', 400],
    ['GET', '/Users?filter=userName', 400],
    ['GET', '/Users?filter=', 400],
    ['GET', '/Users?filter=password%20eq%20%22x%22', 400],
    ['GET', '/Users?filter=nothing%20eq%20%22x%22', 400],
    ['GET', '/Users?filter=externalId%20eq%200', 400],
    ['GET', '/Users?filter=active%20gt%20true', 400],
    ['GET', '/Schemas?filter=id%20pr', 403],
  ])('%s %s is %i', async (method, path, status) => {
    const answer = await scim(method, path);
    expectScimError(answer, status);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET/);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('%s of .search is 405: it is no id', async (method) => {
    for (const path of ['/.search', '/Users/.search', '/Groups/.search']) {
      const answer = await scim(method, path);
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'POST']);
      if (method !== 'HEAD') expectScimError(answer, 405);
    }
  });

  it('answers 405 before the body is parsed', async () => {
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
      const answer = await scim('POST', path, 'test', { 'content-type': 'application/json' });
      expectScimError(answer, 405);
    }
  });

  const user = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'media@x.io' });

  it.each<[string, string | undefined, Record<string, string>, number, string | undefined]>([
    ['malformed JSON', '{"schemas":', {}, 400, 'invalidSyntax'],
    ['a JSON string', '"x"', {}, 400, 'invalidSyntax'],
    ['an array', '[]', {}, 400, 'invalidSyntax'],
    ['null', 'null', {}, 400, 'invalidSyntax'],
    ['no body', undefined, {}, 400, 'invalidSyntax'],
    ['no schemas', '{"userName":"x"}', {}, 400, 'invalidSyntax'],
    ['another schema', '{"schemas":["urn:x"],"userName":"x"}', {}, 400, 'invalidSyntax'],
    ['no userName', user.replace('userName', 'nickName'), {}, 400, 'invalidValue'],
    ['an empty userName', user.replace('media@x.io', ''), {}, 400, 'invalidValue'],
    ['a number as userName', user.replace('"media@x.io"', '1'), {}, 400, 'invalidValue'],
    ['an object as userName', user.replace('"media@x.io"', '{"userName":1}'), {}, 400, 'invalidValue'],
    ['an array as userName', user.replace('"media@x.io"', '["a"]'), {}, 400, 'invalidValue'],
    ['a zero-width space in userName', user.replace('media', 'me\u200bdia'), {}, 400, 'invalidValue'],
    ['a lone surrogate', user.replace('media', '\\ud800'), {}, 400, 'invalidValue'],
    ['__proto__', user.replace('"userName"', '"__proto__":{"x":1},"userName"'), {}, 400, 'invalidSyntax'],
    ['depth 100,000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}, 400, 'invalidSyntax'],
    ['text/plain', user, { 'content-type': 'text/plain' }, 415, undefined],
    ['no content type', user, { 'content-type': '' }, 415, undefined],
    ['utf-16', user, { 'content-type': 'application/json; charset=utf-16' }, 415, undefined],
    ['gzip', user, { 'content-encoding': 'gzip' }, 415, undefined],
    ['more than 1 MiB', JSON.stringify({ x: 'a'.repeat(1_100_000) }), {}, 413, undefined],
  ])('POST of %s', async (_name, body, headers, status, scimType) => {
    const answer = await scim('POST', '/Users', body, { 'content-type': 'application/scim+json', ...headers });
    expectScimError(answer, status, scimType);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('refuses 2 MB that come without a length, and goes on serving', async () => {
    const { hostname, port } = new URL(scim.base);
    const path = new URL(scim.base).pathname;
    const first = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)));
      socket.write(
        `POST ${path}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${scim.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      for (let i = 0; i < 32; i += 1) socket.write(`10000\r\n${'a'.repeat(65_536)}\r\n`);
      socket.write('0\r\n\r\n');
    });
    expect(first).toMatch(/^HTTP\/1\.1 413 /);
    expect(first).toContain('urn:ietf:params:scim:api:messages:2.0:Error');
    expect((await scim('GET', '/Users')).status).toBe(200);
  });

  it('an unknown id is 404 whatever is wrong with the body, unless it is no JSON', async () => {
    for (const method of ['PUT', 'PATCH']) {
      expectScimError(await scim(method, '/Users/unknown', { nonsense: true }), 404);
      expectScimError(await scim(method, '/Groups/unknown', { nonsense: true }), 404);
      expectScimError(await scim(method, '/Users/unknown', '{'), 400, 'invalidSyntax');
    }
  });

  it.each(['/api/v1/nothing', '/nothing', '/api/v1/tenants/none'])(
    'outside /scim %s is a problem document',
    async (path) => {
      const answer = await app().admin('GET', path.replace('/api/v1', ''));
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status: 404, requestId: answer.headers.get('x-request-id') });
    },
  );

  it.each([
    ['POST', '/tenants', '{', 400],
    ['POST', '/tenants', { slug: 'Bad_Slug', displayName: 'x' }, 400],
    ['POST', '/tenants', { slug: 'ok', displayName: 'x', unknown: 1 }, 400],
    ['POST', '/tenants', { slug: 'default', displayName: 'x' }, 409],
    ['POST', '/tenants/default/connectors', { slug: 'okta', displayName: 'x', provider: 'okta' }, 409],
    ['POST', '/tenants/none/connectors', { slug: 'okta', displayName: 'x', provider: 'okta' }, 404],
    ['POST', '/tenants/default/connectors/okta/credentials', { type: 'magic', name: 'x' }, 400],
    ['DELETE', '/tenants/default', undefined, 400],
    ['GET', '/tenants?limit=0', undefined, 400],
    ['GET', '/tenants?after=%00', undefined, 400],
    ['GET', '/tenants/default/logs?limit=1001', undefined, 400],
    ['GET', '/tenants/default/logs?since=yesterday', undefined, 400],
    ['GET', '/tenants/default/logs?after=zzz', undefined, 400],
    ['GET', '/tenants/none/logs', undefined, 404],
  ])('admin %s %s', async (method, path, body, status) => {
    const answer = await app().admin(method, path, body);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { status } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});
