import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { CallMetrics } from './audit/call-metrics.js';
import { ProcessLog } from './audit/process-log.js';
import type { Env } from './config/env.js';
import { AnswerRecorder } from './http/answer-recorder.js';
import { answerMalformed } from './http/answer-malformed.js';
import { enterCall } from './http/enter-call.js';
import { parseQuery } from './http/parse-query.js';
import { ShapedExpressAdapter } from './http/shaped-express.adapter.js';
import { serveOpenApi } from './openapi.js';
import { nestLogger } from './operations/nest-logger.js';
import { Readiness } from './operations/readiness.js';
import type { Database } from './persistence/database.js';

/** Slow senders are cut off: headers in 10 s, a whole request in 60 s, the time after which Okta gives up itself. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the minute that proxies and load balancers keep an idle connection: who uses it again must be the one that closes it. */
const KEEP_ALIVE_MS = 65_000;

/** Creates the application, ready to listen; the tests make theirs here too. */
export async function createApp(env: Env, database: Database, log: ProcessLog): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(env, database, log),
    new ShapedExpressAdapter(),
    {
      // The body is read after the guard, by ReadBodyGuard.
      bodyParser: false,
      logger: nestLogger(log),
      abortOnError: false,
      routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
    },
  );
  configureApp(app, env, log);
  await app.init();
  return app;
}

function configureApp(app: NestExpressApplication, env: Env, log: ProcessLog): void {
  app.disable('etag');
  app.disable('x-powered-by');
  app.set('trust proxy', env.trustProxy.length > 0 ? [...env.trustProxy] : false);
  app.set('query parser', parseQuery);
  const readiness = app.get(Readiness);
  const recorder = app.get(AnswerRecorder);
  app.use(
    enterCall({
      ...{ log, metrics: app.get(CallMetrics), recorder },
      isDraining: () => readiness.isDraining,
      isProxied: env.trustProxy.length > 0,
    }),
  );
  // Pages are for browsers; everything else is JSON, which no browser renders (enterCall sets nosniff).
  app.use(
    '/docs',
    helmet({
      // TLS ends at the proxy in front; promising it from here would lock out plain-HTTP installations.
      strictTransportSecurity: false,
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    }),
  );
  const server = app.getHttpServer();
  answerMalformed(server, log);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  serveOpenApi(app);
}
