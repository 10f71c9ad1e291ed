import type { DataSource, EntityManager } from 'typeorm';
import type { Lease } from './abstract-database.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** One physical connection, for TypeORM and for statements that need none of it. */
export interface SqliteSource {
  readonly dataSource: DataSource;
  readonly connection: SqliteConnection;
}

/** Nothing is given back: the connection is there for as long as the database is open. */
export function leaseOf({ dataSource, connection }: SqliteSource): Lease {
  return {
    connection,
    get manager(): EntityManager {
      return dataSource.createQueryRunner().manager;
    },
    release: async () => undefined,
  };
}
