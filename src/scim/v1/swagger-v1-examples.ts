import { CORE_V1, ENTERPRISE_V1, OKTA_GROUP_V1 } from '../../protocol/v1/v1-urns.js';
import type { ResourceExamples } from '../swagger-examples.js';

const USER_ID = '019ab1c2-7d3e-7f00-8a1b-2c3d4e5f6a7b';
const GROUP_ID = '019ab1c2-8f00-7a11-9b22-3c4d5e6f7a8b';
const BASE = 'http://localhost:3000/scim/default/okta/v1';

const profile = {
  userName: 'test.user.11@okta.local',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
  displayName: 'Test User',
  locale: 'en_US',
  externalId: '00ujl29u0le5T6Aj11h7',
};

const meta = {
  created: '2026-11-21T20:00:00.000Z',
  lastModified: '2026-11-21T20:00:00.000Z',
  location: `${BASE}/Users/${USER_ID}`,
  version: 'W/"1"',
};

const user = { schemas: [CORE_V1], id: USER_ID, ...profile, active: true, meta };

export const v1UserExamples: ResourceExamples = {
  create: {
    'Okta creates a user': { schemas: [CORE_V1], ...profile, groups: [], password: '1mz050nq', active: true },
    'With enterprise attributes': {
      schemas: [CORE_V1, ENTERPRISE_V1],
      ...{ ...profile, userName: 'enterprise.user.11@okta.local', externalId: '00ujl29u0le5T6Aj11h8' },
      active: true,
      [ENTERPRISE_V1]: { employeeNumber: '701984', department: 'Engineering', manager: { managerId: USER_ID } },
    },
  },
  replace: {
    'Okta pushes a profile (the answer of GET, changed)': {
      ...user,
      name: { givenName: 'Another', familyName: 'User' },
    },
  },
  patch: {
    'Okta deactivates a user': { schemas: [CORE_V1], id: 'ID-OF-THE-USER', active: false },
    'Okta reactivates a user': { schemas: [CORE_V1], id: 'ID-OF-THE-USER', active: true },
    'Clear an attribute': { schemas: [CORE_V1], meta: { attributes: ['title'] } },
  },
  filter: 'userName eq "test.user.11@okta.local"',
  sortBy: 'name.familyName',
  answer: user,
};

/** To be replaced by whoever tries the request: no id is right in every directory. */
const member = { value: 'ID-OF-A-USER', display: 'test.user.11@okta.local' };

export const v1GroupExamples: ResourceExamples = {
  create: {
    'Okta pushes a group': { schemas: [CORE_V1], displayName: 'Test SCIMv1' },
    'With a description, which is accepted and not stored': {
      schemas: [CORE_V1, OKTA_GROUP_V1],
      displayName: 'Test SCIMv1',
      [OKTA_GROUP_V1]: { description: 'People who test' },
    },
  },
  replace: {
    'Okta (App Wizard) pushes name and members': { schemas: [CORE_V1], displayName: 'Test SCIMv1', members: [member] },
  },
  patch: {
    'Okta adds members': { schemas: [CORE_V1], members: [member] },
    'Okta removes a member': { schemas: [CORE_V1], members: [{ ...member, operation: 'delete' }] },
    'Okta pushes all members (Push Now)': { schemas: [CORE_V1], meta: { attributes: ['members'] }, members: [member] },
    'Okta renames the group': { schemas: [CORE_V1], id: 'ID-OF-THE-GROUP', displayName: 'New name' },
  },
  filter: 'displayName eq "Test SCIMv1"',
  sortBy: 'displayName',
  answer: {
    schemas: [CORE_V1],
    id: GROUP_ID,
    displayName: 'Test SCIMv1',
    members: [{ ...member, value: USER_ID, $ref: `${BASE}/Users/${USER_ID}`, type: 'User' }],
    meta: { ...meta, location: `${BASE}/Groups/${GROUP_ID}` },
  },
};

export const v1ListExample = (resource: object): object => ({
  schemas: [CORE_V1],
  totalResults: 1,
  startIndex: 1,
  itemsPerPage: 1,
  Resources: [resource],
});
