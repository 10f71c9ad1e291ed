import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { withMetadataPath } from './oauth/swagger.js';
import { withCommonAnswers } from './openapi-answers.js';
import { withHeaders } from './openapi-headers.js';

/** The OpenAPI document over both APIs. Independent of the environment, so that docs/openapi.json can be compared with it. */
export function createOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Rollbook')
    .setVersion('0.1.0')
    .setDescription(
      'A SCIM directory that identity providers provision into. The SCIM routes take a credential of their connector ' +
        '(bearer token, or key and secret); the admin routes take an admin token.',
    )
    .addServer('/')
    // addBearerAuth() would call each of these tokens a JWT.
    .addSecurity('scim-bearer', { type: 'http', scheme: 'bearer', description: 'Bearer credential of a connector' })
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Basic credential of a connector' }, 'scim-basic')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Id and secret of an OAuth client' }, 'oauth-client')
    .addSecurity('admin', { type: 'http', scheme: 'bearer', description: 'Admin token' })
    .build();
  return withHeaders(withCommonAnswers(withMetadataPath(SwaggerModule.createDocument(app, config))));
}

/**
 * Swagger UI at `/docs`, from files of this server alone, so that it works offline. The document is made when it is asked for
 * first: a tenth of the time of a start, and most servers are started without anybody looking at it.
 */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApi(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'Rollbook API',
    swaggerOptions: { persistAuthorization: false, displayRequestDuration: true, tryItOutEnabled: true },
  });
}
