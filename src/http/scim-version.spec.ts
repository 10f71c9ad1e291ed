import { scimVersionOf } from './scim-version.js';

describe('scimVersionOf', () => {
  it.each([
    ['/scim/default/okta/v1', '1.1'],
    ['/scim/default/okta/v1/', '1.1'],
    ['/scim/default/okta/v1/Users', '1.1'],
    ['/SCIM/default/okta/V1/Users/x', '1.1'],
    ['/scim/nobody/nothing/v1/Nothing', '1.1'],
    ['/scim/default/okta/v2/Users', '2.0'],
    ['/scim/default/okta/v2/v1', '2.0'],
    ['/scim/default/v1/v2/Users', '2.0'],
    ['/scim/v1/okta/v2', '2.0'],
    ['/scim/default/okta/v10/Users', '2.0'],
    ['/scim/default/okta/%76%31/Users', '2.0'],
    ['/scim/../api/v1/tenants', '2.0'],
    ['/scim/%2e%2e/api/v1/tenants', '2.0'],
    ['/scim/./okta/v1', '2.0'],
    ['/scim/v1', '2.0'],
    ['/scim', '2.0'],
    ['/scimv1/default/okta/v1', undefined],
    ['/api/v1/tenants', undefined],
    ['/', undefined],
    ['', undefined],
  ])('%s is %s', (path, version) => expect(scimVersionOf(path)).toBe(version));
});
