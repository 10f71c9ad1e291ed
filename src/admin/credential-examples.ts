import type { CredentialView, CreatedCredentialView } from './credential.dto.js';

// Placeholders that fail the checksum, so that no secret scanner takes them for a find.
const BEARER: CredentialView = {
  id: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee',
  type: 'bearer',
  name: 'Okta production',
  prefix: 'rollbook_bt_x7Qz',
  enabled: true,
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

/** Answers to the creation of a credential, for Swagger. */
export const createdCredentialExamples = {
  bearer: { summary: 'A bearer token', value: CREATED_BEARER },
  basic: { summary: 'A key and its secret', value: CREATED_BASIC },
};

/** Requests that create one. */
export const createCredentialExamples = {
  bearer: { summary: 'A bearer token', value: { type: 'bearer', name: 'Okta production' } },
  basic: {
    summary: 'A key and its secret',
    value: { type: 'basic', name: 'Okta staging', expiresAt: '2027-06-30T00:00:00Z' },
  },
};
