import type { Request, Response } from 'express';
import type { AnsweredResource } from '../directory/answered-resource.js';
import type { ResourceList } from '../directory/resource-answers.js';
import type { RootList } from '../directory/root-query.service.js';
import { sendScimText } from '../http/send-scim.js';
import type { Projection } from '../protocol/projection/parse-projection.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import { listResponse, listResponseText } from '../protocol/query/list-response.js';
import type { RootQuery } from '../protocol/query/root-query.js';
import type { ScimResource } from '../protocol/resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { ResourceSchemas } from '../protocol/schema/resource-types.js';
import { resourceText } from './resource-text.js';
import { sendStreamed } from './send-streamed.js';

/** A resource of a page, and how it is shown. */
interface Shown {
  readonly resource: AnsweredResource;
  readonly projection: Projection;
  readonly schema: ResourceSchema;
}

/** The answer to a list and to `/.search`, which says 200 although it is a POST (RFC 7644 §3.4.3). */
export function sendList(
  request: Request,
  response: Response,
  list: ResourceList,
  query: ListQuery,
  schema: ResourceSchema,
): Promise<void> | void {
  const { projection } = query;
  const page = list.resources.map((resource) => ({ resource, projection, schema }));
  return sendPage(request, response, page, list, query, (group) => projectResource(group, projection, schema));
}

/** The same for users and groups in one list, each as its own type is shown. */
export function sendRootList(
  request: Request,
  response: Response,
  list: RootList,
  query: RootQuery,
  schemas: ResourceSchemas,
): Promise<void> | void {
  const { projection } = query;
  const page = list.resources.map(({ type, resource }) => ({
    resource,
    projection: projection[type],
    schema: schemas[type],
  }));
  const show = (group: ScimResource): ScimResource => projectResource(group, projection.Group, schemas.Group);
  return sendPage(request, response, page, list, query, show);
}

/** @param showGroup for groups whose members are streamed */
function sendPage(
  request: Request,
  response: Response,
  resources: readonly Shown[],
  { totalResults, nextCursor, streams }: Pick<ResourceList, 'totalResults' | 'nextCursor' | 'streams'>,
  { cursor, startIndex }: Pick<ListQuery, 'cursor' | 'startIndex'>,
  showGroup: (group: ScimResource) => ScimResource,
): Promise<void> | void {
  const page = cursor === undefined ? { startIndex } : nextCursor === undefined ? {} : { nextCursor };
  if (streams === undefined) {
    const texts = resources.map(({ resource, projection, schema }) => resourceText(resource, projection, schema));
    return sendScimText(request, response, 200, listResponseText(texts, totalResults, page));
  }
  const projected = resources.map(({ resource, projection, schema }) =>
    projectResource(resource.assemble(), projection, schema),
  );
  const body = listResponse(projected, totalResults, page);
  return sendStreamed(request, response, 200, body, streams, showGroup);
}
