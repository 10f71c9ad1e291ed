import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AdminToken } from '../credentials/credential.js';
import { IsName, IsText, Optional } from './field-rules.js';

export class CreateAdminToken {
  @ApiProperty({ example: 'jane, laptop', maxLength: 255 })
  @IsName()
  readonly name: string;

  @ApiPropertyOptional({ example: '2027-11-21T00:00:00Z', description: 'Default: in a year; at most in three years' })
  @Optional()
  @IsText(40)
  readonly expiresAt?: string;
}

export class AdminTokenView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly id: string;

  @ApiProperty({ example: 'jane, laptop' })
  readonly name: string;

  @ApiProperty({ example: 'rollbook_adm_k3Ty', description: 'The beginning of the token' })
  readonly prefix: string;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ type: String, nullable: true, example: '2027-11-21T20:00:00.000Z' })
  readonly expiresAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Up to half a minute late' })
  readonly lastUsedAt: string | null;
}

/** The one answer that shows the token. */
export class CreatedAdminTokenView extends AdminTokenView {
  @ApiProperty({ example: 'rollbook_adm_k3Ty…', description: 'Shown this once' })
  readonly token: string;
}

export function adminTokenView(adminToken: AdminToken): AdminTokenView {
  const { id, name, prefix, createdAt, expiresAt, lastUsedAt } = adminToken;
  return { id, name, prefix, createdAt, expiresAt, lastUsedAt };
}
