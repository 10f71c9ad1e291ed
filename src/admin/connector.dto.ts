import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CREDENTIAL_TYPES, type CredentialType } from '../credentials/credential.js';
import { TOLERANCES, type ToleranceExceptions } from '../protocol/tolerance/tolerances.js';
import {
  CUSTOM_FIELD_NAMESPACE,
  EXISTING_USERS,
  type ExistingUsers,
  LOG_READS,
  type LogReads,
  MODES,
  ON_DEACTIVATE,
  type OnDeactivate,
  PASSWORD_SYNC,
  type PasswordSync,
  type Provider,
  PROVIDERS,
} from '../tenancy/connector-settings.js';
import type { ConnectorActivity } from '../tenancy/connector-activity-store.js';
import { CONNECTOR_STATES, type ConnectorState, connectorState } from '../tenancy/connector-state.js';
import type { Connector } from '../tenancy/tenant.js';
import { ConnectorSettingsBody } from './connector-settings.dto.js';
import { CreatedCredentialView } from './credential.dto.js';
import { IsName, IsOneOf, IsSlug, IsSwitches, IsSwitchPatch, Optional } from './field-rules.js';
import type { TolerancePatch } from './merge-tolerances.js';

const EXCEPTIONS = `What differs from the mode, by the name of the tolerance: ${TOLERANCES.join(', ')}`;
const ACTIVITY_TIME = { type: String, nullable: true, example: '2026-11-21T20:00:00.000Z' };

export class CreateConnector extends ConnectorSettingsBody {
  @ApiProperty({ example: 'okta', description: 'Part of the SCIM base URL; cannot be changed', maxLength: 63 })
  @IsSlug()
  readonly slug: string;

  @ApiProperty({ example: 'Okta', maxLength: 255 })
  @IsName()
  readonly displayName: string;

  @ApiPropertyOptional({
    enum: CREDENTIAL_TYPES,
    description: 'Also creates a credential of this type, and shows its secret in the answer, this once',
  })
  @Optional()
  @IsOneOf(CREDENTIAL_TYPES)
  readonly issueCredential?: CredentialType;

  @ApiPropertyOptional({ example: { opCase: true }, description: EXCEPTIONS })
  @Optional()
  @IsSwitches(TOLERANCES)
  readonly tolerances?: ToleranceExceptions;
}

export class UpdateConnector extends ConnectorSettingsBody {
  @ApiPropertyOptional({ example: 'Okta (production)', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'boolean', nullable: true },
    example: { opCase: true },
    description: `${EXCEPTIONS}. Names that are left out stay as they are; null removes one, which then follows the mode`,
  })
  @Optional()
  @IsSwitchPatch(TOLERANCES)
  readonly tolerances?: TolerancePatch;
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

  @ApiProperty({ enum: LOG_READS })
  readonly logReads: LogReads;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v2', description: 'To be pasted into the IdP' })
  readonly scimBaseUrl: string;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v1', description: 'For templates of SCIM 1.1' })
  readonly scim11BaseUrl: string;

  @ApiProperty({
    enum: CONNECTOR_STATES,
    description:
      'off: switched off. waiting: no request yet. connected: the last answer was good, or 404, 409, 412, 501. refusing: it was ' +
      'another 4xx. failing: it was 5xx.',
  })
  readonly state: ConnectorState;

  @ApiProperty({
    ...ACTIVITY_TIME,
    description: 'Of the last request with a credential of the connector, or a wrong one',
  })
  readonly lastRequestAt: string | null;

  @ApiProperty({ ...ACTIVITY_TIME, description: 'Of the last request that was answered below 400' })
  readonly lastSuccessAt: string | null;
}

/** The answer to the creation; only where `issueCredential` asks for it there is a secret in it. */
export class CreatedConnectorView extends ConnectorView {
  @ApiPropertyOptional({ type: CreatedCredentialView, description: 'With the secret, which is shown this once' })
  readonly credential?: CreatedCredentialView;
}

/** What a view takes beside the connector itself. */
export interface ConnectorCircumstances {
  readonly scimBaseUrl: string;
  readonly scim11BaseUrl: string;
  readonly isTenantEnabled: boolean;
  readonly activity: ConnectorActivity | undefined;
}

export function connectorView(connector: Connector, circumstances: ConnectorCircumstances): ConnectorView {
  const { id, slug, displayName, provider, syncEnabled, existingUsers, onDeactivate, passwordSync } = connector;
  const { customFieldNamespace, customFields, mode, tolerances, logReads, createdAt } = connector;
  const { scimBaseUrl, scim11BaseUrl, isTenantEnabled, activity } = circumstances;
  return {
    ...{ id, slug, displayName, provider, syncEnabled, existingUsers, onDeactivate, passwordSync },
    ...{ customFieldNamespace, customFields, mode, tolerances, logReads, createdAt, scimBaseUrl, scim11BaseUrl },
    state: connectorState(syncEnabled && isTenantEnabled, activity?.lastStatus),
    lastRequestAt: activity?.lastRequestAt ?? null,
    lastSuccessAt: activity?.lastSuccessAt ?? null,
  };
}
