import type { DataSourceOptions } from 'typeorm';
import type { DatabaseUrl } from '../config/env.js';
import { AdminTokenEntity } from './entities/admin-token.entity.js';
import { ConnectorEntity } from './entities/connector.entity.js';
import { CredentialEntity } from './entities/credential.entity.js';
import { GrantableEntity } from './entities/grantable.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { CreateDirectory1763700000000 } from './migrations/1763700000000-create-directory.js';
import { CreateCursorKey1763800000000 } from './migrations/1763800000000-create-cursor-key.js';
import { AddConnectorSettings1763900000000 } from './migrations/1763900000000-add-connector-settings.js';
import { CreateToleranceUse1763910000000 } from './migrations/1763910000000-create-tolerance-use.js';
import { CreateGrantable1763920000000 } from './migrations/1763920000000-create-grantable.js';
import { AddCredentialLifecycle1763930000000 } from './migrations/1763930000000-add-credential-lifecycle.js';
import { AddAuthorized1763940000000 } from './migrations/1763940000000-add-authorized.js';
import { CreatePassword1763950000000 } from './migrations/1763950000000-create-password.js';
import { CreateAttributeDefinition1763960000000 } from './migrations/1763960000000-create-attribute-definition.js';
import { CreateAccessToken1763980000000 } from './migrations/1763980000000-create-access-token.js';
import { AddAdminTokenRole1763970000000 } from './migrations/1763970000000-add-admin-token-role.js';
import { CreateLogLedger1764000000000 } from './migrations/1764000000000-create-log-ledger.js';
import { AddLogRetention1764050000000 } from './migrations/1764050000000-add-log-retention.js';
import { CreateLease1764100000000 } from './migrations/1764100000000-create-lease.js';
import { AddLogReads1764300000000 } from './migrations/1764300000000-add-log-reads.js';
import { CreateLiveCount1764400000000 } from './migrations/1764400000000-create-live-count.js';
import { CreateBodyCapture1764500000000 } from './migrations/1764500000000-create-body-capture.js';

const SHARED = {
  entities: [TenantEntity, ConnectorEntity, CredentialEntity, AdminTokenEntity, GrantableEntity],
  migrations: [
    CreateDirectory1763700000000,
    CreateCursorKey1763800000000,
    AddConnectorSettings1763900000000,
    CreateToleranceUse1763910000000,
    CreateGrantable1763920000000,
    AddCredentialLifecycle1763930000000,
    AddAuthorized1763940000000,
    CreatePassword1763950000000,
    CreateAttributeDefinition1763960000000,
    AddAdminTokenRole1763970000000,
    CreateAccessToken1763980000000,
    CreateLogLedger1764000000000,
    AddLogRetention1764050000000,
    CreateLease1764100000000,
    AddLogReads1764300000000,
    CreateLiveCount1764400000000,
    CreateBodyCapture1764500000000,
  ],
  migrationsTableName: 'migration',
  // The schema is what the migrations say, never what the entities would make of it.
  synchronize: false,
};

type SqliteUrl = Extract<DatabaseUrl, { kind: 'sqlite' }>;
type MysqlUrl = Extract<DatabaseUrl, { kind: 'mysql' }>;

/** What TypeORM needs to open the database; also for its command line. */
export function dataSourceOptions(url: DatabaseUrl): DataSourceOptions {
  return url.kind === 'sqlite' ? sqliteOptions(url) : mysqlOptions(url);
}

export function sqliteOptions(url: SqliteUrl) {
  return { ...SHARED, type: 'better-sqlite3', database: url.file, statementCacheSize: 300 } as const;
}

export function mysqlOptions(url: MysqlUrl) {
  return {
    ...SHARED,
    type: 'mysql',
    host: url.host,
    port: url.port,
    username: url.user,
    password: url.password,
    database: url.database,
    charset: 'utf8mb4',
    timezone: 'Z',
    // Keys are numbers below 2^53; as strings they would compare wrongly.
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: 10_000,
    // A stack trace for every statement, in case it fails, is a twentieth of the time of a look-up.
    trace: false,
    // A unit of work sends statements together (transaction.ts); the driver escapes every value (ADR 13).
    multipleStatements: true,
  } as const;
}
