import type { Request, Response } from 'express';
import { ScimError } from '../protocol/scim-error.js';

/**
 * The whole body of a request. Settles whatever the client does: one that went away before, or goes away meanwhile, is
 * refused, although nobody reads the answer.
 * @param limit bytes
 * @throws ScimError 413 above the limit, 400 when the connection was closed too early
 */
export function readBytes(request: Request, response: Response, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => {
      // The rest of the body is not read, so the connection cannot be used again. Leaving the loop of an async iterator
      // would destroy the socket before the answer is out; taking the listener off does not.
      request.off('data', take).pause();
      response.setHeader('Connection', 'close');
      reject(
        ScimError.http(413, `The request body is larger than the limit of ${limit} bytes. Send it in smaller parts.`),
      );
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) refuse();
      else chunks.push(chunk);
    };
    let isComplete = false;
    const giveUp = (cause?: unknown): void => {
      // Every request closes in the end; an error is made only where it is one.
      if (isComplete) return;
      reject(ScimError.http(400, 'The connection was closed before the request body was complete.', { cause }));
    };
    // A destroyed stream says nothing any more: it closed while the guard was waiting.
    if (request.destroyed) return giveUp();
    if (Number(request.headers['content-length'] ?? 0) > limit) return refuse();
    request.on('data', take);
    request.once('end', () => {
      isComplete = true;
      resolve(Buffer.concat(chunks));
    });
    request.once('error', giveUp);
    request.once('close', giveUp);
  });
}
