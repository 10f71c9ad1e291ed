import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltServer, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeMariaDb } from '../support/databases.js';
import { lastLetIn } from '../support/last-let-in.js';

/** Half of credentials, half of admin tokens. */
const REVOCATIONS = Number(process.env.REVOCATIONS ?? 4);

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
    const revoked = performance.now();
    expect(await lastLetIn(async () => (await probe()).status === 200, revoked)).toBeLessThan(1_000);
    expect((await probe()).status).toBe(401);
    expect(await Promise.all(servers.map((server) => server.end()))).toEqual([0, 0, 0]);
  });

  it(`${REVOCATIONS} revocations of credentials and admin tokens stop everywhere within a second`, async () => {
    const admin = 'an-admin-token-for-revocations-0123456789';
    const variables = { DATABASE_URL: databaseVariable(await database.url()), ADMIN_TOKEN: admin };
    const servers = await Promise.all([1, 2, 3].map(() => startBuilt(folder, variables)));
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    const late: number[] = [];
    for (let round = 0; round < REVOCATIONS; round += 1) {
      const isAdmin = round % 2 === 0;
      const path = `/api/v1/${isAdmin ? 'admin-tokens' : 'tenants/default/connectors/okta/credentials'}`;
      const body = JSON.stringify(isAdmin ? { name: 'revoked' } : { type: 'bearer', name: 'revoked' });
      const at = servers[round % 3]?.url ?? '';
      const made = await fetch(`${at}${path}`, { method: 'POST', headers, body });
      const { id, token } = (await made.json()) as { readonly id: string; readonly token: string };
      const probed = isAdmin ? '/api/v1/tenants' : '/scim/default/okta/v2/Users?count=0';
      const isLetIn = async (url: string): Promise<boolean> =>
        (await fetch(`${url}${probed}`, { headers: { authorization: `Bearer ${token}` } })).status === 200;
      for (const { url } of servers) expect(await isLetIn(url)).toBe(true);
      expect((await fetch(`${at}${path}/${id}`, { method: 'DELETE', headers })).status).toBe(204);
      const revoked = performance.now();
      late.push(...(await Promise.all(servers.map(({ url }) => lastLetIn(() => isLetIn(url), revoked)))));
    }
    if (process.env.REVOCATIONS !== undefined)
      process.stdout.write(`${REVOCATIONS} revocations: last accepted call after ${Math.max(...late).toFixed(0)} ms\n`);
    expect(Math.max(...late)).toBeLessThan(1_000);
    for (const server of servers) await server.end();
  }, 600_000);
});

async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await condition());) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
