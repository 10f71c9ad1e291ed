import type { AttributeDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';

/**
 * The attributes that every resource has (RFC 7643 §3, §3.1). They belong to no schema, so `/Schemas` does not list them.
 * `schemas` is derived from the attributes present, hence readOnly here although messages must carry it.
 */
export const COMMON_ATTRIBUTES: readonly AttributeDefinition[] = [
  defineAttribute('schemas', 'URNs of the schemas whose attributes are present.', {
    type: 'reference',
    multiValued: true,
    required: true,
    mutability: 'readOnly',
    returned: 'always',
    referenceTypes: ['uri'],
  }),
  defineAttribute('id', 'Identifier issued by this server.', {
    caseExact: true,
    required: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  defineAttribute('externalId', 'Identifier issued by the provisioning client.', { caseExact: true }),
  defineAttribute('meta', 'Facts about the resource, kept by the server.', {
    mutability: 'readOnly',
    subAttributes: [
      defineAttribute('resourceType', 'Name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      defineAttribute('created', 'When the resource was added.', { type: 'dateTime', mutability: 'readOnly' }),
      defineAttribute('lastModified', 'When the resource last changed.', { type: 'dateTime', mutability: 'readOnly' }),
      defineAttribute('location', 'URI of the resource.', {
        type: 'reference',
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      defineAttribute('version', 'Version of the resource, equal to its ETag.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
  }),
];
