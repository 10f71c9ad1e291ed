import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as turnEnd } from 'node:timers/promises';
import type { Express } from 'express';
import { begunTogether } from './begun-together.js';
import { ShapedExpressAdapter } from './shaped-express.adapter.js';

describe('requests of one turn of the event loop', () => {
  let begun: string[];
  let arrives: (request: string) => void;
  beforeEach(() => {
    begun = [];
    const listener = begunTogether<string, undefined>((request) => begun.push(request));
    arrives = (request) => listener(request, undefined);
  });
  const arrive = (requests: string): void => [...requests].forEach(arrives);

  it('a lone one is begun at once', async () => {
    for (const request of 'abc') {
      arrives(request);
      expect(begun.at(-1)).toBe(request);
      await turnEnd();
    }
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('those behind the first are begun behind the turn, in their order', async () => {
    arrive('abcd');
    expect(begun).toEqual(['a']);
    await turnEnd();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('the first waits too where the turn before had several', async () => {
    arrive('ab');
    await turnEnd();
    arrive('cd');
    expect(begun).toEqual(['a', 'b']);
    await turnEnd();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('the first waits no more where the turn before had one', async () => {
    arrive('ab');
    await turnEnd();
    arrive('c');
    await turnEnd();
    arrive('d');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sixteen that wait are begun at once', async () => {
    arrive('abcdefghijklmnop');
    expect(begun).toEqual(['a']);
    arrive('q');
    expect(begun.join('')).toBe('abcdefghijklmnopq');
    arrive('r');
    expect(begun.join('')).toBe('abcdefghijklmnopq');
    await turnEnd();
    expect(begun.join('')).toBe('abcdefghijklmnopqr');
  });
});

it('Express gets requests of one turn together, those of one connection in their order', async () => {
  const adapter = new ShapedExpressAdapter();
  const express: Express = adapter.getInstance();
  adapter.initHttpServer();
  const server = adapter.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const begunWith: string[][] = [];
  let turn: string[] | undefined;
  express.use((request, response) => {
    if (turn === undefined) {
      begunWith.push((turn = []));
      queueMicrotask(() => (turn = undefined));
    }
    turn.push(request.path);
    response.end(request.path);
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  let received = '';
  client.on('data', (text: string) => (received += text));
  client.write(['/a', '/b', '/c', '/d'].map((path) => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`).join(''));
  while (!received.endsWith('/d')) await turnEnd();
  expect(begunWith).toEqual([['/a'], ['/b', '/c', '/d']]);
  expect(received.match(/\r\n\r\n\/[a-d]/g)?.map((end) => end.at(-1))).toEqual(['a', 'b', 'c', 'd']);
  client.destroy();
  await adapter.close();
});
