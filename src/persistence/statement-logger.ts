import type { Logger } from 'typeorm';

/** Passes every statement's text on, for tests that pin them; values are never seen. Says nothing on its own. */
export class StatementLogger implements Logger {
  constructor(private readonly seen: (sql: string) => void) {}

  logQuery(sql: string): void {
    this.seen(sql);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
