import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readCheckpoint } from '../../src/audit/checkpoint.js';
import { Checkpoints } from '../../src/audit/checkpoints.service.js';
import { auditVerify, type VerifiedLogs } from '../../src/cli/audit-verify.js';
import type { DatabaseUrl } from '../../src/config/env.js';
import { LogRetention } from '../../src/tenancy/log-retention.service.js';
import { verifyLogs } from '../../src/verify-logs.js';
import { bootApp, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createUser } from '../support/users.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const urlText = (url: DatabaseUrl): string =>
  url.kind === 'sqlite'
    ? `sqlite:${url.file}`
    : `mysql://${encodeURIComponent(url.user)}:${encodeURIComponent(url.password)}@${url.host}:${url.port}/${url.database}`;

describeDatabases('the log, followed', (database) => {
  const folder = mkdtempSync(join(temporaryFolder(), 'rollbook-ledger-'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const files = { checkpoints: join(folder, 'checkpoints.ndjson'), publicKey: join(folder, 'public.pem') };
  let app: TestApp;
  let url: DatabaseUrl;
  beforeAll(async () => {
    writeFileSync(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }));
    url = await database.url();
    app = await bootApp(url, { checkpointFile: files.checkpoints, signingKey: privateKey });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** As the command does: its exit status and what it printed. */
  async function verifyInLines(...argv: readonly string[]) {
    const written: string[] = [];
    const write = (text: string): void => void written.push(text);
    const status = await auditVerify(argv, {
      ...{ environment: {}, write, writeError: write, interrupted: new AbortController().signal },
      verify: (which) => verifyLogs({ DATABASE_URL: urlText(url) }, which),
    });
    return { status, said: written.join('') };
  }

  async function verify(...argv: readonly string[]) {
    const { status, said } = await verifyInLines(...argv, '--json');
    return {
      status,
      said,
      body: (said.startsWith('{') ? JSON.parse(said) : {}) as Partial<VerifiedLogs & { ok: boolean }>,
    };
  }

  const chain = async () => (await app.admin('GET', '/tenants/default/log-chain')).body;
  async function followed() {
    for (let tries = 0; tries < 100; tries += 1) {
      const now = await chain();
      if (now.pending === 0) return now;
      await pause(100);
    }
    throw new Error('the log was not followed');
  }

  it('says where its chain stands, which goes on with every call', async () => {
    const scim = await app.scim();
    await createUser(scim, 'chained@example.com');
    const before = await followed();
    expect(before).toEqual({
      ...{ seq: expect.any(Number) as number, pending: 0, oldestSeq: 1, retentionDays: 90 },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    await scim('GET', '/Users/none');
    const after = await followed();
    expect([Number(after.seq) - Number(before.seq), after.hash === before.hash]).toEqual([1, false]);
    expect(await verify()).toMatchObject({ status: 0, body: { tenants: [{ tenant: 'default', seq: after.seq }] } });
  });

  it('is known in every tenant, and in no other', async () => {
    expect((await app.admin('GET', '/tenants/nobody/log-chain')).status).toBe(404);
    expect(await verify('--tenant', 'nobody')).toMatchObject({ status: 2 });
    expect(await verify('--public-key', files.publicKey)).toMatchObject({ status: 2 });
    expect(await verify('--checkpoints', join(folder, 'none'))).toMatchObject({ status: 2 });
    expect(await verify('--deleted', 'default')).toMatchObject({ status: 2 });
    expect(await verify('--nonsense')).toMatchObject({ status: 2 });
    expect(await verify('--checkpoints', files.publicKey, '--public-key', files.checkpoints)).toMatchObject({
      status: 2,
    });
  });

  it.each([
    ['is empty', ''],
    ['holds other things', 'garbage\n{"level":"info","hash":"ab"}\n'],
  ])('takes a file of checkpoints that %s for a mistake', async (_, text) => {
    const file = join(folder, 'no-checkpoints.ndjson');
    writeFileSync(file, text);
    const { status, said } = await verify('--checkpoints', file);
    expect([status, said]).toEqual([2, expect.stringContaining('no checkpoint')]);
  });

  it('leaves signed checkpoints at a clean stop, by which a log that lost its end is told', async () => {
    const scim = await app.scim();
    await createUser(scim, 'last@example.com');
    await app.close();
    const lines = readFileSync(files.checkpoints, 'utf8').trim().split('\n');
    expect(readCheckpoint(lines.at(-1) ?? '')).toMatchObject({ tenant: 'default', seq: expect.any(Number) as number });
    app = await bootApp(url, { checkpointFile: files.checkpoints, signingKey: privateKey });
    const argv = ['--checkpoints', files.checkpoints, '--public-key', files.publicKey];
    const [intact] = (await verify(...argv)).body.tenants ?? [];
    expect(intact?.checkpoints.agreed).toBeGreaterThan(0);
    const forged = join(folder, 'forged.ndjson');
    writeFileSync(forged, lines.join('\n').replace(/"seq":\d+/g, '"seq":1'));
    expect(await verify('--checkpoints', forged, '--public-key', files.publicKey)).toMatchObject({
      status: 1,
      body: { unsigned: lines.length },
    });
    const { seq } = await followed();
    const { chain = '' } = readCheckpoint(lines.at(-1) ?? '') ?? {};
    const later = { v: 1, tenant: 'default', chain, seq: Number(seq) + 1_000, hash: 'ab'.repeat(32), at: 'then' };
    writeFileSync(forged, JSON.stringify(later));
    const cut = await verify('--checkpoints', forged);
    expect([cut.status, cut.said]).toEqual([1, expect.stringContaining('the end of the log is missing')]);
  });

  it('is another one for a tenant that bears the slug of one that was deleted', async () => {
    const made = () => app.admin('POST', '/tenants', { slug: 'again', displayName: 'Again' });
    const first = await made();
    await app.app.get(Checkpoints, { strict: false }).write();
    for (let tries = 0; tries < 50 && !readFileSync(files.checkpoints, 'utf8').includes('"again"'); tries += 1) {
      await pause(100);
      await app.app.get(Checkpoints, { strict: false }).write();
    }
    const gone = await app.admin('DELETE', '/tenants/again?confirm=again');
    const second = await made();
    expect([first.status, gone.status, second.status]).toEqual([201, 204, 201]);
    await followed();
    const found = await verify('--checkpoints', files.checkpoints);
    expect(found).toMatchObject({ status: 1, body: { ok: false, gone: ['again'] } });
    expect((await verify('--checkpoints', files.checkpoints, '--deleted', 'other')).status).toBe(1);
    expect(await verify('--checkpoints', files.checkpoints, '--deleted', 'other', '--deleted', 'again')).toMatchObject({
      ...{ status: 0, body: { ok: true, gone: [] } },
    });
    expect((await verify('--tenant', 'default', '--checkpoints', files.checkpoints)).body.gone).toEqual([]);
    await app.admin('DELETE', '/tenants/again?confirm=again');
  });

  it('is missed where a checkpoint knows another one of its name', async () => {
    const replaced = join(folder, 'replaced.ndjson');
    const line = { v: 1, tenant: 'default', chain: 'another', seq: 1, hash: 'ab'.repeat(32), at: 'then' };
    writeFileSync(replaced, JSON.stringify(line));
    expect(await verify('--checkpoints', replaced)).toMatchObject({
      status: 1,
      body: { ok: false, gone: ['default'] },
    });
    const { status, said } = await verifyInLines('--checkpoints', replaced);
    expect([status, said]).toEqual([1, expect.stringMatching(/^default: BROKEN: .* --deleted default/m)]);
  });

  it('keeps its events for as long as the tenant wants, says so, and verifies behind what is gone', async () => {
    for (const logRetentionDays of [6, 3_651, 'x', 7.5, null])
      expect((await app.admin('PATCH', '/tenants/default', { logRetentionDays })).status).toBe(400);
    const patched = await app.admin('PATCH', '/tenants/default', { logRetentionDays: 7 });
    expect([patched.status, patched.body.logRetentionDays]).toEqual([200, 7]);
    const { seq } = await followed();
    const retention = app.app.get(LogRetention, { strict: false });
    expect(await retention.run(new Date(Date.now() + 6 * DAY_MS))).toBe(true);
    expect(await chain()).toMatchObject({ oldestSeq: 1 });
    expect(await retention.run(new Date(Date.now() + 8 * DAY_MS))).toBe(true);
    const after = await followed();
    expect(after.oldestSeq).toBe(Number(seq) + 1);
    const { body } = await app.request('GET', '/api/v1/tenants/default/logs?limit=1000', {
      headers: { authorization: 'Bearer test-admin-token-of-more-than-32-characters' },
    });
    const events = body as unknown as readonly { readonly eventType: string; readonly displayMessage: string }[];
    expect(events.map(({ eventType }) => eventType)).toContain('system.log.retention');
    expect(await verify('--checkpoints', files.checkpoints, '--deleted', 'again')).toMatchObject({
      status: 0,
      body: { tenants: [{ removed: seq }] },
    });
  });

  it('finds what somebody changed in the table, and says which event', async () => {
    const scim = await app.scim();
    const created = await createUser(scim, 'tampered@example.com');
    await followed();
    const edit = (from: string, to: string) =>
      app.database.withTransaction((tx) =>
        tx.execute('UPDATE log_event SET event = REPLACE(event, ?, ?) WHERE event LIKE ?', [
          from,
          to,
          `%${String(created.body.id)}%`,
        ]),
      );
    await edit('tampered@example.com', 'innocent@example.com');
    const found = await verify();
    expect(found).toMatchObject({
      status: 1,
      body: {
        tenants: [{ break: { seq: expect.any(Number) as number, reason: 'the event or its hash was changed' } }],
      },
    });
    await edit('innocent@example.com', 'tampered@example.com');
    expect(await verify()).toMatchObject({ status: 0 });
  });
});
