import cluster from 'node:cluster';
import { ConfigurationError } from './config/configuration-error.js';
import type { Env } from './config/env.js';
import { limitHeapGrowth } from './operations/limit-heap-growth.js';
import { loggableError } from './operations/loggable-error.js';
import { createProcessLog } from './operations/process-log.js';
import { runWorkers } from './run-workers.js';
import { openMigrated, type RunningServer, serve } from './serve.js';

/**
 * Runs the server in the foreground until it is told to stop. A start that fails says why in one message and exits 1.
 * @param workers how many processes serve; see `run-workers.ts`
 */
export async function runServer(readEnvironment: () => Env, workers = 1): Promise<void> {
  // A server serves, whoever reads what it says.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const env = readEnvironment();
    if (workers > 1 && env.database.kind === 'sqlite')
      throw new Error(
        `a SQLite file belongs to one process, so --workers ${workers} needs MySQL or MariaDB. Set DATABASE_URL, or leave --workers out.`,
      );
    if (env.migrate === 'only') {
      await (await openMigrated(env, createProcessLog(env))).close();
      return;
    }
    if (workers > 1 && cluster.isPrimary) {
      process.exitCode = await runWorkers(env, workers);
      return;
    }
    limitHeapGrowth();
    const server = await serve(env);
    // Of several workers one greets, the one that made what there is to tell.
    if ((cluster.worker?.id ?? 1) === 1) greet(server);
    stopOnSignal(server);
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exitCode = 1;
    leaveCrew();
  }
}

/** The channel to the first process would keep a worker alive for ever. */
function leaveCrew(): void {
  if (cluster.isWorker) process.exit();
}

function startFailure(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (!(error instanceof Error)) return `Rollbook could not start: ${String(error)}`;
  // A statement that failed says in its message what it was about to write.
  const message = 'driverError' in error ? JSON.stringify(loggableError(error)) : error.message;
  return `Rollbook could not start: ${message}`;
}

function greet(server: RunningServer): void {
  process.stdout.write(welcome(server), (error) => {
    if (!error || server.adminToken === undefined) return;
    process.stderr.write(
      'The admin token could not be shown: nobody reads standard output, or its disk is full. To get another one, start once with ' +
        'ADMIN_TOKEN (docs/operations.md, "Admin tokens").\n',
    );
  });
}

function welcome({ scimBaseUrl, swaggerUrl, adminToken }: RunningServer): string {
  const token = adminToken ?? '<your admin token>';
  const credentials = `${swaggerUrl.replace(/\/docs$/, '')}/api/v1/tenants/default/connectors/okta/credentials`;
  return [
    '',
    'Rollbook is serving.',
    '',
    `  SCIM base URL   ${scimBaseUrl}`,
    `  Swagger UI      ${swaggerUrl}`,
    ...(adminToken === undefined
      ? []
      : [
          `  Admin token     ${adminToken}`,
          '                  Shown this once and never again: keep it in a safe place.',
        ]),
    '',
    'Next: create the credential that Okta signs in with.',
    '',
    `  curl -X POST ${credentials} \\`,
    `    -H 'Authorization: Bearer ${token}' \\`,
    `    -H 'Content-Type: application/json' -d '{"type":"bearer","name":"Okta"}'`,
    '',
    '',
  ].join('\n');
}

function stopOnSignal(server: RunningServer): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    server
      .stop()
      .then(
        () => (process.exitCode = 0),
        (error: unknown) => {
          process.stderr.write(`Rollbook did not stop cleanly: ${JSON.stringify(loggableError(error))}\n`);
          // Connections that hang would keep it alive.
          process.exit(1);
        },
      )
      .finally(leaveCrew);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
