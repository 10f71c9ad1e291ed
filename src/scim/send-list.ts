import type { Request, Response } from 'express';
import type { ResourceList } from '../directory/resource-service.js';
import type { RootList } from '../directory/root-query.service.js';
import { sendScim } from '../http/send-scim.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import { listResponse } from '../protocol/query/list-response.js';
import type { RootQuery } from '../protocol/query/root-query.js';
import type { ScimResource } from '../protocol/resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { ResourceSchemas } from '../protocol/schema/resource-types.js';

/** The answer to a list and to `/.search`, which says 200 although it is a POST (RFC 7644 §3.4.3). */
export function sendList(
  request: Request,
  response: Response,
  list: ResourceList,
  query: ListQuery,
  schema: ResourceSchema,
): void {
  const projected = list.resources.map((resource) => projectResource(resource, query.projection, schema));
  sendPage(request, response, projected, list, query);
}

/** The same for users and groups in one list, each as its own type is shown. */
export function sendRootList(
  request: Request,
  response: Response,
  list: RootList,
  query: RootQuery,
  schemas: ResourceSchemas,
): void {
  const projected = list.resources.map(({ type, resource }) =>
    projectResource(resource, query.projection[type], schemas[type]),
  );
  sendPage(request, response, projected, list, query);
}

function sendPage(
  request: Request,
  response: Response,
  projected: readonly ScimResource[],
  { totalResults, nextCursor }: Pick<ResourceList, 'totalResults' | 'nextCursor'>,
  { cursor, startIndex }: Pick<ListQuery, 'cursor' | 'startIndex'>,
): void {
  const page = cursor === undefined ? { startIndex } : nextCursor === undefined ? {} : { nextCursor };
  sendScim(request, response, 200, listResponse(projected, totalResults, page));
}
