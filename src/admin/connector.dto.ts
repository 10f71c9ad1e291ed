import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Connector, Provider } from '../tenancy/tenant.js';
import { IsName, IsOneOf, IsSlug, IsTrueOrFalse, Optional } from './field-rules.js';

const PROVIDERS = ['okta', 'entra', 'generic'] as const satisfies readonly Provider[];

export class CreateConnector {
  @ApiProperty({ example: 'okta', description: 'Part of the SCIM base URL; cannot be changed', maxLength: 63 })
  @IsSlug()
  readonly slug: string;

  @ApiProperty({ example: 'Okta', maxLength: 255 })
  @IsName()
  readonly displayName: string;

  @ApiPropertyOptional({ enum: PROVIDERS, default: 'okta' })
  @Optional()
  @IsOneOf(PROVIDERS)
  readonly provider?: Provider;

  @ApiPropertyOptional({ default: true, description: 'The synchronization switch' })
  @Optional()
  @IsTrueOrFalse()
  readonly syncEnabled?: boolean;
}

export class UpdateConnector {
  @ApiPropertyOptional({ example: 'Okta (production)', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;

  @ApiPropertyOptional({ enum: PROVIDERS })
  @Optional()
  @IsOneOf(PROVIDERS)
  readonly provider?: Provider;

  @ApiPropertyOptional({ example: false, description: 'Off: every SCIM call of this connector is answered 403' })
  @Optional()
  @IsTrueOrFalse()
  readonly syncEnabled?: boolean;
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

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v2', description: 'To be pasted into the IdP' })
  readonly scimBaseUrl: string;
}

export function connectorView(connector: Connector, scimBaseUrl: string): ConnectorView {
  const { id, slug, displayName, provider, syncEnabled, createdAt } = connector;
  return { id, slug, displayName, provider, syncEnabled, createdAt, scimBaseUrl };
}
