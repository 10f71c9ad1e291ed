import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBasicAuth,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { JWT_BEARER } from '../credentials/oauth/client-assertion.js';
import { OAuthError } from '../credentials/oauth/oauth-error.js';

// Placeholders that fail the checksum, so that no secret scanner takes them for a find.

class ClientForm {
  @ApiPropertyOptional({ example: 'rollbook_ci_p2Lw…', description: 'Without HTTP Basic, or beside it' })
  readonly client_id?: string;

  @ApiPropertyOptional({ example: 'rollbook_cs_9sVd…' })
  readonly client_secret?: string;

  @ApiPropertyOptional({ enum: [JWT_BEARER] })
  readonly client_assertion_type?: string;

  @ApiPropertyOptional({
    example: 'eyJhbGciOiJSUzI1NiJ9.…',
    description:
      'A JWT with `iss` and `sub` (the client id), `aud` (token endpoint or issuer), `exp` at most an hour ahead and a `jti` that is ' +
      'used once',
  })
  readonly client_assertion?: string;
}

export class TokenForm extends ClientForm {
  @ApiProperty({ enum: ['client_credentials'] })
  readonly grant_type: string;

  @ApiPropertyOptional({ enum: ['scim'] })
  readonly scope?: string;
}

export class RevocationForm extends ClientForm {
  @ApiProperty({ example: 'rollbook_at_x7Qz…' })
  readonly token: string;

  @ApiPropertyOptional({ example: 'access_token', description: 'Ignored: there is one kind of token' })
  readonly token_type_hint?: string;
}

export class TokenView {
  @ApiProperty({ example: 'rollbook_at_x7Qz…' })
  readonly access_token: string;

  @ApiProperty({ enum: ['Bearer'] })
  readonly token_type: string;

  @ApiProperty({ example: 3_600, description: 'Seconds' })
  readonly expires_in: number;

  @ApiProperty({ enum: ['scim'] })
  readonly scope: string;
}

class OAuthErrorView {
  @ApiProperty({ example: 'invalid_client' })
  readonly error: string;

  @ApiProperty({ example: OAuthError.invalidClient().description })
  readonly error_description: string;
}

export const ApiClientForm = (type: Type): MethodDecorator => ApiBody({ type });

/** What both endpoints have in common: how a client signs in, and the answers of RFC 6749 §5.2. */
export const ApiOAuthErrors = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    ApiBasicAuth('oauth-client'),
    ApiResponse({
      status: 400,
      description: 'The request is malformed or asks for what there is not',
      type: OAuthErrorView,
    }),
    ApiResponse({
      status: 401,
      description: '`invalid_client`: which reason it has stands in the log',
      type: OAuthErrorView,
    }),
    ApiResponse({ status: 413, description: '`invalid_request`: the form is too large', type: OAuthErrorView }),
    ApiResponse({
      status: 429,
      description: '`temporarily_unavailable`: too many wrong secrets, and this one is wrong too; see `Retry-After`',
      type: OAuthErrorView,
    }),
    ApiResponse({
      status: 503,
      description: '`temporarily_unavailable`: the server cannot answer now; see `Retry-After`',
      type: OAuthErrorView,
    }),
  );

const METADATA = '/.well-known/oauth-authorization-server';

/** The metadata of RFC 8414, whose address ends with the path of an issuer. */
export const ApiServerMetadata = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Describe the authorization server of a connector (RFC 8414)', security: [] }),
    ApiParam({ name: 'tenant', type: String, example: 'default' }),
    ApiParam({ name: 'connector', type: String, example: 'okta' }),
    ApiOkResponse({
      description: 'The same for every well-formed address, whether or not there is such a connector',
      schema: { type: 'object' },
    }),
    ApiResponse({ status: 404, description: 'The address names no issuer' }),
  );

/** The route takes whatever path an issuer has; a path of OpenAPI has no parameter with slashes in it, but may spell this one out. */
export function withMetadataPath(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => [
    path.startsWith(`${METADATA}/`) ? `${METADATA}/scim/{tenant}/{connector}` : path,
    item,
  ]);
  return { ...document, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}
