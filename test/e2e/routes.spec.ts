import { describeApp } from '../support/describe-app.js';
import type { TestApp } from '../support/app.js';
import { asList, declaredRoutes, fillPath } from '../support/declared-routes.js';

/** Routes that are not ours but Swagger's: public, and only these. */
const SWAGGER = /^\/docs(\/|$)/;

/** Every path that the router answers to, as Express has it. */
function routedPaths(app: TestApp): readonly string[] {
  const express = app.app.getHttpAdapter().getInstance() as {
    router: { stack: readonly { route?: { path: string | readonly string[] } }[] };
  };
  return express.router.stack.flatMap(({ route }) => (route === undefined ? [] : asList(route.path)));
}

describeApp('access to routes', (app) => {
  it('every route is in exactly one class', () => {
    const routes = declaredRoutes(app());
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
  });

  it('the router answers to nothing else, but Swagger UI', () => {
    const declared = new Set(declaredRoutes(app()).map(({ path }) => path));
    const unknown = routedPaths(app()).filter((path) => !declared.has(path) && !SWAGGER.test(path));
    expect(unknown).toEqual([]);
    expect(routedPaths(app()).length).toBeGreaterThan(25);
  });

  it('only these are public', () => {
    const open = declaredRoutes(app()).filter(({ access }) => access === 'public');
    expect(open.map(({ path }) => path).sort()).toEqual([
      '/.well-known/oauth-authorization-server/*issuer',
      '/livez',
      '/readyz',
      '/scim/:tenant/:connector/oauth/revoke',
      '/scim/:tenant/:connector/oauth/token',
      '/scim/:tenant/:connector/v1/ServiceProviderConfigs',
      '/scim/:tenant/:connector/v2/ServiceProviderConfig',
    ]);
  });

  const SPELLINGS: readonly (readonly [string, (path: string) => string])[] = [
    ['as documented', (path) => path],
    ['in upper case', (path) => path.toUpperCase()],
    ['with a trailing slash', (path) => `${path}/`],
    ['with a double slash', (path) => `/${path}`],
    ['percent-encoded', (path) => path.replace('s', '%73')],
    ['double-encoded', (path) => path.replace('s', '%2573')],
    ['with a dot segment', (path) => path.replace('/', '/./')],
    ['with a matrix parameter', (path) => `${path};a=b`],
    ['with .json', (path) => `${path}.json`],
    ['with an encoded NUL', (path) => `${path}%00`],
  ];
  const CREDENTIALS: readonly (readonly [string, Record<string, string>])[] = [
    ['none', {}],
    ['garbage', { authorization: 'non-token' }],
    ['an empty bearer', { authorization: 'Bearer ' }],
    [
      'a well-formed unknown token',
      { authorization: 'Bearer rollbook_bt_0000000000000000000000000000000000000000000000000' },
    ],
    ['admin:admin', { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }],
    ['a method override', { 'x-http-method-override': 'GET' }],
  ];

  it('a base URL with a slash at its end works as without', async () => {
    const scim = await app().scim();
    for (const path of ['//Users', '//Groups', '///ServiceProviderConfig'])
      expect((await scim('GET', path)).status).toBe(200);
  });

  it('no spelling of any protected route lets a caller in without a credential', async () => {
    let tried = 0;
    const leaks: string[] = [];
    for (const { method, path, access } of declaredRoutes(app())) {
      if (access === 'public') continue;
      const methods = method === 'ALL' ? ['GET', 'POST'] : method === 'GET' ? ['GET', 'HEAD'] : [method];
      const attempts = methods.flatMap((verb) =>
        SPELLINGS.flatMap(([spelling, spell]) =>
          CREDENTIALS.map(async ([credential, headers]) => {
            const answer = await app().request(verb, spell(fillPath(path)), { headers });
            const what = `${verb} ${path} ${spelling} with ${credential}: ${answer.status}`;
            if (![401, 404, 405, 400].includes(answer.status)) leaks.push(what);
            if (spelling === 'as documented' && answer.status !== 401) leaks.push(what);
          }),
        ),
      );
      tried += (await Promise.all(attempts)).length;
    }
    expect(leaks).toEqual([]);
    expect(tried).toBeGreaterThan(1_500);
  });
});
