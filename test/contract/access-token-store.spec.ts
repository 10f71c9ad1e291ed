import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { AssertionUse } from '../../src/credentials/access-token-store.js';
import type { CredentialDraft } from '../../src/credentials/credential-store.js';
import type { Credential, PublicJwk } from '../../src/credentials/credential.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAccessTokenStore } from '../../src/persistence/sql-access-token-store.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { Connector, TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const ROOM = { maxValid: 1_000 };
const LIMITS = { maxTokens: 100, maxAssertions: 100 };
const KEYS: readonly PublicJwk[] = [{ kty: 'OKP', crv: 'Ed25519', kid: 'ä"', x: 'AA' }];
/** The nth second of a day. */
const at = (second: number): string => new Date(Date.UTC(2030, 0, 1) + second * 1_000).toISOString();
const useOf = (hash: Buffer, end = at(60)): AssertionUse => ({ hash, expiresAt: end });

describeDatabases('access tokens', (provided) => {
  let database: Database;
  let stores: Stores;
  let tokens: SqlAccessTokenStore;
  let scope: TenantScope;
  let connector: Connector;
  let client: Credential;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    tokens = new SqlAccessTokenStore(database);
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    const draft = { id: uuidv7(), slug: 'okta', displayName: 'Okta', ...presetOf('okta') } as const;
    const made = await stores.tenants.createConnector(scope, draft, sampleEvent());
    if (made === undefined) throw new Error('slug taken');
    connector = made;
    client = await newClient();
  });
  afterAll(() => database.close());

  async function newClient(publicKeys: readonly PublicJwk[] | null = null): Promise<Credential> {
    const draft: CredentialDraft = {
      ...{ id: uuidv7(), connectorPk: connector.pk, type: 'oauth', name: 'IdP', prefix: 'p', hash: randomBytes(32) },
      ...{ scope: 'read-write', allowedIps: [], createdBy: null, expiresAt: null, publicKeys },
    };
    const made = await stores.credentials.create(scope, draft, sampleEvent(), ROOM);
    if (made === undefined || made === 'full') throw new Error('not made');
    return made;
  }

  async function newToken(end = at(3_600), of = client): Promise<Buffer> {
    const hash = randomBytes(32);
    expect(await tokens.create(scope, of, { hash, expiresAt: end }, sampleEvent('granted'), LIMITS)).toBe('created');
    return hash;
  }

  const isThere = async (hash: Buffer): Promise<boolean> => (await tokens.findOwner(hash)) !== undefined;
  const usedUp = (assertion: AssertionUse, of = client, limits = LIMITS): Promise<string> =>
    tokens.create(scope, of, { hash: randomBytes(32), expiresAt: at(1) }, sampleEvent('granted'), {
      ...limits,
      assertion,
    });
  const rowsOf = async (table: string): Promise<number> =>
    (await database.read(`SELECT 1 AS one FROM ${table} WHERE tenant_id = ?`, [scope.tenantPk])).length;

  it('are found by their hash, with their client and their end', async () => {
    const hash = await newToken(at(7));
    const found = await tokens.findOwner(hash);
    expect(found?.hash).toEqual(hash);
    expect(found?.owner).toMatchObject({ credential: client, connector, tokenExpiresAt: at(7) });
    expect(await messagesOf(stores, scope)).toContain('granted');
  });

  it.each([
    ['another one', (hash: Buffer) => Buffer.from(hash.map((byte) => byte ^ 1))],
    ['a part of it', (hash: Buffer) => hash.subarray(0, 31)],
    ['more than it', (hash: Buffer) => Buffer.concat([hash, Buffer.from(' ')])],
    ['nothing', () => Buffer.alloc(0)],
  ])('are not found by %s', async (_, change) => {
    expect(await isThere(change(await newToken()))).toBe(false);
  });

  it('are looked up with one statement, of which every table is reached by a key', async () => {
    await newToken();
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await tokens.findOwner(randomBytes(32));
    delete database.onStatement;
    expect(seen).toHaveLength(1);
    const explain = database.dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const plan = await database.read<Record<string, unknown>>(`${explain} ${seen[0] ?? ''}`, [await newToken()]);
    expect(JSON.stringify(plan)).not.toMatch(/SCAN|"type":"ALL"/);
  });

  it('find nobody once their client, their connector or their tenant is gone', async () => {
    const hash = await newToken();
    await stores.credentials.delete(scope, client.pk, sampleEvent());
    expect(await isThere(hash)).toBe(false);
    client = await newClient();
    const other = await newToken();
    await stores.tenants.deleteConnector(scope, connector.pk, sampleEvent(), () => sampleEvent());
    expect(await isThere(other)).toBe(false);
  });

  it("of too many the oldest go, and no other client's", async () => {
    const foreign = await newToken(at(1), await newClient());
    const limits = { ...LIMITS, maxTokens: 3 };
    const hashes: Buffer[] = [];
    for (const second of [10, 30, 20, 40, 50]) {
      const hash = randomBytes(32);
      await tokens.create(scope, client, { hash, expiresAt: at(second) }, sampleEvent(), limits);
      hashes.push(hash);
    }
    expect(await Promise.all(hashes.map(isThere))).toEqual([false, true, false, true, true]);
    expect(await isThere(foreign)).toBe(true);
  });

  it('many at once keep to the limit', async () => {
    const limits = { ...LIMITS, maxTokens: 3 };
    const make = (): Promise<string> =>
      tokens.create(scope, client, { hash: randomBytes(32), expiresAt: at(5) }, sampleEvent(), limits);
    await Promise.all(Array.from({ length: 12 }, make));
    expect(await rowsOf('access_token')).toBe(3);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['disabled', () => stores.credentials.update(scope, client.pk, updateTo({ enabled: false }), ROOM)],
    ['deleted', () => stores.credentials.delete(scope, client.pk, sampleEvent())],
  ])('are not made for a client that is %s meanwhile, nor is its assertion remembered', async (_, change) => {
    await change();
    expect(await usedUp(useOf(randomBytes(32)))).toBe('gone');
    expect(await rowsOf('used_assertion')).toBe(0);
    expect(await messagesOf(stores, scope)).not.toContain('granted');
  });

  it('are not made in the name of another tenant', async () => {
    const draft = { hash: randomBytes(32), expiresAt: at(5) };
    expect(await tokens.create(await newTenant(stores), client, draft, sampleEvent(), LIMITS)).toBe('gone');
  });

  it('end for good when their client is disabled or gets other keys, and for nothing else', async () => {
    const signer = await newClient(KEYS);
    const hash = await newToken(at(9), signer);
    expect((await tokens.findOwner(hash))?.owner.credential.publicKeys).toEqual(KEYS);
    const patch = (values: object) => stores.credentials.update(scope, signer.pk, updateTo(values), ROOM);
    await patch({ name: 'x', enabled: true, scope: 'read' });
    expect(await isThere(hash)).toBe(true);
    await patch({ publicKeys: [] });
    expect(await isThere(hash)).toBe(false);
    const next = await newToken(at(9), signer);
    await patch({ enabled: false });
    await patch({ enabled: true });
    expect(await isThere(next)).toBe(false);
  });

  it('are deleted by statements that name their tenant', async () => {
    await newToken();
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await tokens.create(scope, client, { hash: randomBytes(32), expiresAt: at(9) }, sampleEvent(), {
      ...{ maxTokens: 1, maxAssertions: 1 },
    });
    delete database.onStatement;
    const deletes = seen.filter((sql) => sql.startsWith('DELETE'));
    expect(deletes).toEqual([expect.stringContaining('tenant_id = ?')]);
  });

  it.each<[string, string, boolean]>([
    ['ends at once', new Date().toISOString(), false],
    ['ends later', at(1), true],
  ])('when their client is rotated and %s', async (_, endsAt, isLeft) => {
    const [hash, foreign] = [await newToken(), await newToken(at(9), await newClient())];
    const next: CredentialDraft = {
      ...{ id: uuidv7(), connectorPk: connector.pk, type: 'oauth', name: 'IdP', prefix: 'p', hash: randomBytes(32) },
      ...{ scope: 'read-write', allowedIps: [], createdBy: null, expiresAt: null },
    };
    await stores.credentials.rotate(scope, { pk: client.pk, endsAt, warnedDays: null }, next, sampleEvent(), ROOM);
    expect(await rowsOf('access_token')).toBe(isLeft ? 2 : 1);
    expect([await isThere(hash), await isThere(foreign)]).toEqual([isLeft, true]);
  });

  it.each<[string, readonly (string | null)[], boolean]>([
    ['ended and is extended', ['2020-01-01T00:00:00.000Z', at(9)], false],
    ['ended and is to end never', ['2020-01-01T00:00:00.000Z', null], false],
    ['is extended in time', [at(5), at(9)], true],
    ['is shortened, and not ended', [at(9), at(5)], true],
  ])('when their client %s', async (_, ends, isLeft) => {
    const hash = await newToken();
    for (const expiresAt of ends) await stores.credentials.update(scope, client.pk, updateTo({ expiresAt }), ROOM);
    expect(await isThere(hash)).toBe(isLeft);
  });

  it('are deleted by their own client alone, with an event', async () => {
    const hash = await newToken();
    const revoke = (by: Credential): Promise<string> => tokens.delete(scope, by, hash, sampleEvent('revoked'), LIMITS);
    expect(await revoke(await newClient())).toBe('absent');
    expect(await messagesOf(stores, scope)).not.toContain('revoked');
    expect([await revoke(client), await revoke(client)]).toEqual(['deleted', 'absent']);
    expect((await messagesOf(stores, scope)).filter((message) => message === 'revoked')).toHaveLength(1);
  });

  describe('assertions', () => {
    it('are used once, by whatever they were for', async () => {
      const use = useOf(randomBytes(32));
      expect([await usedUp(use), await usedUp(use)]).toEqual(['created', 'replayed']);
      expect(await tokens.delete(scope, client, randomBytes(32), sampleEvent(), { ...LIMITS, assertion: use })).toBe(
        'replayed',
      );
      expect(await rowsOf('access_token')).toBe(1);
    });

    it('of several at once one is first', async () => {
      const use = useOf(randomBytes(32));
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => usedUp(use)));
      expect(outcomes.sort()).toEqual(['created', ...Array<string>(5).fill('replayed')]);
    });

    it('are never pushed out by others: a client that has too many must wait', async () => {
      const limits = { ...LIMITS, maxAssertions: 2 };
      const first = useOf(randomBytes(32));
      const outcomes = [await usedUp(first, client, limits)];
      for (let n = 0; n < 2; n += 1) outcomes.push(await usedUp(useOf(randomBytes(32)), client, limits));
      expect(outcomes).toEqual(['created', 'created', 'busy']);
      expect(await usedUp(first, client, { ...limits, maxAssertions: 9 })).toBe('replayed');
      expect(await usedUp(useOf(randomBytes(32)), await newClient(), limits)).toBe('created');
    });
  });

  it('and assertions are forgotten when they have ended, not before', async () => {
    const [ended, lasting] = [await newToken(at(10)), await newToken(at(11))];
    await usedUp(useOf(randomBytes(32), at(10)));
    await usedUp(useOf(randomBytes(32), at(11)));
    await tokens.forgetExpired(at(10));
    expect([await isThere(ended), await isThere(lasting)]).toEqual([false, true]);
    expect(await rowsOf('used_assertion')).toBe(1);
  });

  it('are forgotten in bounded transactions, however many', async () => {
    await database.withTransaction(async (tx) => {
      for (let n = 0; n < 2_001; n += 1) {
        const sql =
          'INSERT INTO used_assertion (assertion_hash, tenant_id, credential_id, expires_at) VALUES (?, ?, ?, ?)';
        await tx.execute(sql, [randomBytes(32), scope.tenantPk, client.pk, at(0)]);
      }
    });
    await tokens.forgetExpired(at(0));
    expect(await rowsOf('used_assertion')).toBe(0);
  });
});
