import type { Command, CommandOption } from './command.js';
import { file, IDEMPOTENCY_KEY, instant, json, list, number, required, text } from './option-kinds.js';

const CREDENTIALS = '/tenants/{tenant}/connectors/{connector}/credentials';
const CREDENTIAL = `${CREDENTIALS}/{id}`;

const SETTINGS: Readonly<Record<string, CommandOption>> = {
  scope: text('scope', 'read-write, or read to look only'),
  'allowed-ips': list('allowedIps', 'addresses and CIDR ranges that may use it, separated by commas'),
  jwks: json('jwks', 'of an oauth client with jwt: its public keys, a JWK Set; @FILE reads it'),
  'public-key-file': file('publicKeyPem', 'the same as one public key: a PEM file; - for standard input'),
};

/** What an identity provider signs in with. */
export const CREDENTIAL_COMMANDS: readonly Command[] = [
  {
    words: ['credential', 'list'],
    summary: 'list the credentials of a connector, without their secrets',
    ...{ method: 'GET', path: CREDENTIALS, args: ['connector'], answer: 'list' },
    columns: ['id', 'type', 'name', 'prefix', 'enabled', 'scope', 'expiresAt', 'lastUsedAt'],
  },
  {
    words: ['credential', 'show'],
    summary: 'show one credential, without its secret',
    ...{ method: 'GET', path: CREDENTIAL, args: ['connector', 'id'], answer: 'one' },
  },
  {
    words: ['credential', 'create'],
    summary: 'create a credential; its secret is shown this once',
    ...{ method: 'POST', path: CREDENTIALS, args: ['connector'], answer: 'one', takesData: true },
    options: {
      type: required(text('type', 'bearer: a token; basic: a key and a secret; oauth: a client that gets tokens')),
      name: required(text('name', 'what it is for: "Okta production"')),
      authentication: text('authentication', 'of an oauth client: secret (default), or jwt, which it signs'),
      'expires-at': instant('expiresAt', 'when it ends; default: in a year'),
      ...SETTINGS,
      'idempotency-key': IDEMPOTENCY_KEY,
    },
  },
  {
    words: ['credential', 'update'],
    summary: 'rename, extend or restrict a credential, or change the keys of an oauth client',
    ...{ method: 'PATCH', path: CREDENTIAL, args: ['connector', 'id'], answer: 'one', takesData: true },
    options: {
      name: text('name', 'what it is for'),
      'expires-at': instant('expiresAt', 'when it ends'),
      ...SETTINGS,
    },
  },
  {
    words: ['credential', 'enable'],
    summary: 'switch a credential on',
    ...{ method: 'PATCH', path: CREDENTIAL, args: ['connector', 'id'], answer: 'one', body: { enabled: true } },
  },
  {
    words: ['credential', 'disable'],
    summary: 'switch a credential off',
    ...{ method: 'PATCH', path: CREDENTIAL, args: ['connector', 'id'], answer: 'one', body: { enabled: false } },
  },
  {
    words: ['credential', 'rotate'],
    summary: 'make its successor, shown this once; the old one works on for the overlap',
    ...{ method: 'POST', path: `${CREDENTIAL}/rotate`, args: ['connector', 'id'], answer: 'one', takesData: true },
    options: {
      'overlap-seconds': required(number('overlapSeconds', 'how long the old one still works; 0 ends it at once')),
      'expires-at': instant('expiresAt', 'when the new one ends; default: in a year'),
      'idempotency-key': IDEMPOTENCY_KEY,
    },
  },
  {
    words: ['credential', 'delete'],
    summary: 'revoke a credential',
    ...{ method: 'DELETE', path: CREDENTIAL, args: ['connector', 'id'], answer: 'nothing' },
  },
];
