import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setImmediate as turnEnd, setTimeout as sleep } from 'node:timers/promises';
import { sendTogether } from './send-together.js';

/** Nobody is answered before a test does it, several in one turn of the event loop. */
const held: ServerResponse[] = [];
const clients: Socket[] = [];
let server: Server;
let nowMs = 0;

beforeEach(async () => {
  server = createServer((_, response) => held.push(response));
  sendTogether(server, () => nowMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  held.length = 0;
  server.close();
  await once(server, 'close');
});

/** Clients that have asked and wait, and what each was sent so far. */
async function asked(count: number): Promise<string[]> {
  const received: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.setEncoding('latin1').on('data', (text: string) => (received[index] = (received[index] ?? '') + text));
    client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    clients.push(client);
    while (held.length <= index) await turnEnd();
  }
  return received;
}

/** Ends the answer. @returns what of it is not written yet */
function end(response: ServerResponse | undefined, text = 'hello'): () => number {
  const socket = response?.socket;
  response?.end(text);
  return () => socket?.writableLength ?? -1;
}

const unwritten = (answers: readonly (() => number)[]): number => answers.filter((left) => left() > 0).length;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 500; tries += 1) await sleep(1);
  expect(holds()).toBe(true);
}

describe('answers of one turn of the event loop', () => {
  it('is written at once where it is alone', async () => {
    await asked(1);
    expect(unwritten([end(held[0])])).toBe(0);
  });

  it('are written together behind the turn, but for the first', async () => {
    const received = await asked(4);
    const answers = held.map((response) => end(response));
    expect(answers.map((left) => left() > 0)).toEqual([false, true, true, true]);
    await turnEnd();
    expect(unwritten(answers)).toBe(0);
    await until(() => received.filter((text) => text.endsWith('hello')).length === 4);
  });

  it('wait all of them where the turn before had several', async () => {
    await asked(4);
    end(held[0]);
    end(held[1]);
    await turnEnd();
    const answers = [end(held[2]), end(held[3])];
    expect(unwritten(answers)).toBe(2);
    await turnEnd();
    expect(unwritten(answers)).toBe(0);
  });

  it('go out at once where the turn before had one', async () => {
    await asked(3);
    end(held[0]);
    end(held[1]);
    await turnEnd();
    end(held[2]);
    await turnEnd();
    await asked(1);
    expect(unwritten([end(held[3])])).toBe(0);
  });

  it('go out when eight wait', async () => {
    await asked(10);
    const nine = held.slice(0, 8).map((response) => end(response));
    expect(unwritten(nine)).toBe(7);
    nine.push(end(held[8]));
    expect(unwritten(nine)).toBe(0);
    expect(unwritten([end(held[9])])).toBe(1);
  });

  it('go out when one more comes two milliseconds later', async () => {
    await asked(3);
    const two = [end(held[0]), end(held[1])];
    expect(unwritten(two)).toBe(1);
    nowMs += 2;
    expect(unwritten([...two, end(held[2])])).toBe(0);
  });

  it('reach those who are still there', async () => {
    const received = await asked(4);
    const closed = held.map((response) => once(response, 'close'));
    const answers = held.map((response) => end(response));
    held[2]?.socket?.destroy();
    await until(() => unwritten(answers) <= 1);
    await until(() => [0, 1, 3].every((index) => received[index]?.endsWith('hello')));
    expect(received[2] ?? '').toBe('');
    // Also of the one that went away: what is recorded of a call hangs on it.
    await Promise.all(closed);
  });

  it('arrive whole and in order however long they are', async () => {
    const received = await asked(2);
    const [short, long] = held;
    end(short);
    const pieces = Array.from({ length: 300 }, (_, index) => String(index).padStart(10_000, '.'));
    const whole = pieces.join('');
    long?.setHeader('Content-Length', whole.length);
    for (const piece of pieces) if (long?.write(piece) === false) await once(long, 'drain');
    long?.end();
    const body = (): string => received[1]?.split('\r\n\r\n')[1] ?? '';
    await until(() => body().length === whole.length);
    expect(body() === whole).toBe(true);
  });
});
