import type { Database } from '../../src/persistence/database.js';

/** Ten walks through all keys there are. */
const WALK =
  'WITH RECURSIVE turn(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn WHERE n < 10) ' +
  "SELECT COUNT(*) AS found FROM turn CROSS JOIN attribute_index WHERE instr(value_key, x'00ff') > 0";

/**
 * CPU time that this process spends on some work, in times of ten walks through the index of its directory just before and
 * behind. SQLite counts no rows that could be asked for; and what else runs on the machine slows both alike.
 */
export async function walksOf(database: Database, work: () => Promise<unknown>): Promise<number> {
  const walk = (): Promise<unknown> => database.search(WALK, [], { scanOf: 0 });
  const before = await cpuMs(walk);
  const spent = await cpuMs(work);
  return spent / ((before + (await cpuMs(walk))) / 2);
}

/** Of all threads. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
