import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { MemoryLog } from '../../test/support/memory-log.js';
import { ERROR } from '../protocol/urns.js';
import { answerMalformed } from './answer-malformed.js';

let server: Server;
let log: MemoryLog;
beforeEach(async () => {
  server = createServer({ headersTimeout: 20, requestTimeout: 40, connectionsCheckingInterval: 5 });
  log = new MemoryLog();
  answerMalformed(server, log);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => once(server.close(), 'close'));

async function send(text: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

it.each([
  ['what is no HTTP', 'x\r\n\r\n', 400],
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: x\r\n', 408],
  ['a body that never ends', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na', 408],
  ['20 KB of headers', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['another expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n', 417],
])('%s', async (_name, text, status) => {
  const [head = '', body = ''] = (await send(text)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  expect(head).toMatch(/\r\nConnection: close(\r\n|$)/);
  expect(head).toMatch(new RegExp(`\r\nContent-Length: ${body.length}(\r\n|$)`));
  expect(JSON.parse(body)).toEqual({ schemas: [ERROR], status: String(status), detail: expect.any(String) as string });
  expect(log.lines).toMatchObject([{ level: 'info', fields: { status } }]);
});

it('says nothing in the middle of another answer', async () => {
  server.on('request', (_request, response) => void response.write('begun'));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
    if (answer.includes('begun')) socket.write('nonsense\r\n\r\n');
  });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).not.toContain(ERROR);
  expect(log.lines).toMatchObject([{ fields: { status: 400 } }]);
});

it.each([
  ['resets the connection', 'Content-Length: 2\r\n\r\na', (socket: Socket) => socket.resetAndDestroy(), []],
  [
    'closes it in the middle of a chunk',
    'Transfer-Encoding: chunked\r\n\r\n2\r\na',
    (socket: Socket) => socket.end(),
    [400],
  ],
])('survives a client that %s', async (_name, rest, leave, statuses) => {
  const arrived = new Promise<Socket>((resolve) => server.once('request', (request) => resolve(request.socket)));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${rest}`);
  const connection = await arrived;
  const closed = new Promise((resolve) => connection.once('close', resolve));
  leave(socket.resume());
  await closed;
  expect(log.lines.map(({ fields }) => (fields as { status: number }).status)).toEqual(statuses);
});
