import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/persistence/database.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';

const WRITES = 20;

/** On SQLite a COMMIT keeps everybody waiting: behind it, those who read have their time (`ReadersTime`). */
describe('units of work of SQLite beside readers', () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'rollbook-readers-'));
  let database: Database;
  let tenant = 1_000;
  beforeAll(async () => {
    database = await openMigrated({ kind: 'sqlite', file: join(folder, 'data', 'rollbook.sqlite') });
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  /** @returns the turns of the event loop that a write takes */
  async function turnsPerWrite(isRead: boolean): Promise<number> {
    let [turns, isOver] = [0, false];
    const turn = (): void => {
      if (isOver) return;
      turns += 1;
      if (isRead) void database.read('SELECT 1');
      setImmediate(turn);
    };
    setImmediate(turn);
    for (let write = 0; write < WRITES; write += 1) await insertTenants(database, (tenant += 1));
    isOver = true;
    return turns / WRITES;
  }

  it('wait behind a COMMIT for those who read, and for nobody else', async () => {
    await turnsPerWrite(false);
    const alone = await turnsPerWrite(false);
    const beside = await turnsPerWrite(true);
    expect(beside - alone).toBeGreaterThan(0.8);
    expect(alone).toBeLessThan(4);
  });
});
