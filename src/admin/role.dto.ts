import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_GRANTABLE_ID } from '../directory/grantable-id.js';
import type { Grantable } from '../directory/grantable-store.js';
import { IsGrantableId, IsName, IsOneOf, IsTextOrNull, Optional } from './field-rules.js';

export const MAX_DESCRIPTION = 1_000;

export class CreateRole {
  @ApiPropertyOptional({
    example: 'billing-admin',
    description:
      'What arrives as `value` on users, so take what your application calls it; cannot be changed. Default: a UUID. ' +
      'Unique in any letter case; without the reserved word `bulkId`',
    maxLength: MAX_GRANTABLE_ID,
  })
  @Optional()
  @IsGrantableId()
  readonly id?: string;

  @ApiProperty({ example: 'Billing administrator', maxLength: 255 })
  @IsName()
  readonly displayName: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Changes plans and pays', maxLength: MAX_DESCRIPTION })
  @Optional()
  @IsTextOrNull(MAX_DESCRIPTION)
  readonly description?: string | null;
}

/** For roles and entitlements alike. */
export class UpdateGrantable {
  @ApiPropertyOptional({ example: 'Billing administrator', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'null takes it away', maxLength: MAX_DESCRIPTION })
  @Optional()
  @IsTextOrNull(MAX_DESCRIPTION)
  readonly description?: string | null;
}

/** For roles and entitlements alike. */
export class DeleteGrantableQuery {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'true: also when users still have it' })
  @Optional()
  @IsOneOf(['true', 'false'])
  readonly confirm?: 'true' | 'false';
}

export class RoleView {
  @ApiProperty({ example: 'billing-admin' })
  readonly id: string;

  @ApiProperty({ example: 'Billing administrator' })
  readonly displayName: string;

  @ApiProperty({ type: String, nullable: true, example: 'Changes plans and pays' })
  readonly description: string | null;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly lastModifiedAt: string;
}

export function roleView({ id, displayName, description, createdAt, lastModifiedAt }: Grantable): RoleView {
  return { id, displayName, description, createdAt, lastModifiedAt };
}
