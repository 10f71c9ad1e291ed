import type { Request } from 'express';
import type { Caller } from '../../directory/caller.js';
import type { Translate, WriteOptions } from '../../directory/resource-service.js';
import { preconditionsOf } from '../../http/preconditions.js';
import { parseProjection } from '../../protocol/projection/parse-projection.js';
import type { ResourceSchema } from '../../protocol/schema/resource-schema.js';
import { queryFromV1 } from '../../protocol/v1/query-from-v1.js';

/** Preconditions and the projection of a SCIM 1.1 request that writes, and how its body is read. */
export function v1WriteOptions(
  request: Request,
  { tolerances }: Caller,
  schema: ResourceSchema,
  translate: Translate,
): WriteOptions {
  const projection = parseProjection(queryFromV1(request.query, schema), schema, tolerances);
  return { preconditions: preconditionsOf(request), projection, translate };
}
