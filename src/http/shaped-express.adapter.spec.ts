import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { ShapedExpressAdapter } from './shaped-express.adapter.js';

describe('Express over requests that have its prototype', () => {
  const adapter = new ShapedExpressAdapter();
  const express: Express = adapter.getInstance();
  adapter.initHttpServer();
  const server = adapter.getHttpServer();
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => adapter.close());

  it('makes them so that Express has nothing to change', async () => {
    const seen: unknown[] = [];
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      seen.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    });
    express.get('/here', (_, response) => void response.end());
    await fetch(`${url}/here`);
    expect(seen[0]).toBe(express.request);
    expect(seen[1]).toBe(express.response);
  });

  it('leaves what Express adds to them', async () => {
    express.get('/seen', (request, response) => {
      const type = request.get('Content-Type');
      response.json({ ip: request.ip, path: request.path, type, query: request.query });
    });
    const answer = await fetch(`${url}/seen?a=1`, { headers: { 'Content-Type': 'application/json' } });
    expect(await answer.json()).toEqual({
      ip: '127.0.0.1',
      path: '/seen',
      type: 'application/json',
      query: { a: '1' },
    });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});
