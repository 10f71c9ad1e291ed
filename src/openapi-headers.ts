import type { OpenAPIObject } from '@nestjs/swagger';
import { WARNING_HEADER } from './admin/directory-requests.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof METHODS)[number];

interface Header {
  readonly name: string;
  readonly description: string;
  /** Answers with other statuses do not have it. */
  readonly statuses: readonly string[];
  readonly isOf: (method: Method, path: string) => boolean;
}

const TYPES = '(Users|Groups|Roles|Entitlements|Licenses|Profiles)';
const SCIM_LIST = new RegExp(`^/scim/[^/]+/[^/]+/v[12]/${TYPES}$`);
const SCIM_ONE = new RegExp(`^/scim/[^/]+/[^/]+/v[12]/${TYPES}/\\{id\\}$`);
const ADMIN_LIST = /^\/api\/v1\/tenants\/\{tenant\}\/(users|groups)$/;
const ADMIN_ONE = /^\/api\/v1\/tenants\/\{tenant\}\/(users|groups)\/\{id\}(\/restore)?$/;
const ADMIN_MEMBERS = /^\/api\/v1\/tenants\/\{tenant\}\/groups\/\{id\}\/members$/;

const isScimResource = (method: Method, path: string): boolean =>
  SCIM_ONE.test(path) || (method === 'post' && SCIM_LIST.test(path));

const isAdminResource = (method: Method, path: string): boolean =>
  ADMIN_ONE.test(path) ||
  (method === 'post' && ADMIN_LIST.test(path)) ||
  (method !== 'get' && ADMIN_MEMBERS.test(path));

const HEADERS: readonly Header[] = [
  {
    name: 'ETag',
    description: 'The version, for `If-Match` and `If-None-Match`',
    statuses: ['200', '201', '304'],
    isOf: (method, path) => isScimResource(method, path) || isAdminResource(method, path),
  },
  {
    name: 'Location',
    description: 'The address of the resource',
    statuses: ['200', '201', '304'],
    isOf: isScimResource,
  },
  {
    name: 'ETag',
    description: 'The version after the change',
    statuses: ['204'],
    isOf: (method, path) => method === 'patch' && SCIM_ONE.test(path),
  },
  {
    name: 'Location',
    description: 'The address of what was created',
    statuses: ['201'],
    isOf: (_method, path) => path.startsWith('/api/v1/tenants'),
  },
  {
    name: WARNING_HEADER,
    description: 'Present where an identity provider will overwrite the change: what `warning` says in a body',
    statuses: ['200', '204'],
    isOf: (method, path) =>
      (['patch', 'delete'].includes(method) && ADMIN_ONE.test(path)) || (method !== 'get' && ADMIN_MEMBERS.test(path)),
  },
];

/** The headers of answers that belong to a kind of route, for Swagger; `Link` stands with the lists that have it. */
export function withHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS)
      for (const [status, response] of Object.entries(item[method]?.responses ?? {}))
        for (const { name, description } of headersOf(method, path, status))
          if (response !== undefined && !('$ref' in response))
            response.headers = { ...response.headers, [name]: { description, schema: { type: 'string' } } };
  return document;
}

const headersOf = (method: Method, path: string, status: string): readonly Header[] =>
  HEADERS.filter(({ statuses, isOf }) => statuses.includes(status) && isOf(method, path));
