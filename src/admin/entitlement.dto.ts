import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Grantable } from '../directory/grantable-store.js';
import {
  ENTITLEMENT_TYPES,
  type EntitlementTypeName,
  type GrantableTypeName,
} from '../protocol/schema/grantable-types.js';
import { IsOneOf, Optional } from './field-rules.js';
import { CreateRole, RoleView, roleView } from './role.dto.js';

export class CreateEntitlement extends CreateRole {
  @ApiPropertyOptional({
    enum: ENTITLEMENT_TYPES,
    default: 'Entitlement',
    description: 'The SCIM resource type that shows it, which also names its endpoint; cannot be changed',
  })
  @Optional()
  @IsOneOf(ENTITLEMENT_TYPES)
  readonly type?: EntitlementTypeName;
}

export class EntitlementView extends RoleView {
  @ApiProperty({ enum: ENTITLEMENT_TYPES })
  readonly type: GrantableTypeName;
}

export function entitlementView(grantable: Grantable): EntitlementView {
  return { ...roleView(grantable), type: grantable.type };
}
