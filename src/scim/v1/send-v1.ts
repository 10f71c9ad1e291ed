import type { Request, Response } from 'express';
import type { ReadResource, ResourceList } from '../../directory/resource-answers.js';
import { preconditionsOf } from '../../http/preconditions.js';
import { sendEmpty, sendScim } from '../../http/send-scim.js';
import { assertMayRead, isKnownToClient } from '../../protocol/preconditions.js';
import type { Projection } from '../../protocol/projection/parse-projection.js';
import { projectResource } from '../../protocol/projection/project-resource.js';
import type { JsonObject } from '../../protocol/json.js';
import type { ListQuery } from '../../protocol/query/list-query.js';
import type { ScimResource } from '../../protocol/resource.js';
import type { ResourceSchema } from '../../protocol/schema/resource-schema.js';
import { listResponseV1 } from '../../protocol/v1/list-response-v1.js';
import { resourceToV1 } from '../../protocol/v1/resource-to-v1.js';
import { setResourceHeaders } from '../send-resource.js';
import { sendStreamed } from '../send-streamed.js';

/** Sends one resource in SCIM 1.1, as its projection wants it. */
export function sendV1Resource(
  request: Request,
  response: Response,
  status: 200 | 201,
  read: ReadResource,
  projection: Projection,
  schema: ResourceSchema,
): Promise<void> | void {
  setResourceHeaders(response, read);
  const show = (resource: ScimResource): JsonObject => resourceToV1(projectResource(resource, projection, schema));
  const body = show(read.resource.assemble());
  if (read.streams === undefined) return sendScim(request, response, status, body);
  return sendStreamed(request, response, status, body, read.streams, show);
}

/**
 * The answer to a GET by id: 304 without a body where `If-None-Match` names the current version.
 * @throws ScimError preconditionFailed (412) where `If-Match` does not
 */
export function sendV1Read(
  request: Request,
  response: Response,
  read: ReadResource,
  projection: Projection,
  schema: ResourceSchema,
): Promise<void> | void {
  const preconditions = preconditionsOf(request);
  assertMayRead(preconditions, { what: schema.type.name.toLowerCase(), tag: read.version });
  if (!isKnownToClient(preconditions, read.version))
    return sendV1Resource(request, response, 200, read, projection, schema);
  setResourceHeaders(response, read);
  sendEmpty(response, 304);
}

/** The answer to a list. */
export function sendV1List(
  request: Request,
  response: Response,
  { totalResults, resources, streams }: ResourceList,
  { projection, startIndex }: ListQuery,
  schema: ResourceSchema,
): Promise<void> | void {
  const show = (resource: ScimResource): JsonObject => resourceToV1(projectResource(resource, projection, schema));
  const body = listResponseV1(
    resources.map((resource) => show(resource.assemble())),
    totalResults,
    startIndex,
  );
  if (streams === undefined) return sendScim(request, response, 200, body);
  return sendStreamed(request, response, 200, body, streams, show);
}
