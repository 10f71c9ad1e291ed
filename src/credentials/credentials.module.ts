import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AccessGuard } from './access.guard.js';
import { AdminBearerStrategy } from './admin-bearer.strategy.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { CredentialsService } from './credentials.service.js';
import { PathScope } from './path-scope.js';
import { ScimBasicStrategy } from './scim-basic.strategy.js';
import { ScimBearerStrategy } from './scim-bearer.strategy.js';
import { AdminSignIn, ScimSignIn } from './sign-in.js';

/**
 * Installs the one global guard of whatever application imports it. Expects `CredentialStore`, `AdminTokenStore`,
 * `TenantStore` and `BootstrapToken` from global modules.
 */
@Module({
  imports: [TenancyModule],
  providers: [
    CredentialsService,
    AdminTokensService,
    ScimBearerStrategy,
    ScimBasicStrategy,
    AdminBearerStrategy,
    ScimSignIn,
    AdminSignIn,
    PathScope,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [AccessGuard, CredentialsService, AdminTokensService, PathScope],
})
export class CredentialsModule {}
