import { GROUP_SCHEMA } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';

/**
 * RFC 7643 §4.2 and §8.7.1 with erratum 5368 (`displayName` is required). Members are users only in this version, so
 * `type` and `$ref` say `User`. `display` is not in the RFC's schema; every client sends it and reads it.
 */
export const CORE_GROUP_SCHEMA: SchemaDefinition = {
  id: GROUP_SCHEMA,
  name: 'Group',
  description: 'Group of users',
  attributes: [
    defineAttribute('displayName', 'The name of the group.', { required: true }),
    defineAttribute('members', 'The users in the group.', {
      multiValued: true,
      subAttributes: [
        defineAttribute('value', 'Id of the user.', { caseExact: true, mutability: 'immutable' }),
        defineAttribute('$ref', 'URI of the user.', {
          type: 'reference',
          mutability: 'immutable',
          referenceTypes: ['User'],
        }),
        defineAttribute('type', 'What the member is.', { mutability: 'immutable', canonicalValues: ['User'] }),
        defineAttribute('display', 'Name of the user.', { mutability: 'immutable' }),
      ],
    }),
  ],
};
