import { parseFilter, resolveFilter } from '../support/lenient.js';
import { userSchema } from '../../src/protocol/schema/resource-types.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { ResourceUpdate, StoredResource, UserKey } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import type { JsonObject } from '../../src/protocol/json.js';
import type { ScimError } from '../../src/protocol/scim-error.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { createGroup, createUser, describeAs, idsOf, messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const everything =
  (document: JsonObject) =>
  (current: StoredResource): ResourceUpdate => ({ document, connectorPk: current.connectorPk });
const userNameOf = (user: Pick<StoredResource, 'document'> | undefined): string =>
  typeof user?.document.userName === 'string' ? user.document.userName : '';
const members =
  (change: ResourceUpdate['members']) =>
  ({ document, connectorPk }: StoredResource): ResourceUpdate => ({
    document,
    connectorPk,
    ...(change === undefined ? {} : { members: change }),
  });

describeDatabases('resource store', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let clock = new Date('2026-01-01T00:00:00.000Z');

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => clock);
  });
  beforeEach(async () => {
    clock = new Date('2026-01-01T00:00:00.000Z');
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  const names = async (filter: string): Promise<readonly string[]> => {
    const ids = await idsOf(stores.resources, scope, 'User', filter);
    const found = await Promise.all(ids.map((id) => stores.resources.find(scope, 'User', id)));
    return found.map((user) => userNameOf(user));
  };

  describe('create', () => {
    it('stores what it was given and finds it again', async () => {
      const document = { userName: 'jane@x.io', emails: [{ value: 'jane@x.io', primary: true }], active: true };
      const created = await createUser(stores, scope, document);
      expect(created).toMatchObject({ version: 1, connectorPk: null, document, createdAt: '2026-01-01T00:00:00.000Z' });
      expect(await stores.resources.find(scope, 'User', created.id)).toEqual(created);
    });

    it.each([
      ['another letter case', 'Jane@X.io', 'jane@x.IO'],
      ['full width', 'jane', 'ｊａｎｅ'],
      ['decomposed', 'jos\u00e9', 'jose\u0301'],
      ['the Kelvin sign', 'mark', 'mar\u212a'],
      ['255 bytes and more', `A${'x'.repeat(400)}`, `a${'X'.repeat(400)}`],
    ])('refuses the same userName in %s', async (_, one, other) => {
      await createUser(stores, scope, { userName: one });
      await expect(createUser(stores, scope, { userName: other })).rejects.toMatchObject({
        status: 409,
        scimType: 'uniqueness',
      });
    });

    it.each([
      ['accents', 'jose', 'jos\u00e9'],
      ['a trailing space', 'jose', 'jose '],
      ['sharp s', 'strasse', 'stra\u00dfe'],
      ['dotless i', 'admin', 'adm\u0131n'],
      ['emoji', 'a\u{1f600}', 'a\u{1f601}'],
      ['Cyrillic', 'admin', '\u0430dmin'],
      ['the end of a long name', `${'x'.repeat(400)}1`, `${'x'.repeat(400)}2`],
    ])('takes names that differ by %s', async (_, one, other) => {
      await createUser(stores, scope, { userName: one });
      await createUser(stores, scope, { userName: other });
      expect(await stores.resources.list(scope, 'User', { offset: 0, limit: 0 })).toMatchObject({ totalResults: 2 });
    });

    it('names the user in the refusal, clipped', async () => {
      const userName = 'u'.repeat(500);
      await createUser(stores, scope, { userName });
      const refused = createUser(stores, scope, { userName });
      await expect(refused).rejects.toThrow(/^A user with the userName "u{100}…" exists already\.$/);
    });

    it('lets groups share a name', async () => {
      await createGroup(stores, scope, { displayName: 'Sales' });
      await createGroup(stores, scope, { displayName: 'Sales' });
      expect(await idsOf(stores.resources, scope, 'Group', 'displayName eq "sales"')).toHaveLength(2);
    });

    it('makes one of 64 that are created at once in different letter cases', async () => {
      const variants = Array.from({ length: 64 }, (_, i) =>
        [...'abcdef'].map((letter, bit) => ((i >> bit) & 1 ? letter.toUpperCase() : letter)).join(''),
      );
      const outcomes = await Promise.allSettled(variants.map((userName) => createUser(stores, scope, { userName })));
      const refusals = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as ScimError] : [],
      );
      expect(refusals.map(({ scimType }) => scimType)).toEqual(Array.from({ length: 63 }, () => 'uniqueness'));
      expect(await names('userName pr')).toHaveLength(1);
    });

    it('writes neither resource nor index rows when describing fails', async () => {
      const draft = { type: 'User', id: uuidv7(), connectorPk: null, document: { userName: 'x', title: 't' } } as const;
      const failing = stores.resources.create(scope, draft, () => {
        throw new Error('no event');
      });
      await expect(failing).rejects.toThrow('no event');
      expect(await stores.resources.find(scope, 'User', draft.id)).toBeUndefined();
      expect(await database.read('SELECT * FROM attribute_index WHERE tenant_id = ?', [scope.tenantPk])).toEqual([]);
    });

    it('costs six statements', async () => {
      const seen: string[] = [];
      database.onStatement = (sql) => seen.push(sql);
      await createUser(stores, scope, { userName: 'a', emails: [{ value: 'a@x' }, { value: 'b@x' }], title: 't' });
      delete database.onStatement;
      expect(seen.map((sql) => sql.split(' ').slice(0, 4).join(' ').replace(' OR IGNORE', ' IGNORE'))).toEqual([
        expect.stringMatching(/^(BEGIN IMMEDIATE|START TRANSACTION)$/),
        'INSERT INTO resource (tenant_id,',
        expect.stringMatching(/^INSERT IGNORE INTO( attribute_index)?$/),
        'INSERT INTO live_count (tenant_id,',
        'INSERT INTO log_event (tenant_id,',
        'COMMIT',
      ]);
    });
  });

  describe('update', () => {
    it('counts the version, writes the difference and moves lastModified', async () => {
      const user = await createUser(stores, scope, { userName: 'a', title: 'old', nickName: 'same' });
      clock = new Date('2026-01-02T00:00:00.000Z');
      const next = { userName: 'b', title: 'new', nickName: 'same' };
      const answer = await stores.resources.update(scope, 'User', user.id, everything(next), describeAs('updated'));
      expect(answer).toMatchObject({ changed: true, resource: { version: 2, document: next } });
      expect(answer?.resource.lastModifiedAt).toBe('2026-01-02T00:00:00.000Z');
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual(answer?.resource);
      expect((await messagesOf(stores, scope)).slice(-2)).toEqual(['created', 'updated']);
      expect(await names('title eq "old" or userName eq "a"')).toEqual([]);
      expect(await names('title eq "new" and userName eq "b" and nickName eq "same"')).toEqual(['b']);
    });

    it('never takes lastModified back', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      clock = new Date('2025-01-01T00:00:00.000Z');
      const update = everything({ userName: 'b' });
      const answer = await stores.resources.update(scope, 'User', user.id, update, describeAs('updated'));
      expect(answer?.resource.lastModifiedAt).toBe('2026-01-01T00:00:00.000Z');
    });

    it.each<[string, (user: StoredResource) => ResourceUpdate]>([
      ['the same object', ({ document, connectorPk }) => ({ document, connectorPk })],
      ['an equal object', ({ connectorPk }) => ({ document: { title: 't', userName: 'a' }, connectorPk })],
    ])('writes nothing for %s', async (_, updater) => {
      const user = await createUser(stores, scope, { userName: 'a', title: 't' });
      const before = await messagesOf(stores, scope);
      const seen: string[] = [];
      database.onStatement = (sql) => seen.push(sql);
      const answer = await stores.resources.update(scope, 'User', user.id, updater, describeAs('updated'));
      delete database.onStatement;
      expect(answer).toEqual({ changed: false, resource: user });
      expect(seen.filter((sql) => /^(INSERT|UPDATE|DELETE)/.test(sql))).toEqual([]);
      expect(await messagesOf(stores, scope)).toEqual(before);
    });

    it('changes the owner alone', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const take = ({ document }: StoredResource): ResourceUpdate => ({ document, connectorPk: 7 });
      const answer = await stores.resources.update(scope, 'User', user.id, take, describeAs('adopted'));
      expect(answer).toMatchObject({ changed: true, resource: { connectorPk: 7, version: 2 } });
    });

    it('refuses the userName of another user, and keeps everything', async () => {
      await createUser(stores, scope, { userName: 'taken' });
      const user = await createUser(stores, scope, { userName: 'mine', title: 't' });
      const update = everything({ userName: 'TAKEN', title: 'u' });
      const refused = stores.resources.update(scope, 'User', user.id, update, describeAs('updated'));
      await expect(refused).rejects.toMatchObject({ scimType: 'uniqueness' });
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual(user);
      expect(await names('title eq "t"')).toEqual(['mine']);
      expect(await messagesOf(stores, scope)).not.toContain('updated');
    });

    it.each(['updater', 'describe'])('writes nothing when the %s throws', async (thrower) => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const fail = (): never => {
        throw new Error('refused');
      };
      const updater = thrower === 'updater' ? fail : everything({ userName: 'b' });
      const describe = thrower === 'updater' ? describeAs('updated') : fail;
      await expect(stores.resources.update(scope, 'User', user.id, updater, describe)).rejects.toThrow('refused');
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual(user);
      expect(await messagesOf(stores, scope)).not.toContain('updated');
    });

    it('loses none of 50 concurrent updates of one resource', async () => {
      const user = await createUser(stores, scope, { userName: 'a', title: '0' });
      const add = ({ document }: StoredResource): ResourceUpdate => ({
        document: { ...document, title: String(Number(document.title) + 1) },
        connectorPk: null,
      });
      await Promise.all(
        Array.from({ length: 50 }, () => stores.resources.update(scope, 'User', user.id, add, describeAs('updated'))),
      );
      expect(await stores.resources.find(scope, 'User', user.id)).toMatchObject({
        version: 51,
        document: { title: '50' },
      });
    });

    it.each(['', 'nope', `${uuidv7()} `, uuidv7().toUpperCase(), uuidv7()])('knows no resource %j', async (id) => {
      expect(
        await stores.resources.update(scope, 'User', id, everything({ userName: 'b' }), describeAs('updated')),
      ).toBeUndefined();
      expect(await stores.resources.find(scope, 'User', id)).toBeUndefined();
      expect(await stores.resources.remove(scope, 'User', id, () => undefined, describeAs('removed'))).toBe(false);
    });
  });

  describe('remove', () => {
    it('takes the resource out of every read and frees its userName', async () => {
      const user = await createUser(stores, scope, { userName: 'a', title: 't' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      expect(await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('removed'))).toBe(true);
      expect(await stores.resources.find(scope, 'User', user.id)).toBeUndefined();
      expect(await names('title eq "t" or userName eq "a"')).toEqual([]);
      expect(await stores.resources.membersOf(scope, [group.pk], 1_000)).toEqual(new Map());
      expect(await stores.resources.membersOf(scope, [group.pk], 0)).toBeDefined();
      expect(await idsOf(stores.resources, scope, 'Group', `members.value eq "${user.id}"`)).toEqual([]);
      expect(await messagesOf(stores, scope)).toContain('removed');
      const again = await createUser(stores, scope, { userName: 'A' });
      expect(again.id).not.toBe(user.id);
      expect(await stores.resources.remove(scope, 'User', again.id, () => undefined, describeAs('removed'))).toBe(true);
    });

    it('counts the version of the groups of a user, and of no other', async () => {
      const [user, other] = [
        await createUser(stores, scope, { userName: 'a' }),
        await createUser(stores, scope, { userName: 'b' }),
      ];
      const group = async (displayName: string, ids: readonly string[]) =>
        (await createGroup(stores, scope, { displayName }, ids)).id;
      const [both, one, none, gone] = [
        await group('both', [user.id, other.id]),
        await group('one', [user.id]),
        await group('none', [other.id]),
        await group('gone', [user.id]),
      ];
      await stores.resources.remove(scope, 'Group', gone, () => undefined, describeAs('removed'));
      clock = new Date('2026-01-02T00:00:00.000Z');
      await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('removed'));
      const versionOf = async (id: string) => {
        const found = await stores.resources.find(scope, 'Group', id);
        return [found?.version, found?.lastModifiedAt];
      };
      expect(await versionOf(both)).toEqual([2, '2026-01-02T00:00:00.000Z']);
      expect(await versionOf(one)).toEqual([2, '2026-01-02T00:00:00.000Z']);
      expect(await versionOf(none)).toEqual([1, '2026-01-01T00:00:00.000Z']);
      expect(await stores.resources.find(scope, 'User', other.id)).toEqual(other);
      const rows = await database.read('SELECT version FROM resource WHERE id = ?', [gone]);
      expect(rows).toEqual([{ version: 1 }]);
    });

    it('never takes lastModified of a group back', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      clock = new Date('2025-01-01T00:00:00.000Z');
      await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('removed'));
      expect(await stores.resources.find(scope, 'Group', group.id)).toMatchObject({
        version: 2,
        lastModifiedAt: '2026-01-01T00:00:00.000Z',
      });
    });

    it('removes users of the same groups at once', async () => {
      const users: string[] = [];
      for (let n = 0; n < 16; n += 1) users.push((await createUser(stores, scope, { userName: `u${n}` })).id);
      const groups: string[] = [];
      for (let n = 0; n < 8; n += 1) groups.push((await createGroup(stores, scope, { displayName: 'g' }, users)).id);
      const removed = await Promise.all(
        users.map((id) => stores.resources.remove(scope, 'User', id, () => undefined, describeAs('removed'))),
      );
      expect(removed).toEqual(users.map(() => true));
      const versions = await Promise.all(groups.map((id) => stores.resources.find(scope, 'Group', id)));
      expect(versions.map((found) => found?.version)).toEqual(groups.map(() => 17));
    });

    it('does nothing when the check refuses', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const refused = stores.resources.remove(
        scope,
        'User',
        user.id,
        ({ document }) => {
          throw new Error(`not ${userNameOf({ document })}`);
        },
        describeAs('removed'),
      );
      await expect(refused).rejects.toThrow('not a');
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual(user);
    });

    it('keeps the membership of a tombstone for a restore', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('removed'));
      expect(await database.read('SELECT * FROM membership WHERE group_pk = ?', [group.pk])).toHaveLength(1);
    });
  });

  describe('members', () => {
    const update = (group: StoredResource, change: ResourceUpdate['members']) =>
      stores.resources.update(scope, 'Group', group.id, members(change), describeAs('members changed'));
    const membersOf = async (group: StoredResource): Promise<readonly string[]> =>
      ((await stores.resources.membersOf(scope, [group.pk], 2_000))?.get(group.pk) ?? []).map(({ id }) => id);

    it('adds, removes and replaces, and says what really changed', async () => {
      const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((userName) => createUser(stores, scope, { userName })));
      if (a === undefined || b === undefined || c === undefined) throw new Error('three users');
      const group = await createGroup(stores, scope, { displayName: 'g' }, [a.id]);
      const changes: { added: readonly string[]; removed: readonly string[] }[] = [];
      const change = (wanted: ResourceUpdate['members']) =>
        stores.resources.update(scope, 'Group', group.id, members(wanted), (done) => {
          changes.push({ added: done.addedMembers, removed: done.removedMembers });
          return describeAs('members changed')(done);
        });
      await change({ kind: 'delta', add: [a.id, b.id, b.id], remove: [c.id] });
      await change({ kind: 'replace', members: [b.id, c.id] });
      await change({ kind: 'delta', add: [], remove: [b.id] });
      expect(changes).toEqual([
        { added: [b.id], removed: [] },
        { added: [c.id], removed: [a.id] },
        { added: [], removed: [b.id] },
      ]);
      expect(await membersOf(group)).toEqual([c.id]);
    });

    it('writes nothing for members that are there, or were not', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      const before = await messagesOf(stores, scope);
      const noChanges: ResourceUpdate['members'][] = [
        { kind: 'delta', add: [user.id], remove: [uuidv7(), 'nonsense'] },
        { kind: 'replace', members: [user.id, user.id] },
      ];
      for (const change of noChanges) expect(await update(group, change)).toEqual({ changed: false, resource: group });
      expect(await messagesOf(stores, scope)).toEqual(before);
    });

    it('refuses who is no live user of the tenant, naming at most three', async () => {
      const other = await newTenant(stores);
      const foreign = await createUser(stores, other, { userName: 'foreign' });
      const gone = await createUser(stores, scope, { userName: 'gone' });
      await stores.resources.remove(scope, 'User', gone.id, () => undefined, describeAs('removed'));
      const group = await createGroup(stores, scope, { displayName: 'g' });
      for (const id of [foreign.id, gone.id, group.id, 'nonsense', ''])
        for (const change of [
          { kind: 'delta', add: [id], remove: [] },
          { kind: 'replace', members: [id] },
        ] as const)
          await expect(update(group, change)).rejects.toMatchObject({ scimType: 'invalidValue' });
      const many = { kind: 'delta', add: Array.from({ length: 9 }, () => uuidv7()), remove: [] } as const;
      await expect(update(group, many)).rejects.toThrow(
        /^These members are no users here: ("[^"]+", ){2}"[^"]+" and 6 more\. Assign/,
      );
      await expect(createGroup(stores, scope, { displayName: 'h' }, [foreign.id])).rejects.toMatchObject({
        scimType: 'invalidValue',
      });
      expect(await idsOf(stores.resources, scope, 'Group', 'displayName eq "h"')).toEqual([]);
    });

    it('loses none of 200 concurrent changes of one member each', async () => {
      const users = await Promise.all(
        Array.from({ length: 200 }, (_, i) => createUser(stores, scope, { userName: `m${i}` })),
      );
      const [stay, leave, join] = [users.slice(0, 50), users.slice(50, 100), users.slice(100)];
      const group = await createGroup(
        stores,
        scope,
        { displayName: 'g' },
        [...stay, ...leave].map(({ id }) => id),
      );
      await Promise.all([
        ...join.map(({ id }) => update(group, { kind: 'delta', add: [id], remove: [] })),
        ...leave.map(({ id }) => update(group, { kind: 'delta', add: [], remove: [id] })),
        ...stay.map(({ id }) => update(group, { kind: 'delta', add: [id], remove: [] })),
      ]);
      expect(new Set(await membersOf(group))).toEqual(new Set([...stay, ...join].map(({ id }) => id)));
      expect((await stores.resources.find(scope, 'Group', group.id))?.version).toBe(151);
    });

    it('replaces 1,500 members in chunks', async () => {
      const users = await Promise.all(
        Array.from({ length: 1_600 }, (_, i) => createUser(stores, scope, { userName: `m${i}` })),
      );
      const ids = users.map(({ id }) => id);
      const group = await createGroup(stores, scope, { displayName: 'g' }, ids.slice(0, 1_500));
      await update(group, { kind: 'replace', members: ids.slice(100) });
      expect(new Set(await membersOf(group))).toEqual(new Set(ids.slice(100)));
    });

    it('adds those of many who are none yet, and none of them where one is no user', async () => {
      const users = await Promise.all(
        Array.from({ length: 1_100 }, (_, i) => createUser(stores, scope, { userName: `n${i}` })),
      );
      const ids = users.map(({ id }) => id);
      const member = ids[1_050] ?? '';
      const group = await createGroup(stores, scope, { displayName: 'g' }, [member]);
      const added: (readonly string[])[] = [];
      const add = (those: readonly string[]) =>
        stores.resources.update(
          scope,
          'Group',
          group.id,
          members({ kind: 'delta', add: those, remove: [] }),
          (done) => {
            added.push(done.addedMembers);
            return describeAs('members changed')(done);
          },
        );
      for (const wrong of [uuidv7(), 'nonsense'])
        await expect(add([...ids.slice(0, 1_040), wrong])).rejects.toThrow(`no users here: "${wrong}". Assign`);
      await expect(add([...ids.slice(0, 1_040), group.id])).rejects.toThrow(`are groups: "${group.id}". Groups inside`);
      expect(await membersOf(group)).toEqual([member]);
      await add(ids);
      expect(added).toEqual([ids.filter((id) => id !== member)]);
      expect(new Set(await membersOf(group))).toEqual(new Set(ids));
    });

    it('are not read when they are more than asked for', async () => {
      const users = [];
      for (const userName of ['a', 'b', 'c']) users.push(await createUser(stores, scope, { userName }));
      const ids = users.map(({ id }) => id);
      const groups = [await createGroup(stores, scope, { displayName: 'g' }, ids)];
      groups.push(await createGroup(stores, scope, { displayName: 'h' }, ids.slice(0, 1)));
      const pks = groups.map(({ pk }) => pk);
      expect(await stores.resources.membersOf(scope, pks, 3)).toBeUndefined();
      expect((await stores.resources.membersOf(scope, pks, 4))?.get(pks[0] ?? 0)).toHaveLength(3);
      const parts: string[] = [];
      for (let after: number | undefined = 0; after !== undefined;) {
        const { members, last } = await stores.resources.membersBehind(scope, pks[0] ?? 0, after, 2);
        parts.push(members.map(({ id }) => id).join());
        after = last;
      }
      expect(parts).toEqual([ids.slice(0, 2).join(), ids[2]]);
    });

    it('are read in parts by their names as they are, whatever these hold', async () => {
      const names = ['a "quoted" \\ name', 'line\nbreak\u2028\u0001', "l'été 😀", '[1,2]', 'null'];
      const ids: string[] = [];
      for (const displayName of names)
        ids.push((await createUser(stores, scope, { userName: uuidv7(), displayName })).id);
      const group = await createGroup(stores, scope, { displayName: 'g' }, ids);
      const { members, last } = await stores.resources.membersBehind(scope, group.pk, 0, 10);
      expect(members).toEqual(names.map((display, n) => ({ id: ids[n], display })));
      expect(last).toBeUndefined();
    });

    it('are refused by a replacement that names a deleted one, which changes nothing', async () => {
      const [a, b] = [
        await createUser(stores, scope, { userName: 'a' }),
        await createUser(stores, scope, { userName: 'b' }),
      ];
      const group = await createGroup(stores, scope, { displayName: 'g' }, [a.id, b.id]);
      await stores.resources.remove(scope, 'User', b.id, () => undefined, describeAs('removed'));
      await expect(update(group, { kind: 'replace', members: [b.id] })).rejects.toMatchObject({
        scimType: 'invalidValue',
      });
      expect(await membersOf(group)).toEqual([a.id]);
    });

    it('shows displayName, else userName, and follows a rename', async () => {
      const named = await createUser(stores, scope, { userName: 'a', displayName: 'Ann' });
      const plain = await createUser(stores, scope, { userName: 'b' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [plain.id, named.id]);
      const shown = async () => (await stores.resources.membersOf(scope, [group.pk], 1_000))?.get(group.pk);
      expect(await shown()).toEqual([
        { id: named.id, display: 'Ann' },
        { id: plain.id, display: 'b' },
      ]);
      const rename = everything({ userName: 'a', displayName: 'Anna' });
      await stores.resources.update(scope, 'User', named.id, rename, describeAs('renamed'));
      expect(await shown()).toContainEqual({ id: named.id, display: 'Anna' });
      expect(await stores.resources.groupsOf(scope, [named.pk, plain.pk])).toEqual(
        new Map([named, plain].map(({ pk }) => [pk, [{ id: group.id, display: 'g' }]])),
      );
      expect(await stores.resources.membersOf(scope, [group.pk], 1)).toBeUndefined();
      expect(await stores.resources.membersOf(scope, [group.pk], 2)).toBeDefined();
    });
  });

  describe('a user with its groups', () => {
    const long = `A${'x'.repeat(400)}`;
    const keyOf = (userName: string) => ({ userNameKey: userName.toLowerCase() });

    it.each<[string, string, (user: StoredResource) => UserKey]>([
      ['its id', 'jane', ({ id }) => ({ id })],
      ['its name', 'jane', () => keyOf('jane')],
      ['a name longer than its column', long, () => keyOf(long)],
    ])('is found by %s in one statement, the groups in the order of creation', async (_, userName, key) => {
      const user = await createUser(stores, scope, { userName });
      await createUser(stores, scope, { userName: 'other' });
      const groups: StoredResource[] = [];
      for (const displayName of ['c', 'a', 'gone', 'b'])
        groups.push(await createGroup(stores, scope, { displayName }, displayName === 'b' ? [] : [user.id]));
      const [c, a, gone, b] = groups.map(({ id }) => id);
      const join = members({ kind: 'delta', add: [user.id], remove: [] });
      await stores.resources.update(scope, 'Group', b ?? '', join, describeAs('joined'));
      await stores.resources.remove(scope, 'Group', gone ?? '', () => undefined, describeAs('removed'));
      let seen = 0;
      database.onStatement = () => (seen += 1);
      const found = await stores.resources.findUser(scope, key(user));
      delete database.onStatement;
      const shown = [
        { id: c, display: 'c' },
        { id: a, display: 'a' },
        { id: b, display: 'b' },
      ];
      expect(found).toEqual({ user, groups: shown });
      expect(seen).toBe(1);
    });

    it('is found without a group', async () => {
      const user = await createUser(stores, scope, { userName: 'jane' });
      expect(await stores.resources.findUser(scope, { id: user.id })).toEqual({ user, groups: [] });
    });

    it.each([8, 9, 120])('is found with its %s groups, in their order', async (count) => {
      const user = await createUser(stores, scope, { userName: 'jane' });
      const groups: StoredResource[] = [];
      for (let n = count; n > 0; n -= 1)
        groups.push(await createGroup(stores, scope, { displayName: `group ${n}` }, [user.id]));
      const found = await stores.resources.findUser(scope, { id: user.id });
      expect(found?.groups).toEqual(groups.map(({ id, document }) => ({ id, display: document['displayName'] })));
    });

    it('is found without what is no live group of its tenant, even where a membership says so', async () => {
      const user = await createUser(stores, scope, { userName: 'jane' });
      const other = await createUser(stores, scope, { userName: 'other' });
      const gone = await createGroup(stores, scope, { displayName: 'gone' });
      const theirs = await createGroup(stores, await newTenant(stores), { displayName: 'theirs' });
      await stores.resources.remove(scope, 'Group', gone.id, () => undefined, describeAs('removed'));
      for (const { pk } of [gone, theirs, other])
        await database.withTransaction((tx) =>
          tx.execute('INSERT INTO membership (group_pk, member_pk) VALUES (?, ?)', [pk, user.pk]),
        );
      expect(await stores.resources.findUser(scope, { id: user.id })).toEqual({ user, groups: [] });
    });

    it.each<[string, (ids: { user: string; group: string; removed: string; theirs: string }) => UserKey]>([
      ['an unknown id', () => ({ id: uuidv7() })],
      ['the id of a group', ({ group }) => ({ id: group })],
      ['the id of a user that was removed', ({ removed }) => ({ id: removed })],
      ['the id of another tenant', ({ theirs }) => ({ id: theirs })],
      ['an id in upper case', ({ user }) => ({ id: user.toUpperCase() })],
      ['an id with a blank behind it', ({ user }) => ({ id: `${user} ` })],
      ['no id', () => ({ id: '' })],
      ['the name of a user that was removed', () => keyOf('removed')],
      ['a name of another tenant', () => keyOf('theirs')],
      ['a name with a blank behind it', () => keyOf('jane ')],
      ['the name of a group', () => keyOf('group')],
      ['a key that is not folded', () => ({ userNameKey: 'JANE' })],
      ['a name of nothing', () => keyOf('')],
      ['a name that is SQL', () => keyOf("' or 1=1 -- ")],
    ])('is not found by %s', async (_, key) => {
      const other = await newTenant(stores);
      const user = await createUser(stores, scope, { userName: 'jane', displayName: 'group' });
      const removed = await createUser(stores, scope, { userName: 'removed' });
      const theirs = await createUser(stores, other, { userName: 'theirs' });
      const group = await createGroup(stores, scope, { displayName: 'group' }, [user.id, removed.id]);
      await stores.resources.remove(scope, 'User', removed.id, () => undefined, describeAs('removed'));
      const ids = { user: user.id, group: group.id, removed: removed.id, theirs: theirs.id };
      expect(await stores.resources.findUser(scope, key(ids))).toBeUndefined();
    });
  });

  describe('list', () => {
    it.each([
      [0, 10, ['a', 'b', 'c'], 3],
      [0, 2, ['a', 'b'], 3],
      [2, 2, ['c'], 3],
      [3, 2, [], 3],
      [9, 9, [], 3],
      [0, 3, ['a', 'b', 'c'], 3],
      [0, 0, [], 3],
      [2, 0, [], 3],
    ])('from %i, at most %i: %j of %i', async (offset, limit, expected, total) => {
      for (const userName of ['a', 'b', 'c']) await createUser(stores, scope, { userName });
      const page = await stores.resources.list(scope, 'User', { offset, limit });
      expect(page.totalResults).toBe(total);
      expect(page.resources.map(({ document }) => document.userName)).toEqual(expected);
    });

    it.each([
      ['everybody, whose number is kept', {}, [1, 1, 1, 1]],
      ['what a filter finds', { filter: resolveFilter(parseFilter('userName pr'), userSchema) }, [1, 1, 2, 1]],
    ])('counts %s only where the page does not tell the total', async (_, asked, expected) => {
      for (const userName of ['a', 'b', 'c']) await createUser(stores, scope, { userName });
      const statements = async (offset: number, limit: number): Promise<number> => {
        let seen = 0;
        database.onStatement = () => (seen += 1);
        await stores.resources.list(scope, 'User', { ...asked, offset, limit });
        delete database.onStatement;
        return seen;
      };
      const seen = [await statements(0, 9), await statements(1, 9), await statements(0, 3), await statements(0, 0)];
      expect(seen).toEqual(expected);
    });
  });

  describe('isolation', () => {
    it('keeps two tenants with the same names apart', async () => {
      const other = await newTenant(stores);
      const document = { userName: 'jane', externalId: 'x1', displayName: 'Jane', emails: [{ value: 'jane@x.io' }] };
      const [mine, theirs] = await Promise.all([
        createUser(stores, scope, document),
        createUser(stores, other, document),
      ]);
      const group = await createGroup(stores, other, { displayName: 'g' }, [theirs.id]);
      for (const filter of [
        'userName eq "jane"',
        'not (userName eq "x")',
        'externalId eq "x1" or emails.value eq "jane@x.io"',
        'emails[value eq "jane@x.io"]',
        'emails pr',
        'userName pr or id pr',
        'title eq "x" or not (title eq "x")',
      ])
        expect(await idsOf(stores.resources, scope, 'User', filter)).toEqual([mine.id]);
      expect(await idsOf(stores.resources, scope, 'User', `id eq "${theirs.id}"`)).toEqual([]);
      expect(await idsOf(stores.resources, scope, 'User', `groups.value eq "${group.id}"`)).toEqual([]);
      expect(await stores.resources.find(scope, 'User', theirs.id)).toBeUndefined();
      expect(await stores.resources.membersOf(scope, [group.pk], 1_000)).toEqual(new Map());
      expect(await stores.resources.groupsOf(scope, [theirs.pk])).toEqual(new Map());
      expect(await stores.resources.membersOf(scope, [group.pk], 0)).toBeDefined();
      const update = everything({ userName: 'stolen' });
      expect(await stores.resources.update(scope, 'User', theirs.id, update, describeAs('updated'))).toBeUndefined();
      expect(await stores.resources.remove(scope, 'User', theirs.id, () => undefined, describeAs('removed'))).toBe(
        false,
      );
      expect(await stores.resources.find(other, 'User', theirs.id)).toEqual(theirs);
    });

    it('tells users and groups apart', async () => {
      const user = await createUser(stores, scope, { userName: 'a', displayName: 'same' });
      const group = await createGroup(stores, scope, { displayName: 'same' });
      expect(await stores.resources.find(scope, 'Group', user.id)).toBeUndefined();
      expect(await idsOf(stores.resources, scope, 'Group', 'displayName eq "same"')).toEqual([group.id]);
    });
  });
});
