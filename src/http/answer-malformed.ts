import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { ScimError } from '../protocol/scim-error.js';

/** By the code of Node's error. */
const REFUSALS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are larger than this server accepts.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions of the request are larger than this server accepts.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
};
const MALFORMED = [400, 'The request is not well-formed HTTP.'] as const;

/** A connection as Node's server keeps it: with the answer that is being written to it. */
type Connection = Duplex & { readonly _httpMessage?: { readonly headersSent: boolean } | null };

/** Answers what Node refuses before it is a request for the application: in SCIM's words and with a line in the log. */
export function answerMalformed(server: Server, log: ProcessLog): void {
  // A missing Host is refused by enterCall, in words. Node reads this option of createServer here at every request.
  Object.assign(server, { requireHostHeader: false });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Connection) => {
    // The connection is gone; if a request was under way, its own line says so.
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, detail] = REFUSALS[error.code ?? ''] ?? MALFORMED;
    const { text, headers } = answerOf(status, detail, log, error.code);
    // In the middle of another answer this one would be taken for a part of that.
    if (socket._httpMessage?.headersSent === true) return void socket.destroy();
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.join('')}\r\n${text}`, () =>
      socket.destroy(),
    );
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    // RFC 9110 §10.1.1: the only expectation there is.
    const detail = 'This server meets no expectation other than 100-continue.';
    const { text, headers } = answerOf(417, detail, log);
    response.writeHead(417, headers).end(text);
  });
}

function answerOf(
  status: number,
  detail: string,
  log: ProcessLog,
  code?: string,
): { readonly text: string; readonly headers: Record<string, string> } {
  const requestId = uuidv7();
  log.info({ requestId, status, code }, 'refused before it was a request');
  const text = JSON.stringify(ScimError.http(status, detail).toBody());
  const headers = {
    'Content-Type': 'application/scim+json',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
  return { text, headers };
}
