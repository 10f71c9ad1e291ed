import type { AddressInfo } from 'node:net';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Global,
  HttpException,
  Module,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { type Call, attachCall, callOf } from '../../src/audit/call.js';
import { CallMetrics } from '../../src/audit/call-metrics.js';
import { LogStore } from '../../src/audit/log-store.js';
import { ProcessLog } from '../../src/audit/process-log.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { BootstrapToken } from '../../src/credentials/bootstrap-token.js';
import { CredentialLimit } from '../../src/credentials/credential-limit.js';
import { AccessTokenStore } from '../../src/credentials/access-token-store.js';
import { AdminTokenStore, CredentialStore } from '../../src/credentials/credential-store.js';
import { SignInFailureStore } from '../../src/credentials/sign-in-failure-store.js';
import { SignInLimit } from '../../src/credentials/sign-in-limit.js';
import { ExpiryWarningStore } from '../../src/credentials/expiry-warning-store.js';
import { Problem } from '../../src/http/problem.js';
import { ScimError } from '../../src/protocol/scim-error.js';
import { BaseUrls } from '../../src/tenancy/base-urls.js';
import { BodyCaptureStore } from '../../src/tenancy/body-capture-store.js';
import { ConnectorActivityStore } from '../../src/tenancy/connector-activity-store.js';
import { ExtendedFieldStore } from '../../src/tenancy/extended-field-store.js';
import { IdempotencyStore } from '../../src/tenancy/idempotency-store.js';
import { TenantStore } from '../../src/tenancy/tenant-store.js';
import { ToleranceUseStore } from '../../src/tenancy/tolerance-use-store.js';
import { NoBodyCaptures } from './no-body-captures.js';
import { MemoryExtendedFieldStore } from './memory-extended-field-store.js';
import { NoMetrics } from './no-metrics.js';
import { NoAccessTokens } from './memory-access-tokens.js';
import { MemoryLog } from './memory-log.js';
import {
  Memory,
  MemoryAdminTokenStore,
  MemoryConnectorActivityStore,
  MemoryCredentialStore,
  MemoryExpiryWarningStore,
  MemoryIdempotencyStore,
  MemoryLogStore,
  MemorySignInFailureStore,
  MemoryTenantStore,
  MemoryToleranceUseStore,
} from './memory-stores.js';

export const PUBLIC_URL = 'https://rollbook.example.com';

/** An application over stores in memory: the modules under test, without the database and the rest of the server. */
export interface MemoryApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly memory: Memory;
  readonly log: MemoryLog;
  /** The call of every request, in the order of arrival. */
  readonly calls: readonly Call[];
}

@Catch()
class AnswerErrors implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { id } = callOf(host.switchToHttp().getRequest<Request>());
    if (error instanceof ScimError) response.status(error.status).json(error.toBody());
    else if (error instanceof Problem) response.status(error.status).json(error.toBody(id));
    else response.status(error instanceof HttpException ? error.getStatus() : 500).json({ unexpected: String(error) });
  }
}

export async function startMemoryApp(options: {
  readonly modules?: readonly Type[];
  readonly controllers?: readonly Type[];
  readonly bootstrapToken?: string;
  readonly maxCredentials?: number;
}): Promise<MemoryApp> {
  const memory = new Memory();
  const log = new MemoryLog();
  const values = [
    { provide: TenantStore, useValue: new MemoryTenantStore(memory) },
    { provide: CredentialStore, useValue: new MemoryCredentialStore(memory) },
    { provide: AccessTokenStore, useValue: new NoAccessTokens() },
    { provide: AdminTokenStore, useValue: new MemoryAdminTokenStore(memory) },
    { provide: ConnectorActivityStore, useValue: new MemoryConnectorActivityStore(memory) },
    { provide: ExtendedFieldStore, useValue: new MemoryExtendedFieldStore() },
    { provide: IdempotencyStore, useValue: new MemoryIdempotencyStore(memory) },
    { provide: ExpiryWarningStore, useValue: new MemoryExpiryWarningStore(memory) },
    { provide: CredentialLimit, useValue: new CredentialLimit(options.maxCredentials ?? 4) },
    { provide: SignInFailureStore, useValue: new MemorySignInFailureStore() },
    { provide: SignInLimit, useValue: new SignInLimit(10_000_000) },
    { provide: LogStore, useValue: new MemoryLogStore(memory) },
    { provide: ToleranceUseStore, useValue: new MemoryToleranceUseStore() },
    { provide: BodyCaptureStore, useValue: new NoBodyCaptures() },
    { provide: CallMetrics, useValue: new NoMetrics() },
    { provide: ProcessLog, useValue: log },
    { provide: BootstrapToken, useValue: new BootstrapToken(options.bootstrapToken) },
    { provide: BaseUrls, useValue: new BaseUrls(PUBLIC_URL) },
  ];

  @Global()
  @Module({ providers: values, exports: values.map(({ provide }) => provide) })
  class ValuesModule {}

  @Module({ imports: [ValuesModule, ...(options.modules ?? [])], controllers: [...(options.controllers ?? [])] })
  class MemoryAppModule {}

  const app = await NestFactory.create<NestExpressApplication>(MemoryAppModule, {
    logger: false,
    abortOnError: false,
  });
  const calls: Call[] = [];
  app.use((request: Request, _response: Response, next: NextFunction) => {
    const call: Call = {
      id: uuidv7(),
      at: new Date(),
      startedMs: performance.now(),
      method: request.method,
      path: request.path,
      ipAddress: request.ip ?? null,
      userAgent: request.get('user-agent') ?? null,
      recorded: false,
    };
    calls.push(call);
    attachCall(request, call);
    next();
  });
  app.useGlobalFilters(new AnswerErrors());
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, memory, log, calls };
}
