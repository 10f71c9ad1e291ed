import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  CLIENT_AUTHENTICATIONS,
  type ClientAuthentication,
  type Credential,
  CREDENTIAL_SCOPES,
  CREDENTIAL_TYPES,
  type CredentialScope,
  type CredentialType,
  type PublicJwk,
} from '../credentials/credential.js';
import { MAX_KEYS } from '../credentials/oauth/public-keys.js';
import { IsAddressRanges, IsJsonObject, IsOverlap, MAX_OVERLAP_SECONDS } from './credential-rules.js';
import { EXAMPLE_KEYS } from './example-keys.js';
import { IsName, IsOneOf, IsText, IsTrueOrFalse, Optional } from './field-rules.js';

const TIME_LENGTH = 40;
const PEM_LENGTH = 8_192;
const SCOPE = 'What it may do: everything, or read and search alone';
const JWKS = {
  type: 'object',
  additionalProperties: true,
  example: { keys: [EXAMPLE_KEYS.p256] },
  description: `oauth with jwt: a JWK Set (RFC 7517) of 1 to ${MAX_KEYS} public keys: RSA of 2048 bits or more, EC P-256, OKP Ed25519`,
} as const;
const PEM = {
  example: EXAMPLE_KEYS.pem,
  description: 'The same as one key in PEM; one of the two',
};
const ALLOWED_IPS = 'IPv4 and IPv6 addresses and CIDR ranges that may use it, at most 50, none of length 0; empty: any';

export class CreateCredential {
  @ApiProperty({
    enum: CREDENTIAL_TYPES,
    description:
      'bearer: a token (Header Auth, OAuth Bearer); basic: a key and a secret; oauth: a client that gets access tokens for an hour each',
  })
  @IsOneOf(CREDENTIAL_TYPES)
  readonly type: CredentialType;

  @ApiProperty({ example: 'Okta production', maxLength: 255 })
  @IsName()
  readonly name: string;

  @ApiPropertyOptional({ example: '2027-11-21T00:00:00Z', description: 'Default: in a year; at most in three years' })
  @Optional()
  @IsText(TIME_LENGTH)
  readonly expiresAt?: string;

  @ApiPropertyOptional({ enum: CREDENTIAL_SCOPES, default: 'read-write', description: SCOPE })
  @Optional()
  @IsOneOf(CREDENTIAL_SCOPES)
  readonly scope?: CredentialScope;

  @ApiPropertyOptional({ type: [String], example: ['192.0.2.0/24', '2001:db8::1'], description: ALLOWED_IPS })
  @Optional()
  @IsAddressRanges()
  readonly allowedIps?: readonly string[];

  @ApiPropertyOptional({
    enum: CLIENT_AUTHENTICATIONS,
    default: 'secret',
    description: 'oauth only: a client id and a secret, or a client id and JWTs that the client signs (RFC 7523)',
  })
  @Optional()
  @IsOneOf(CLIENT_AUTHENTICATIONS)
  readonly authentication?: ClientAuthentication;

  @ApiPropertyOptional({ ...JWKS })
  @Optional()
  @IsJsonObject()
  readonly jwks?: object;

  @ApiPropertyOptional(PEM)
  @Optional()
  @IsText(PEM_LENGTH)
  readonly publicKeyPem?: string;
}

export class UpdateCredential {
  @ApiPropertyOptional({ example: 'Okta production', maxLength: 255 })
  @Optional()
  @IsName()
  readonly name?: string;

  @ApiPropertyOptional({ example: false })
  @Optional()
  @IsTrueOrFalse()
  readonly enabled?: boolean;

  @ApiPropertyOptional({ example: '2027-11-21T00:00:00Z', description: 'At most in three years' })
  @Optional()
  @IsText(TIME_LENGTH)
  readonly expiresAt?: string;

  @ApiPropertyOptional({ enum: CREDENTIAL_SCOPES, description: SCOPE })
  @Optional()
  @IsOneOf(CREDENTIAL_SCOPES)
  readonly scope?: CredentialScope;

  @ApiPropertyOptional({ type: [String], example: ['192.0.2.0/24', '2001:db8::1'], description: ALLOWED_IPS })
  @Optional()
  @IsAddressRanges()
  readonly allowedIps?: readonly string[];

  @ApiPropertyOptional({ ...JWKS })
  @Optional()
  @IsJsonObject()
  readonly jwks?: object;

  @ApiPropertyOptional(PEM)
  @Optional()
  @IsText(PEM_LENGTH)
  readonly publicKeyPem?: string;
}

export class RotateCredential {
  @ApiProperty({
    ...{ example: 86_400, minimum: 0, maximum: MAX_OVERLAP_SECONDS, type: 'integer' },
    description: 'How long the old credential goes on working; 0 ends it at once',
  })
  @IsOverlap()
  readonly overlapSeconds: number;

  @ApiPropertyOptional({
    example: '2027-11-21T00:00:00Z',
    description: 'End of the new one. Default: in a year; at most in three years',
  })
  @Optional()
  @IsText(TIME_LENGTH)
  readonly expiresAt?: string;
}

export class CredentialCreatorView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee', description: 'Id of an admin token, or `bootstrap`' })
  readonly id: string;

  @ApiProperty({ example: 'jane, laptop' })
  readonly name: string;
}

export class CredentialView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly id: string;

  @ApiProperty({ enum: CREDENTIAL_TYPES })
  readonly type: CredentialType;

  @ApiProperty({ example: 'Okta production' })
  readonly name: string;

  @ApiProperty({
    example: 'rollbook_bt_x7Qz',
    description: 'The beginning of the token, the whole key of a basic pair, or the client id',
  })
  readonly prefix: string;

  @ApiProperty({ example: true })
  readonly enabled: boolean;

  @ApiProperty({ enum: CREDENTIAL_SCOPES, description: SCOPE })
  readonly scope: CredentialScope;

  @ApiProperty({ type: [String], example: [], description: ALLOWED_IPS })
  readonly allowedIps: readonly string[];

  @ApiProperty({ enum: CLIENT_AUTHENTICATIONS, nullable: true, description: 'null unless the type is oauth' })
  readonly authentication: ClientAuthentication | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The public keys of an oauth client that signs',
  })
  readonly jwks: { readonly keys: readonly PublicJwk[] } | null;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ type: CredentialCreatorView, nullable: true })
  readonly createdBy: CredentialCreatorView | null;

  @ApiProperty({ type: String, nullable: true, example: '2027-11-21T20:00:00.000Z' })
  readonly expiresAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Up to half a minute late' })
  readonly lastUsedAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly lastUsedIp: string | null;
}

/** The one answer that shows the secret. */
export class CreatedCredentialView extends CredentialView {
  @ApiPropertyOptional({ description: 'bearer only; shown this once' })
  readonly token?: string;

  @ApiPropertyOptional({ description: 'basic only: the user name' })
  readonly key?: string;

  @ApiPropertyOptional({ description: 'basic only: the password; shown this once' })
  readonly secret?: string;

  @ApiPropertyOptional({ description: 'oauth only' })
  readonly clientId?: string;

  @ApiPropertyOptional({ description: 'oauth with a secret only; shown this once' })
  readonly clientSecret?: string;
}

export function credentialView(credential: Credential): CredentialView {
  const { id, type, name, prefix, enabled, scope, allowedIps, publicKeys } = credential;
  const { createdAt, createdBy, expiresAt, lastUsedAt, lastUsedIp } = credential;
  return {
    ...{ id, type, name, prefix, enabled, scope, allowedIps },
    authentication: type === 'oauth' ? (publicKeys === null ? 'secret' : 'jwt') : null,
    jwks: publicKeys === null ? null : { keys: publicKeys },
    ...{ createdAt, createdBy, expiresAt, lastUsedAt, lastUsedIp },
  };
}
