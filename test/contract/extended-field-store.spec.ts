import type { DeletedField } from '../../src/directory/field-cleanup-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlExtendedFieldStore } from '../../src/persistence/sql-extended-field-store.js';
import { SqlFieldCleanupStore } from '../../src/persistence/sql-field-cleanup-store.js';
import type { JsonObject } from '../../src/protocol/json.js';
import { schemasWith } from '../../src/protocol/schema/extended-schemas.js';
import { FIELDS_KEY } from '../../src/protocol/schema/field-values.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { ExtendedField, FieldDraft } from '../../src/tenancy/extended-field-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { createUser, describeAs, idsOf, messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const NAMESPACE = 'urn:example:User';
const draft = (fieldId: string, more: Partial<FieldDraft> = {}): FieldDraft => ({
  ...{ fieldId, displayName: fieldId, type: 'string', multiValued: false, required: false, options: [] },
  ...more,
});
const values = (fields: JsonObject): JsonObject => ({ [FIELDS_KEY]: fields });

describeDatabases('extended field store', (provided) => {
  let database: Database;
  let stores: Stores;
  let fields: SqlExtendedFieldStore;
  let cleanup: SqlFieldCleanupStore;
  let scope: TenantScope;
  let now = new Date();

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    fields = new SqlExtendedFieldStore(database, () => now);
    cleanup = new SqlFieldCleanupStore(database, () => now);
  });
  beforeEach(async () => {
    now = new Date();
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  const create = async (fieldId: string, more: Partial<FieldDraft> = {}): Promise<ExtendedField> => {
    const created = await fields.create(scope, draft(fieldId, more), sampleEvent(`created ${fieldId}`));
    if (typeof created !== 'object') throw new Error(created);
    return created;
  };
  const versionOf = async (): Promise<number> => {
    const [row] = await database.read<{ v: number }>('SELECT schema_version AS v FROM tenant WHERE pk = ?', [
      scope.tenantPk,
    ]);
    return Number(row?.v);
  };
  const deletedField = ({ number, fieldId, displayName }: ExtendedField): DeletedField => ({
    ...{ ...scope, number, fieldId, displayName },
  });
  const clean = async (field: ExtendedField): Promise<string> => {
    for (;;) {
      const step = await cleanup.cleanStep(deletedField(field), {
        step: () => sampleEvent('step'),
        end: (users) => sampleEvent(`cleaned ${users}`),
      });
      if (step !== 'more') return step;
    }
  };

  it('keeps what it was given, in the order of creation, and counts versions', async () => {
    const options = ['a', 'Ü', '"'];
    const one = await create('one', { type: 'select', options, multiValued: true, required: true });
    await create('two', { displayName: 'Zwei 🎉', type: 'dateTime' });
    const listed = await fields.list(scope);
    expect(listed[0]).toEqual(one);
    expect(listed).toMatchObject([
      { number: 1, fieldId: 'one', type: 'select', options, multiValued: true, required: true, state: 'on' },
      { number: 2, fieldId: 'two', displayName: 'Zwei 🎉', multiValued: false, required: false },
    ]);
    expect(await versionOf()).toBe(2);
    await fields.update(scope, 1, updateTo({ options: ['a'], state: 'off' }, 'changed'));
    expect((await fields.list(scope))[0]).toMatchObject({ options: ['a'], state: 'off', required: true });
    expect(await versionOf()).toBe(3);
    expect(await messagesOf(stores, scope)).toEqual(expect.arrayContaining(['created one', 'created two', 'changed']));
  });

  it('refuses an id in another letter case, on creation and renaming, and writes nothing then', async () => {
    await create('one');
    await create('two');
    const before = await versionOf();
    expect(await fields.create(scope, draft('ONE'), sampleEvent('no'))).toBe('taken');
    expect(await fields.update(scope, 2, updateTo({ fieldId: 'One' }, 'no'))).toBe('taken');
    expect(await versionOf()).toBe(before);
    expect(await messagesOf(stores, scope)).not.toContain('no');
    expect(await fields.update(scope, 1, updateTo({ fieldId: 'ONE' }, 'mine'))).toMatchObject({
      row: { fieldId: 'ONE' },
    });
    scope = await newTenant(stores);
    await create('one');
  });

  it('two at once with the same id: one; with different ones: different numbers', async () => {
    const same = await Promise.all([1, 2, 3].map(() => fields.create(scope, draft('same'), sampleEvent())));
    expect(same.filter((one) => one === 'taken')).toHaveLength(2);
    const others = await Promise.all(['a', 'b', 'c', 'd'].map((id) => create(id)));
    expect(new Set(others.map(({ number }) => number)).size).toBe(4);
  });

  it('never gives a number twice, also when the last field was deleted and cleaned', async () => {
    const first = await create('a');
    expect(await fields.delete(scope, first.number, sampleEvent('deleted'))).toBe(true);
    expect(await fields.delete(scope, first.number, sampleEvent('again'))).toBe(false);
    expect(await fields.list(scope)).toEqual([]);
    now = new Date(now.getTime() + 60_000);
    expect(await clean(first)).toBe('done');
    expect((await create('a')).number).toBe(first.number + 1);
    expect(await messagesOf(stores, scope)).not.toContain('again');
  });

  it('what is gone cannot be changed; another tenant’s neither', async () => {
    await create('a');
    expect(await fields.update(scope, 7, updateTo({ displayName: 'x' }, 'no'))).toBeUndefined();
    const other = await newTenant(stores);
    expect(await fields.update(other, 1, updateTo({ displayName: 'x' }, 'no'))).toBeUndefined();
    expect(await fields.delete(other, 1, sampleEvent('no'))).toBe(false);
    expect(await fields.list(other)).toEqual([]);
  });

  it('a new name and a deletion reach the lists of the connectors of this tenant', async () => {
    const other = await newTenant(stores);
    const settings = { ...presetOf('okta'), customFields: ['b', 'A', 'c'] };
    for (const one of [scope, other])
      await stores.tenants.createConnector(
        one,
        { id: `${one.tenantPk}-connector`, slug: 'okta', displayName: 'Okta', ...settings },
        sampleEvent(),
      );
    for (const id of ['a', 'b']) await create(id);
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await fields.update(scope, 1, updateTo({ fieldId: 'z' }));
    await fields.delete(scope, 2, sampleEvent());
    delete database.onStatement;
    const written = seen.filter((sql) => sql.startsWith('UPDATE connector'));
    expect(written).toEqual([1, 2].map(() => expect.stringContaining('tenant_id = ?') as unknown));
    const publishedIn = async (one: TenantScope) => (await stores.tenants.findConnector(one, 'okta'))?.customFields;
    expect(await publishedIn(scope)).toEqual(['z', 'c']);
    expect(await publishedIn(other)).toEqual(['b', 'A', 'c']);
  });

  it('counts the live users with a value', async () => {
    const { number } = await create('tags', { multiValued: true });
    const slot = `${number}:string`;
    await createUser(stores, scope, { userName: 'a', ...values({ [slot]: ['x', 'y'] }) });
    const gone = await createUser(stores, scope, { userName: 'b', ...values({ [slot]: ['x'] }) });
    await createUser(stores, scope, { userName: 'c', ...values({ [slot]: [''], [`${number + 1}:string`]: 'x' }) });
    await createUser(stores, await newTenant(stores), { userName: 'a', ...values({ [slot]: ['x'] }) });
    expect(await fields.countHolders(scope, number)).toBe(2);
    for (const [among, count] of [
      [['Y'], 1],
      [['x', 'y'], 2],
      [['z', 'xy', ''], 0],
    ] as const)
      expect(await fields.countHolders(scope, number, among)).toBe(count);
    await stores.resources.remove(scope, 'User', gone.id, () => undefined, describeAs('removed'));
    expect(await fields.countHolders(scope, number)).toBe(1);
  });

  it('deleting the tenant deletes its fields', async () => {
    await create('a');
    await stores.tenants.deleteTenant(scope);
    const rows = await database.read('SELECT number FROM attribute_definition WHERE tenant_id = ?', [scope.tenantPk]);
    expect(rows).toEqual([]);
  });

  it('values go while users are written; other fields stay searchable; a late write is found', async () => {
    const [gone, kept] = [await create('gone'), await create('kept')];
    const user = (i: number, tag: string): JsonObject => ({
      userName: `u${i}`,
      ...values({ [`${gone.number}:string`]: `${tag} ${'x'.repeat(i % 3 ? 3 : 300)}`, [`${kept.number}:string`]: tag }),
    });
    const ids: string[] = [];
    for (let i = 0; i < 1_000; i += 1) ids.push((await createUser(stores, scope, user(i, 'early'))).id);
    await fields.delete(scope, gone.number, sampleEvent());
    const writes = (async (): Promise<void> => {
      // As another instance does that still knows the field.
      for (let i = 0; i < 1_000; i += 9)
        await stores.resources.update(
          scope,
          'User',
          ids[i] ?? '',
          () => ({ document: user(i, 'late'), connectorPk: null }),
          describeAs('written'),
        );
    })();
    await Promise.all([clean(gone), clean(gone), writes]);
    expect(await clean(gone)).toBe('waiting');
    now = new Date(now.getTime() + 31_000);
    expect(await clean(gone)).toBe('done');
    expect(await clean(gone)).toBe('done');
    const left = await database.read(
      'SELECT resource_pk FROM attribute_index WHERE tenant_id = ? AND (attribute_id = ? OR attribute_id = 0)',
      [scope.tenantPk, 1_000 + gone.number],
    );
    expect(left).toEqual([]);
    const { resources } = await stores.resources.list(scope, 'User', { offset: 0, limit: 1_000 });
    expect(resources.filter(({ document }) => JSON.stringify(document).includes('xxx'))).toEqual([]);
    const schemas = schemasWith(NAMESPACE, [kept]);
    for (const [tag, count] of [
      ['early', 888],
      ['late', 112],
    ] as const)
      expect(await idsOf(stores.resources, scope, 'User', `${NAMESPACE}:kept eq "${tag}"`, schemas)).toHaveLength(
        count,
      );
    const events = await database.read("SELECT pk FROM log_event WHERE tenant_id = ? AND event LIKE '%cleaned 1%'", [
      scope.tenantPk,
    ]);
    expect(events).toHaveLength(1);
    expect(await cleanup.deletedFields()).not.toContainEqual(deletedField(gone));
  }, 60_000);
});
