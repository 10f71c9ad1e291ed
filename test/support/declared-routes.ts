import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { accessOf } from '../../src/credentials/access.js';
import type { TestApp } from './app.js';

export interface Route {
  readonly method: string;
  /** `/api/v1/tenants/:tenant` */
  readonly path: string;
  readonly access: string | undefined;
}

export const asList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [typeof value === 'string' ? value : ''];

/** Every handler that Nest knows, with its class. */
export function declaredRoutes(app: TestApp): readonly Route[] {
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

/** A URL for a route: tenant and connector as they are given, everything else by an id that nothing has. */
export const fillPath = (path: string, { tenant = 'default', connector = 'okta' } = {}): string =>
  path
    .replace(':tenant', tenant)
    .replace(':connector', connector)
    .replace(/:[a-zA-Z]+/g, '00000000-0000-7000-8000-000000000000');
