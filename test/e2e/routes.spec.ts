import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { accessOf } from '../../src/credentials/access.js';
import { describeApp } from '../support/describe-app.js';
import type { TestApp } from '../support/app.js';

/** Routes that are not ours but Swagger's: public, and only these. */
const SWAGGER = /^\/docs(\/|$)/;

interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: string | undefined;
}

const asList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [typeof value === 'string' ? value : ''];

/** Every handler that Nest knows, with its class. */
function declaredRoutes(app: TestApp): readonly Route[] {
  const routes: Route[] = [];
  for (const module of app.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
        if (typeof handler !== 'function') continue;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        for (const base of asList(Reflect.getMetadata(PATH_METADATA, metatype))) {
          for (const path of asList(Reflect.getMetadata(PATH_METADATA, handler))) {
            const full = `/${[base, path].join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
            routes.push({ method: RequestMethod[method], path: full, access: accessOf(handler, metatype) });
          }
        }
      }
    }
  }
  return routes;
}

/** Every path that the router answers to, as Express has it. */
function routedPaths(app: TestApp): readonly string[] {
  const express = app.app.getHttpAdapter().getInstance() as {
    router: { stack: readonly { route?: { path: string | readonly string[] } }[] };
  };
  return express.router.stack.flatMap(({ route }) => (route === undefined ? [] : asList(route.path)));
}

/** A URL for a route: parameters filled with what exists. */
const fill = (path: string): string =>
  path
    .replace(':tenant', 'default')
    .replace(':connector', 'okta')
    .replace(/:[a-zA-Z]+/g, '00000000-0000-7000-8000-000000000000');

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
      '/livez',
      '/readyz',
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
    const tried: string[] = [];
    const leaks: string[] = [];
    for (const { method, path, access } of declaredRoutes(app())) {
      if (access === 'public') continue;
      const methods = method === 'ALL' ? ['GET', 'POST'] : method === 'GET' ? ['GET', 'HEAD'] : [method];
      for (const verb of methods) {
        for (const [spelling, spell] of SPELLINGS) {
          for (const [credential, headers] of CREDENTIALS) {
            const answer = await app().request(verb, spell(fill(path)), { headers });
            const what = `${verb} ${path} ${spelling} with ${credential}: ${answer.status}`;
            tried.push(what);
            if (![401, 404, 405, 400].includes(answer.status)) leaks.push(what);
            if (spelling === 'as documented' && answer.status !== 401) leaks.push(what);
          }
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(tried.length).toBeGreaterThan(1_500);
  });
});
