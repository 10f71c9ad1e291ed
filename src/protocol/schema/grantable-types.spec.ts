import { isJsonObject } from '../json.js';
import { resourceTypeBody, schemaBody, schemasOf } from './discovery.js';
import { GRANTABLE_SCHEMAS } from './grantable-types.js';
import { GROUP_TYPE, USER_TYPE } from './resource-types.js';

const BASE = 'https://dir.example.com/scim/acme/okta/v2';
const TYPES = Object.values(GRANTABLE_SCHEMAS).map(({ type }) => type);

describe('what Okta may grant', () => {
  it.each([
    ['Role', '/Roles', 'urn:okta:scim:schemas:core:1.0:Role'],
    ['Entitlement', '/Entitlements', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
    ['License', '/Licenses', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
    ['Profile', '/Profiles', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
  ] as const)('%s is read at %s', (name, endpoint, schema) => {
    const body = resourceTypeBody(GRANTABLE_SCHEMAS[name].type, BASE);
    expect(body).toMatchObject({ id: name, name, endpoint, schema });
    expect(body).not.toHaveProperty('schemaExtensions');
  });

  it('has two schemas, each shown once', () => {
    expect(schemasOf([USER_TYPE, GROUP_TYPE, ...TYPES]).map(({ id }) => id)).toEqual([
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'urn:okta:scim:schemas:core:1.0:Role',
      'urn:okta:scim:schemas:core:1.0:Entitlement',
    ]);
  });

  it.each([
    ['Role', ['displayName', 'description']],
    ['Profile', ['displayName', 'description', 'type']],
  ] as const)('%s: no attribute can be written', (name, attributes) => {
    const body = schemaBody(GRANTABLE_SCHEMAS[name].type.schema, BASE);
    const shown = Array.isArray(body.attributes) ? (body.attributes as readonly unknown[]).filter(isJsonObject) : [];
    expect(shown.map((attribute) => attribute.name)).toEqual(attributes);
    expect(shown.filter(({ mutability }) => mutability !== 'readOnly')).toEqual([]);
  });
});
