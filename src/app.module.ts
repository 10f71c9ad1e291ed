import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { LogSinksModule } from './admin/log-sinks.module.js';
import { AdminDirectoryModule } from './admin/admin-directory.module.js';
import { LogChainModule } from './admin/log-chain.module.js';
import { PasswordAdminModule } from './admin/password-admin.module.js';
import { CatalogueAdminModule } from './admin/catalogue-admin.module.js';
import { CheckpointSettings } from './audit/checkpoints.service.js';
import { LogLedgerModule } from './audit/log-ledger.module.js';
import { CallMetrics } from './audit/call-metrics.js';
import { LogSinks } from './audit/export/log-sinks.js';
import { openSink } from './open-sink.js';
import { ProcessLog } from './audit/process-log.js';
import type { Env } from './config/env.js';
import { BootstrapToken } from './credentials/bootstrap-token.js';
import { CredentialLimit } from './credentials/credential-limit.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { SignInLimit } from './credentials/sign-in-limit.js';
import { HttpModule } from './http/http.module.js';
import { HealthController } from './operations/health.controller.js';
import { MetricsModule } from './operations/metrics.module.js';
import { PrometheusCallMetrics } from './operations/prometheus-call-metrics.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { Readiness } from './operations/readiness.js';
import type { Database } from './persistence/database.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { ScimModule } from './scim/scim.module.js';
import { BaseUrls } from './tenancy/base-urls.js';
import { LogRetentionModule } from './tenancy/log-retention.module.js';

/** What the modules need from outside: values of the environment and of this process. */
@Global()
@Module({})
class EnvironmentModule {
  static forRoot(env: Env, database: Database, log: ProcessLog): DynamicModule {
    const metrics = new PrometheusCallMetrics();
    const values = [
      { provide: CallMetrics, useValue: metrics },
      { provide: PrometheusCallMetrics, useValue: metrics },
      { provide: ProcessLog, useValue: log },
      { provide: BaseUrls, useValue: new BaseUrls(env.publicUrl) },
      { provide: CheckpointSettings, useValue: new CheckpointSettings(env.checkpointFile, env.signingKey) },
      { provide: BootstrapToken, useValue: new BootstrapToken(env.adminToken, env.metricsToken) },
      { provide: CredentialLimit, useValue: new CredentialLimit(env.maxCredentials) },
      { provide: SignInLimit, useValue: new SignInLimit(env.maxFailedSignIns) },
      { provide: LogSinks, useValue: new LogSinks(env.logExport.map(openSink), new URL(env.publicUrl).hostname) },
      { provide: Readiness, useValue: new Readiness(() => database.ping()) },
    ];
    return { module: EnvironmentModule, providers: values, exports: values.map(({ provide }) => provide) };
  }
}

/** The only file that knows every module. */
@Module({})
export class AppModule {
  static forRoot(env: Env, database: Database, log: ProcessLog): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.forRoot(env, database, log),
        PersistenceModule.forRoot(database),
        // The guards run in the order of their modules.
        CredentialsModule,
        HttpModule,
        LogLedgerModule,
        LogRetentionModule,
        ScimModule,
        OAuthModule,
        AdminModule,
        AdminDirectoryModule,
        CatalogueAdminModule,
        PasswordAdminModule,
        LogChainModule,
        MetricsModule,
        LogSinksModule,
      ],
      controllers: [HealthController],
    };
  }
}
