import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What passes: a request on its way to the server, or its answer on the way back. */
export interface Passing {
  readonly url: string;
  readonly body: string;
  readonly status: number;
}

/** One deliberate mistake: spoils what passes, so that the server behind seems to have a fault. */
export interface Fault {
  /** `status` is 0. */
  readonly request?: (request: Passing) => Passing;
  /** `url` is that of the request. */
  readonly answer?: (answer: Passing) => Passing;
}

/** A server in front of another, which passes everything on and spoils it. */
export async function startFaultyProxy(
  target: string,
  { request: spoilRequest = same, answer: spoilAnswer = same }: Fault,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = { url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8'), status: 0 };
      const { url, body } = spoilRequest(sent);
      const { authorization = '', accept = '', 'content-type': type } = request.headers;
      const headers = { authorization, accept, ...(type === undefined ? {} : { 'content-type': type }) };
      fetch(target + url, { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) })
        .then(async (answer) => {
          const label = answer.headers.get('content-type');
          const spoilt = spoilAnswer({ url: sent.url, body: await answer.text(), status: answer.status });
          response.writeHead(spoilt.status, label === null ? {} : { 'Content-Type': label });
          response.end(spoilt.body);
        })
        .catch(() => response.destroy());
    });
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

const same = (passing: Passing): Passing => passing;
