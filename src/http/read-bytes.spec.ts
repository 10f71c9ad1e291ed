import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Request, Response } from 'express';
import { ScimError } from '../protocol/scim-error.js';
import { readBytes } from './read-bytes.js';

const LIMIT = 10;

/** Lets a client send bytes and leave or stay; `before` runs between the arrival of the request and the reading. */
async function readFrom(
  text: string,
  { leaves, before }: { leaves: boolean; before?: (request: IncomingMessage) => Promise<unknown> },
): Promise<string | ScimError> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(`POST / HTTP/1.1\r\nHost: x\r\n${text}`);
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  if (leaves) client.destroy();
  await before?.(request);
  try {
    return String(await readBytes(request as Request, response as Response, LIMIT));
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  } finally {
    client.destroy();
    await once(server.close(), 'close');
  }
}

const gone = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => (request.destroyed ? resolve() : void request.once('close', resolve)));

it.each([
  ['a body', 'Content-Length: 10\r\n\r\n0123456789', '0123456789'],
  ['chunks', 'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n', 'ab'],
  ['nothing', '\r\n', ''],
])('reads %s', async (_name, text, expected) => expect(await readFrom(text, { leaves: false })).toBe(expected));

it.each([
  ['Content-Length: 11\r\n\r\n', 413, false, undefined],
  ['Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n', 413, false, undefined],
  ['Content-Length: 10\r\n\r\n0', 400, true, undefined],
  ['Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n', 400, true, undefined],
  ['Content-Length: 10\r\n\r\n0', 400, true, gone],
  ['Content-Length: 10\r\n\r\n0123456789', 400, true, gone],
  ['\r\n', 400, true, gone],
])('%j is refused with %i (leaves: %s)', async (text, status, leaves, before) =>
  expect(await readFrom(text, { leaves, ...(before === undefined ? {} : { before }) })).toMatchObject({ status }),
);
