import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const SERVERS = ['mariadbd', 'mysqld'];
const START_LIMIT_MS = 60_000;

export interface MariaDbOptions {
  /** Parent of the data directory. Default: memory (`/dev/shm`) where there is any, else the temporary folder. */
  readonly parent?: string;
  /** More server options, e.g. `--innodb-snapshot-isolation=1`. */
  readonly args?: readonly string[];
}

/** A private server: its own data directory, user `root` without password, reachable from this machine only. */
export interface MariaDb {
  /** `mysql://root:@127.0.0.1:PORT`, without a database. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** SIGKILL, as if the machine had died; the data directory stays. */
  kill(): Promise<void>;
  /** Starts again after `kill` or `halt`, on the same port and data. */
  restart(): Promise<void>;
  /** Shuts down in good order; the data directory stays. */
  halt(): Promise<void>;
  /** Ends the server and deletes its folder. */
  stop(): Promise<void>;
}

/** The path of an installed server binary; undefined where there is none. */
export function findServerBinary(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/libexec'];
  for (const name of SERVERS)
    for (const folder of folders) if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Makes a data directory and starts a server on a free port. @throws Error with the server's own log */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDb> {
  const binary = findServerBinary();
  if (binary === undefined) throw new Error(`no ${SERVERS.join(' or ')} is installed`);
  const parent = options.parent ?? temporaryFolder();
  const folder = mkdtempSync(join(parent, 'rollbook-mariadb-'));
  try {
    await initialise(binary, folder);
    const server = new Server(binary, folder, await freePort(), options.args ?? []);
    await server.restart();
    return server;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(binary: string, folder: string): Promise<void> {
  const data = join(folder, 'data');
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (binary.endsWith('mysqld') && !(await isMariaDb(binary))) {
    await run(binary, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`, ...asRoot]);
    return;
  }
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot,
  ]);
}

async function isMariaDb(binary: string): Promise<boolean> {
  return /mariadb/i.test((await run(binary, ['--version'])).stdout);
}

class Server implements MariaDb {
  private child: ChildProcess | undefined;

  constructor(
    private readonly binary: string,
    readonly folder: string,
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  get url(): string {
    return `mysql://root:@127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('the server is not running');
    return this.child.pid;
  }

  async restart(): Promise<void> {
    const child = spawn(this.binary, this.commandLine(), { stdio: 'ignore' });
    this.child = child;
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || Date.now() > limit) throw new Error(`the server did not start:\n${this.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async halt(): Promise<void> {
    await this.end('SIGTERM');
  }

  async stop(): Promise<void> {
    // Nothing is kept, so nothing needs to be written down first.
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  private commandLine(): readonly string[] {
    return [
      '--no-defaults',
      `--datadir=${join(this.folder, 'data')}`,
      `--socket=${join(this.folder, 'socket')}`,
      `--pid-file=${join(this.folder, 'pid')}`,
      `--log-error=${join(this.folder, 'log')}`,
      `--port=${this.port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=128M',
      '--max-connections=300',
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      ...this.args,
    ];
  }

  private log(): string {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '(no log)';
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
