import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AdminBrowser } from './admin-browser.service.js';
import { AdminDirectoryService } from './admin-directory.service.js';
import { AdminItems } from './admin-items.js';
import { Adoption } from './adoption.js';
import { BulkService } from './bulk.service.js';
import { FieldCleanup } from './field-cleanup.js';
import { GroupsService } from './groups.service.js';
import { OwnerGuard } from './owner-guard.js';
import { OwnerLock } from './owner-lock.js';
import { PasswordModule } from './password.module.js';
import { RootQueryService } from './root-query.service.js';
import { SchemaRegistry } from './schema-registry.js';
import { TombstoneClock } from './tombstone-clock.js';
import { TombstonePurge } from './tombstone-purge.js';
import { UsersService } from './users.service.js';

/** Owns the rules between users, groups and memberships. Knows neither HTTP nor SQL. */
@Module({
  imports: [TenancyModule, PasswordModule],
  providers: [
    ...[OwnerGuard, Adoption, SchemaRegistry, UsersService, GroupsService, BulkService, RootQueryService],
    ...[OwnerLock, AdminDirectoryService, AdminBrowser, AdminItems],
    ...[TombstoneClock, TombstonePurge, FieldCleanup],
  ],
  exports: [
    SchemaRegistry,
    UsersService,
    GroupsService,
    BulkService,
    RootQueryService,
    AdminDirectoryService,
    AdminBrowser,
    AdminItems,
  ],
})
export class DirectoryModule {}
