import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from './config/read-env.js';
import { serve } from './serve.js';

export interface TemporaryServer {
  /** SCIM base URL. */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** A server on an empty SQLite database and a free port, with one bearer credential; all gone after `stop`. */
export async function startTemporaryServer(): Promise<TemporaryServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-'));
  const port = await freePort();
  const variables = {
    PORT: String(port),
    DATABASE_URL: `sqlite:${join(folder, 'rollbook.sqlite')}`,
    LOG_LEVEL: 'error',
  };
  const server = await serve(readEnv(variables, { isTerminal: false }));
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/tenants/default/connectors/okta/credentials`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.adminToken ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'bearer', name: 'simulator' }),
  });
  const { token } = (await answer.json()) as { token: string };
  return {
    url: `http://127.0.0.1:${port}/scim/default/okta/v2`,
    token,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
