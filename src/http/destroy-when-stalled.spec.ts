import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { destroyWhenStalled } from './destroy-when-stalled.js';

const STALLED_MS = 150;
/** More than fits in the buffers of the system between the two ends. */
const MUCH = Buffer.alloc(16 * 1024 * 1024, 'x');

let server: Server;
let socket: Socket;
afterEach(() => {
  socket.destroy();
  server.closeAllConnections();
  server.close();
});

/** The answer to a client that asked and reads nothing yet. */
async function asked(): Promise<ServerResponse> {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  destroyWhenStalled(response, STALLED_MS);
  return response;
}

it.each<[string, (response: ServerResponse) => unknown]>([
  ['before anything was written', () => undefined],
  ['behind what it took', (response) => response.write('found\n')],
])('a client that waits for what is looked for is left alone, %s', async (_, begin) => {
  const response = await asked();
  socket.resume();
  begin(response);
  await pause(5 * STALLED_MS);
  expect(response.destroyed).toBe(false);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  response.end('the end\n');
  await once(socket, 'close');
  expect(text).toMatch(/the end/);
});

it.each<[string, (response: ServerResponse) => unknown]>([
  ['of what was written', (response) => response.write(MUCH)],
  ['of the last', (response) => response.end(MUCH)],
  [
    'of what came after a long search',
    async (response) => {
      await pause(3 * STALLED_MS);
      response.write(MUCH);
    },
  ],
])('one that takes nothing %s is gone', async (_, write) => {
  const response = await asked();
  const closed = once(response, 'close');
  await write(response);
  await closed;
  let arrived = 0;
  socket.on('data', (chunk: Buffer) => (arrived += chunk.length));
  await once(socket, 'close');
  expect(arrived).toBeLessThan(MUCH.length);
});
