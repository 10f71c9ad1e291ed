import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Credential, CredentialType } from '../credentials/credential.js';
import { IsName, IsOneOf, IsText, IsTrueOrFalse, Optional } from './field-rules.js';

const TYPES = ['bearer', 'basic'] as const satisfies readonly CredentialType[];
const TIME_LENGTH = 40;

export class CreateCredential {
  @ApiProperty({ enum: TYPES, description: 'bearer: a token (Header Auth, OAuth Bearer); basic: a key and a secret' })
  @IsOneOf(TYPES)
  readonly type: CredentialType;

  @ApiProperty({ example: 'Okta production', maxLength: 255 })
  @IsName()
  readonly name: string;

  @ApiPropertyOptional({ example: '2027-11-21T00:00:00Z', description: 'Default: in a year; at most in three years' })
  @Optional()
  @IsText(TIME_LENGTH)
  readonly expiresAt?: string;
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
}

export class CredentialView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly id: string;

  @ApiProperty({ enum: TYPES })
  readonly type: CredentialType;

  @ApiProperty({ example: 'Okta production' })
  readonly name: string;

  @ApiProperty({
    example: 'rollbook_bt_x7Qz',
    description: 'The beginning of the token, or the whole key of a basic pair',
  })
  readonly prefix: string;

  @ApiProperty({ example: true })
  readonly enabled: boolean;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

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
}

export function credentialView(credential: Credential): CredentialView {
  const { id, type, name, prefix, enabled, createdAt, expiresAt, lastUsedAt, lastUsedIp } = credential;
  return { id, type, name, prefix, enabled, createdAt, expiresAt, lastUsedAt, lastUsedIp };
}
