import type { Request, Response } from 'express';
import type { ReadResource } from '../directory/resource-answers.js';
import { preconditionsOf } from '../http/preconditions.js';
import { sendEmpty, sendScimText } from '../http/send-scim.js';
import { assertMayRead, isKnownToClient } from '../protocol/preconditions.js';
import type { Projection } from '../protocol/projection/parse-projection.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import { withWritten } from '../protocol/projection/with-written.js';
import type { ScimResource } from '../protocol/resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import { resourceText } from './resource-text.js';
import { sendStreamed } from './send-streamed.js';

/** `Location`, `Content-Location` and `ETag`, which equals `meta.version` (RFC 7644 §3.1, §3.14). */
export function setResourceHeaders(response: Response, tags: Pick<ReadResource, 'location' | 'version'>): void {
  response.setHeader('Location', tags.location);
  response.setHeader('Content-Location', tags.location);
  response.setHeader('ETag', tags.version);
}

/** Sends one resource as its projection wants it. */
export function sendResource(
  request: Request,
  response: Response,
  status: 200 | 201,
  read: ReadResource,
  projection: Projection,
  schema: ResourceSchema,
): Promise<void> | void {
  setResourceHeaders(response, read);
  const shown = withWritten(projection, request.body, schema);
  const { resource, streams } = read;
  if (streams === undefined) return sendScimText(request, response, status, resourceText(resource, shown, schema));
  const show = (whole: ScimResource): ScimResource => projectResource(whole, shown, schema);
  return sendStreamed(request, response, status, show(resource.assemble()), streams, show);
}

/**
 * The answer to a GET by id: 304 without a body where `If-None-Match` names the current version.
 * @throws ScimError preconditionFailed (412) where `If-Match` does not
 */
export function sendRead(
  request: Request,
  response: Response,
  read: ReadResource,
  projection: Projection,
  schema: ResourceSchema,
): Promise<void> | void {
  const preconditions = preconditionsOf(request);
  assertMayRead(preconditions, { what: schema.type.name.toLowerCase(), tag: read.version });
  if (!isKnownToClient(preconditions, read.version))
    return sendResource(request, response, 200, read, projection, schema);
  setResourceHeaders(response, read);
  sendEmpty(response, 304);
}
