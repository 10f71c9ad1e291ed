import type { Request, Response } from 'express';
import type { ResourceList } from '../directory/resource-service.js';
import { sendScim } from '../http/send-scim.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import { listResponse } from '../protocol/query/list-response.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';

/** The answer to a list and to `/.search`, which says 200 although it is a POST (RFC 7644 §3.4.3). */
export function sendList(
  request: Request,
  response: Response,
  { totalResults, resources, nextCursor }: ResourceList,
  { projection, startIndex, cursor }: ListQuery,
  schema: ResourceSchema,
): void {
  const projected = resources.map((resource) => projectResource(resource, projection, schema));
  const page = cursor === undefined ? { startIndex } : nextCursor === undefined ? {} : { nextCursor };
  sendScim(request, response, 200, listResponse(projected, totalResults, page));
}
