import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { CatalogueModule } from '../directory/catalogue.module.js';
import { DirectoryModule } from '../directory/directory.module.js';
import { HttpModule } from '../http/http.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { BulkController } from './bulk.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { DiscoveryController } from './discovery.controller.js';
import { GroupsController } from './groups.controller.js';
import { RootController } from './root.controller.js';
import { UnsupportedController } from './unsupported.controller.js';
import { UsersController } from './users.controller.js';
import { V1DiscoveryController } from './v1/v1-discovery.controller.js';
import { V1GroupsController } from './v1/v1-groups.controller.js';
import { V1UnsupportedController } from './v1/v1-unsupported.controller.js';
import { V1UsersController } from './v1/v1-users.controller.js';

/** HTTP for the protocol: parse, call the service, project. Holds no rule of the directory and knows no SQL. */
@Module({
  imports: [TenancyModule, CredentialsModule, DirectoryModule, CatalogueModule, HttpModule],
  // Routes are tried in this order.
  controllers: [
    UsersController,
    GroupsController,
    DiscoveryController,
    UnsupportedController,
    RootController,
    BulkController,
    CatalogueController,
    V1DiscoveryController,
    V1UnsupportedController,
    V1UsersController,
    V1GroupsController,
  ],
})
export class ScimModule {}
