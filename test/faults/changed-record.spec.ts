import { type Connection, createConnection } from 'mysql2/promise';
import { describeMariaDb } from '../support/databases.js';

/*
 * MariaDB's `innodb_snapshot_isolation` (from 10.6.18, 10.11.8, 11.4.2; on from 11.8) refuses with 1020 to change a row that
 * another transaction changed behind the snapshot. At READ COMMITTED, where every unit of ours runs, each statement has a snapshot of
 * its own, so there is nothing to refuse. A server without the variable has no such error at all.
 */
describeMariaDb('1020, "Record has changed since last read"', (provided) => {
  let one: Connection;
  let other: Connection;
  let hasVariable = false;
  beforeAll(async () => {
    const url = await provided.url();
    if (url.kind !== 'mysql') throw new Error('not the server of this suite');
    const { host, port, user, password, database } = url;
    [one, other] = await Promise.all([
      createConnection({ host, port, user, password, database }),
      createConnection({ host, port, user, password, database }),
    ]);
    const [variables] = await one.query("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'");
    hasVariable = (variables as readonly unknown[]).length > 0;
    if (hasVariable) await one.query('SET SESSION innodb_snapshot_isolation = ON');
    await one.query('CREATE TABLE changed (pk INT PRIMARY KEY, word INT NOT NULL) ENGINE=InnoDB');
    await one.query('INSERT INTO changed VALUES (1, 0)');
  });
  afterAll(async () => {
    await one.end();
    await other.end();
  });

  it.each<[string, string, 'comes' | 'never comes']>([
    ['READ COMMITTED', 'SELECT word FROM changed WHERE pk = 1 FOR UPDATE', 'never comes'],
    ['READ COMMITTED', 'UPDATE changed SET word = word + 10 WHERE pk = 1', 'never comes'],
    ['REPEATABLE READ', 'SELECT word FROM changed WHERE pk = 1 FOR UPDATE', 'comes'],
    ['REPEATABLE READ', 'UPDATE changed SET word = word + 10 WHERE pk = 1', 'comes'],
  ])('at %s, for %s, %s', async (level, statement, expected) => {
    await one.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
    await one.query('START TRANSACTION');
    await one.query('SELECT word FROM changed WHERE pk = 1');
    await other.query('UPDATE changed SET word = word + 1 WHERE pk = 1');
    const outcome = await one.query(statement).then(
      () => 'done',
      ({ errno }: { readonly errno?: number }) => errno,
    );
    await one.query('ROLLBACK');
    expect(outcome).toBe(hasVariable && expected === 'comes' ? 1020 : 'done');
  });
});
