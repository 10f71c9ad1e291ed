import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { BulkService } from './bulk.service.js';
import { GroupsService } from './groups.service.js';
import { OwnerGuard } from './owner-guard.js';
import { SchemaRegistry } from './schema-registry.js';
import { UsersService } from './users.service.js';

/** Owns the rules between users, groups and memberships. Knows neither HTTP nor SQL. */
@Module({
  imports: [TenancyModule],
  providers: [OwnerGuard, SchemaRegistry, UsersService, GroupsService, BulkService],
  exports: [SchemaRegistry, UsersService, GroupsService, BulkService],
})
export class DirectoryModule {}
