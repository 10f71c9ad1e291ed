import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSql } from './direct-sql.mjs';
import { startMariadb } from './private-mariadb.mjs';

/**
 * Where the databases of one run lie. `create(name)` gives an empty one as a DATABASE_URL, `sql(name)` direct access.
 * @param kind `sqlite` or `mariadb`
 * @param binary path of mariadbd; for `mariadb` only
 */
export async function openStorage(kind, folder, binary) {
  const home = join(folder, kind);
  mkdirSync(home, { recursive: true });
  return kind === 'sqlite' ? sqliteStorage(home) : mariadbStorage(home, binary);
}

function sqliteStorage(home) {
  const url = (name) => `sqlite:${join(home, `${name}.sqlite`)}`;
  return {
    kind: 'sqlite',
    home,
    create: async (name) => url(name),
    sql: (name) => openSql(url(name)),
    close: async () => {},
  };
}

async function mariadbStorage(home, binary) {
  const { url, stop } = await startMariadb(binary, home);
  return {
    kind: 'mariadb',
    home,
    create: async (name) => {
      const sql = await openSql(url('mysql'));
      await sql.run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      await sql.close();
      return url(name);
    },
    sql: (name) => openSql(url(name)),
    close: stop,
  };
}
