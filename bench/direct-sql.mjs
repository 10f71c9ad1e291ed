import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** The same few calls over both drivers, for looking at the rows and for seeding them. `url` as in DATABASE_URL. */
export async function openSql(url) {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openMysql(url);
}

function openSqlite(file) {
  const database = new Database(file, { timeout: 10_000 });
  // As the server commits: the driver's default does not wait for the disk.
  database.pragma('synchronous = FULL');
  return {
    all: async (sql, params = []) => database.prepare(sql).all(...params),
    run: async (sql, params = []) => void database.prepare(sql).run(...params),
    close: async () => void database.close(),
  };
}

async function openMysql(url) {
  const connection = await mysql.createConnection(url);
  return {
    all: async (sql, params = []) => (await connection.query(sql, params))[0],
    run: async (sql, params = []) => void (await connection.query(sql, params)),
    close: () => connection.end(),
  };
}
