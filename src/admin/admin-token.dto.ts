import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { ADMIN_ROLES, type AdminRole, type AdminToken, type CredentialCreator } from '../credentials/credential.js';
import { IsName, IsOneOf, IsSlug, IsText, Optional } from './field-rules.js';

export class CreateAdminToken {
  @ApiProperty({ example: 'jane, laptop', maxLength: 255 })
  @IsName()
  readonly name: string;

  @ApiPropertyOptional({ enum: ADMIN_ROLES, default: 'admin', description: '`auditor` reads and changes nothing' })
  @Optional()
  @IsOneOf(ADMIN_ROLES)
  readonly role?: AdminRole;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'acme',
    description: 'The one tenant it is for. Default: the tenant of the token that asks, else null for all tenants',
  })
  @ValidateIf((_dto, value) => value !== undefined && value !== null)
  @IsSlug()
  readonly tenant?: string | null;

  @ApiPropertyOptional({ example: '2027-11-21T00:00:00Z', description: 'Default: in a year; at most in three years' })
  @Optional()
  @IsText(40)
  readonly expiresAt?: string;
}

const ROLE = {
  enum: ADMIN_ROLES,
  example: 'admin',
  description: '`admin` may do everything, `auditor` only read',
} as const;

export class AdminTokenCreatorView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee', description: 'Of an admin token, or `bootstrap`' })
  readonly id: string;

  @ApiProperty({ example: 'jane, laptop' })
  readonly name: string;
}

export class AdminTokenView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly id: string;

  @ApiProperty({ example: 'jane, laptop' })
  readonly name: string;

  @ApiProperty({ example: 'rollbook_adm_k3Ty', description: 'The beginning of the token' })
  readonly prefix: string;

  @ApiProperty(ROLE)
  readonly role: AdminRole;

  @ApiProperty({ type: String, nullable: true, example: 'acme', description: 'The tenant it is kept to; null: all' })
  readonly tenant: string | null;

  @ApiProperty({
    type: AdminTokenCreatorView,
    nullable: true,
    description: 'null: the first start, or an older version',
  })
  readonly createdBy: CredentialCreator | null;

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
  const { id, name, prefix, role, tenant, createdBy, createdAt, expiresAt, lastUsedAt } = adminToken;
  return { id, name, prefix, role, tenant: tenant?.slug ?? null, createdBy, createdAt, expiresAt, lastUsedAt };
}
