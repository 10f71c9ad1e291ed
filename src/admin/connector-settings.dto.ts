import { ApiPropertyOptional } from '@nestjs/swagger';
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
import { IsFieldIds, IsOneOf, IsSchemaUrn, IsTrueOrFalse, Optional } from './field-rules.js';

/** What a connector decides, each setting by itself; absent ones stay as they are, on creation at their defaults. */
export class ConnectorSettingsBody {
  @ApiPropertyOptional({
    enum: PROVIDERS,
    default: 'okta',
    description:
      'Whose forms `GET …/setup` describes. To `entra` a PATCH of a group is answered 204, unless it names `attributes`. The other ' +
      'settings begin the same, whatever it is',
  })
  @Optional()
  @IsOneOf(PROVIDERS)
  readonly provider?: Provider;

  @ApiPropertyOptional({
    default: true,
    description:
      'The synchronization switch. Off: every SCIM call of this connector is answered 403, but for `ServiceProviderConfig`, which anybody may read',
  })
  @Optional()
  @IsTrueOrFalse()
  readonly syncEnabled?: boolean;

  @ApiPropertyOptional({
    enum: EXISTING_USERS,
    default: 'adopt',
    description: 'A manual user or group with the same name: taken over by the first write, or left untouched',
  })
  @Optional()
  @IsOneOf(EXISTING_USERS)
  readonly existingUsers?: ExistingUsers;

  @ApiPropertyOptional({
    enum: ON_DEACTIVATE,
    default: 'deactivate',
    description: '`active: false` disables the user, or only marks it as unauthorized',
  })
  @Optional()
  @IsOneOf(ON_DEACTIVATE)
  readonly onDeactivate?: OnDeactivate;

  @ApiPropertyOptional({
    enum: PASSWORD_SYNC,
    default: 'ignore',
    description: 'A password is dropped at the door, or checked and stored',
  })
  @Optional()
  @IsOneOf(PASSWORD_SYNC)
  readonly passwordSync?: PasswordSync;

  @ApiPropertyOptional({
    default: CUSTOM_FIELD_NAMESPACE,
    description:
      'The URN under which this connector publishes extended fields; none that SCIM 2.0, SCIM 1.1 or Okta defines',
    maxLength: 255,
  })
  @Optional()
  @IsSchemaUrn()
  readonly customFieldNamespace?: string;

  @ApiPropertyOptional({
    type: [String],
    example: [],
    description:
      'Ids of the extended fields that it publishes, in any letter case; kept as the fields are spelled, each once',
  })
  @Optional()
  @IsFieldIds()
  readonly customFields?: readonly string[];

  @ApiPropertyOptional({
    enum: MODES,
    default: 'lenient',
    description: 'Accept the known dialects of Okta, Entra and others, or the RFC to the letter',
  })
  @Optional()
  @IsOneOf(MODES)
  readonly mode?: 'lenient' | 'strict';

  @ApiPropertyOptional({
    enum: LOG_READS,
    default: 'auto',
    description:
      'Each look-up and import has an event of its own, or those of a minute have one together, with their number; with auto the ' +
      'first 600 of a kind, by one credential, have their own and the others of the minute one together. Refused ones always have ' +
      'their own',
  })
  @Optional()
  @IsOneOf(LOG_READS)
  readonly logReads?: LogReads;
}
