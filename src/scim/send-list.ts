import type { Request, Response } from 'express';
import type { ResourceList } from '../directory/resource-answers.js';
import type { RootList } from '../directory/root-query.service.js';
import { sendScim } from '../http/send-scim.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import { listResponse } from '../protocol/query/list-response.js';
import type { RootQuery } from '../protocol/query/root-query.js';
import type { ScimResource } from '../protocol/resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { ResourceSchemas } from '../protocol/schema/resource-types.js';
import { sendStreamed } from './send-streamed.js';

/** The answer to a list and to `/.search`, which says 200 although it is a POST (RFC 7644 §3.4.3). */
export function sendList(
  request: Request,
  response: Response,
  list: ResourceList,
  query: ListQuery,
  schema: ResourceSchema,
): Promise<void> | void {
  const show = (resource: ScimResource): ScimResource => projectResource(resource, query.projection, schema);
  return sendPage(request, response, list.resources.map(show), list, query, show);
}

/** The same for users and groups in one list, each as its own type is shown. */
export function sendRootList(
  request: Request,
  response: Response,
  list: RootList,
  query: RootQuery,
  schemas: ResourceSchemas,
): Promise<void> | void {
  const projected = list.resources.map(({ type, resource }) =>
    projectResource(resource, query.projection[type], schemas[type]),
  );
  const show = (group: ScimResource): ScimResource => projectResource(group, query.projection.Group, schemas.Group);
  return sendPage(request, response, projected, list, query, show);
}

function sendPage(
  request: Request,
  response: Response,
  projected: readonly ScimResource[],
  { totalResults, nextCursor, streams }: Pick<ResourceList, 'totalResults' | 'nextCursor' | 'streams'>,
  { cursor, startIndex }: Pick<ListQuery, 'cursor' | 'startIndex'>,
  show: (group: ScimResource) => ScimResource,
): Promise<void> | void {
  const page = cursor === undefined ? { startIndex } : nextCursor === undefined ? {} : { nextCursor };
  const body = listResponse(projected, totalResults, page);
  if (streams === undefined) return sendScim(request, response, 200, body);
  return sendStreamed(request, response, 200, body, streams, show);
}
