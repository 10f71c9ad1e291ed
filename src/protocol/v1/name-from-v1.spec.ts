import { ENTERPRISE_USER_SCHEMA } from '../urns.js';
import { nameFromV1 } from './name-from-v1.js';

const ENTERPRISE = 'urn:scim:schemas:extension:enterprise:1.0';

describe('nameFromV1', () => {
  it.each([
    ['urn:scim:schemas:core:1.0:userName', 'userName'],
    ['URN:SCIM:schemas:core:1.0:name.givenName', 'name.givenName'],
    [ENTERPRISE, ENTERPRISE_USER_SCHEMA],
    [`${ENTERPRISE}:department`, `${ENTERPRISE_USER_SCHEMA}:department`],
    [`${ENTERPRISE}.department`, `${ENTERPRISE_USER_SCHEMA}:department`],
    [`${ENTERPRISE.toUpperCase()}:Department`, `${ENTERPRISE_USER_SCHEMA}:Department`],
    [`${ENTERPRISE}:manager.managerId`, `${ENTERPRISE_USER_SCHEMA}:manager.value`],
    [`${ENTERPRISE}.manager.managerid`, `${ENTERPRISE_USER_SCHEMA}:manager.value`],
    [`${ENTERPRISE}:manager.displayName`, `${ENTERPRISE_USER_SCHEMA}:manager.displayName`],
    ['manager.managerId', 'manager.value'],
  ])('%s is %s', (v1, v2) => expect(nameFromV1(v1)).toBe(v2));

  it.each([
    'userName',
    'managerId',
    'manager.value',
    'emails.managerId',
    'meta.lastModified',
    '',
    'urn:scim:schemas:core:1.0',
    'urn:scim:schemas:core:1.0userName',
    'urn:scim:schemas:extension:enterprise:1.00',
    'urn:scim:schemas:extension:enterprise:1.0x:department',
    'urn:okta:onprem_app:1.0:user:custom',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName',
    '__proto__',
  ])('%j stays as it is', (name) => expect(nameFromV1(name)).toBe(name));
});
