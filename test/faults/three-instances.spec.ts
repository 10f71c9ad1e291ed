import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltServer, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeMariaDb } from '../support/databases.js';

describeMariaDb('three instances that start at once on an empty database', (database) => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rollbook-three-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('migrate once, make one tenant, print one admin token, and share what they are told', async () => {
    const variables = { DATABASE_URL: databaseVariable(await database.url()), ADMIN_TOKEN: '' };
    const servers = await Promise.all([1, 2, 3].map(() => startBuilt(folder, variables)));
    // The welcome is written after the port is open.
    for (const server of servers) await waitFor(() => server.output().includes('Next: create'));
    const tokens = servers.flatMap((server) => server.output().match(/rollbook_adm_\w{20,}/g) ?? []);
    expect(new Set(tokens).size).toBe(1);
    expect(servers.filter((server) => server.output().includes('Migrated the database'))).toHaveLength(1);

    const [first, second, third] = servers as [BuiltServer, BuiltServer, BuiltServer];
    const headers = { authorization: `Bearer ${tokens[0] ?? ''}`, 'content-type': 'application/json' };
    const tenants = (await (await fetch(`${first.url}/api/v1/tenants`, { headers })).json()) as { items: object[] };
    expect(tenants.items).toMatchObject([{ slug: 'default' }]);
    const credential = (await (
      await fetch(`${second.url}/api/v1/tenants/default/connectors/okta/credentials`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ type: 'bearer', name: 'Okta' }),
      })
    ).json()) as { id: string; token: string };
    const probe = (): Promise<Response> =>
      fetch(`${third.url}/scim/default/okta/v2/Users`, { headers: { authorization: credential.token } });
    expect((await probe()).status).toBe(200);

    // Revoked on one instance, it stops working on another within a second.
    const path = `/api/v1/tenants/default/connectors/okta/credentials/${credential.id}`;
    expect((await fetch(`${first.url}${path}`, { method: 'DELETE', headers })).status).toBe(204);
    const revoked = Date.now();
    await waitFor(async () => (await probe()).status === 401, 1_000);
    expect(Date.now() - revoked).toBeLessThan(1_000);
    expect(await Promise.all(servers.map((server) => server.end()))).toEqual([0, 0, 0]);
  });
});

async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await condition());) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
