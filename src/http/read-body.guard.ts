import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { callOf } from '../audit/call.js';
import { AccessGuard, wasAdmitted } from '../credentials/access.guard.js';
import { checkJsonDepth } from '../protocol/schema/check-json-depth.js';
import { checkJsonShape } from '../protocol/schema/check-json-shape.js';
import { ScimError } from '../protocol/scim-error.js';
import { BODY_LIMIT, type BodyLimits } from './body-limit.js';
import { FORM_BODY, FORM_LIMIT } from './form-body.js';
import { parseForm } from './parse-form.js';
import { readBytes } from './read-bytes.js';

const DEFAULT_LIMITS: BodyLimits = { bytes: 1024 * 1024 };
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
const MEDIA_TYPES: ReadonlySet<string> = new Set(['application/scim+json', 'application/json']);
const utf8 = new TextDecoder('utf-8', { fatal: true });
const FORM = 'application/x-www-form-urlencoded';
/** RFC 7396 §4: what a PATCH of the admin API sends is a JSON merge patch. */
const MERGE_PATCH = 'application/merge-patch+json';

/**
 * Reads the body: JSON, or a form where the handler takes one. A guard behind `AccessGuard`, not middleware, so that nothing
 * is parsed before the caller is known and the route is found: a wrong credential is 401 and a read-only endpoint 405
 * whatever the body holds (okta.md §3.2, step 6). Not an interceptor: Nest wraps each of those in a chain of observables.
 * @throws ScimError 401 or 403 when the caller was shut out while the body was on its way, 413 above the limit, 415 for another media type, charset or encoding, 400 for what is not JSON
 */
@Injectable()
export class ReadBodyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly guard: AccessGuard,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    // Nest runs the guards in the order of the modules, which nobody looks at.
    if (!wasAdmitted(request)) throw new Error('the guard that asks who calls has to come first');
    return METHODS_WITH_BODY.has(request.method) ? this.readBody(request, context) : true;
  }

  private async readBody(request: Request, context: ExecutionContext): Promise<true> {
    const isForm = this.reflector.get<boolean | undefined>(FORM_BODY, context.getHandler()) === true;
    const ownLimits = this.reflector.get<BodyLimits | undefined>(BODY_LIMIT, context.getHandler());
    const limits = ownLimits ?? (isForm ? { bytes: FORM_LIMIT } : DEFAULT_LIMITS);
    const bytes = await readBytes(request, context.switchToHttp().getResponse<Response>(), limits.bytes);
    callOf(request).bodyBytes = bytes.length;
    // The client decides how long the body takes. What was revoked or switched off meanwhile must not write any more.
    await this.guard.canActivate(context);
    if (isForm) {
      assertForm(request);
      request.body = parseForm(bytes);
    } else if (bytes.length > 0) {
      assertMediaType(request);
      request.body = parseJson(bytes, limits.maxKeys);
    }
    return true;
  }
}

function assertMediaType(request: Request): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const isAdmin = /^\/+api\//i.test(request.path);
  if (!MEDIA_TYPES.has(type.trim()) && !(isAdmin && type.trim() === MERGE_PATCH)) {
    const types =
      isAdmin && request.method === 'PATCH'
        ? `${MERGE_PATCH}, application/json or application/scim+json`
        : 'application/scim+json or application/json';
    throw ScimError.http(415, `The Content-Type must be ${types}.`);
  }
  assertPlainUtf8(request, parameters);
}

function assertForm(request: Request): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== FORM) throw ScimError.http(415, `The Content-Type must be ${FORM}.`);
  assertPlainUtf8(request, parameters);
}

function assertPlainUtf8(request: Request, parameters: readonly string[]): void {
  const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw ScimError.http(
      415,
      'The charset of the Content-Type must be utf-8 (RFC 7644 section 3.8, RFC 6749 appendix B).',
    );
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw ScimError.http(415, 'A Content-Encoding is not supported: send the body uncompressed.');
  }
}

function parseJson(bytes: Buffer, maxKeys: number | undefined): unknown {
  checkJsonDepth(bytes);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw ScimError.invalidSyntax('The request body is not valid JSON in UTF-8.', { cause: error });
  }
  checkJsonShape(value, maxKeys);
  return value;
}
