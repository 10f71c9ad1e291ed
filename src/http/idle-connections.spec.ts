import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { watchIdleConnections } from './idle-connections.js';

const LONG = 30_000_000;
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let server: Server;
let endIdle: () => void;
let sockets: Socket[] = [];

async function open(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  endIdle = watchIdleConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** A client whose connection the server has. */
async function client(): Promise<{
  readonly socket: Socket;
  readonly read: () => number;
  readonly isOpen: () => boolean;
}> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let read = 0;
  let isOpen = true;
  socket.on('data', (chunk: Buffer) => (read += chunk.length));
  socket.on('close', () => (isOpen = false));
  socket.on('error', () => undefined);
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  return { socket, read: () => read, isOpen: () => isOpen };
}

/** As a stop does. */
async function endIdleFor(ms: number): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; await pause(20)) endIdle();
}

/** However long a busy machine takes. */
async function endIdleUntilClosed(...clients: readonly { readonly isOpen: () => boolean }[]): Promise<void> {
  for (const end = performance.now() + 30_000; clients.some(({ isOpen }) => isOpen()); await endIdleFor(50))
    if (performance.now() > end) throw new Error('it is open still');
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await new Promise((resolve) => server.close(resolve));
});

it('ends those on which nothing was sent, nothing follows, or a request is not whole', async () => {
  await open((_, response) => void response.end('well'));
  const [silent, kept, half] = [await client(), await client(), await client()];
  kept.socket.write(REQUEST);
  half.socket.write(REQUEST.slice(0, 20));
  await once(kept.socket, 'data');
  expect([silent, kept, half].map(({ isOpen }) => isOpen())).toEqual([true, true, true]);
  await endIdleUntilClosed(silent, kept, half);
});

it('waits for an answer that is still made, and ends the connection then', async () => {
  const asked = new Promise<() => void>((resolve) => {
    void open((_, response) => resolve(() => response.end('late')));
  });
  await pause(50);
  const waiting = await client();
  waiting.socket.write(REQUEST);
  const answer = await asked;
  await endIdleFor(200);
  expect(waiting.isOpen()).toBe(true);
  answer();
  await endIdleUntilClosed(waiting);
  expect(waiting.read()).toBeGreaterThan(4);
});

it.each(['as a stop goes on', 'when the server closes'])(
  'breaks off no answer that has not left yet: %s',
  async (when) => {
    await open((_, response) => void response.end(Buffer.alloc(LONG)));
    const slow = await client();
    const isAsked = once(server, 'request');
    slow.socket.pause();
    slow.socket.write(REQUEST);
    await isAsked;
    if (when !== 'as a stop goes on') server.close();
    await endIdleFor(300);
    slow.socket.resume();
    await endIdleUntilClosed(slow);
    expect(slow.read()).toBeGreaterThan(LONG);
  },
);

it('does not end one on which a request arrived since', async () => {
  await open((_, response) => void response.end('well'));
  const one = await client();
  endIdle();
  one.socket.write(REQUEST);
  await once(one.socket, 'data');
  endIdle();
  await pause(50);
  expect(one.isOpen()).toBe(true);
  await endIdleUntilClosed(one);
});
