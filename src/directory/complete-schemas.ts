import { isJsonObject } from '../protocol/json.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';

/** A body without `schemas` is a resource of the type that its address names. */
export function completeSchemas(body: unknown, schema: ResourceSchema): unknown {
  if (!isJsonObject(body) || Object.keys(body).some((name) => name.toLowerCase() === 'schemas')) return body;
  return { schemas: [schema.type.schema.id], ...body };
}
