import { VerbatimClient } from '../support/verbatim.js';
import { declaredRoutes, fillPath, type Route } from '../support/declared-routes.js';
import { describeApp } from '../support/describe-app.js';

/** `full`: every verb and credential with every spelling; else a quarter of the verbs, one credential each, in turn. */
const IS_FULL = process.env.THREATS === 'full';
const AT_ONCE = 16;
const BASE = '/scim/default/okta/v2';

/** Ways to write a path so that a guard may see another one than the router. */
const SPELLINGS: readonly (readonly [string, (path: string) => string])[] = [
  ['as documented', (path) => path],
  ['in upper case', (path) => path.toUpperCase()],
  ['its last word in lower case', (path) => path.replace(/[^/]+$/, (word) => word.toLowerCase())],
  ['one letter encoded', (path) => path.replace('s', '%73')],
  ['one letter encoded in upper case', (path) => path.replace('s', '%53')],
  ['the first letter encoded', (path) => path.replace(/^\/(.)/, (_, c: string) => `/%${c.charCodeAt(0).toString(16)}`)],
  ['the last letter encoded', (path) => path.replace(/(.)$/, (_, c: string) => `%${c.charCodeAt(0).toString(16)}`)],
  ['encoded twice', (path) => path.replace('s', '%2573')],
  ['encoded three times', (path) => path.replace('s', '%252573')],
  ['every letter encoded', (path) => path.replace(/[a-z]/gi, (c) => `%${c.charCodeAt(0).toString(16)}`)],
  ['slashes encoded', (path) => `/${path.slice(1).replaceAll('/', '%2f')}`],
  ['slashes encoded in upper case', (path) => `/${path.slice(1).replaceAll('/', '%2F')}`],
  ['two slashes before', (path) => `/${path}`],
  ['two slashes within', (path) => path.replace(/(.)\//, '$1//')],
  ['a slash behind', (path) => `${path}/`],
  ['two slashes behind', (path) => `${path}//`],
  ['a dot segment before', (path) => `/.${path}`],
  ['a dot segment within', (path) => path.replace(/(.)\//, '$1/./')],
  ['an encoded dot segment', (path) => path.replace(/(.)\//, '$1/%2e/')],
  ['up from a public route', (path) => `/livez/..${path}`],
  ['up by encoded dots', (path) => `/livez/%2e%2e${path}`],
  ['up by an encoded slash', (path) => `/livez/..%2f${path.slice(1)}`],
  ['up from the public SCIM route', (path) => `${BASE}/ServiceProviderConfig/../../../../..${path}`],
  ['up from the documentation', (path) => `/docs/..${path}`],
  ['a backslash before', (path) => `/\\${path.slice(1)}`],
  ['backslashes', (path) => path.replaceAll('/', '\\').replace('\\', '/')],
  ['an encoded backslash', (path) => path.replace(/(.)\//, '$1%5c')],
  ['a matrix parameter', (path) => `${path};a=b`],
  ['a matrix parameter within', (path) => path.replace(/(.)\//, '$1;a=b/')],
  ['a matrix parameter of dots', (path) => `${path}/..;/`],
  ['.json', (path) => `${path}.json`],
  ['.css', (path) => `${path}.css`],
  ['NUL behind', (path) => `${path}%00`],
  ['NUL and .json behind', (path) => `${path}%00.json`],
  ['a blank behind', (path) => `${path}%20`],
  ['a tab behind', (path) => `${path}%09`],
  ['a line break behind', (path) => `${path}%0d%0a`],
  ['an overlong slash', (path) => path.replace(/(.)\//, '$1%c0%af')],
  ['a full-width slash', (path) => path.replace(/(.)\//, '$1%ef%bc%8f')],
  ['in absolute form', (path) => `http://x${path}`],
  ['in absolute form without a path of its own', (path) => `http://livez${path}`],
  ['a question mark behind', (path) => `${path}?`],
  ['a public path in the query', (path) => `${path}?/livez`],
  ['a public path as a fragment', (path) => `${path}#/livez`],
];

const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

// ZITADEL CVE-2026-32130, NestJS CVE-2025-69211, CVE-2026-2293, CVE-2026-33011, CVE-2026-54281, Casdoor CVE-2025-4210.
describeApp('T01 and T02: no way around the guard', (app) => {
  let client: VerbatimClient;
  let credentials: readonly (readonly [string, Record<string, string>])[] = [];
  let routes: readonly Route[] = [];

  beforeAll(async () => {
    client = new VerbatimClient(app());
    routes = declaredRoutes(app()).filter(({ access }) => access !== 'public');
    await app().admin('POST', '/tenants', { slug: 'elsewhere', displayName: 'T' });
    await app().admin('POST', '/tenants/elsewhere/connectors', { slug: 'okta', displayName: 'O', provider: 'okta' });
    const elsewhere = await app().scim('elsewhere');
    const revoked = await app().scim();
    const path = '/tenants/default/connectors/okta/credentials';
    const { items } = (await app().admin('GET', path)).body as { items: readonly { id: string }[] };
    for (const { id } of items) await app().admin('DELETE', `${path}/${id}`);
    credentials = [
      ['none', {}],
      ['garbage', { authorization: 'Bearer garbage' }],
      ['that of a SCIM client elsewhere', { authorization: `Bearer ${elsewhere.token}` }],
      ['one that was revoked', { authorization: `Bearer ${revoked.token}` }],
      ['admin:admin', { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }],
    ];
  });
  afterAll(() => client.close());

  it(`${SPELLINGS.length} spellings x ${VERBS.length} verbs of every route let nobody in`, async () => {
    const bypasses: string[] = [];
    const failures: string[] = [];
    let tried = 0;
    const attempts = function* (): Generator<() => Promise<void>> {
      const targets = [...new Set(routes.map(({ path }) => fillPath(path)))];
      let turn = 0;
      for (const target of targets)
        for (const [spelling, spell] of SPELLINGS)
          for (const [index, verb] of VERBS.entries()) {
            turn += index === 0 ? 1 : 0;
            if (!IS_FULL && (turn + index) % 4 !== 0) continue;
            const chosen = IS_FULL ? credentials : credentials.slice((turn + index) % credentials.length).slice(0, 1);
            for (const [name, headers] of chosen)
              yield async () => {
                const override = { 'x-http-method-override': 'GET' };
                const { status } = await client.send(verb, spell(target), { ...override, ...headers });
                tried += 1;
                const what = `${verb} ${spell(target)} (${spelling}) with ${name}: ${status}`;
                if (status < 400) bypasses.push(what);
                if (status >= 500 && status !== 501) failures.push(what);
              };
          }
    };
    const queue = attempts();
    const work = async (): Promise<void> => {
      for (const attempt of queue) await attempt();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(bypasses).toEqual([]);
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(routes.length * SPELLINGS.length);
    app().log.info({ tried, routes: routes.length }, 'spellings');
    if (IS_FULL) process.stdout.write(`${routes.length} routes, ${tried} attempts, ${bypasses.length} bypasses\n`);
  });

  it('the harness sees what is let in: the right credential, and a route that is public', async () => {
    const { token } = await app().scim();
    const headers = { authorization: `Bearer ${token}` };
    expect((await client.send('GET', `${BASE}/Users`, headers)).status).toBe(200);
    expect((await client.send('GET', `http://x${BASE}/Users`, headers)).status).toBe(200);
    expect((await client.send('GET', '/livez')).status).toBe(200);
  });
});
