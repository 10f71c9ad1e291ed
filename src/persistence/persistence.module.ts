import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LogLedgerStore } from '../audit/log-ledger-store.js';
import { LeaseStore } from '../audit/lease-store.js';
import { LogExportStore } from '../audit/log-export-store.js';
import { LogStore } from '../audit/log-store.js';
import { AccessTokenStore } from '../credentials/access-token-store.js';
import { AdminTokenStore, CredentialStore } from '../credentials/credential-store.js';
import { ExpiryWarningStore } from '../credentials/expiry-warning-store.js';
import { SignInFailureStore } from '../credentials/sign-in-failure-store.js';
import { AdminResourceStore } from '../directory/admin-resource-store.js';
import { GrantableStore } from '../directory/grantable-store.js';
import { PasswordStore } from '../directory/password-store.js';
import { FieldCleanupStore } from '../directory/field-cleanup-store.js';
import { ResourceStore } from '../directory/resource-store.js';
import { TombstoneStore } from '../directory/tombstone-store.js';
import { BodyCaptureStore } from '../tenancy/body-capture-store.js';
import { ConnectorActivityStore } from '../tenancy/connector-activity-store.js';
import { ExtendedFieldStore } from '../tenancy/extended-field-store.js';
import { IdempotencyStore } from '../tenancy/idempotency-store.js';
import { TenantStore } from '../tenancy/tenant-store.js';
import { ToleranceUseStore } from '../tenancy/tolerance-use-store.js';
import type { Database } from './database.js';
import { LogWatermark } from './log-watermark.js';
import { DatabaseMetrics } from './database-metrics.js';
import { SqlAccessTokenStore } from './sql-access-token-store.js';
import { SqlAdminResourceStore } from './sql-admin-resource-store.js';
import { SqlAdminTokenStore } from './sql-admin-token-store.js';
import { SqlBodyCaptureStore } from './sql-body-capture-store.js';
import { SqlConnectorActivityStore } from './sql-connector-activity-store.js';
import { SqlCredentialStore } from './sql-credential-store.js';
import { SqlGrantableStore } from './sql-grantable-store.js';
import { SqlExpiryWarningStore } from './sql-expiry-warning-store.js';
import { SqlExtendedFieldStore } from './sql-extended-field-store.js';
import { SqlFieldCleanupStore } from './sql-field-cleanup-store.js';
import { SqlIdempotencyStore } from './sql-idempotency-store.js';
import { SqlLogLedgerStore } from './sql-log-ledger-store.js';
import { SqlLeaseStore } from './sql-lease-store.js';
import { SqlLogExportStore } from './sql-log-export-store.js';
import { SqlLogStore } from './sql-log-store.js';
import { SqlPasswordStore } from './sql-password-store.js';
import { SqlResourceStore } from './sql-resource-store.js';
import { SqlSignInFailureStore } from './sql-sign-in-failure-store.js';
import { SqlTenantStore } from './sql-tenant-store.js';
import { SqlTombstoneStore } from './sql-tombstone-store.js';
import { SqlToleranceUseStore } from './sql-tolerance-use-store.js';

/** Binds the ports to their tables. The one who opened the database also closes it. */
@Global()
@Module({})
export class PersistenceModule {
  static forRoot(database: Database): DynamicModule {
    const watermark = new LogWatermark(database);
    const stores = [
      { provide: TenantStore, useValue: new SqlTenantStore(database) },
      { provide: CredentialStore, useValue: new SqlCredentialStore(database) },
      { provide: AccessTokenStore, useValue: new SqlAccessTokenStore(database) },
      { provide: AdminTokenStore, useValue: new SqlAdminTokenStore(database) },
      { provide: ConnectorActivityStore, useValue: new SqlConnectorActivityStore(database) },
      { provide: IdempotencyStore, useValue: new SqlIdempotencyStore(database) },
      { provide: ExpiryWarningStore, useValue: new SqlExpiryWarningStore(database) },
      { provide: ExtendedFieldStore, useValue: new SqlExtendedFieldStore(database) },
      { provide: FieldCleanupStore, useValue: new SqlFieldCleanupStore(database) },
      { provide: SignInFailureStore, useValue: new SqlSignInFailureStore(database) },
      { provide: ResourceStore, useValue: new SqlResourceStore(database) },
      { provide: AdminResourceStore, useValue: new SqlAdminResourceStore(database) },
      { provide: PasswordStore, useValue: new SqlPasswordStore(database) },
      { provide: TombstoneStore, useValue: new SqlTombstoneStore(database) },
      { provide: GrantableStore, useValue: new SqlGrantableStore(database) },
      { provide: LogStore, useValue: new SqlLogStore(database, watermark) },
      { provide: LogLedgerStore, useValue: new SqlLogLedgerStore(database, watermark) },
      { provide: LeaseStore, useValue: new SqlLeaseStore(database) },
      { provide: LogExportStore, useValue: new SqlLogExportStore(database) },
      { provide: ToleranceUseStore, useValue: new SqlToleranceUseStore(database) },
      { provide: BodyCaptureStore, useValue: new SqlBodyCaptureStore(database) },
      { provide: DatabaseMetrics, useValue: new DatabaseMetrics(database) },
    ];
    return { module: PersistenceModule, providers: stores, exports: stores.map(({ provide }) => provide) };
  }
}
