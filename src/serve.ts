import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app.js';
import { EventBuffer } from './audit/event-buffer.js';
import { ProcessLog } from './audit/process-log.js';
import type { Env } from './config/env.js';
import { AdminTokensService } from './credentials/admin-tokens.service.js';
import { watchIdleConnections } from './http/idle-connections.js';
import { createProcessLog } from './operations/process-log.js';
import { Readiness } from './operations/readiness.js';
import { type Database, openDatabase } from './persistence/database.js';
import { migrate, pendingMigrations, unknownMigrations } from './persistence/migrate.js';
import { BaseUrls } from './tenancy/base-urls.js';
import { FirstStart } from './tenancy/first-start.js';

/** A balancer that polls `/readyz` sees the instance leave before it stops accepting. */
const DRAIN_NOTICE_MS = 500;
/** Requests in flight get this long; Okta gives up after 60 s, our transactions after 25 s. */
const DRAIN_LIMIT_MS = 30_000;
/** How often a stop looks for connections on which nothing is asked. */
const IDLE_MS = 100;
/** All of a stop. A supervisor kills after 40 seconds (docs/operations.md), a crew of workers after 35. */
const STOP_LIMIT_MS = 34_000;

export interface RunningServer {
  readonly scimBaseUrl: string;
  readonly swaggerUrl: string;
  /** The admin token made by this start; undefined on every later one. */
  readonly adminToken: string | undefined;
  readonly port: number;
  /**
   * Readiness first, then no new connections, then the requests in flight, then the log and the database.
   * @param limitMs how long all of it may take
   * @throws Error where it took longer, as with a database that does not answer: the process has to be ended then
   */
  stop(limitMs?: number): Promise<void>;
}

/** Opens the database, migrates, starts listening. @throws ScimError | Error with one line that says what is wrong */
export async function serve(env: Env, log: ProcessLog = createProcessLog(env)): Promise<RunningServer> {
  const database = await openMigrated(env, log);
  let app: NestExpressApplication | undefined;
  let adminToken: string | undefined;
  let endIdle: () => void;
  try {
    app = await createApp(env, database, log);
    await app.get(FirstStart).run();
    endIdle = watchIdleConnections(app.getHttpServer());
    await listen(app, env);
    // Shown by a start that succeeds, or never.
    adminToken = await app.get(AdminTokensService).ensureFirst();
  } catch (error) {
    await app?.close();
    await database.close();
    throw error;
  }
  const urls = app.get(BaseUrls);
  return {
    scimBaseUrl: urls.scim('default', 'okta'),
    swaggerUrl: urls.swagger(),
    adminToken,
    port: env.port,
    stop: (limitMs = STOP_LIMIT_MS) => endsWithin(limitMs, stop(app, database, log, endIdle), app.get(EventBuffer)),
  };
}

/** @throws Error in words for the operator */
async function listen(app: NestExpressApplication, { port, host }: Env): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(`The port ${port} is in use by another program. End that one, or set PORT.`, { cause: error });
    if (code === 'EACCES')
      throw new Error(`This user may not listen on the port ${port}. Set PORT to one above 1023.`, { cause: error });
    throw error;
  }
}

/** Opens the database and brings its schema up to date as MIGRATE says. One of a newer version is said to be so, and used. */
export async function openMigrated(env: Pick<Env, 'database' | 'migrate'>, log: ProcessLog): Promise<Database> {
  const database = await openDatabase(env.database, { warn: (message) => log.warn({}, message) });
  try {
    if (env.migrate !== 'off') await migrate(database, (message) => log.info({}, message));
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      throw new Error(
        `The database schema is outdated (${pending.join(', ')}) and MIGRATE=off. Start once with MIGRATE=only.`,
      );
    }
    // Of a rolling upgrade the old instances start and run on what a new one migrated.
    const unknown = await unknownMigrations(database);
    if (unknown.length > 0) {
      const names = unknown.join(', ');
      log.warn(
        {},
        `A newer version of Rollbook made this schema (${names}). Unless an upgrade is under way, run that version.`,
      );
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function endsWithin(limitMs: number, stopping: Promise<void>, events: EventBuffer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(lateStop(limitMs, events.lost()))), limitMs);
  });
  await Promise.race([stopping, tooLate]).finally(() => clearTimeout(timer));
}

const lateStop = (limitMs: number, lost: number): string =>
  `it took longer than ${limitMs / 1000} seconds. Most likely the database does not answer. ` +
  `${lost} events of reads and refused calls could not be written and are lost; changes have theirs.`;

async function stop(
  app: NestExpressApplication,
  database: Database,
  log: ProcessLog,
  endIdle: () => void,
): Promise<void> {
  log.info({}, 'stopping: requests in flight have 30 seconds');
  app.get(Readiness).drain();
  await new Promise((resolve) => setTimeout(resolve, DRAIN_NOTICE_MS));
  const server = app.getHttpServer();
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
  // Those of requests that were in flight would be kept alive.
  const idle = setInterval(endIdle, IDLE_MS);
  await app.close();
  clearInterval(idle);
  clearTimeout(limit);
  await database.close();
  log.info({}, 'stopped');
}
