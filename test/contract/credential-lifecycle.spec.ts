import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { CredentialDraft } from '../../src/credentials/credential-store.js';
import type { Credential } from '../../src/credentials/credential.js';
import { ExpiryWarnings } from '../../src/credentials/expiry-warnings.service.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlConnectorActivityStore } from '../../src/persistence/sql-connector-activity-store.js';
import { SqlExpiryWarningStore } from '../../src/persistence/sql-expiry-warning-store.js';
import { SqlIdempotencyStore } from '../../src/persistence/sql-idempotency-store.js';
import type { ConnectorActivity } from '../../src/tenancy/connector-activity-store.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import { type KeyClaim, KeyTaken } from '../../src/tenancy/idempotency-store.js';
import type { ConnectorDraft } from '../../src/tenancy/tenant-store.js';
import type { Connector, TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = new Date('2027-01-01T00:00:00.000Z');
const inDays = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString();
const ROOM = { maxValid: 1_000 };

describeDatabases('the life of credentials and connectors', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let connector: Connector;
  let now = NOW;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => now);
  });
  beforeEach(async () => {
    now = NOW;
    scope = await newTenant(stores);
    connector = await newConnector();
  });
  afterAll(() => database.close());

  const connectorDraft = (slug: string): ConnectorDraft => ({
    ...{ id: uuidv7(), slug, displayName: 'Okta', ...presetOf('okta') },
  });

  async function newConnector(slug = 'okta', tenant = scope): Promise<Connector> {
    const made = await stores.tenants.createConnector(tenant, connectorDraft(slug), sampleEvent());
    if (made === undefined) throw new Error('slug taken');
    return made;
  }

  const draft = (expiresAt: string | null = null): CredentialDraft => ({
    ...{ id: uuidv7(), connectorPk: connector.pk, type: 'bearer', name: 'Okta', prefix: 'p', hash: randomBytes(32) },
    ...{ scope: 'read-write', allowedIps: [], createdBy: null, expiresAt },
  });

  async function create(wanted: CredentialDraft): Promise<Credential> {
    const made = await stores.credentials.create(scope, wanted, sampleEvent(), ROOM);
    if (made === undefined || made === 'full') throw new Error('not made');
    return made;
  }

  describe('activity', () => {
    const activities = (): SqlConnectorActivityStore => new SqlConnectorActivityStore(database);
    const note = (at: string, success: string | null, status: number, of = connector): ConnectorActivity => ({
      ...{ pk: of.pk, tenantPk: of.tenantPk, lastRequestAt: at, lastSuccessAt: success, lastStatus: status },
    });

    it.each<[string, readonly (readonly [string, string | null, number])[], readonly [string, string | null, number]]>([
      ['a first call', [['2', '2', 200]], ['2', '2', 200]],
      ['a first call that fails', [['2', null, 401]], ['2', null, 401]],
      [
        'a failure after a success',
        [
          ['1', '1', 200],
          ['2', null, 500],
        ],
        ['2', '1', 500],
      ],
      [
        'a success after a failure',
        [
          ['1', null, 500],
          ['2', '2', 201],
        ],
        ['2', '2', 201],
      ],
      [
        'an earlier failure that comes late',
        [
          ['2', '2', 200],
          ['1', null, 500],
        ],
        ['2', '2', 200],
      ],
      [
        'an earlier success that comes late',
        [
          ['2', null, 401],
          ['1', '1', 200],
        ],
        ['2', '1', 401],
      ],
      [
        'two at the same time',
        [
          ['2', '2', 200],
          ['2', null, 409],
        ],
        ['2', '2', 409],
      ],
    ])('remembers %s', async (_, notes, expected) => {
      for (const one of notes) await activities().record([note(...one)]);
      expect(await activities().find(scope, [connector.pk])).toEqual([note(...expected)]);
    });

    it('writes many at once, and finds those that are asked for, in their tenant alone', async () => {
      const [second, third] = [await newConnector('second'), await newConnector('third')];
      const other = await newTenant(stores);
      const foreign = await newConnector('okta', other);
      const notes = [connector, second, foreign].map((of) => note('1', '1', 200, of));
      await activities().record([...notes].reverse());
      await activities().record([]);
      const pks = [connector, second, third, foreign].map(({ pk }) => pk);
      const found = await activities().find(scope, pks);
      expect([...found].sort((one, two) => one.pk - two.pk)).toEqual(notes.slice(0, 2));
      expect(await activities().find(other, pks)).toEqual(notes.slice(2));
      expect(await activities().find(scope, [])).toEqual([]);
    });

    it('keeps nothing of a connector that is gone, of one of another tenant, or of a deleted tenant', async () => {
      const rows = (): Promise<unknown[]> =>
        database.read('SELECT * FROM connector_activity WHERE connector_id = ?', [connector.pk]);
      const other = await newTenant(stores);
      await activities().record([{ ...note('1', '1', 200), tenantPk: other.tenantPk }]);
      expect(await rows()).toEqual([]);
      await activities().record([note('1', '1', 200)]);
      expect(await rows()).toHaveLength(1);
      await stores.tenants.deleteConnector(scope, connector.pk, sampleEvent(), () => sampleEvent());
      expect(await rows()).toEqual([]);
      await activities().record([note('2', '2', 200)]);
      expect(await rows()).toEqual([]);
      connector = await newConnector('again');
      await activities().record([note('1', '1', 200)]);
      await stores.tenants.deleteTenant(scope);
      expect(await rows()).toEqual([]);
    });

    it('is written by four instances at once', async () => {
      const connectors = [connector, await newConnector('a'), await newConnector('b')];
      const batches = ['1', '2', '3', '4'].map((at) => connectors.map((of) => note(at, at, 200, of)));
      await Promise.all(batches.map((batch) => activities().record(batch)));
      const found = await activities().find(
        scope,
        connectors.map(({ pk }) => pk),
      );
      expect(found.map(({ lastRequestAt }) => lastRequestAt)).toEqual(['4', '4', '4']);
    });
  });

  describe('warnings about the end of credentials', () => {
    const giveDue = (at: string, instances = 1): Promise<readonly number[]> =>
      Promise.all(
        Array.from({ length: instances }, () =>
          new ExpiryWarnings(new SqlExpiryWarningStore(database)).giveDue(new Date(at)),
        ),
      );
    const warnings = async (): Promise<readonly string[]> =>
      (await messagesOf(stores, scope)).filter((message) => message.includes('expires in less'));

    it('come 30, 7 and 1 days before, once each', async () => {
      await create(draft(inDays(100)));
      const days = [60, 69.9, 70.1, 71, 92, 93.1, 98, 99.1, 99.9, 100, 101];
      const counts: number[] = [];
      for (const day of days) {
        await giveDue(inDays(day));
        counts.push((await warnings()).length);
      }
      expect(counts).toEqual([0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3]);
      expect(await warnings()).toEqual([
        expect.stringMatching(
          /^The credential Okta of the connector Okta expires in less than 30 days, at 2027-04-11T/,
        ),
        expect.stringMatching(/less than 7 days/),
        expect.stringMatching(/less than a day/),
      ]);
      const { events } = await stores.log.query(scope.tenantPk, { limit: 100, order: 'DESCENDING' });
      expect(events[0]).toMatchObject({
        ...{ eventType: 'system.api_token.expiry_warning', severity: 'WARN', actor: { type: 'SystemPrincipal' } },
        target: [{ type: 'Credential' }, { type: 'AppInstance' }],
      });
    });

    it('come once among eight instances', async () => {
      await Promise.all(Array.from({ length: 8 }, () => database.ping()));
      await create(draft(inDays(5)));
      const given = await giveDue(NOW.toISOString(), 8);
      expect(given.reduce((sum, one) => sum + one, 0)).toBe(1);
      expect(await warnings()).toHaveLength(1);
    });

    it('come again for a new end', async () => {
      const credential = await create(draft(inDays(5)));
      await giveDue(inDays(0));
      const patch = { expiresAt: inDays(200) };
      await stores.credentials.update(scope, credential.pk, updateTo(patch), ROOM);
      await giveDue(inDays(1));
      expect(await warnings()).toHaveLength(1);
      await giveDue(inDays(180));
      expect(await warnings()).toHaveLength(2);
    });

    it('stay when only the name changes', async () => {
      const credential = await create(draft(inDays(5)));
      await giveDue(inDays(0));
      await stores.credentials.update(scope, credential.pk, updateTo({ name: 'x' }), ROOM);
      await giveDue(inDays(0));
      expect(await warnings()).toHaveLength(1);
    });

    it('do not come for the thresholds that whoever rotated it knew of', async () => {
      const old = await create(draft(inDays(300)));
      const replaced = { pk: old.pk, endsAt: inDays(5), warnedDays: 7 };
      await stores.credentials.rotate(scope, replaced, draft(inDays(365)), sampleEvent(), ROOM);
      await giveDue(inDays(0));
      expect(await warnings()).toEqual([]);
      await giveDue(inDays(4.5));
      expect(await warnings()).toHaveLength(1);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['is disabled', async () => update(await create(draft(inDays(3))), { enabled: false })],
      ['has ended', () => create(draft(inDays(-1)))],
      ['never ends', () => create(draft(null))],
      ['ends later', () => create(draft(inDays(31)))],
      ['is gone', async () => stores.credentials.delete(scope, (await create(draft(inDays(3)))).pk, sampleEvent())],
    ])('do not come for a credential that %s', async (_, make) => {
      await make();
      await giveDue(inDays(0));
      expect(await warnings()).toEqual([]);
    });

    const update = (credential: Credential, patch: { readonly enabled: boolean }): Promise<unknown> =>
      stores.credentials.update(scope, credential.pk, updateTo(patch), ROOM);

    it('are not given for an end that was moved meanwhile', async () => {
      const warningStore = new SqlExpiryWarningStore(database);
      const { pk } = await create(draft(inDays(5)));
      expect(await warningStore.warn(scope, { pk, expiresAt: inDays(4) }, 7, sampleEvent('x'))).toBe(false);
      expect(await warningStore.warn({ tenantPk: 0 }, { pk, expiresAt: inDays(5) }, 7, sampleEvent('x'))).toBe(false);
      expect(await messagesOf(stores, scope)).not.toContain('x');
    });
  });

  describe('a rotation', () => {
    it.each<[string, string | null, boolean]>([
      ['never ends', null, true],
      ['ends later', inDays(1), true],
      ['ends now', inDays(0), false],
      ['has ended', inDays(-1), false],
    ])('of a credential that %s', async (_, expiresAt, isMade) => {
      const old = await create(draft(expiresAt));
      const replaced = { pk: old.pk, endsAt: inDays(2), warnedDays: null };
      const next = await stores.credentials.rotate(scope, replaced, draft(), sampleEvent('rotated'), ROOM);
      expect(next !== undefined).toBe(isMade);
      expect((await stores.credentials.list(scope, connector.pk, { limit: 9 })).length).toBe(isMade ? 2 : 1);
      expect((await messagesOf(stores, scope)).includes('rotated')).toBe(isMade);
    });
  });

  describe('idempotency keys', () => {
    const claim = (more: Partial<KeyClaim> = {}): KeyClaim => ({
      ...{ keyHash: randomBytes(32), requestHash: Buffer.alloc(32, 1), expiresAt: inDays(1), ...more },
    });
    const adminToken = (): Parameters<typeof stores.adminTokens.create>[0] => ({
      ...{ id: uuidv7(), name: 'ops', prefix: 'p', hash: randomBytes(32), expiresAt: null },
      ...{ role: 'admin', tenant: null, createdBy: null },
    });

    /** Everything that takes a key: gives slug or id of what it makes. */
    const makers: readonly (readonly [string, (claim: KeyClaim) => Promise<string>])[] = [
      [
        'a credential',
        async (key) => {
          const wanted = draft();
          await stores.credentials.create(scope, wanted, sampleEvent('made'), { ...ROOM, claim: key });
          return wanted.id;
        },
      ],
      [
        'a rotation',
        async (key) => {
          const [old, wanted] = [await create(draft()), draft()];
          const replaced = { pk: old.pk, endsAt: inDays(1), warnedDays: null };
          await stores.credentials.rotate(scope, replaced, wanted, sampleEvent('made'), { ...ROOM, claim: key });
          return wanted.id;
        },
      ],
      [
        'a connector',
        async (key) => {
          const wanted = connectorDraft(`c${uuidv7()}`);
          await stores.tenants.createConnector(scope, wanted, sampleEvent('made'), key);
          return wanted.slug;
        },
      ],
      [
        'a connector with its credential',
        async (key) => {
          const connectorWanted = { draft: connectorDraft(`c${uuidv7()}`), event: sampleEvent('made') };
          const credential = { draft: draft(), event: sampleEvent() };
          await stores.credentials.createWithConnector(scope, connectorWanted, credential, key);
          return connectorWanted.draft.slug;
        },
      ],
      [
        'an admin token',
        async (key) => {
          const wanted = adminToken();
          await stores.adminTokens.create(wanted, { claim: key, event: () => sampleEvent() });
          return wanted.id;
        },
      ],
    ];

    it.each(makers)('%s is made once under one key', async (_, make) => {
      const key = claim();
      const created = await make(key);
      const made = (await messagesOf(stores, scope)).filter((message) => message === 'made').length;
      await expect(make(key)).rejects.toEqual(new KeyTaken(created, true));
      await expect(make({ ...key, requestHash: Buffer.alloc(32, 2) })).rejects.toMatchObject({
        ...{ created, isSameRequest: false },
      });
      expect((await messagesOf(stores, scope)).filter((message) => message === 'made')).toHaveLength(made);
      await make(claim());
    });

    it.each(makers)('%s is made again under a key that has expired', async (_, make) => {
      const key = claim();
      await make(key);
      now = new Date(NOW.getTime() + DAY_MS);
      await make({ ...key, expiresAt: inDays(2) });
      await expect(make(key)).rejects.toBeInstanceOf(KeyTaken);
    });

    it('a credential is made once by eight who ask at once', async () => {
      await Promise.all(Array.from({ length: 8 }, () => database.ping()));
      const conditions = { ...ROOM, claim: claim() };
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => stores.credentials.create(scope, draft(), sampleEvent(), conditions)),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ isSameRequest: true });
      expect(await stores.credentials.list(scope, connector.pk, { limit: 9 })).toHaveLength(1);
    });

    it('stay free where nothing was made', async () => {
      const key = claim();
      const full = { maxValid: 0, claim: key };
      expect(await stores.credentials.create(scope, draft(), sampleEvent(), full)).toBe('full');
      const gone = { ...draft(), connectorPk: 999_999 };
      expect(await stores.credentials.create(scope, gone, sampleEvent(), { ...ROOM, claim: key })).toBeUndefined();
      expect(await stores.tenants.createConnector(scope, connectorDraft('okta'), sampleEvent(), key)).toBeUndefined();
      const replaced = { pk: 999_999, endsAt: inDays(1), warnedDays: null };
      const conditions = { ...ROOM, claim: key };
      expect(await stores.credentials.rotate(scope, replaced, draft(), sampleEvent(), conditions)).toBeUndefined();
      expect(await stores.credentials.create(scope, draft(), sampleEvent(), conditions)).toMatchObject({});
    });

    it('are forgotten when they have expired', async () => {
      const store = new SqlIdempotencyStore(database);
      await store.forgetExpired('9999');
      await stores.adminTokens.create(adminToken(), {
        claim: claim({ expiresAt: inDays(1) }),
        event: () => sampleEvent(),
      });
      await stores.adminTokens.create(adminToken(), {
        claim: claim({ expiresAt: inDays(2) }),
        event: () => sampleEvent(),
      });
      await store.forgetExpired(inDays(1));
      expect(await database.read('SELECT expires_at FROM idempotency_key')).toEqual([{ expires_at: inDays(2) }]);
    });
  });
});
