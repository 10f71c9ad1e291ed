import type { Env } from '../../src/config/env.js';
import { bootApp, type TestApp } from './app.js';
import { describeDatabases } from './databases.js';

/** Runs a suite against the real application, on SQLite and on MariaDB. */
export function describeApp(title: string, define: (app: () => TestApp) => void, settings: Partial<Env> = {}): void {
  describeDatabases(title, (database) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await bootApp(await database.url(), settings);
    });
    afterAll(() => app.close());
    define(() => app);
  });
}
