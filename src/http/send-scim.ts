import type { Request, Response } from 'express';

const SCIM = 'application/scim+json';
const JSON_TYPE = 'application/json';

/** `application/json` for a client that accepts only that, else the RFC's own type (RFC 7644 §3.8). */
function mediaType(request: Request): string {
  const accept = (request.headers.accept ?? '').toLowerCase();
  const onlyJson = accept.includes(JSON_TYPE) && !accept.includes(SCIM) && !accept.includes('*/*');
  return onlyJson ? JSON_TYPE : SCIM;
}

/** Sends a SCIM message. The type goes out exactly, without a charset: JSON is UTF-8 (RFC 8259 §8.1). */
export function sendScim(request: Request, response: Response, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', mediaType(request));
  response.setHeader('Content-Length', Buffer.byteLength(text));
  // A string leaves in one write with the headers; a buffer would take two.
  response.end(text, 'utf8');
}

/** 204 or 304: no body. */
export function sendEmpty(response: Response, status: 204 | 304): void {
  response.statusCode = status;
  response.end();
}
