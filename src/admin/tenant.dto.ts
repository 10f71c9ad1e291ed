import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Tenant } from '../tenancy/tenant.js';
import { IsName, IsSlug, IsText, IsTrueOrFalse, Optional } from './field-rules.js';

const SLUG_LENGTH = 63;

export class CreateTenant {
  @ApiProperty({
    example: 'acme',
    description: 'Part of every SCIM base URL; cannot be changed',
    maxLength: SLUG_LENGTH,
  })
  @IsSlug()
  readonly slug: string;

  @ApiProperty({ example: 'Acme Inc.', maxLength: 255 })
  @IsName()
  readonly displayName: string;
}

export class UpdateTenant {
  @ApiPropertyOptional({ example: 'Acme Corporation', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;

  @ApiPropertyOptional({ example: false, description: 'Off: every SCIM call into this tenant is answered 403' })
  @Optional()
  @IsTrueOrFalse()
  readonly enabled?: boolean;
}

export class DeleteTenantQuery {
  @ApiPropertyOptional({ type: String, description: 'The slug once more, as proof that this is meant' })
  @Optional()
  @IsText(SLUG_LENGTH)
  readonly confirm?: string;
}

export class TenantView {
  @ApiProperty({ example: 'acme' })
  readonly slug: string;

  @ApiProperty({ example: 'Acme Inc.' })
  readonly displayName: string;

  @ApiProperty({ example: true })
  readonly enabled: boolean;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;
}

export function tenantView({ slug, displayName, enabled, createdAt }: Tenant): TenantView {
  return { slug, displayName, enabled, createdAt };
}
