import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/persistence/database.js';
import { SqlLeaseStore } from '../../src/persistence/sql-lease-store.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';

const LONG_MS = 60_000;
const HOLDERS = ['one', 'two', 'three'];

describeDatabases('leases', (provided) => {
  let database: Database;
  let store: SqlLeaseStore;
  let names = 0;
  let name: string;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    store = new SqlLeaseStore(database);
  });
  beforeEach(() => {
    names += 1;
    name = `lease-${names}`;
  });
  afterAll(() => database.close());

  const race = async (ttlMs: number): Promise<readonly string[]> => {
    const won = await Promise.all(HOLDERS.map((holder) => store.acquire(name, holder, ttlMs)));
    return HOLDERS.filter((_, index) => won[index]);
  };

  it('is held by one, whose own it stays when asked for again', async () => {
    expect(await store.acquire(name, 'one', LONG_MS)).toBe(true);
    expect(await store.acquire(name, 'two', LONG_MS)).toBe(false);
    // Twice within a millisecond nothing in the row may change.
    for (let again = 0; again < 5; again += 1) expect(await store.acquire(name, 'one', LONG_MS)).toBe(true);
    expect(await store.acquire(`${name}-other`, 'two', LONG_MS)).toBe(true);
  });

  it('is given back by its holder alone', async () => {
    await store.acquire(name, 'one', LONG_MS);
    expect(await store.release(name, 'two')).toBe(false);
    expect(await store.acquire(name, 'two', LONG_MS)).toBe(false);
    expect(await store.release(name, 'one')).toBe(true);
    expect(await store.release(name, 'one')).toBe(false);
    expect(await store.acquire(name, 'two', LONG_MS)).toBe(true);
  });

  it('holders are told apart by every character', async () => {
    await store.acquire(name, 'one', LONG_MS);
    for (const other of ['ONE', 'one-', 'on', '']) expect(await store.acquire(name, other, LONG_MS)).toBe(false);
  });

  it('one of three gets a free one, 40 times', async () => {
    for (let round = 0; round < 40; round += 1) {
      const winners = await race(LONG_MS);
      expect(winners).toHaveLength(1);
      expect(await race(LONG_MS)).toEqual(winners);
      await store.release(name, winners[0] ?? '');
    }
  });

  it('one of three gets that of a holder who died, when it has ended and no sooner, 5 times', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect(await store.acquire(name, `dead-${round}`, 400)).toBe(true);
      const started = performance.now();
      let winners: readonly string[] = [];
      while (winners.length === 0) {
        winners = await race(LONG_MS);
        if (winners.length === 0) await pause(20);
      }
      // By the clock of the database, which may round.
      expect(performance.now() - started).toBeGreaterThan(300);
      expect(winners).toHaveLength(1);
      expect(await store.acquire(name, `dead-${round}`, LONG_MS)).toBe(false);
      await store.release(name, winners[0] ?? '');
    }
  });

  it('lasts as long as it is renewed', async () => {
    for (let round = 0; round < 6; round += 1) {
      expect(await store.acquire(name, 'one', 300)).toBe(true);
      expect(await store.acquire(name, 'two', LONG_MS)).toBe(false);
      await pause(100);
    }
    await pause(350);
    expect(await store.acquire(name, 'two', LONG_MS)).toBe(true);
    expect(await store.acquire(name, 'one', 300)).toBe(false);
  });

  it('has its end as an instant', async () => {
    await store.acquire(name, 'one', LONG_MS);
    expect(await store.acquire(name, 'two', LONG_MS)).toBe(false);
    const [row] = await database.read<{ expires_at: string }>('SELECT expires_at FROM lease WHERE name = ?', [name]);
    expect(row?.expires_at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    const left = Date.parse(row?.expires_at ?? '') - Date.now();
    expect(left).toBeGreaterThan(LONG_MS - 10_000);
    expect(left).toBeLessThan(LONG_MS + 10_000);
  });
});
