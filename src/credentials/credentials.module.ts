import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AccessGuard } from './access.guard.js';
import { AdminBearerStrategy } from './admin-bearer.strategy.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { CredentialIssuer } from './credential-issuer.service.js';
import { CredentialUpkeep } from './credential-upkeep.service.js';
import { CredentialsService } from './credentials.service.js';
import { ExpiryWarnings } from './expiry-warnings.service.js';
import { FailureClock } from './failure-clock.js';
import { AccessTokens } from './oauth/access-tokens.service.js';
import { ClientSignIn } from './oauth/client-sign-in.js';
import { PathScope } from './path-scope.js';
import { RefusalReasons } from './refusal-reasons.service.js';
import { ScimBasicStrategy } from './scim-basic.strategy.js';
import { ScimBearerStrategy } from './scim-bearer.strategy.js';
import { SignInFailures } from './sign-in-failures.service.js';
import { AdminSignIn, ScimSignIn } from './sign-in.js';

/**
 * Installs the one global guard of whatever application imports it. Expects `AccessTokenStore`, `CredentialStore`, `AdminTokenStore`,
 * `ExpiryWarningStore`, `IdempotencyStore`, `TenantStore`, `SignInFailureStore`, `BootstrapToken`, `CredentialLimit` and
 * `SignInLimit` from global modules.
 */
@Module({
  imports: [TenancyModule],
  providers: [
    CredentialsService,
    CredentialIssuer,
    ExpiryWarnings,
    CredentialUpkeep,
    AdminTokensService,
    ScimBearerStrategy,
    ScimBasicStrategy,
    AdminBearerStrategy,
    ScimSignIn,
    AdminSignIn,
    PathScope,
    RefusalReasons,
    FailureClock,
    SignInFailures,
    ClientSignIn,
    AccessTokens,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [
    AccessTokens,
    ClientSignIn,
    AccessGuard,
    CredentialsService,
    CredentialIssuer,
    ExpiryWarnings,
    AdminTokensService,
    PathScope,
    FailureClock,
    SignInFailures,
  ],
})
export class CredentialsModule {}
