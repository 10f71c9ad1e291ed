#!/usr/bin/env node
import 'reflect-metadata';
import { join } from 'node:path';
import { adminCommand, failure } from './cli/admin-command.js';
import { auditReplay } from './cli/audit-replay.js';
import { auditVerify } from './cli/audit-verify.js';
import type { CliIo } from './cli/cli-io.js';
import { NOUNS } from './cli/commands.js';
import { doctorCommand } from './cli/doctor/doctor-command.js';
import { endWithOutput } from './cli/end-with-output.js';
import { programHelp } from './cli/help.js';
import { asksForHelp, plainCommand, unknownOption } from './cli/plain-command.js';
import { UsageError } from './cli/usage-error.js';
import { readEnv } from './config/read-env.js';
import { makeTemporaryFolder } from './make-temporary-folder.js';

// What needs the server is imported where it is used: a script that asks for a list must not wait for all of it.

const USAGE = programHelp([
  {
    word: 'serve',
    summary:
      'migrate and serve, with --workers N in N processes; the configuration is in the environment (README, "Configuration")',
  },
  { word: 'migrate', summary: 'bring the database up to date and exit' },
  { word: 'doctor', summary: 'check the configuration, the database and the way to the server' },
  { word: 'audit replay', summary: 'make the directory again from its log alone, and compare' },
  { word: 'audit verify', summary: 'compute the chain of the log again; says where it was tampered with' },
  { word: 'simulate', summary: 'play an identity provider against a SCIM base URL; rollbook simulate --help' },
  { word: 'openapi', summary: 'print the OpenAPI document' },
]);

const AUDIT_ON_DATABASE = `
On the database itself (DATABASE_URL), without a server:

  verify   computes the chain of the log again; rollbook audit verify --help
  replay   makes the directory again from its log; rollbook audit replay --help
`;

async function printOpenApi(): Promise<number> {
  const { createApp } = await import('./app.js');
  const { createOpenApi } = await import('./openapi.js');
  const { createProcessLog } = await import('./operations/process-log.js');
  const { openMigrated } = await import('./serve.js');
  const folder = makeTemporaryFolder();
  try {
    const env = readEnv(
      { DATABASE_URL: `sqlite:${join(folder.path, 'openapi.sqlite')}`, LOG_LEVEL: 'error' },
      { isTerminal: false },
    );
    const log = createProcessLog(env);
    const database = await openMigrated(env, log);
    const app = await createApp(env, database, log);
    const document = createOpenApi(app);
    await app.close();
    await database.close();
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } finally {
    folder.remove();
  }
  return 0;
}

async function serveWith(variables: NodeJS.ProcessEnv, workers = 1): Promise<number> {
  const { runServer } = await import('./run-server.js');
  goOnWithoutOutput();
  await runServer(() => readEnv(variables, { isTerminal: process.stdout.isTTY }), workers);
  return Number(process.exitCode ?? 0);
}

const MIGRATE = {
  word: 'migrate',
  help: `Brings the database that DATABASE_URL names up to date and exits, as MIGRATE=only does at a start. Make a backup first:
there are no migrations backwards. The configuration is in the environment (README, "Configuration").

Exit status: 0 it is up to date, 1 it could not be done, 2 the command was not understood.
`,
};

const OPENAPI = {
  word: 'openapi',
  help: 'Prints the OpenAPI document of both APIs, which a server also has at /docs/openapi.json. Needs no database.\n',
};

const SERVE_USAGE =
  'Usage: rollbook serve [--workers N]\n\n  --workers N   processes that share the port, from 1 to 64; more than one needs MySQL or MariaDB\n';

async function serveCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const [option, text, ...more] = argv.flatMap((word) => word.split(/(?<=^--workers)=/));
  if (asksForHelp(argv)) {
    io.write(SERVE_USAGE);
    return 0;
  }
  const isValid = option === undefined || (option === '--workers' && /^([1-9]|[1-5]\d|6[0-4])$/.test(text ?? ''));
  if (isValid && more.length === 0) return serveWith(process.env, Number(text ?? 1));
  io.writeError(unknownOption('serve', argv, SERVE_USAGE));
  return 2;
}

async function simulate(argv: readonly string[], io: CliIo): Promise<number> {
  const { simulateCommand } = await import('./simulator/simulate-command.js');
  const startServer = async (scim: '1.1' | '2.0') => (await import('./temporary-server.js')).startTemporaryServer(scim);
  return simulateCommand(argv, { ...io, startServer });
}

async function doctor(argv: readonly string[], io: CliIo): Promise<number> {
  const { inspectDatabase } = await import('./inspect-database.js');
  return doctorCommand(argv, { ...io, inspectDatabase });
}

async function replayAudit(argv: readonly string[], io: CliIo): Promise<number> {
  const { replayDatabase } = await import('./replay-database.js');
  return auditReplay(argv, { ...io, replayDatabase });
}

async function verifyAudit(argv: readonly string[], io: CliIo): Promise<number> {
  const { verifyLogs } = await import('./verify-logs.js');
  return auditVerify(argv, { ...io, verify: (which) => verifyLogs(io.environment, which) });
}

/** Only a command that would go on for ever ends in good order at SIGINT; every other ends at once, as usual. */
function interruption(argv: readonly string[]): AbortSignal {
  const controller = new AbortController();
  if (argv.includes('--follow')) process.once('SIGINT', () => controller.abort());
  return controller.signal;
}

async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  const io: CliIo = {
    environment: process.env,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    interrupted: interruption(argv),
  };
  if (command === 'audit' && rest[0] === 'replay') return replayAudit(rest.slice(1), io);
  if (command === 'audit' && rest[0] === 'verify') return verifyAudit(rest.slice(1), io);
  if (command !== undefined && NOUNS.includes(command)) {
    const status = await adminCommand(argv, io);
    if (command === 'audit' && (rest[0] === '--help' || rest[0] === '-h')) io.write(AUDIT_ON_DATABASE);
    return status;
  }
  switch (command) {
    case 'serve':
      return serveCommand(rest, io);
    case 'migrate':
      return plainCommand(MIGRATE, rest, io, () => serveWith({ ...process.env, MIGRATE: 'only' }));
    case 'doctor':
      return doctor(rest, io);
    case 'simulate':
      return simulate(rest, io);
    case 'openapi':
      return plainCommand(OPENAPI, rest, io, printOpenApi);
    case 'help':
      return run(rest.length === 0 ? ['--help'] : [...rest, '--help']);
    case undefined:
    case '--help':
    case '-h':
      io.write(USAGE);
      return command === undefined ? 2 : 0;
    default:
      io.writeError(`rollbook: there is no command ${JSON.stringify(command.slice(0, 60))}\n\n${USAGE}`);
      return 2;
  }
}

const goOnWithoutOutput = endWithOutput();

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.exitCode = failure(
    error,
    { writeError: (text) => void process.stderr.write(text) },
    process.argv.slice(2, 3),
  );
}
