import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOG_RETENTION, type Tenant } from '../tenancy/tenant.js';
import { IsName, IsSlug, IsText, IsTrueOrFalse, IsWholeNumber, Optional } from './field-rules.js';

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

  @ApiPropertyOptional({
    ...{ example: 365, minimum: LOG_RETENTION.least, maximum: LOG_RETENTION.most },
    description: 'For how many days the log is kept; older events are removed within a day or two',
  })
  @Optional()
  @IsWholeNumber(LOG_RETENTION.least, LOG_RETENTION.most)
  readonly logRetentionDays?: number;
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

  @ApiProperty({ example: LOG_RETENTION.preset, description: 'For how many days the log is kept' })
  readonly logRetentionDays: number;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;
}

export function tenantView({ slug, displayName, enabled, logRetentionDays, createdAt }: Tenant): TenantView {
  return { slug, displayName, enabled, logRetentionDays, createdAt };
}
