import { PATCH_OP, SEARCH_REQUEST } from '../../src/protocol/urns.js';
import { describeApp } from '../support/describe-app.js';
import { expectRefusal, type HostileTarget, hostileTarget } from '../support/hostile-target.js';

const encode = encodeURIComponent;

describeApp('paths, queries and headers that no client of good will sends', (app) => {
  let target: HostileTarget;
  beforeAll(async () => {
    target = await hostileTarget(app());
  });
  afterEach(() => target.expectUntouched());

  const idOf = (path: string): string => path.split('/')[2] ?? '';
  const base = (): string => `/scim/${target.slug}/okta/v2`;

  it.each<[string, (id: string) => string, number]>([
    ['a slash at the end', (id) => `/Users/${id}/`, 200],
    ['two slashes', (id) => `//Users//${id}`, 200],
    ['upper case', (id) => `/USERS/${id}`, 200],
    ['encoded letters', (id) => `/%55sers/${id}`, 404],
    ['an encoded slash', (id) => `/Users%2f${id}`, 404],
    ['an encoded slash before the id', (id) => `/Users/%2f${id}`, 404],
    ['a backslash', (id) => `/Users\\${id}`, 404],
    ['an encoded backslash', (id) => `/Users%5c${id}`, 404],
    ['a dot', (id) => `/./Users/${id}`, 404],
    ['two dots', (id) => `/Groups/../Users/${id}`, 404],
    ['two encoded dots', (id) => `/Groups/%2e%2e/Users/${id}`, 404],
    ['dots and a slash, encoded', (id) => `/Groups/..%2fUsers%2f${id}`, 404],
    ['dots encoded twice', (id) => `/Groups/%252e%252e/Users/${id}`, 404],
    ['dots before a semicolon', (id) => `/Groups/..;/Users/${id}`, 404],
    ['a parameter of the path', (id) => `/Users;x=1/${id}`, 404],
    ['a parameter of the id', (id) => `/Users/${id};x`, 404],
    ['a format', (id) => `/Users/${id}.json`, 404],
    ['a format that RFC 7644 names', (id) => `/Users/${id}.scim`, 404],
    ['more behind the id', (id) => `/Users/${id}/name`, 404],
    ['NUL behind the id', (id) => `/Users/${id}%00`, 404],
    ['NUL and a format', (id) => `/Users/${id}%00.json`, 404],
    ['a line break', (id) => `/Users/${id}%0d%0aX-Injected:1`, 404],
    ['a blank', (id) => `/Users/${id}%20`, 404],
    ['an overlong slash', (id) => `/Users%c0%af${id}`, 404],
    ['an overlong dot as an id', () => '/Users/%c0%ae%c0%ae', 400],
    ['an overlong dot', (id) => `/Users/%c0%ae%c0%ae/${id}`, 404],
    ['a surrogate', () => '/Users/%ed%a0%80', 400],
    ['a percent sign alone', (id) => `/Users/${id}%`, 400],
    ['half a percent-encoding', (id) => `/Users/${id}%4`, 400],
    ['a letter that folds to one of ours', (id) => `/U%C5%BFers/${id}`, 404],
    ['another Unicode slash', (id) => `/Users%E2%88%95${id}`, 404],
    ['another method in the path', (id) => `/Users/${id}/_method/DELETE`, 404],
  ])('the path with %s is answered as it should', async (_name, path, status) => {
    const id = idOf(target.userPath);
    const answer = await target.send('GET', path(id));
    if (status === 200) expect({ status: answer.status, id: answer.body.id }).toEqual({ status, id });
    else expectRefusal(answer, status);
    if (status === 200) return;
    // Nothing that is no address of the user's may change or delete it either.
    expectRefusal(await target.send('DELETE', path(id)), status);
    expectRefusal(await target.send('PATCH', path(id), { schemas: [PATCH_OP], Operations: [] }), [status, 400]);
  });

  it.each([
    '%s/..',
    '/scim/..',
    '/scim/../api/v1/tenants',
    '/scim/%%2e%%2e/api/v1/tenants',
    '/scim/..%%2fapi/v1',
    '/scim',
  ])('the path %s leads to no other API', async (template) => {
    const path = template.replace('%s', base()).replaceAll('%%', '%');
    expectRefusal(await target.sendTo(path), 404);
  });

  it.each([
    '/api/v1/tenants',
    '/API/v1/tenants',
    '//api/v1/tenants',
    '/api/v1/tenants/',
    '/api/v1/../v1/tenants',
    '/scim/../api/v1/tenants',
    '/api/v1/tenants;x',
    '/api/v1/%74enants',
  ])('the credential of a connector opens nothing at %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect([401, 403, 404, 405]).toContain((await target.sendTo(path, method)).status);
    }
  });

  it.each([
    ...['.', '..', '...', '*', '%', "'", '"', '`', "1' OR '1'='1", '1;DROP TABLE resource', '1/**/OR/**/1', '${7*7}'],
    ...[
      '{{7*7}}',
      '%s%n',
      '0',
      '-1',
      '1',
      '1e0',
      '01',
      '0x1',
      'null',
      'undefined',
      'true',
      '[object Object]',
      '{"$gt":""}',
    ],
    ...[
      '__proto__',
      'constructor',
      'a,b',
      'a\u0000b',
      '\u202ea',
      '😀',
      'bulkId:a',
      '<script>',
      '\r\nX: y',
      ' ',
      'é',
      'é',
    ],
    'a'.repeat(6_000),
  ])('the id %j is 404', async (id) => {
    for (const path of [`/Users/${encode(id)}`, `/Groups/${encode(id)}`]) {
      // A dot segment is left to nobody: this server resolves none.
      expectRefusal(await target.send('GET', path), 404);
      expectRefusal(await target.send('DELETE', path), [404, 405]);
      expectRefusal(await target.send('PUT', path, target.user), [404, 405]);
    }
    const Operations = [{ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }];
    const answer = await target.send('PATCH', target.groupPath, { schemas: [PATCH_OP], Operations });
    if (answer.status >= 300) expectRefusal(answer, 400);
  });

  const FILTER = encode('userName eq "nobody@example.com"');
  it.each<[string, string, string | undefined]>([
    ['two filters', `filter=${FILTER}&filter=${FILTER}`, 'invalidValue'],
    ['two counts', 'count=1&count=2', 'invalidValue'],
    ['two starts', 'startIndex=1&startIndex=1', 'invalidValue'],
    ['two lists of attributes', 'attributes=userName&attributes=id', 'invalidValue'],
    ['two orders', 'sortBy=userName&sortBy=id', 'invalidValue'],
    ['one name in two encodings', `filter=${FILTER}&%66ilter=${FILTER}`, 'invalidValue'],
    ['1e9 as count', 'count=1e9', 'invalidValue'],
    ['a hexadecimal count', 'count=0x10', 'invalidValue'],
    ['an Arabic digit', `count=${encode('٣')}`, 'invalidValue'],
    ['1.5 as count', 'count=1.5', 'invalidValue'],
    ['NaN as count', 'count=NaN', 'invalidValue'],
    ['Infinity as startIndex', 'startIndex=Infinity', 'invalidValue'],
    ['a blank before the number', 'count=%201', 'invalidValue'],
    ['a plus before the number', 'count=%2B1', 'invalidValue'],
    ['no number', 'count=', 'invalidValue'],
    ['an order to inject', `sortBy=${encode('id;drop table resource')}`, 'invalidPath'],
    [
      'TypeORM GHSA-9ggv-8w38-r7pm: a direction to inject',
      `sortBy=externalId&sortOrder=${encode('descending,(select 1)')}`,
      'invalidValue',
    ],
    ['an order by a secret', 'sortBy=password', 'invalidPath'],
    ['an order by a prototype', 'sortBy=name.__proto__', 'invalidPath'],
    ['1,000 parameters', 'a=1&'.repeat(1_000), 'invalidValue'],
    ['a malformed encoding', 'filter=%u0041', undefined],
    ['an overlong encoding', 'filter=%c0%af', undefined],
    ['half a character', 'filter=%f0%9f%98', undefined],
    ['a surrogate', 'attributes=%ed%a0%80', undefined],
    ['an empty filter', 'filter=', 'invalidFilter'],
    ['a blank filter', 'filter=+', 'invalidFilter'],
    ['a cursor of nobody', 'cursor=AAAA', 'invalidCursor'],
    ['a cursor with NUL', 'cursor=%00', 'invalidCursor'],
    ['a long cursor', `cursor=${'A'.repeat(8_000)}`, 'invalidCursor'],
  ])('%s: 400', async (_name, query, scimType) => {
    for (const path of ['/Users', '/Groups'])
      expectRefusal(await target.send('GET', `${path}?${query}`), 400, scimType);
  });

  it('10,000 parameters do not reach the server, or are refused', async () => {
    expect([400, 414, 431]).toContain((await target.send('GET', `/Users?${'a&'.repeat(10_000)}`)).status);
  });

  it.each([
    ...[
      'filter[]=x',
      'filter[a]=b',
      'filter.a=b',
      'Filter=x',
      'filter%00=x',
      'count[]=1',
      'count[$gt]=1',
      '=1',
      '&&&',
      '?',
    ],
    ...[
      '?filter=x',
      '%26filter=x',
      'a=b#c',
      'filter;x',
      'attributes=',
      'attributes=,,,',
      'toString=1',
      'hasOwnProperty=1',
    ],
    `attributes=${encode(`${'a.'.repeat(3_000)}b`)}`,
    `attributes=${'userName,'.repeat(800)}`,
    ...['count=-1', 'count=99999999999999999999', 'startIndex=-99999999999999999999', 'startIndex=9007199254740993'],
  ])('the query %j, which means nothing else, is a page of the list', async (query) => {
    const answer = await target.send('GET', `/Users?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.body.totalResults).toBe(1);
    expect(Number(answer.body.itemsPerPage)).toBeLessThanOrEqual(1);
  });

  it.each<[string, string]>([
    ['scim2/filter-parser #10: 2,000 brackets', '('.repeat(2_000)],
    ['Keycloak #50513: 500 negations', `${'not ('.repeat(500)}title pr${')'.repeat(500)}`],
    ['brackets in brackets', `${'emails['.repeat(100)}value pr${']'.repeat(100)}`],
    ['AzureAD reference code #138: 1,000 segments', `${'a.'.repeat(1_000)}b pr`],
    ['SCIMMY: 600 alternatives', `${'title pr or '.repeat(600)}title pr`],
    ['scim2-parse-filter: a text of line breaks', `userName eq "${'\n'.repeat(40)}`],
    ['SCIMMY: a text of escapes', `userName eq "${'\\a'.repeat(40)}`],
    ['beyond the limit and then nonsense', `${'('.repeat(1_500)}%%%`],
    ['Cloud Foundry CVE-2019-11282: a quote and SQL', `userName eq "a' or 1=1 --" or`],
    ['a text that ends early', 'userName eq "a" or "1" eq "1"'],
    ['two attributes', 'meta.created eq meta.lastModified'],
    ['a comment', 'userName eq "a" /* x */'],
    ['a semicolon', 'userName eq "a";'],
    ['a tabulator between', 'userName\teq\t"a"'],
    ['a line break between', 'userName eq\r\n"a"'],
    ['a no-break space between', 'userName\u00a0eq\u00a0"a"'],
    ['a mark of direction', '\u200fuserName eq "a"'],
    ['NUL', 'userName eq "\\u0000"'],
    ['half a character', 'userName eq "\\ud800"'],
    ['a secret', 'password sw "$"'],
    ['a date that there is not', 'meta.lastModified gt "2026-13-40T99"'],
    ['a date beyond time', 'meta.created lt "9999-12-31T23:59:59+99:99"'],
    ['pr twice', 'userName pr pr'],
    ['an attribute of a foreign schema', 'urn:evil:__proto__ pr'],
  ])('the filter with %s is 400 invalidFilter, by GET and by search', async (_name, filter) => {
    const query = encode(filter);
    if (query.length < 12_000) expectRefusal(await target.send('GET', `/Users?filter=${query}`), 400, 'invalidFilter');
    const body = { schemas: [SEARCH_REQUEST], filter };
    expectRefusal(await target.send('POST', '/Users/.search', body), 400, 'invalidFilter');
  });

  it.each<[string, string]>([
    ['LIKE’s own signs', 'userName sw "%"'],
    ['one sign for any', 'userName co "_________"'],
    ['the escape of LIKE', 'userName ew "!"'],
    ['a quote', `userName eq "' or '1'='1"`],
    ['a backslash', 'userName eq "\\\\"'],
    ['escapes of JSON', 'userName eq "\\u0027\\n\\t"'],
    ['8,000 signs of LIKE', `userName sw "${'%'.repeat(8_000)}"`],
  ])('a search for %s finds nobody', async (_name, filter) => {
    const answer = await target.send('POST', '/Users/.search', { schemas: [SEARCH_REQUEST], filter });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200, body: { totalResults: 0 } });
  });

  it('8,192 characters are a filter, one more is none', async () => {
    const filter = (length: number): string => `userName eq "a"${' '.repeat(length - 15)}`;
    const search = (text: string) => target.send('POST', '/Users/.search', { schemas: [SEARCH_REQUEST], filter: text });
    expect((await search(filter(8_192))).status).toBe(200);
    expectRefusal(await search(filter(8_193)), 400, 'invalidFilter');
    expectRefusal(await search('('.repeat(1_000_000)), 400, 'invalidFilter');
  });

  const PATCH = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'x' }] };
  it.each([
    ...['""', 'W/""', 'W/"0"', 'W/"-1"', 'W/"1e0"', 'W/"01"', '"1', '1', 'W/', 'w', 'null', '__proto__', 'W/"1', "'1'"],
    ...['W/"2", "3"', '"*"', '* *', ',', 'W/"\\"1\\""', '\u00ff', `"${'a'.repeat(8_000)}"`, '"a",'.repeat(2_000)],
  ])('If-Match: %j is 412', async (value) => {
    const headers = [`If-Match: ${value}`];
    expectRefusal(await target.send('PATCH', target.userPath, PATCH, headers), 412);
    expectRefusal(await target.send('PUT', target.userPath, { ...target.user, title: 'x' }, headers), 412);
    expectRefusal(await target.send('DELETE', target.userPath, undefined, headers), 412);
    expect((await target.send('GET', target.userPath, undefined, [`If-None-Match: ${value}`])).status).toBe(200);
  });

  it.each([
    ...['', '*/*', 'text/html', 'image/*', 'application/*;q=0', ';', ',', ',,,;q=', 'a/b;q=NaN', 'q=1', '__proto__'],
    ...['application/scim+json;q=-1', 'application/scim+json;q=999', 'application/xml, */*;q=0', '"', 'a/b;c="'],
    'application/json;a=b,'.repeat(600),
  ])('Accept: %j gets JSON', async (value) => {
    const answer = await target.send('GET', '/Users', undefined, [`Accept: ${value}`]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/(scim\+)?json$/);
  });

  it.each([
    ...['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', 'X-HTTP-Method: DELETE', '_method: DELETE'],
    ...['X-Original-URL: /api/v1/tenants', 'X-Rewrite-URL: /api/v1/tenants', 'X-Forwarded-Prefix: /evil'],
    ...['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', 'X-Forwarded-Proto: javascript'],
    ...['Range: bytes=0-1', 'Cookie: __proto__=1', 'Origin: https://evil.example', 'Referer: \u0080', 'Upgrade: h2c'],
    ...[
      'User-Agent: () { :; }; echo',
      'User-Agent: ${jndi:ldap://x}',
      `User-Agent: ${'a'.repeat(8_000)}`,
      'TE: trailers',
    ],
  ])('the header %j changes nothing about a list', async (header) => {
    const answer = await target.send('GET', '/Users', undefined, [header]);
    expect({ status: answer.status, total: answer.body.totalResults }).toEqual({ status: 200, total: 1 });
    expect(answer.text).not.toContain('evil.example');
    expect(answer.text).toContain('https://rollbook.example/scim/');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'LINK', 'SEARCH', 'PURGE', 'POST'])(
    'the method %s has no effect on a user',
    async (method) => {
      const answer = await target.send(method, target.userPath);
      expect([400, 404, 405]).toContain(answer.status);
    },
  );
});
