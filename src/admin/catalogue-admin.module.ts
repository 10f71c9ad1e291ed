import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { CatalogueModule } from '../directory/catalogue.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { Addressed } from './addressed.js';
import { CatalogueAdmin } from './catalogue-admin.js';
import { EntitlementsController } from './entitlements.controller.js';
import { RolesController } from './roles.controller.js';

/** Apart from `AdminModule`, which works without a directory. Expects what `CatalogueModule` expects. */
@Module({
  imports: [TenancyModule, CredentialsModule, CatalogueModule],
  controllers: [RolesController, EntitlementsController],
  providers: [Addressed, CatalogueAdmin],
})
export class CatalogueAdminModule {}
