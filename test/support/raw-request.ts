import { connect } from 'node:net';
import type { Answer, TestApp } from './app.js';

const TIMEOUT_MS = 10_000;

/**
 * Sends a request byte by byte as it is given, which neither `fetch` nor `node:http` does: they refuse or mend what is
 * hostile. Header lines are written as they stand; the length of the body is added.
 */
export async function rawRequest(
  app: TestApp,
  method: string,
  target: string,
  headers: readonly string[] = [],
  body: string | Uint8Array = '',
): Promise<Answer> {
  const bytes = Buffer.from(typeof body === 'string' ? Buffer.from(body, 'utf8') : body);
  const length = method === 'GET' && bytes.length === 0 ? [] : [`Content-Length: ${bytes.length}`];
  const head = [`${method} ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, ...length].join('\r\n');
  // Header values are Latin-1, one byte per character.
  const answer = await exchange(app, Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), bytes]));
  return parseAnswer(answer);
}

function exchange(app: TestApp, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    // An answer that came before the connection was reset is an answer.
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    socket.write(bytes);
  });
}

function parseAnswer(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => splitAt(line, line.indexOf(':'))));
  const text = bytes.subarray(end + 4).toString('utf8');
  const isJson = /json/.test(headers.get('content-type') ?? '') && text !== '';
  return {
    status: Number(first.split(' ')[1]),
    headers,
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const splitAt = (line: string, at: number): [string, string] => [line.slice(0, at), line.slice(at + 1).trim()];
