import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtMain, freePort, spawnBuilt, startBuilt } from './support/built-server.js';

// The tests run as CommonJS, production as ESM: these start the built program as a new user does.
describe('the built program', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rollbook-boot-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('starts in an empty folder, says what to do next, serves, stops cleanly, and never shows the token again', async () => {
    const first = await startBuilt(folder, { ADMIN_TOKEN: '' });
    await once(first.child.stdout ?? process.stdin, 'data').catch(() => undefined);
    const token = /Admin token\s+(\S+)/.exec(first.output())?.[1] ?? '';
    expect(token).toMatch(/^rollbook_adm_/);
    expect(first.output()).toContain('/scim/default/okta/v2');
    expect(first.output()).toContain('/docs');
    expect(first.output()).toContain('curl -X POST');
    expect(statSync(join(folder, 'data', 'rollbook.sqlite')).mode & 0o077).toBe(0);

    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const created = await fetch(`${first.url}/api/v1/tenants/default/connectors/okta/credentials`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ type: 'bearer', name: 'Okta' }),
    });
    expect(created.status).toBe(201);
    const credential = (await created.json()) as { token: string };
    const probe = await fetch(`${first.url}/scim/default/okta/v2/Users?startIndex=1&count=2`, {
      headers: { authorization: credential.token },
    });
    expect(probe.status).toBe(200);
    expect(probe.headers.get('content-type')).toBe('application/scim+json');
    expect((await fetch(`${first.url}/docs`)).status).toBe(200);
    // Looks through the directory on a thread and a connection of its own.
    const scan = await fetch(`${first.url}/scim/default/okta/v2/Users?filter=${encodeURIComponent('title eq "x"')}`, {
      headers: { authorization: credential.token },
    });
    expect(scan.status).toBe(200);
    expect(await first.end()).toBe(0);
    // All of it is in the one file, which may be copied by itself.
    expect(existsSync(join(folder, 'data', 'rollbook.sqlite-wal'))).toBe(false);
    expect(first.output()).not.toContain(credential.token);
    expect(first.output()).toMatch(/"stopping: [^]*"stopped"/);

    const second = await startBuilt(folder, { ADMIN_TOKEN: '' });
    expect((await fetch(`${second.url}/api/v1/tenants`, { headers })).status).toBe(200);
    expect(await second.end()).toBe(0);
    expect(second.output()).not.toContain('Admin token');
    expect(second.output()).not.toContain(token);
  });

  it('refuses a bad configuration with one message that lists every problem', async () => {
    const variables = {
      PORT: 'http',
      PUBLIC_URL: 'nonsense',
      MIGRATE: 'maybe',
      LOG_LEVEL: 'loud',
      ADMIN_TOKEN: 'short-secret',
    };
    const { child, output } = spawnBuilt(folder, variables);
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    for (const name of Object.keys(variables)) expect(output()).toContain(name);
    expect(output()).not.toContain('short-secret');
  });

  it('keeps the first token for a start that succeeds, and says which port is taken', async () => {
    const empty = mkdtempSync(join(folder, 'port-'));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { child, output } = spawnBuilt(empty, { ADMIN_TOKEN: '', PORT: String(port), HOST: '127.0.0.1' });
    await once(child, 'exit');
    other.close();
    expect(child.exitCode).toBe(1);
    expect(output()).toContain(`The port ${port} is in use by another program.`);
    const second = await startBuilt(empty, { ADMIN_TOKEN: '' });
    await once(second.child.stdout ?? process.stdin, 'data').catch(() => undefined);
    expect(second.output()).toMatch(/Admin token\s+rollbook_adm_/);
    expect(await second.end()).toBe(0);
  });

  it.each([
    [['audit', 'replay'], 2],
    [['--workers', '2'], 2],
    [['--help'], 0],
  ])('takes no arguments: %j ends with %i and says where the commands are', async (argv, status) => {
    const empty = mkdtempSync(join(folder, 'arguments-'));
    const { child, output } = spawnBuilt(empty, {}, [builtMain, ...argv]);
    await once(child, 'exit');
    expect(child.exitCode).toBe(status);
    expect(output()).toMatch(/rollbook --help/);
    expect(output()).toMatch(/node dist\/cli\.js/);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('takes secrets from files', async () => {
    const token = 'a-token-from-a-file-with-more-than-32-characters';
    writeFileSync(join(folder, 'admin-token'), `${token}\n`);
    const server = await startBuilt(folder, { ADMIN_TOKEN: '', ADMIN_TOKEN_FILE: join(folder, 'admin-token') });
    const answer = await fetch(`${server.url}/api/v1/tenants`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect(await server.end()).toBe(0);
  });

  it('refuses a second process on the same SQLite database in one line', async () => {
    const first = await startBuilt(folder);
    const { child, output } = spawnBuilt(folder, { PORT: String(await freePort()) });
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(output().trim().split('\n')).toHaveLength(1);
    expect(await first.end()).toBe(0);
  });

  it('migrates and exits with MIGRATE=only, refuses an outdated schema with MIGRATE=off', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    const off = spawnBuilt(empty, { MIGRATE: 'off' });
    await once(off.child, 'exit');
    expect(off.child.exitCode).toBe(1);
    expect(off.output()).toContain('MIGRATE');
    const only = spawnBuilt(empty, { MIGRATE: 'only' });
    await once(only.child, 'exit');
    expect(only.child.exitCode).toBe(0);
    const server = await startBuilt(empty, { MIGRATE: 'off' });
    expect(await server.end()).toBe(0);
  });
});
