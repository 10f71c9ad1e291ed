import type { Request, Response } from 'express';
import { preferredMediaType } from './preferred-media-type.js';
import { scimVersionOf } from './scim-version.js';

/** In characters. */
const LONG = 32 * 1024;

/** Sends a SCIM message. The type goes out exactly, without a charset: JSON is UTF-8 (RFC 8259 §8.1). */
export function sendScim(request: Request, response: Response, status: number, body: object): void {
  sendScimText(request, response, status, JSON.stringify(body));
}

/** The same of a message that is JSON already. */
export function sendScimText(request: Request, response: Response, status: number, text: string): void {
  response.statusCode = status;
  setScimType(request, response);
  // A short text leaves as one string with the headers; a long one is read through once, and not first for its length.
  const body = text.length > LONG ? Buffer.from(text, 'utf8') : text;
  // To others Node itself says it.
  if (request.method === 'HEAD' || request.httpVersionMinor === 0)
    response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

export function setScimType(request: Request, response: Response): void {
  const ownType = scimVersionOf(request.path) === '1.1' ? 'application/json' : 'application/scim+json';
  response.setHeader('Content-Type', preferredMediaType(request.headers.accept, ownType));
}

/** 204 or 304: no body. */
export function sendEmpty(response: Response, status: 204 | 304): void {
  response.statusCode = status;
  response.end();
}
