import { serviceProviderConfig } from '../schema/discovery.js';
import { GROUP_TYPE, USER_TYPE } from '../schema/resource-types.js';
import { findSchemaV1, resourceTypesV1, schemasV1, serviceProviderConfigV1 } from './discovery-v1.js';
import { CORE_V1, ENTERPRISE_V1, LIST_RESPONSE_V1, OKTA_PROVIDER_CONFIG_V1 } from './v1-urns.js';

const TYPES = [USER_TYPE, GROUP_TYPE];
const config = serviceProviderConfig('https://x.io/scim/a/b/v1', 'https://x.io/docs');

describe('discovery in SCIM 1.1', () => {
  it('ServiceProviderConfigs has what the draft and Okta ask for', () => {
    const body = serviceProviderConfigV1(config);
    expect(body).toMatchObject({
      schemas: [CORE_V1, OKTA_PROVIDER_CONFIG_V1],
      documentationUrl: 'https://x.io/docs',
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 1_000 },
      sort: { supported: true },
      etag: { supported: true },
      xmlDataFormat: { supported: false },
      authenticationSchemes: [
        { type: 'oauthbearertoken', specUrl: expect.any(String) as string, primary: true },
        { type: 'httpbasic', specUrl: expect.any(String) as string },
        { type: 'oauth2', specUrl: expect.any(String) as string },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/urn:ietf|Uri"|pagination|resourceType/);
  });

  it.each([true, false])('promises passwords only where they are taken: %s', (supported) => {
    const body = serviceProviderConfigV1({ ...config, changePassword: { supported } });
    const { userManagementCapabilities } = body[OKTA_PROVIDER_CONFIG_V1] as unknown as {
      readonly userManagementCapabilities: readonly string[];
    };
    expect(userManagementCapabilities.includes('PUSH_PASSWORD_UPDATES')).toBe(supported);
    expect(userManagementCapabilities).toEqual(expect.arrayContaining(['GROUP_PUSH', 'PUSH_PENDING_USERS']));
  });

  it('lists say which they are', () => {
    expect(resourceTypesV1(TYPES)).toMatchObject({
      schemas: [CORE_V1],
      totalResults: 2,
      Resources: [
        { name: 'User', endpoint: '/Users', schema: CORE_V1, schemaExtensions: [{ schema: ENTERPRISE_V1 }] },
        { name: 'Group', endpoint: '/Groups', schema: CORE_V1, schemaExtensions: [] },
      ],
    });
    expect(schemasV1(TYPES)).toMatchObject({ schemas: [CORE_V1, LIST_RESPONSE_V1], totalResults: 2, itemsPerPage: 2 });
  });

  it('a schema has the attributes of its extensions, each with its URN', () => {
    const { attributes } = findSchemaV1(TYPES, 'Users') as unknown as {
      readonly attributes: readonly { readonly name: string; readonly subAttributes?: readonly { name: string }[] }[];
    };
    const named = (name: string) => attributes.find((attribute) => attribute.name === name);
    expect(named('userName')).toMatchObject({ schema: CORE_V1, required: true, readOnly: false, multiValued: false });
    expect(named('groups')).toMatchObject({ readOnly: true });
    expect(named('department')).toMatchObject({ schema: ENTERPRISE_V1 });
    expect(named('manager')?.subAttributes?.map(({ name }) => name)).toEqual(['managerId', '$ref', 'displayName']);
    expect(named('profileUrl')).toMatchObject({ type: 'string' });
  });

  it.each([
    ['emails', 'email'],
    ['addresses', 'address'],
    ['ims', 'im'],
    ['x509Certificates', 'x509Certificate'],
  ])('%s are each an %s in XML', (name, multiValuedAttributeChildName) => {
    const { attributes } = findSchemaV1(TYPES, 'Users') as unknown as { readonly attributes: readonly object[] };
    expect(attributes).toContainEqual(expect.objectContaining({ name, multiValuedAttributeChildName }));
  });

  it.each([
    ['Users', 'User'],
    ['users', 'User'],
    ['Group', 'Group'],
    [`${CORE_V1}:User`, 'User'],
  ])('%s names the schema %s', (name, expected) => expect(findSchemaV1(TYPES, name)).toMatchObject({ name: expected }));

  it.each(['', CORE_V1, ENTERPRISE_V1, 'urn:ietf:params:scim:schemas:core:2.0:User', 'User s', '__proto__'])(
    '%j names none',
    (name) => expect(findSchemaV1(TYPES, name)).toBeUndefined(),
  );

  it('nothing bears a URN of SCIM 2.0', () => {
    expect(JSON.stringify([resourceTypesV1(TYPES), schemasV1(TYPES)])).not.toContain('urn:ietf');
  });
});
