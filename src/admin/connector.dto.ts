import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ToleranceExceptions } from '../protocol/tolerance/tolerances.js';
import {
  CUSTOM_FIELD_NAMESPACE,
  EXISTING_USERS,
  type ExistingUsers,
  MODES,
  ON_DEACTIVATE,
  type OnDeactivate,
  PASSWORD_SYNC,
  type PasswordSync,
  type Provider,
  PROVIDERS,
} from '../tenancy/connector-settings.js';
import type { Connector } from '../tenancy/tenant.js';
import { ConnectorSettingsBody } from './connector-settings.dto.js';
import { IsName, IsSlug, Optional } from './field-rules.js';

export class CreateConnector extends ConnectorSettingsBody {
  @ApiProperty({ example: 'okta', description: 'Part of the SCIM base URL; cannot be changed', maxLength: 63 })
  @IsSlug()
  readonly slug: string;

  @ApiProperty({ example: 'Okta', maxLength: 255 })
  @IsName()
  readonly displayName: string;
}

export class UpdateConnector extends ConnectorSettingsBody {
  @ApiPropertyOptional({ example: 'Okta (production)', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;
}

export class ConnectorView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly id: string;

  @ApiProperty({ example: 'okta' })
  readonly slug: string;

  @ApiProperty({ example: 'Okta' })
  readonly displayName: string;

  @ApiProperty({ enum: PROVIDERS })
  readonly provider: Provider;

  @ApiProperty({ example: true })
  readonly syncEnabled: boolean;

  @ApiProperty({ enum: EXISTING_USERS })
  readonly existingUsers: ExistingUsers;

  @ApiProperty({ enum: ON_DEACTIVATE })
  readonly onDeactivate: OnDeactivate;

  @ApiProperty({ enum: PASSWORD_SYNC })
  readonly passwordSync: PasswordSync;

  @ApiProperty({ example: CUSTOM_FIELD_NAMESPACE })
  readonly customFieldNamespace: string;

  @ApiProperty({ type: [String], example: [] })
  readonly customFields: readonly string[];

  @ApiProperty({ enum: MODES })
  readonly mode: 'lenient' | 'strict';

  @ApiProperty({ example: {}, description: 'What differs from the mode' })
  readonly tolerances: ToleranceExceptions;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v2', description: 'To be pasted into the IdP' })
  readonly scimBaseUrl: string;
}

export function connectorView(connector: Connector, scimBaseUrl: string): ConnectorView {
  const { id, slug, displayName, provider, syncEnabled, existingUsers, onDeactivate, passwordSync } = connector;
  const { customFieldNamespace, customFields, mode, tolerances, createdAt } = connector;
  return {
    ...{ id, slug, displayName, provider, syncEnabled, existingUsers, onDeactivate, passwordSync },
    ...{ customFieldNamespace, customFields, mode, tolerances, createdAt, scimBaseUrl },
  };
}
