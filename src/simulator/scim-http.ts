import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Json, JsonObject } from '../protocol/json.js';

/** Okta closes its socket after 60 seconds without an answer. */
export const OKTA_TIMEOUT_MS = 60_000;

export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the base URL with its query, sent exactly as written: `/Users?startIndex=1&count=2`. */
  readonly target: string;
  /** All headers but `Host`, `Connection` and `Content-Length`, in this order. */
  readonly headers: Readonly<Record<string, string>>;
  /** An object goes out as JSON, a string literally (the official suite posts the word `test`). */
  readonly body?: JsonObject | string;
}

export interface Answer {
  readonly request: ScimRequest;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the body is empty or not JSON. */
  readonly json: Json | undefined;
  readonly durationMs: number;
}

export interface ScimHttp {
  /** @throws Error in plain words when no complete answer arrives in time */
  send(request: ScimRequest): Promise<Answer>;
  close(): void;
}

/**
 * Sends requests byte for byte as given. `fetch` would normalise the query, refuse some headers and add others;
 * here an odd `Authorization`, a GET with a Content-Type and unescaped quotes go out unchanged.
 */
export function scimHttp(baseUrl: URL, timeoutMs: number = OKTA_TIMEOUT_MS): ScimHttp {
  const secure = baseUrl.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const open = secure ? httpsRequest : httpRequest;
  const basePath = baseUrl.pathname.replace(/\/+$/, '');

  const exchange = (request: ScimRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const body = typeof request.body === 'object' ? JSON.stringify(request.body) : request.body;
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const outgoing = open(
        {
          agent,
          method: request.method,
          hostname: baseUrl.hostname.replace(/^\[(.*)\]$/, '$1'),
          port: baseUrl.port,
          path: basePath + request.target,
          headers: { ...request.headers, ...length },
          signal: AbortSignal.timeout(timeoutMs),
        },
        (incoming) => {
          readText(incoming).then((text) => {
            const durationMs = performance.now() - started;
            const { statusCode = 0, headers } = incoming;
            resolve({ request, status: statusCode, headers, text, json: parsedOrUndefined(text), durationMs });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    send: (request) =>
      exchange(request).catch((cause: unknown) => {
        throw new Error(`No answer to ${request.method} ${request.target}: ${reasonInWords(cause, timeoutMs)}`, {
          cause,
        });
      }),
    close: () => agent.destroy(),
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of decoded(incoming) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function decoded(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers['content-encoding'];
  const decoder = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : undefined;
  if (decoder === undefined) return incoming;
  incoming.on('error', (error) => decoder.destroy(error));
  return incoming.pipe(decoder);
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address (connection refused).',
  ENOTFOUND: 'the host name is unknown.',
  ECONNRESET: 'the server closed the connection.',
  EPROTO: 'the server does not speak TLS; is it http:// instead of https://?',
};

function reasonInWords(cause: unknown, timeoutMs: number): string {
  const { name, code, message } = cause as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly message?: unknown;
  };
  if (name === 'AbortError' || name === 'TimeoutError') {
    return `none within ${timeoutMs / 1000} seconds; Okta, for one, closes its connection after ${OKTA_TIMEOUT_MS / 1000}.`;
  }
  return REASONS[String(code)] ?? `the connection failed (${String(message)}).`;
}
