import type { CredentialView, CreatedCredentialView } from './credential.dto.js';
import { EXAMPLE_KEYS } from './example-keys.js';

// Placeholders that fail the checksum, so that no secret scanner takes them for a find.
const BEARER: CredentialView = {
  id: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee',
  type: 'bearer',
  name: 'Okta production',
  prefix: 'rollbook_bt_x7Qz',
  enabled: true,
  scope: 'read-write',
  allowedIps: [],
  authentication: null,
  jwks: null,
  createdBy: { id: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0beef', name: 'jane, laptop' },
  createdAt: '2026-11-21T20:00:00.000Z',
  expiresAt: '2027-11-21T20:00:00.000Z',
  lastUsedAt: null,
  lastUsedIp: null,
};

const CREATED_BEARER: CreatedCredentialView = { ...BEARER, token: 'rollbook_bt_x7Qz…' };
const CREATED_BASIC: CreatedCredentialView = {
  ...BEARER,
  type: 'basic',
  prefix: 'rollbook_ak_p2Lw…',
  key: 'rollbook_ak_p2Lw…',
  secret: 'rollbook_as_9sVd…',
};

const CREATED_CLIENT: CreatedCredentialView = {
  ...BEARER,
  type: 'oauth',
  prefix: 'rollbook_ci_p2Lw…',
  authentication: 'secret',
  clientId: 'rollbook_ci_p2Lw…',
  clientSecret: 'rollbook_cs_9sVd…',
};

/** Answers to the creation of a credential, for Swagger. */
export const createdCredentialExamples = {
  bearer: { summary: 'A bearer token', value: CREATED_BEARER },
  basic: { summary: 'A key and its secret', value: CREATED_BASIC },
  oauth: { summary: 'An OAuth client and its secret', value: CREATED_CLIENT },
};

/** Requests that create one. */
export const createCredentialExamples = {
  bearer: { summary: 'A bearer token', value: { type: 'bearer', name: 'Okta production' } },
  basic: {
    summary: 'A key and its secret',
    value: { type: 'basic', name: 'Okta staging', expiresAt: '2027-06-30T00:00:00Z' },
  },
  oauth: {
    summary: 'An OAuth client with a secret',
    value: { type: 'oauth', name: 'SailPoint', authentication: 'secret' },
  },
  oauthJwt: {
    summary: 'An OAuth client that signs its requests for tokens',
    value: {
      type: 'oauth',
      name: 'IPSIE',
      authentication: 'jwt',
      jwks: { keys: [EXAMPLE_KEYS.p256] },
    },
  },
  restricted: {
    summary: 'One that may only read, from one network',
    value: { type: 'bearer', name: 'Report', scope: 'read', allowedIps: ['192.0.2.0/24'] },
  },
};

/** Requests that rotate one. */
export const rotateCredentialExamples = {
  day: { summary: 'The old one works for another day', value: { overlapSeconds: 86_400 } },
  now: { summary: 'The old one ends at once', value: { overlapSeconds: 0 } },
};
