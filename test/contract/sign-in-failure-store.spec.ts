import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/persistence/database.js';
import { SqlSignInFailureStore } from '../../src/persistence/sql-sign-in-failure-store.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';

const MINUTE = 29_400_000;
const bucket = (): string => randomBytes(16).toString('hex');

describeDatabases('failed sign-ins', (provided) => {
  let database: Database;
  let store: SqlSignInFailureStore;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    store = new SqlSignInFailureStore(database);
  });
  afterAll(() => database.close());

  const rows = async (): Promise<number> => {
    const [row] = await database.read<{ n: number }>('SELECT COUNT(*) AS n FROM sign_in_failure');
    return Number(row?.n);
  };

  it('adds up by minute and bucket', async () => {
    const [one, other] = [bucket(), bucket()];
    expect(await store.add(MINUTE, new Map([[one, 2]]))).toEqual(new Map([[one, 2]]));
    const both = new Map([
      [one, 3],
      [other, 1],
    ]);
    expect(await store.add(MINUTE, both)).toEqual(both.set(one, 5));
    expect(await store.add(MINUTE + 1, new Map([[one, 1]]))).toEqual(new Map([[one, 1]]));
  });

  it('nothing is nothing', async () => expect(await store.add(MINUTE, new Map())).toEqual(new Map()));

  it('8 instances at once lose nothing', async () => {
    const buckets = Array.from({ length: 50 }, bucket);
    await Promise.all(Array.from({ length: 8 }, () => store.add(MINUTE, new Map(buckets.map((one) => [one, 1])))));
    const totals = await store.add(MINUTE, new Map(buckets.map((one) => [one, 0])));
    expect([...totals.values()]).toEqual(buckets.map(() => 8));
  });

  it('takes 5,000 buckets at once, and forgets what is over', async () => {
    await store.forgetBefore(MINUTE + 9);
    const many = new Map(Array.from({ length: 5_000 }, () => [bucket(), 1]));
    expect((await store.add(MINUTE + 9, many)).size).toBe(5_000);
    expect(await rows()).toBe(5_000);
    await store.forgetBefore(MINUTE + 9);
    expect(await rows()).toBe(5_000);
    await store.forgetBefore(MINUTE + 10);
    expect(await rows()).toBe(0);
  });
});
