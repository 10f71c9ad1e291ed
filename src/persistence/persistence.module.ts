import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LogStore } from '../audit/log-store.js';
import { AdminTokenStore, CredentialStore } from '../credentials/credential-store.js';
import { ResourceStore } from '../directory/resource-store.js';
import { TenantStore } from '../tenancy/tenant-store.js';
import type { Database } from './database.js';
import { SqlAdminTokenStore } from './sql-admin-token-store.js';
import { SqlCredentialStore } from './sql-credential-store.js';
import { SqlLogStore } from './sql-log-store.js';
import { SqlResourceStore } from './sql-resource-store.js';
import { SqlTenantStore } from './sql-tenant-store.js';

/** Binds the ports to their tables. The one who opened the database also closes it. */
@Global()
@Module({})
export class PersistenceModule {
  static forRoot(database: Database): DynamicModule {
    const stores = [
      { provide: TenantStore, useValue: new SqlTenantStore(database) },
      { provide: CredentialStore, useValue: new SqlCredentialStore(database) },
      { provide: AdminTokenStore, useValue: new SqlAdminTokenStore(database) },
      { provide: ResourceStore, useValue: new SqlResourceStore(database) },
      { provide: LogStore, useValue: new SqlLogStore(database) },
    ];
    return { module: PersistenceModule, providers: stores, exports: stores.map(({ provide }) => provide) };
  }
}
