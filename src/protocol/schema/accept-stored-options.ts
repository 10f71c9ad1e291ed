import { isJsonObject, type Json } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import type { AttributeDefinition, SchemaDefinition } from './attribute-definition.js';
import { publishedDocument } from './field-values.js';
import { ResourceSchema } from './resource-schema.js';

/** Whether there are attributes of which an admin may have taken options away. */
export function hasOptions({ extendedFields }: ResourceSchema): boolean {
  return extendedFields?.attributes.some(({ isClosed }) => isClosed === true) === true;
}

/**
 * The schema as it is for one resource: what that has in a list of options stays an option for it, also where an admin
 * took the option away. A client sends back what it read, and must not be kept from deactivating a user by it.
 * @returns the very schema where nothing has to be added
 */
export function acceptStoredOptions<Name extends string>(
  schema: ResourceSchema<Name>,
  stored: ResourceDocument,
): ResourceSchema<Name> {
  const { extendedFields, type } = schema;
  if (extendedFields === undefined || !hasOptions(schema)) return schema;
  const values = publishedDocument(stored, extendedFields)[extendedFields.id];
  if (!isJsonObject(values)) return schema;
  const attributes = extendedFields.attributes.map((one) => withOptions(one, values[one.name]));
  if (attributes.every((one, index) => one === extendedFields.attributes[index])) return schema;
  const wider: SchemaDefinition = { ...extendedFields, attributes };
  const extensions = type.extensions.map((one) => (one.schema === extendedFields ? { ...one, schema: wider } : one));
  return new ResourceSchema({ ...type, extensions });
}

function withOptions(attribute: AttributeDefinition, value: Json | undefined): AttributeDefinition {
  const { isClosed, canonicalValues: options = [] } = attribute;
  const held = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  const gone = isClosed === true ? held.filter((one) => !options.includes(one)) : [];
  return gone.length === 0 ? attribute : { ...attribute, canonicalValues: [...options, ...gone] };
}
