import { OKTA_ENTITLEMENT_SCHEMA } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';
import { GRANTABLE_ATTRIBUTES } from './okta-role.schema.js';

/** Okta's schema of anything else that it may assign; `type` is the name of the ResourceType, so that one schema serves several. */
export const OKTA_ENTITLEMENT: SchemaDefinition = {
  id: OKTA_ENTITLEMENT_SCHEMA,
  name: 'Entitlement',
  description: 'An entitlement that can be assigned to users',
  attributes: [
    ...GRANTABLE_ATTRIBUTES,
    defineAttribute('type', 'Name of the resource type.', { required: true, mutability: 'readOnly' }),
  ],
};
