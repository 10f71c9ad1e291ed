import type { Command } from './command.js';
import { IDEMPOTENCY_KEY, inQuery, instant, number, required, text } from './option-kinds.js';

const TENANT = '/tenants/{tenant}';
const DISPLAY_NAME = text('displayName', 'a name for people');

/** Tenants and admin tokens. */
export const TENANT_COMMANDS: readonly Command[] = [
  {
    words: ['tenant', 'list'],
    summary: 'list the tenants',
    ...{ method: 'GET', path: '/tenants', answer: 'list' },
    columns: ['slug', 'displayName', 'enabled', 'createdAt'],
  },
  {
    words: ['tenant', 'show'],
    summary: 'show one tenant',
    ...{ method: 'GET', path: TENANT, args: ['tenant'], answer: 'one' },
  },
  {
    words: ['tenant', 'create'],
    summary: 'create a tenant: an empty directory with its own log',
    ...{ method: 'POST', path: '/tenants', args: ['slug'], answer: 'one' },
    options: { 'display-name': required(DISPLAY_NAME) },
  },
  {
    words: ['tenant', 'update'],
    summary: 'rename a tenant, or say how long its log is kept',
    ...{ method: 'PATCH', path: TENANT, args: ['tenant'], answer: 'one' },
    options: {
      'display-name': DISPLAY_NAME,
      'log-retention-days': number('logRetentionDays', 'for how many days the log is kept, 7 to 3650'),
    },
  },
  {
    words: ['tenant', 'enable'],
    summary: 'switch a tenant on',
    ...{ method: 'PATCH', path: TENANT, args: ['tenant'], answer: 'one', body: { enabled: true } },
  },
  {
    words: ['tenant', 'disable'],
    summary: 'switch a tenant off: every SCIM call into it is answered 403',
    ...{ method: 'PATCH', path: TENANT, args: ['tenant'], answer: 'one', body: { enabled: false } },
  },
  {
    words: ['tenant', 'delete'],
    summary: 'delete a tenant for good, with everything in it and its log',
    ...{ method: 'DELETE', path: TENANT, args: ['tenant'], answer: 'nothing' },
    options: { confirm: required(inQuery(text('confirm', 'the slug once more, as proof that this is meant'))) },
  },
  {
    words: ['admin-token', 'list'],
    summary: 'list the admin tokens, without the tokens themselves',
    ...{ method: 'GET', path: '/admin-tokens', answer: 'list' },
    columns: ['id', 'name', 'role', 'tenant', 'prefix', 'expiresAt', 'lastUsedAt'],
  },
  {
    words: ['admin-token', 'create'],
    summary: 'create an admin token; it is shown this once',
    ...{ method: 'POST', path: '/admin-tokens', answer: 'one' },
    options: {
      name: required(text('name', 'whose it is: "jane, laptop"')),
      role: text('role', 'admin (default), or auditor, who reads and changes nothing'),
      tenant: text('tenant', 'the one tenant it is for; default: that of your own token, which may be all'),
      'expires-at': instant('expiresAt', 'when it ends; default: in a year'),
      'idempotency-key': IDEMPOTENCY_KEY,
    },
    takesData: true,
  },
  {
    words: ['admin-token', 'delete'],
    summary: 'revoke an admin token',
    ...{ method: 'DELETE', path: '/admin-tokens/{id}', args: ['id'], answer: 'nothing' },
  },
];
