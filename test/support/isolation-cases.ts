import { BULK_REQUEST, GROUP_SCHEMA, PATCH_OP, SEARCH_REQUEST, USER_SCHEMA } from '../../src/protocol/urns.js';

/** Somebody's user or group, by what a stranger may have heard of it; or one that never was. */
export interface Target {
  readonly type: 'User' | 'Group';
  readonly id: string;
  readonly name: string;
  readonly externalId: string;
}

/** What a stranger holds of their own, to point at the target from. */
export interface Own {
  readonly user: string;
  /** Owned by the stranger's connector. */
  readonly group: string;
  /** Made by the stranger's admin, who may not write to the other one. */
  readonly manualGroup: string;
}

export interface Attempt {
  /** Through which of the stranger's doors. */
  readonly by: 'scim' | 'admin';
  readonly method: string;
  /** Behind the SCIM base URL, or behind the tenant's address in the admin API. */
  readonly path: string;
  readonly body?: unknown;
}

/** How an id can be written. */
export const SPELLINGS: readonly (readonly [string, (id: string) => string])[] = [
  ['as it is', (id) => id],
  ['in upper case', (id) => id.toUpperCase()],
  ['with a blank behind it', (id) => `${id}%20`],
  ['with a blank before it', (id) => `%20${id}`],
  ['percent-encoded', (id) => `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`],
  ['double-encoded', (id) => `%25${id.charCodeAt(0).toString(16)}${id.slice(1)}`],
  ['with a slash behind it', (id) => `${id}/`],
  ['with a dot segment', (id) => `./${id}`],
  ['with a matrix parameter', (id) => `${id};a=b`],
  ['with .json', (id) => `${id}.json`],
  ['with NUL', (id) => `${id}%00`],
  ['as a URN', (id) => `urn:uuid:${id}`],
  ['in braces', (id) => `%7B${id}%7D`],
  ['without hyphens', (id) => id.replaceAll('-', '')],
  ['with a wildcard', (id) => `${id.slice(0, -1)}%25`],
];

const segment = ({ type }: Target): string => `${type}s`;
const query = (parameters: Readonly<Record<string, string>>): string =>
  `?${new URLSearchParams(parameters).toString()}`;
const patch = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });
const document = ({ type }: Target): object =>
  type === 'User'
    ? { schemas: [USER_SCHEMA], userName: 'mine@evil.example' }
    : { schemas: [GROUP_SCHEMA], displayName: 'Mine' };
const bulk = (...Operations: readonly object[]): object => ({ schemas: [BULK_REQUEST], failOnErrors: 1, Operations });

const FILTERS: readonly (readonly [string, (target: Target) => string])[] = [
  ['id', ({ id }) => `id eq "${id}"`],
  ['id in upper case', ({ id }) => `id eq "${id.toUpperCase()}"`],
  ['part of the id', ({ id }) => `id co "${id.slice(9)}"`],
  ['id or itself', ({ id }) => `id eq "${id}" or not (id ne "${id}")`],
  ['name', ({ type, name }) => `${type === 'User' ? 'userName' : 'displayName'} eq "${name}"`],
  ['beginning of the name', ({ name }) => `displayName sw "${name}"`],
  ['externalId', ({ externalId }) => `externalId eq "${externalId}"`],
  ['part of the externalId', ({ externalId }) => `externalId co "${externalId}"`],
  ['meta.location', ({ id }) => `meta.location co "${id}"`],
];
const USER_FILTERS: typeof FILTERS = [
  ['groups', ({ id }) => `groups.value eq "${id}"`],
  ['$ref of groups', ({ id }) => `groups.$ref co "${id}"`],
  ['manager', ({ id }) => `manager.value eq "${id}"`],
];
const GROUP_FILTERS: typeof FILTERS = [
  ['members', ({ id }) => `members.value eq "${id}"`],
  ['members in brackets', ({ id }) => `members[value eq "${id}"]`],
];

type Case = readonly [string, (target: Target, own: Own, spell: (id: string) => string) => Attempt];

const filtered = (by: Attempt['by'], type: string, filter: string): Attempt => ({
  by,
  method: 'GET',
  path: `/${type}${query({ filter })}`,
});

/** Cases in which even what the caller may see is as if it were not there: a wrong type, letters that an id does not have. */
export const ALWAYS_UNKNOWN: readonly string[] = [
  'GET at the other type',
  'filter by id in upper case',
  'bulkId that is an id',
  'admin filter by id in upper case',
];

/** Every way in which a stranger may name the target. */
export const CASES: readonly Case[] = [
  ...['GET', 'HEAD', 'DELETE'].map((method): Case => [
    method,
    (target, _, spell) => ({ by: 'scim', method, path: `/${segment(target)}/${spell(target.id)}` }),
  ]),
  [
    'PUT',
    (target, _, spell) => ({
      by: 'scim',
      method: 'PUT',
      path: `/${segment(target)}/${spell(target.id)}`,
      body: document(target),
    }),
  ],
  [
    'PUT of what is no resource',
    (target, _, spell) => ({
      by: 'scim',
      method: 'PUT',
      path: `/${segment(target)}/${spell(target.id)}`,
      body: { schemas: [] },
    }),
  ],
  [
    'PATCH',
    (target, _, spell) => ({
      by: 'scim',
      method: 'PATCH',
      path: `/${segment(target)}/${spell(target.id)}`,
      body: patch({ op: 'replace', value: { displayName: 'Mine' } }),
    }),
  ],
  [
    'GET at the other type',
    (target, _, spell) => ({
      by: 'scim',
      method: 'GET',
      path: `/${target.type === 'User' ? 'Groups' : 'Users'}/${spell(target.id)}`,
    }),
  ],
  ...FILTERS.map(([name, filter]): Case => [
    `filter by ${name}`,
    (target) => filtered('scim', segment(target), filter(target)),
  ]),
  ...USER_FILTERS.map(([name, filter]): Case => [
    `filter users by ${name}`,
    (target) => filtered('scim', 'Users', filter(target)),
  ]),
  ...GROUP_FILTERS.map(([name, filter]): Case => [
    `filter groups by ${name}`,
    (target) => filtered('scim', 'Groups', filter(target)),
  ]),
  [
    '.search',
    (target) => ({
      by: 'scim',
      method: 'POST',
      path: `/${segment(target)}/.search`,
      body: { schemas: [SEARCH_REQUEST], filter: `id eq "${target.id}"` },
    }),
  ],
  [
    'first member of a new group',
    ({ id }, _, spell) => ({
      by: 'scim',
      method: 'POST',
      path: '/Groups',
      body: { schemas: [GROUP_SCHEMA], displayName: 'Mine', members: [{ value: spell(id) }] },
    }),
  ],
  [
    'member by $ref',
    ({ id }, { group }) => ({
      by: 'scim',
      method: 'PATCH',
      path: `/Groups/${group}`,
      body: patch({ op: 'add', path: 'members', value: [{ $ref: `../Users/${id}`, value: id }] }),
    }),
  ],
  [
    'member by PATCH',
    ({ id }, { group }, spell) => ({
      by: 'scim',
      method: 'PATCH',
      path: `/Groups/${group}`,
      body: patch({ op: 'add', path: 'members', value: [{ value: spell(id) }] }),
    }),
  ],
  [
    'member by PUT',
    ({ id }, { group }, spell) => ({
      by: 'scim',
      method: 'PUT',
      path: `/Groups/${group}`,
      body: { schemas: [GROUP_SCHEMA], displayName: 'Own', members: [{ value: spell(id) }] },
    }),
  ],
  [
    'removal of a member',
    ({ id }, { group }) => ({
      by: 'scim',
      method: 'PATCH',
      path: `/Groups/${group}`,
      body: patch({ op: 'remove', path: `members[value eq "${id}"]` }),
    }),
  ],
  [
    'bulk',
    (target, _, spell) => ({
      by: 'scim',
      method: 'POST',
      path: '/Bulk',
      body: bulk({ method: 'DELETE', path: `/${segment(target)}/${spell(target.id)}` }),
    }),
  ],
  [
    'bulk with a member',
    ({ id }, { group, user }) => ({
      by: 'scim',
      method: 'POST',
      path: '/Bulk',
      body: bulk({
        method: 'PATCH',
        path: `/Groups/${group}`,
        data: patch({ op: 'add', path: 'members', value: [{ value: id }, { value: user }] }),
      }),
    }),
  ],
  [
    'bulkId that is an id',
    (target) => ({
      by: 'scim',
      method: 'POST',
      path: '/Bulk',
      body: bulk({
        method: 'PATCH',
        path: `/${segment(target)}/bulkId:${target.id}`,
        data: patch({ op: 'remove', path: 'title' }),
      }),
    }),
  ],
  ...['GET', 'DELETE'].map((method): Case => [
    `admin ${method}`,
    (target, _, spell) => ({ by: 'admin', method, path: `/${segment(target).toLowerCase()}/${spell(target.id)}` }),
  ]),
  [
    'admin PATCH',
    (target, _, spell) => ({
      by: 'admin',
      method: 'PATCH',
      path: `/${segment(target).toLowerCase()}/${spell(target.id)}`,
      body: { displayName: 'Mine' },
    }),
  ],
  [
    'admin restore',
    (target, _, spell) => ({
      by: 'admin',
      method: 'POST',
      path: `/${segment(target).toLowerCase()}/${spell(target.id)}/restore`,
    }),
  ],
  ...FILTERS.map(([name, filter]): Case => [
    `admin filter by ${name}`,
    (target) => filtered('admin', segment(target).toLowerCase(), filter(target)),
  ]),
  [
    'admin search',
    (target) => ({ by: 'admin', method: 'GET', path: `/${segment(target).toLowerCase()}${query({ q: target.name })}` }),
  ],
  ['admin members', ({ id }, _, spell) => ({ by: 'admin', method: 'GET', path: `/groups/${spell(id)}/members` })],
  [
    'admin members of own group',
    ({ id }, { manualGroup }) => ({
      by: 'admin',
      method: 'POST',
      path: `/groups/${manualGroup}/members`,
      body: { ids: [id] },
    }),
  ],
  [
    'admin removal from own group',
    ({ id }, { manualGroup }) => ({
      by: 'admin',
      method: 'DELETE',
      path: `/groups/${manualGroup}/members${query({ id })}`,
    }),
  ],
  [
    'admin own user into the group',
    ({ id }, { user }, spell) => ({
      by: 'admin',
      method: 'POST',
      path: `/groups/${spell(id)}/members`,
      body: { ids: [user] },
    }),
  ],
];
