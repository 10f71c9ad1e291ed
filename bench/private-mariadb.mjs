import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { freePort, startProcess, stopProcess, waitUntilReady } from './child-process.mjs';

const run = promisify(execFile);
const SERVERS = ['mariadbd', '/usr/sbin/mariadbd'];
const USER = 'bench';
const PASSWORD = 'bench';

/** Path of the server binary; undefined where none is installed. */
export async function findMariadb() {
  for (const path of SERVERS) {
    const version = await run(path, ['--no-defaults', '--version']).catch(() => undefined);
    if (version !== undefined) return path;
  }
  return undefined;
}

/**
 * A MariaDB of our own: no configuration of the machine, data in `folder`, loopback only, every commit on the disk.
 * @returns the port, a URL for a database by name, and `stop`
 */
export async function startMariadb(binary, folder) {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
    ...asRoot(),
  ]);
  const grants = join(folder, 'grants.sql');
  writeFileSync(
    grants,
    `CREATE USER ${USER}@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO ${USER}@'127.0.0.1';\n`,
  );
  const port = await freePort();
  const started = startProcess(binary, [...settings(data, folder, port), `--init-file=${grants}`, ...asRoot()], {
    logFile: join(folder, 'mariadb.log'),
  });
  const url = (name) => `mysql://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`;
  await waitUntilReady(started, () => answers(url('mysql')), { everyMs: 50 });
  return { port, url, stop: () => stopProcess(started) };
}

/** Durable as an operator runs it; a pool that holds everything, so that both sides measure the same warm pages. */
function settings(data, folder, port) {
  return [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(folder, 'mariadb.sock')}`,
    `--pid-file=${join(folder, 'mariadb.pid')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-name-resolve',
    '--innodb_flush_log_at_trx_commit=1',
    '--innodb_buffer_pool_size=512M',
    '--innodb_log_file_size=256M',
    '--character-set-server=utf8mb4',
    '--max_connections=100',
  ];
}

/** mariadbd refuses to run as root unless it is told to. */
function asRoot() {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function answers(url) {
  try {
    const connection = await mysql.createConnection(url);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
