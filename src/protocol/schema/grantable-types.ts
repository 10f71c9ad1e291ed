import type { ResourceTypeDefinition, SchemaDefinition } from './attribute-definition.js';
import { OKTA_ENTITLEMENT } from './okta-entitlement.schema.js';
import { OKTA_ROLE } from './okta-role.schema.js';
import { ResourceSchema } from './resource-schema.js';

/** The types of entitlements that have an endpoint of their own, as in Okta's documents. */
export const ENTITLEMENT_TYPES = ['Entitlement', 'License', 'Profile'] as const;
export type EntitlementTypeName = (typeof ENTITLEMENT_TYPES)[number];

/** What an identity provider may assign to users, beside groups. Clients only read it. */
export type GrantableTypeName = 'Role' | EntitlementTypeName;

function grantable<Name extends GrantableTypeName>(
  name: Name,
  schema: SchemaDefinition,
  description: string,
): ResourceSchema<Name> {
  const type: ResourceTypeDefinition<Name> = {
    name,
    endpoint: `/${name}s`,
    description,
    schema,
    extensions: [],
    alwaysAssigned: new Map(),
  };
  return new ResourceSchema(type);
}

/** In the order of `/ResourceTypes`. */
export const GRANTABLE_SCHEMAS: Readonly<{ [Name in GrantableTypeName]: ResourceSchema<Name> }> = {
  Role: grantable('Role', OKTA_ROLE, 'Roles that can be assigned to users'),
  Entitlement: grantable('Entitlement', OKTA_ENTITLEMENT, 'Entitlements that can be assigned to users'),
  License: grantable('License', OKTA_ENTITLEMENT, 'Licenses that can be assigned to users'),
  Profile: grantable('Profile', OKTA_ENTITLEMENT, 'Profiles that can be assigned to users'),
};
