import type { DatabaseUrl } from '../../src/config/env.js';

/** The value of DATABASE_URL that names a test's database, for a server in a process of its own. */
export function databaseVariable(url: DatabaseUrl): string {
  if (url.kind === 'sqlite') return `sqlite:${url.file}`;
  const [user, password] = [encodeURIComponent(url.user), encodeURIComponent(url.password)];
  return `mysql://${user}:${password}@${url.host}:${url.port}/${url.database}`;
}
