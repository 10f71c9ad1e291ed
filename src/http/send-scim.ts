import type { Request, Response } from 'express';
import { preferredMediaType } from './preferred-media-type.js';
import { scimVersionOf } from './scim-version.js';

/** Sends a SCIM message. The type goes out exactly, without a charset: JSON is UTF-8 (RFC 8259 §8.1). */
export function sendScim(request: Request, response: Response, status: number, body: object): void {
  sendScimText(request, response, status, JSON.stringify(body));
}

/** The same of a message that is JSON already. */
export function sendScimText(request: Request, response: Response, status: number, text: string): void {
  response.statusCode = status;
  setScimType(request, response);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  // A string leaves in one write with the headers; a buffer would take two.
  response.end(text, 'utf8');
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
