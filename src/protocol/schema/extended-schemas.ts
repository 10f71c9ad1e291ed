import type { AttributeDefinition, AttributeType, SchemaDefinition } from './attribute-definition.js';
import { COMMON_ATTRIBUTES } from './common-attributes.js';
import { CORE_USER_SCHEMA } from './core-user.schema.js';
import { defineAttribute } from './define-attribute.js';
import type { FieldDefinition, FieldType } from './field-definition.js';
import { ResourceSchema } from './resource-schema.js';
import { CORE_SCHEMAS, type ResourceSchemas, USER_TYPE } from './resource-types.js';

/** RFC 7643 §2.3. */
export const SCIM_TYPES: Readonly<Record<FieldType, AttributeType>> = {
  string: 'string',
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  dateTime: 'dateTime',
  reference: 'reference',
  select: 'string',
};

/**
 * The schemas with extended fields as one extension of the user. It is required where one of its fields is (RFC 7643 §6).
 * @param namespace URN of the extension; @param fields none makes the core schemas
 */
export function schemasWith(namespace: string, fields: readonly FieldDefinition[]): ResourceSchemas {
  if (fields.length === 0) return CORE_SCHEMAS;
  const schema: SchemaDefinition = {
    id: namespace,
    name: 'ExtendedFields',
    description: 'Fields that the admins of this directory defined',
    attributes: fields.map(attributeOf),
  };
  const extension = { schema, required: fields.some(({ required }) => required) };
  const type = { ...USER_TYPE, extensions: [...USER_TYPE.extensions, extension] };
  return { ...CORE_SCHEMAS, User: new ResourceSchema(type) };
}

/** Attributes of every user, in lower case: a field of the same name would be mistaken for one of them. */
const TAKEN_NAMES: ReadonlySet<string> = new Set(
  [...COMMON_ATTRIBUTES, ...CORE_USER_SCHEMA.attributes].map(({ name }) => name.toLowerCase()),
);

export function isUserAttribute(name: string): boolean {
  return TAKEN_NAMES.has(name.toLowerCase());
}

function attributeOf(field: FieldDefinition): AttributeDefinition {
  const { fieldId, displayName, type, multiValued, required, options, number } = field;
  return defineAttribute(fieldId, displayName, {
    ...{ type: SCIM_TYPES[type], multiValued, required, field: number },
    ...(type === 'select' ? { canonicalValues: options, isClosed: true } : {}),
    ...(type === 'reference' ? { referenceTypes: ['external'] } : {}),
  });
}
