import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createUser } from '../support/users.js';

/** Another program has locked the file of SQLite, a backup tool for example. */
describe('a file that another program has locked', () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'rollbook-locked-'));
  let app: TestApp;
  let scim: ScimClient;
  let other: BetterSqlite3.Database;

  beforeAll(async () => {
    const file = join(folder, 'data', 'rollbook.sqlite');
    // A second of patience, so that the test need not wait for ten.
    app = await bootApp({ kind: 'sqlite', file }, {}, { acquireTimeoutMs: 1_000 });
    scim = await app.scim();
    await createUser(scim, 'jane@example.com');
    other = new BetterSqlite3(file, { timeout: 5_000 });
  });
  afterAll(async () => {
    other.close();
    await app.close();
    rmSync(folder, { recursive: true });
  });

  async function isSlow(call: () => Promise<{ readonly status: number }>): Promise<boolean> {
    const started = performance.now();
    expect((await call()).status).toBe(200);
    return performance.now() - started > 500;
  }

  const readsAreSlow = async (): Promise<readonly boolean[]> => [
    await isSlow(() => app.request('GET', '/livez')),
    await isSlow(() => app.request('GET', '/readyz')),
    await isSlow(() => scim('GET', '/Users?startIndex=1&count=10')),
    await isSlow(() => scim('GET', `/Users?filter=${encodeURIComponent('userName eq "jane@example.com"')}`)),
  ];

  it('keeps no reader waiting, and a change only until it is free', async () => {
    other.exec('BEGIN IMMEDIATE');
    const created = createUser(scim, 'late@example.com');
    const slow = await readsAreSlow();
    other.exec('ROLLBACK');
    expect(slow).toEqual([false, false, false, false]);
    expect((await created).status).toBe(201);
  });

  it('makes a change 503 when it takes too long, and nothing of it is there', async () => {
    other.exec('BEGIN IMMEDIATE');
    const refused = await createUser(scim, 'never@example.com');
    const slow = await readsAreSlow();
    other.exec('ROLLBACK');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(refused.body.detail).toMatch(/another program keeps the file of the database locked/);
    expect(slow).toEqual([false, false, false, false]);
    expect((await createUser(scim, 'never@example.com')).status).toBe(201);
  });
});
