import {
  ENTERPRISE_USER_SCHEMA,
  ERROR,
  GROUP_SCHEMA,
  LIST_RESPONSE,
  PATCH_OP,
  SEARCH_REQUEST,
  USER_SCHEMA,
} from '../protocol/urns.js';
import { CUSTOM_FIELD_NAMESPACE } from '../tenancy/connector-settings.js';

/** What Swagger UI shows of a resource that is read. */
export interface ReadExamples {
  readonly filter: string;
  readonly sortBy: string;
  readonly answer: object;
}

/** Bodies as Okta sends them, for Swagger UI. */
export interface ResourceExamples extends ReadExamples {
  readonly create: Readonly<Record<string, object>>;
  readonly replace: Readonly<Record<string, object>>;
  readonly patch: Readonly<Record<string, object>>;
}

const USER_ID = '019ab1c2-7d3e-7f00-8a1b-2c3d4e5f6a7b';
const GROUP_ID = '019ab1c2-8f00-7a11-9b22-3c4d5e6f7a8b';
const BASE = 'http://localhost:3000/scim/default/okta/v2';

const profile = {
  userName: 'test.user@okta.local',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
};

const user = {
  schemas: [USER_SCHEMA],
  id: USER_ID,
  ...profile,
  active: true,
  meta: {
    resourceType: 'User',
    created: '2026-11-21T20:00:00.000Z',
    lastModified: '2026-11-21T20:00:00.000Z',
    location: `${BASE}/Users/${USER_ID}`,
    version: 'W/"1"',
  },
};

const operation = (op: object): object => ({ schemas: [PATCH_OP], Operations: [op] });

export const userExamples: ResourceExamples = {
  create: {
    'Okta creates a user': { schemas: [USER_SCHEMA], ...profile, groups: [], password: '1mz050nq', active: true },
    'With enterprise attributes': {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      ...{ ...profile, userName: 'enterprise.user@okta.local', externalId: '00ujl29u0le5T6Aj10h8' },
      active: true,
      [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '701984', department: 'Engineering', costCenter: '4130' },
    },
    'With an extended field, user_address': {
      schemas: [USER_SCHEMA, CUSTOM_FIELD_NAMESPACE],
      ...{ ...profile, userName: 'extended.user@okta.local', externalId: '00ujl29u0le5T6Aj10h9' },
      active: true,
      [CUSTOM_FIELD_NAMESPACE]: { user_address: '1 Main Street' },
    },
  },
  replace: {
    'Okta pushes a profile (the answer of GET, changed)': {
      ...user,
      name: { givenName: 'Another', familyName: 'User' },
    },
    'Okta (App Wizard) deactivates a user': { ...user, active: false },
  },
  patch: {
    'Okta deactivates a user': operation({ op: 'replace', value: { active: false } }),
    'Okta reactivates a user': operation({ op: 'replace', value: { active: true } }),
    'One attribute by its path': operation({ op: 'replace', path: 'name.familyName', value: 'Miller' }),
  },
  filter: 'userName eq "test.user@okta.local"',
  sortBy: 'name.familyName',
  answer: user,
};

/** To be replaced by whoever tries the request: no id is right in every directory. */
const member = { value: 'ID-OF-A-USER', display: 'test.user@okta.local' };

export const groupExamples: ResourceExamples = {
  create: {
    'Okta pushes a group': { schemas: [GROUP_SCHEMA], displayName: 'Test SCIMv2', members: [] },
  },
  replace: {
    'Okta (App Wizard) pushes name and members': {
      schemas: [GROUP_SCHEMA],
      displayName: 'Test SCIMv2',
      members: [member],
    },
  },
  patch: {
    'Okta adds members': operation({ op: 'add', path: 'members', value: [member] }),
    'Okta removes a member': operation({ op: 'remove', path: `members[value eq "${member.value}"]` }),
    'Okta pushes all members (Push Now)': operation({ op: 'replace', path: 'members', value: [member] }),
    'Okta renames the group': operation({
      op: 'replace',
      value: { id: 'ID-OF-THE-GROUP', displayName: 'New name' },
    }),
  },
  filter: 'displayName eq "Test SCIMv2"',
  sortBy: 'displayName',
  answer: {
    schemas: [GROUP_SCHEMA],
    id: GROUP_ID,
    displayName: 'Test SCIMv2',
    members: [{ ...member, value: USER_ID, $ref: `${BASE}/Users/${USER_ID}`, type: 'User' }],
    meta: { ...user.meta, resourceType: 'Group', location: `${BASE}/Groups/${GROUP_ID}` },
  },
};

export const listExample = (...resources: readonly object[]): object => ({
  schemas: [LIST_RESPONSE],
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

export const searchExamples = ({
  filter,
  sortBy,
}: Pick<ResourceExamples, 'filter' | 'sortBy'>): Readonly<Record<string, object>> => ({
  'A page of what a filter finds': {
    schemas: [SEARCH_REQUEST],
    filter,
    attributes: ['displayName', 'meta.lastModified'],
    sortBy,
    sortOrder: 'descending',
    startIndex: 1,
    count: 100,
  },
});

export const errorExample = (status: number, detail: string, scimType?: string): object => ({
  schemas: [ERROR],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail,
});
