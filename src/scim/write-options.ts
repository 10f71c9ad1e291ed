import type { Request } from 'express';
import type { Caller } from '../directory/caller.js';
import type { WriteOptions } from '../directory/resource-service.js';
import { preconditionsOf } from '../http/preconditions.js';
import { parseProjection } from '../protocol/projection/parse-projection.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';

/** Preconditions, `attributes` and `excludedAttributes` of a request that writes. */
export function writeOptions(request: Request, { tolerances }: Caller, schema: ResourceSchema): WriteOptions {
  return { preconditions: preconditionsOf(request), projection: parseProjection(request.query, schema, tolerances) };
}
