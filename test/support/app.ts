import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../src/app.js';
import { ProcessLog } from '../../src/audit/process-log.js';
import type { DatabaseUrl, Env } from '../../src/config/env.js';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/persistence/database.js';
import { migrate } from '../../src/persistence/migrate.js';
import { openMigrated } from '../../src/serve.js';
import { foreignMembersOf } from './event-members.js';
import { FirstStart } from '../../src/tenancy/first-start.js';

export const ADMIN_TOKEN = 'test-admin-token-of-more-than-32-characters';

/** Keeps what the process log was told, so that a test can look for what must not be in it. */
export class RecordingLog extends ProcessLog {
  readonly lines: {
    readonly level: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[] = [];
  override info = this.at('info');
  override warn = this.at('warn');
  override error = this.at('error');

  private at(level: string) {
    return (fields: Readonly<Record<string, unknown>>, message: string): void => {
      this.lines.push({ level, fields, message });
    };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON body; empty when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TestApp {
  readonly app: NestExpressApplication;
  readonly database: Database;
  readonly log: RecordingLog;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  request(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: unknown },
  ): Promise<Answer>;
  /** With the admin token. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Makes a credential for a connector and returns a client for its SCIM base URL. */
  scim(tenant?: string, connector?: string): Promise<ScimClient>;
  close(): Promise<void>;
}

export interface ScimClient {
  readonly base: string;
  readonly token: string;
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/**
 * The real application with the real configureApp() on a real database, listening on a free port.
 * @param options of the database, where others than those of the server are wanted
 */
export async function bootApp(
  url: DatabaseUrl,
  settings: Partial<Env> = {},
  options?: DatabaseOptions,
): Promise<TestApp> {
  const env: Env = {
    host: '127.0.0.1',
    port: 0,
    database: url,
    publicUrl: 'https://rollbook.example',
    adminToken: ADMIN_TOKEN,
    metricsToken: undefined,
    migrate: 'auto',
    trustProxy: [],
    // Suites make a credential per test; the limit has its own tests.
    maxCredentials: 10_000,
    // So is a minute of failures.
    maxFailedSignIns: 10_000_000,
    checkpointFile: undefined,
    signingKey: undefined,
    logExport: [],
    logLevel: 'info',
    logFormat: 'json',
    ...settings,
  };
  const log = new RecordingLog();
  const database = options === undefined ? await openMigrated(env, log) : await openDatabase(url, options);
  if (options !== undefined) await migrate(database, () => undefined);
  const app = await createApp(env, database, log);
  await app.get(FirstStart).run();
  await app.listen(0, '127.0.0.1');
  const base = (await app.getUrl()).replace('[::1]', '127.0.0.1');

  const request: TestApp['request'] = async (method, path, { headers = {}, body } = {}) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    // NDJSON is no JSON.
    const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
  const admin: TestApp['admin'] = (method, path, body) =>
    request(method, `/api/v1${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body,
    });

  const testApp: TestApp = {
    app,
    database,
    log,
    url: base,
    request,
    admin,
    scim: async (tenant = 'default', connector = 'okta') => {
      const created = await admin('POST', `/tenants/${tenant}/connectors/${connector}/credentials`, {
        type: 'bearer',
        name: 'test',
      });
      if (created.status !== 201) throw new Error(`no credential: ${created.text}`);
      const token = String(created.body.token);
      const path = `/scim/${tenant}/${connector}/v2`;
      const client = (method: string, sub: string, body?: unknown, headers: Record<string, string> = {}) =>
        request(method, `${path}${sub}`, {
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/scim+json',
            ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
            ...headers,
          },
          body,
        });
      return Object.assign(client, { base: `${base}${path}`, token });
    },
    close: async () => {
      await app.close();
      // Whatever a suite did: nothing is in its events that nobody allowed.
      const foreign = await foreignMembersOf(testApp);
      await database.close();
      if (foreign.length > 0) throw new Error(`test/support/event-members.ts does not list: ${foreign.join('; ')}`);
    },
  };
  return testApp;
}
