import { Module } from '@nestjs/common';
import { CatalogueReader } from './catalogue-reader.service.js';
import { CatalogueService } from './catalogue.service.js';

/** The catalogue of roles and entitlements. Expects its stores and `BaseUrls` from global modules. */
@Module({
  providers: [CatalogueService, CatalogueReader],
  exports: [CatalogueService, CatalogueReader],
})
export class CatalogueModule {}
