#!/usr/bin/env node
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.js';
import { readEnv } from './config/read-env.js';
import { createOpenApi } from './openapi.js';
import { createProcessLog } from './operations/process-log.js';
import { openMigrated } from './serve.js';
import { runServer } from './run-server.js';
import { simulateCommand } from './simulator/simulate-command.js';
import { startTemporaryServer } from './temporary-server.js';

const USAGE = `Usage: rollbook <command>

  serve      migrate and serve; the configuration is in the environment (README, "Configuration")
  migrate    bring the database up to date and exit
  simulate   play an identity provider against a SCIM base URL; rollbook simulate --help
  openapi    print the OpenAPI document
`;

/** Runs `use` in an empty folder that is gone afterwards. */
async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function printOpenApi(): Promise<number> {
  await inTemporaryFolder(async (folder) => {
    const env = readEnv(
      { DATABASE_URL: `sqlite:${join(folder, 'openapi.sqlite')}`, LOG_LEVEL: 'error' },
      { isTerminal: false },
    );
    const log = createProcessLog(env);
    const database = await openMigrated(env, log);
    const app = await createApp(env, database, log);
    process.stdout.write(`${JSON.stringify(createOpenApi(app), null, 2)}\n`);
    await app.close();
    await database.close();
  });
  return 0;
}

async function run([command, ...rest]: readonly string[]): Promise<number> {
  const environment = { isTerminal: process.stdout.isTTY };
  switch (command) {
    case 'serve':
      await runServer(() => readEnv(process.env, environment));
      return Number(process.exitCode ?? 0);
    case 'migrate':
      await runServer(() => readEnv({ ...process.env, MIGRATE: 'only' }, environment));
      return Number(process.exitCode ?? 0);
    case 'simulate':
      return simulateCommand(rest, {
        write: (text: string) => process.stdout.write(text),
        writeError: (text: string) => process.stderr.write(text),
        startServer: startTemporaryServer,
      });
    case 'openapi':
      return printOpenApi();
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return command === undefined ? 2 : 0;
    default:
      process.stderr.write(`rollbook: there is no command "${command}"\n\n${USAGE}`);
      return 2;
  }
}

// `rollbook … | head` closes the pipe: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2));
