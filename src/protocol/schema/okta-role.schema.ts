import { OKTA_ROLE_SCHEMA } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';

/** Shared by both of Okta's schemas. `id` is what arrives as `value` on a user. */
export const GRANTABLE_ATTRIBUTES = [
  defineAttribute('displayName', 'The name that an identity provider shows.', {
    required: true,
    mutability: 'readOnly',
  }),
  defineAttribute('description', 'What holding it means. At most 1000 characters.', { mutability: 'readOnly' }),
];

/** Okta's schema of a role that it may assign. Read-only: an admin keeps the catalogue. */
export const OKTA_ROLE: SchemaDefinition = {
  id: OKTA_ROLE_SCHEMA,
  name: 'Role',
  description: 'A role that can be assigned to users',
  attributes: GRANTABLE_ATTRIBUTES,
};
