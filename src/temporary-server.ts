import { createServer } from 'node:net';
import { join } from 'node:path';
import { readEnv } from './config/read-env.js';
import { makeTemporaryFolder } from './make-temporary-folder.js';
import { serve } from './serve.js';

export interface TemporaryServer {
  /** SCIM base URL. */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * A server on an empty SQLite database and a free port, with one bearer credential, a role and a licence to grant; all gone after `stop`,
 * or when the process ends.
 * @throws UsageError where there is no place for it
 * @param scim whose base URL is wanted
 */
export async function startTemporaryServer(scim: '1.1' | '2.0' = '2.0'): Promise<TemporaryServer> {
  const folder = makeTemporaryFolder();
  const port = await freePort();
  const variables = {
    PORT: String(port),
    DATABASE_URL: `sqlite:${join(folder.path, 'rollbook.sqlite')}`,
    LOG_LEVEL: 'error',
  };
  const server = await serve(readEnv(variables, { isTerminal: false }));
  const create = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${port}/api/v1/tenants/default/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.adminToken ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await create('roles', { id: 'sample-role', displayName: 'Sample role' });
  await create('entitlements', { id: 'sample-license', displayName: 'Sample licence', type: 'License' });
  const answer = await create('connectors/okta/credentials', { type: 'bearer', name: 'simulator' });
  const { token } = (await answer.json()) as { token: string };
  return {
    url: `http://127.0.0.1:${port}/scim/default/okta/${scim === '1.1' ? 'v1' : 'v2'}`,
    token,
    stop: async () => {
      await server.stop();
      folder.remove();
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
