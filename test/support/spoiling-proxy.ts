import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request with its body on the way to the server, or the body of the answer on its way back. */
export interface Passing {
  readonly way: 'request' | 'answer';
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export interface SpoilingProxy {
  readonly url: string;
  close(): void;
}

/** A server in front of another, which passes everything on and spoils bodies, so that the one behind seems to have a fault. */
export async function startSpoilingProxy(target: string, spoil: (passing: Passing) => string): Promise<SpoilingProxy> {
  const server = createServer((request, response) => {
    const { method = 'GET', url = '' } = request;
    const { authorization = '', accept = '', 'content-type': type } = request.headers;
    const headers = { authorization, accept, ...(type === undefined ? {} : { 'content-type': type }) };
    bodyOf(request)
      .then((sent) => spoil({ way: 'request', method, url, body: sent }))
      .then((body) => fetch(target + url, { method, headers, ...(body === '' ? {} : { body }) }))
      .then(async (answer) => {
        const body = spoil({ way: 'answer', method, url, body: await answer.text() });
        response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
        response.end(body);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
