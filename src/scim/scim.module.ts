import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DirectoryModule } from '../directory/directory.module.js';
import { HttpModule } from '../http/http.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { BulkController } from './bulk.controller.js';
import { DiscoveryController } from './discovery.controller.js';
import { GroupsController } from './groups.controller.js';
import { UnsupportedController } from './unsupported.controller.js';
import { UsersController } from './users.controller.js';

/** HTTP for the protocol: parse, call the service, project. Holds no rule of the directory and knows no SQL. */
@Module({
  imports: [TenancyModule, CredentialsModule, DirectoryModule, HttpModule],
  controllers: [DiscoveryController, UnsupportedController, UsersController, GroupsController, BulkController],
})
export class ScimModule {}
