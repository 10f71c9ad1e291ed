import type { ResourceDocument } from '../resource.js';
import { refusalOfName } from './refusal-of-name.js';
import { ResourceSchema } from './resource-schema.js';

/**
 * The schema as it is for one resource: the name that it has stays one for it, also where an earlier version accepted what is
 * refused now.
 * @returns the very schema where its name would be accepted from anybody
 */
export function acceptStoredName<Name extends string>(
  schema: ResourceSchema<Name>,
  stored: ResourceDocument,
): ResourceSchema<Name> {
  const { type } = schema;
  const named = type.schema.attributes.find(({ uniqueness }) => uniqueness !== 'none');
  const kept = named && stored[named.name];
  if (typeof kept !== 'string' || refusalOfName(kept) === undefined) return schema;
  const attributes = type.schema.attributes.map((one) => (one === named ? { ...one, kept } : one));
  return new ResourceSchema({ ...type, schema: { ...type.schema, attributes } });
}
