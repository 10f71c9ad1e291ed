import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';

const ROWS_PER_STATEMENT = 500;

/**
 * Puts many rows into tables whose server is stopped. `into(table, columns, key)` gives `{ add(values), end() }`, both to be
 * awaited; with `key` the rows are put in its order first. `close` makes them last.
 */
export async function openRows(url) {
  if (url.startsWith('sqlite:')) return sqliteRows(url.slice('sqlite:'.length));
  return { into: (table, columns) => mysqlRows(url, table, columns), close: async () => {} };
}

/** One transaction, without waiting for the disk: who seeds can seed again. */
function sqliteRows(file) {
  const database = new Database(file, { timeout: 60_000 });
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -262144');
  database.exec('BEGIN');
  const plain = (table, columns) => {
    const row = `(${columns.map(() => '?').join(', ')})`;
    const insert = (count) =>
      database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${new Array(count).fill(row).join(', ')}`);
    const many = insert(ROWS_PER_STATEMENT);
    let waiting = [];
    return {
      add: async (values) => {
        waiting.push(...values);
        if (waiting.length < ROWS_PER_STATEMENT * columns.length) return;
        many.run(...waiting);
        waiting = [];
      },
      end: async () => {
        if (waiting.length > 0) insert(waiting.length / columns.length).run(...waiting);
      },
    };
  };
  const sorted = (table, columns, key) => {
    database.exec(`CREATE TEMP TABLE unsorted AS SELECT ${columns.join(', ')} FROM ${table} WHERE 0`);
    const rows = plain('unsorted', columns);
    return {
      add: rows.add,
      end: async () => {
        await rows.end();
        database.exec(`INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM unsorted ORDER BY ${key.join(', ')}`);
        database.exec('DROP TABLE unsorted');
      },
    };
  };
  return {
    into: async (table, columns, key) => (key === undefined ? plain(table, columns) : sorted(table, columns, key)),
    close: async () => {
      database.exec('COMMIT');
      database.close();
    },
  };
}

/**
 * LOAD DATA: one statement, so that InnoDB sorts the rows of an empty table into each index instead of looking up a place
 * for every one of them (which it does where it need not check keys).
 */
async function mysqlRows(url, table, columns) {
  const connection = await mysql.createConnection({ uri: url, flags: ['+LOCAL_FILES'] });
  await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
  let wake = () => {};
  const stream = new Readable({ read: () => wake(), highWaterMark: 1 << 20 });
  const read = () => new Promise((resolve) => (wake = resolve));
  const loaded = connection.query({
    sql:
      `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET binary ` +
      `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${columns.join(', ')})`,
    infileStreamFactory: () => stream,
  });
  // Told by `end`; until then a failure must not be one that nobody waits for.
  loaded.catch(() => {});
  let parts = [];
  let bytes = 0;
  let count = 0;
  const flush = async () => {
    const isFull = !stream.push(Buffer.concat(parts));
    parts = [];
    bytes = 0;
    if (isFull) await Promise.race([read(), loaded]);
  };
  return {
    add: async (values) => {
      const line = lineOf(values);
      count += 1;
      bytes += line.length;
      parts.push(line);
      if (bytes > 1 << 18) await flush();
    },
    end: async () => {
      if (parts.length > 0) await flush();
      stream.push(null);
      const [{ affectedRows }] = await loaded;
      await connection.end();
      // LOCAL turns an error of a row into a warning.
      if (affectedRows !== count) throw new Error(`${table}: ${affectedRows} of ${count} rows were taken`);
    },
  };
}

const TAB = Buffer.from('\t');
const NEW_LINE = Buffer.from('\n');

function lineOf(values) {
  const fields = values.flatMap((value, index) => (index === 0 ? [fieldOf(value)] : [TAB, fieldOf(value)]));
  return Buffer.concat([...fields, NEW_LINE]);
}

function fieldOf(value) {
  if (value === null) return Buffer.from('\\N');
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : Buffer.from(String(value)).toString('latin1');
  return Buffer.from(text.replace(/[\0\t\n\\]/g, escaped), 'latin1');
}

const escaped = (byte) => (byte === '\0' ? '\\0' : `\\${byte}`);
