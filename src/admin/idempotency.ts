import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { callOf } from '../audit/call.js';
import { hashRequest, hashRequestKey } from '../credentials/secret.js';
import { Problem } from '../http/problem.js';
import { type KeyClaim, KeyTaken } from '../tenancy/idempotency-store.js';

const HEADER = 'Idempotency-Key';
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Visible ASCII: two such headers arrive joined by a comma and a space, and are refused. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The claim that a request with an `Idempotency-Key` lays to it: undefined without one. A secret is shown once and kept
 * nowhere, so a repeated request cannot be answered again; it is refused, and makes no second secret.
 * @throws Problem 400
 */
export const RequestClaim = createParamDecorator((_data: unknown, context: ExecutionContext): KeyClaim | undefined => {
  const request = context.switchToHttp().getRequest<Request>();
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw Problem.invalid([{ path: HEADER, detail: 'must be one key of 1 to 255 visible ASCII characters' }]);
  }
  const { actor, method, path } = callOf(request);
  return {
    keyHash: hashRequestKey(actor?.id ?? '', key),
    requestHash: hashRequest(JSON.stringify([method, path, canonical(request.body)])),
    expiresAt: new Date(Date.now() + KEPT_MS).toISOString(),
  };
});

/**
 * Runs what a claim was given to.
 * @param showsSecret whether the answer to such a request shows one
 * @throws Problem 409 for a repeated request, 422 for another one under the same key
 */
export async function once<T>(work: () => Promise<T>, showsSecret = true): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeyTaken)) throw error;
    throw error.isSameRequest ? keyUsed(error.created, showsSecret) : keyReused();
  }
}

/** Describes the header for Swagger. */
export function ApiIdempotencyKey(): MethodDecorator {
  const description =
    'Makes a repeated request safe for 24 hours: the same key by the same admin token is answered 409 with the id of what ' +
    'was created, and no second secret is made.';
  return applyDecorators(ApiHeader({ name: HEADER, required: false, description, schema: { type: 'string' } }));
}

function keyUsed(created: string, showsSecret: boolean): Problem {
  const more = showsSecret
    ? 'Its secret was shown in the first answer and cannot be shown again; if that answer was lost, delete what it created ' +
      'and send the request with a new Idempotency-Key.'
    : 'Nothing was done again: read it at its own address.';
  return Problem.conflict(
    'idempotency-key-used',
    'The request was carried out already',
    `This request created ${created}. ${more}`,
  );
}

/** 422: the key stands for another request. */
export function keyReused(): Problem {
  return Problem.unprocessable(
    'idempotency-key-reused',
    'The Idempotency-Key was used for another request',
    'This Idempotency-Key was used for a request with another address or body in the last 24 hours. Nothing was done; use a new key.',
  );
}

/** The same text for the same JSON, in whatever order its names come. The body was checked for its depth. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, canonical(member)]));
}
