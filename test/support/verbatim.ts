import { Agent, request as httpRequest } from 'node:http';
import type { TestApp } from './app.js';

export interface VerbatimAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** Sends the target as it is written, which `fetch` does not: it mends dots, backslashes and absolute forms. */
export class VerbatimClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(private readonly app: TestApp) {}

  send(method: string, target: string, headers: Record<string, string> = {}, body?: string): Promise<VerbatimAnswer> {
    const { hostname: host, port } = new URL(this.app.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ host, port, method, path: target, headers, agent: this.agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
