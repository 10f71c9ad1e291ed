import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import {
  BULK_REQUEST,
  ENTERPRISE_USER_SCHEMA,
  PATCH_OP,
  SEARCH_REQUEST,
  USER_SCHEMA,
} from '../../src/protocol/urns.js';
import type { Answer } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { expectRefusal, type HostileTarget, hostileTarget } from '../support/hostile-target.js';

const BODY = { schemas: [USER_SCHEMA], userName: 'body@example.com' };
const JSON_TEXT = JSON.stringify(BODY);
const MEDIA_TYPES = ['application/scim+json', 'application/json'];

/** A text with bytes in the place of `@@`. */
function withBytes(...bytes: number[]): Uint8Array {
  const [before = '', after = ''] = JSON_TEXT.replace('body', '@@').split('@@');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}
const numbered = (count: number, name: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${JSON.stringify(name(n))}:1`).join(',');
const inUser = (members: string): string => `${JSON_TEXT.slice(0, -1)},${members}}`;

describeApp('bodies that no client of good will sends', (app) => {
  let target: HostileTarget;
  beforeAll(async () => {
    target = await hostileTarget(app());
  });
  afterEach(() => target.expectUntouched());

  /** Everything that takes a body. */
  const everywhere = async (
    body: string | Uint8Array,
    check: (answer: Answer) => void,
    headers: readonly string[] = [],
  ): Promise<void> => {
    const { userPath, groupPath } = target;
    const places = [
      ...['/Users', '/Groups', '/Bulk', '/Users/.search', '/Groups/.search'].map((path) => ['POST', path] as const),
      ...[userPath, groupPath].flatMap((path) => [['PUT', path] as const, ['PATCH', path] as const]),
    ];
    for (const [method, path] of places) check(await target.send(method, path, body, headers));
  };

  it.each<[string, string | Uint8Array, (number | readonly number[])?]>([
    ['Keycloak #50472: 100,000 lists in each other', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['AzureAD reference code #138: 100,000 objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['100,000 lists that never end', '['.repeat(100_000)],
    ['depth within an attribute', inUser(`"name":${'{"name":'.repeat(20)}1${'}'.repeat(20)}`)],
    ['Vault CVE-2025-6203: 300,000 empty objects', `{"emails":[${'{},'.repeat(299_999)}{}]}`],
    ['400,000 numbers', `{"emails":[${'1,'.repeat(399_999)}1]}`],
    ['a million numbers', `{"emails":[${'1,'.repeat(999_999)}1]}`, [400, 413]],
    ['no JSON: nothing but blanks', '   '],
    ['no JSON: a comma at the end', '{"userName":"a",}'],
    ['no JSON: NaN', '{"userName":NaN}'],
    ['no JSON: Infinity', '{"userName":-Infinity}'],
    ['no JSON: undefined', '{"userName":undefined}'],
    ['no JSON: a comment', '{"userName":"a"/* */}'],
    ['no JSON: single quotes', "{'userName':'a'}"],
    ['no JSON: a hexadecimal number', '{"userName":0x10}'],
    ['no JSON: a leading zero', '{"userName":01}'],
    ['no JSON: two documents', `${JSON_TEXT}${JSON_TEXT}`],
    ['no JSON: a line break in a text', '{"userName":"a\nb"}'],
    ['no JSON: NUL between', '{"userName"\0:"a"}'],
    ['no JSON: an escape that there is not', '{"userName":"\\x41"}'],
    ['no JSON: half a document', JSON_TEXT.slice(0, -3)],
    ['no UTF-8: a continuation alone', withBytes(0x80)],
    ['no UTF-8: an overlong slash', withBytes(0xc0, 0xaf)],
    ['no UTF-8: an overlong NUL', withBytes(0xc0, 0x80)],
    ['no UTF-8: half a character', withBytes(0xe2, 0x82)],
    ['no UTF-8: a surrogate', withBytes(0xed, 0xa0, 0x80)],
    ['no UTF-8: beyond Unicode', withBytes(0xf4, 0x90, 0x80, 0x80)],
    ['no UTF-8: Latin-1', Buffer.from(JSON_TEXT.replace('body', 'böd'), 'latin1')],
    ['no UTF-8: UTF-16 with its mark', Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le')],
    ['no UTF-8: UTF-16 without', Buffer.from(JSON_TEXT, 'utf16le')],
    ['gzip that does not say so', gzipSync(JSON_TEXT)],
  ])('%s: refused everywhere', async (_name, body, status = 400) => {
    await everywhere(body, (answer) => expectRefusal(answer, status));
  });

  it.each<[string, string]>([
    ['100,000 names', numbered(70_000, (n) => `k${n}`)],
    ['Node CVE-2026-21717: 70,000 names that are numbers', numbered(70_000, (n) => String(n * 65_537))],
    ['a million characters of NUL', `"displayName":"${'\\u0000'.repeat(160_000)}"`],
    ['a text of a megabyte', `"displayName":"${'a'.repeat(1_000_000)}"`],
    ['10,000 e-mail addresses', `"emails":[${Array(9_000).fill('{"value":"a"}').join(',')}]`],
    ['a name of a megabyte twice', `"${'a'.repeat(400_000)}":1,"${'A'.repeat(400_000)}":1`],
  ])('%s in a user: 400', async (_name, members) => {
    expectRefusal(await target.send('POST', '/Users', inUser(members)), 400);
    expectRefusal(await target.send('PUT', target.userPath, inUser(members)), 400);
  });

  const twice = (value: string): string => `{"value":${value},"VALUE":${value}}`;
  it.each<[string, string, string, string]>([
    ['at the top', 'POST', '/Users', inUser('"USERNAME":"other@example.com"')],
    ['in schemas', 'POST', '/Users', inUser('"Schemas":[]')],
    ['in a complex value', 'POST', '/Users', inUser('"name":{"givenName":"a","GIVENNAME":"b"}')],
    ['in an element', 'POST', '/Users', inUser(`"emails":[${twice('"a"')}]`)],
    ['in an extension', 'POST', '/Users', inUser(`"${ENTERPRISE_USER_SCHEMA}":{"department":"a","Department":"b"}`)],
    [
      'as an extension',
      'POST',
      '/Users',
      inUser(`"${ENTERPRISE_USER_SCHEMA}":{},"${ENTERPRISE_USER_SCHEMA.toUpperCase()}":{}`),
    ],
    ['as active', 'POST', '/Users', inUser('"active":true,"Active":false')],
    ['in a search', 'POST', '/Users/.search', `{"schemas":["${SEARCH_REQUEST}"],"count":1,"Count":2}`],
    ['in a bulk request', 'POST', '/Bulk', `{"schemas":["${BULK_REQUEST}"],"Operations":[],"operations":[]}`],
    ['of half a character', 'POST', '/Users', inUser('"a\\ud800":1,"A\\ud800":2')],
    ['of characters that turn text around', 'POST', '/Users', inUser('"a\u202e\\r\\n":1,"A\u202e\\r\\n":2')],
  ])('a name in two letter cases %s is 400 invalidSyntax', async (_name, method, path, body) => {
    expectRefusal(await target.send(method, path, body), 400, 'invalidSyntax');
  });

  it.each([
    `{"op":"replace","OP":"remove","path":"title"}`,
    `{"op":"replace","path":"title","Path":"nickName","value":"x"}`,
    `{"op":"replace","value":{"title":"x","Title":"y"}}`,
    `{"op":"replace","path":"name","value":{"givenName":"x","GivenName":"y"}}`,
    `{"op":"add","path":"emails","value":[${twice('"a"')}]}`,
  ])('an operation with a name in two letter cases is 400 invalidSyntax: %s', async (operation) => {
    const body = `{"schemas":["${PATCH_OP}"],"Operations":[${operation}]}`;
    expectRefusal(await target.send('PATCH', target.userPath, body), 400, 'invalidSyntax');
  });

  it.each<[string, readonly string[], Uint8Array | string]>([
    ['charset utf-7', ['Content-Type: application/scim+json; charset=utf-7'], JSON_TEXT],
    ['charset utf-16', ['Content-Type: application/json;charset="utf-16"'], JSON_TEXT],
    ['charset latin1', ['Content-Type: application/json; Charset=ISO-8859-1'], JSON_TEXT],
    ['text', ['Content-Type: text/plain'], JSON_TEXT],
    ['a form', ['Content-Type: application/x-www-form-urlencoded'], 'userName=a'],
    ['parts', ['Content-Type: multipart/form-data; boundary=x'], '--x--'],
    ['XML', ['Content-Type: application/xml'], '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['JSON Patch', ['Content-Type: application/json-patch+json'], '[]'],
    ['two types', ['Content-Type: application/json, text/plain'], JSON_TEXT],
    ['an empty type', ['Content-Type: '], JSON_TEXT],
    ['a type that is none', ['Content-Type: /'], JSON_TEXT],
    ['the type __proto__', ['Content-Type: __proto__'], JSON_TEXT],
    ['gzip', ['Content-Type: application/json', 'Content-Encoding: gzip'], gzipSync(JSON_TEXT)],
    ['a gzip bomb', ['Content-Type: application/json', 'Content-Encoding: gzip'], gzipSync(Buffer.alloc(50_000_000))],
    ['Brotli', ['Content-Type: application/json', 'Content-Encoding: br'], brotliCompressSync(JSON_TEXT)],
    ['deflate', ['Content-Type: application/json', 'Content-Encoding: deflate'], deflateSync(JSON_TEXT)],
    ['gzip twice', ['Content-Type: application/json', 'Content-Encoding: gzip, gzip'], gzipSync(JSON_TEXT)],
    ['an encoding that there is not', ['Content-Type: application/json', 'Content-Encoding: x'], JSON_TEXT],
  ])('%s is 415 everywhere', async (_name, headers, body) => {
    await everywhere(body, (answer) => expectRefusal(answer, 415), headers);
  });
});

describeApp('scim-patch CVE-2026-48170: names of prototypes', (app) => {
  let target: HostileTarget;
  beforeAll(async () => {
    target = await hostileTarget(app());
  });
  afterEach(() => target.expectUntouched());

  const HOSTILE = ['__proto__', 'constructor', 'prototype', '__proto__.polluted', 'constructor.prototype.polluted'];
  const VALUES = ['{"polluted":1}', '1', '{"prototype":{"polluted":1}}', 'null'];
  const cases = MEDIA_TYPES.flatMap((type) => HOSTILE.map((name): [string, string] => [name, type]));

  /** Taken without any effect, or refused; an own `__proto__` is always refused. */
  const expectHarmless = (answer: Answer, name: string): void => {
    if (answer.status >= 400 || name === '__proto__') expectRefusal(answer, 400);
    else expect([200, 204]).toContain(answer.status);
  };

  it.each(cases)('%s in a resource as %s', async (name, type) => {
    const headers = [`Content-Type: ${type}`];
    for (const value of VALUES) {
      const entry = `"${name}":${value}`;
      const { schemas, ...rest } = target.user as { schemas: unknown };
      const whole = JSON.stringify({ schemas, ...rest }).slice(0, -1);
      for (const members of [
        entry,
        `"name":{${entry}}`,
        `"emails":[{${entry}}]`,
        `"${ENTERPRISE_USER_SCHEMA.toUpperCase()}:x":{${entry}}`,
        `"meta":{${entry}}`,
        `"unknown":[[{${entry}}]]`,
      ]) {
        expectHarmless(await target.send('PUT', target.userPath, `${whole},${members}}`, headers), name);
      }
      const extended = `${whole.replace(`"${ENTERPRISE_USER_SCHEMA}":{}`, `"${ENTERPRISE_USER_SCHEMA}":{${entry}}`)}}`;
      expect(extended).toContain(entry);
      expectHarmless(await target.send('PUT', target.userPath, extended, headers), name);
      const group = JSON.stringify(target.group).slice(0, -1);
      expectHarmless(await target.send('PUT', target.groupPath, `${group},${entry}}`, headers), name);
    }
  });

  it.each(cases)('%s in PATCH as %s', async (name, type) => {
    const headers = [`Content-Type: ${type}`];
    const patch = (operation: string, path = target.userPath): Promise<Answer> =>
      target.send('PATCH', path, `{"schemas":["${PATCH_OP}"],"Operations":[${operation}]}`, headers);
    for (const path of [
      name,
      `name.${name}`,
      `emails[${name} eq "x"].value`,
      `urn:x:${name}`,
      `${USER_SCHEMA}:${name}`,
    ]) {
      for (const op of ['add', 'replace', 'remove']) {
        const operation = `{"op":"${op}","path":${JSON.stringify(path)},"value":{"polluted":1}}`;
        expectRefusal(await patch(operation), 400);
        expectRefusal(await patch(operation, target.groupPath), 400);
      }
    }
    for (const path of [target.userPath, target.groupPath]) {
      expectHarmless(await patch(`{"op":"add","value":{"${name}":{"polluted":1}}}`, path), name);
      expectHarmless(await patch(`{"op":"add","value":{"urn:x:${name}":{"polluted":1}}}`, path), '');
      expectHarmless(await patch(`{"op":"add","${name}":1,"value":{}}`, path), name);
    }
    expectHarmless(await patch(`{"op":"add","path":"name","value":{"${name}":{"polluted":1}}}`), name);
    expectHarmless(await patch(`{"op":"remove","path":"emails","value":[{"${name}":1}]}`), name);
    expectRefusal(await patch(`{"op":"${name}","path":"title","value":"x"}`), 400, 'invalidSyntax');
  });

  it.each(cases)('%s in bulk and search as %s', async (name, type) => {
    const headers = [`Content-Type: ${type}`];
    const bulk = (operation: string): Promise<Answer> =>
      target.send('POST', '/Bulk', `{"schemas":["${BULK_REQUEST}"],"Operations":[${operation}]}`, headers);
    const results = [
      await bulk(`{"method":"PUT","path":"${target.userPath}","data":{"${name}":{"polluted":1}}}`),
      await bulk(`{"method":"PATCH","path":"${target.userPath}","data":[{"op":"add","path":"${name}","value":1}]}`),
      await bulk(`{"method":"${name}","path":"/Users","bulkId":"a","data":{}}`),
      await bulk(`{"method":"POST","path":"/${name}","bulkId":"a","data":{}}`),
      await bulk(`{"method":"POST","path":"/Users","bulkId":"${name}","data":{"${name}":1}}`),
      await bulk(`{"method":"PUT","path":"/Users/bulkId:${name}","data":{}}`),
      await bulk(`{"method":"DELETE","path":"/Users/${name}"}`),
    ];
    for (const answer of results) {
      if (answer.status !== 200) expectRefusal(answer, 400);
      else expect(answer.body.Operations).toMatchObject([{ status: expect.stringMatching(/^4/) as string }]);
    }
    for (const member of ['filter', 'sortBy', 'cursor']) {
      const body = { schemas: [SEARCH_REQUEST], [member]: member === 'filter' ? `${name} pr` : name };
      expectRefusal(await target.send('POST', '/Users/.search', body, headers), 400);
    }
    const shown = { schemas: [SEARCH_REQUEST], attributes: [name] };
    expect((await target.send('POST', '/Users/.search', shown, headers)).status).toBe(200);
    const owned = `{"schemas":["${SEARCH_REQUEST}"],"${name}":1}`;
    expectHarmless(await target.send('POST', '/Users/.search', owned, headers), name);
  });

  it.each(HOSTILE)('%s in the query', async (name) => {
    for (const filter of [
      `${name} pr`,
      `${name} eq "x"`,
      `emails[${name} pr]`,
      `urn:x:${name} pr`,
      `name.${name} pr`,
    ]) {
      expectRefusal(await target.send('GET', `/Users?filter=${encodeURIComponent(filter)}`), 400, 'invalidFilter');
    }
    expectRefusal(await target.send('GET', `/Users?sortBy=${name}`), 400, 'invalidPath');
    for (const query of [
      `attributes=${name}`,
      `excludedAttributes=${name},name.${name}`,
      `${name}=1`,
      `${name}[x]=1`,
    ]) {
      expect((await target.send('GET', `/Users?${query}`)).status).toBe(200);
    }
    for (const path of [
      `/Users/${name}`,
      `/Groups/${name}`,
      `/Schemas/${name}`,
      `/ResourceTypes/${name}`,
      `/${name}`,
    ]) {
      expectRefusal(await target.send('GET', path), 404);
    }
    const headers = [`${name}: 1`, `X-${name}: 1`, `If-None-Match: ${name}`];
    expect((await target.send('GET', '/Users', undefined, headers)).status).toBe(200);
  });
});
