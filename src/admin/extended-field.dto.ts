import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FIELD_TYPES, type FieldType } from '../protocol/schema/field-definition.js';
import { type ExtendedField, MAX_OPTIONS } from '../tenancy/extended-field-store.js';
import { IsFieldId, IsName, IsOneOf, IsOptions, IsSlug, IsTrueOrFalse, Optional } from './field-rules.js';

const FIELD_ID = {
  example: 'user_address',
  description:
    'Name of the SCIM attribute: a letter, then letters, digits, _ and -, at most 63; not one that every user has. ' +
    'Unique in any letter case',
};
const REQUIRED =
  'Connectors that publish the field, and the admin API, refuse new users without it, and changes that take it away from one who has it';
const OPTIONS = `All values of a field of type \`select\`, at most ${MAX_OPTIONS}; for the other types nothing`;

export class CreateExtendedField {
  @ApiProperty(FIELD_ID)
  @IsFieldId()
  readonly fieldId: string;

  @ApiProperty({ example: 'Address', maxLength: 255 })
  @IsName()
  readonly displayName: string;

  @ApiPropertyOptional({ enum: FIELD_TYPES, default: 'string', description: 'Cannot be changed' })
  @Optional()
  @IsOneOf(FIELD_TYPES)
  readonly type?: FieldType;

  @ApiPropertyOptional({ default: false, description: 'Cannot be changed' })
  @Optional()
  @IsTrueOrFalse()
  readonly multiValued?: boolean;

  @ApiPropertyOptional({ default: false, description: REQUIRED })
  @Optional()
  @IsTrueOrFalse()
  readonly required?: boolean;

  @ApiPropertyOptional({ type: [String], example: [], description: OPTIONS })
  @Optional()
  @IsOptions(MAX_OPTIONS)
  readonly options?: readonly string[];
}

export class UpdateExtendedField {
  @ApiPropertyOptional({
    ...FIELD_ID,
    description: 'Another name; users keep their values, connectors publish it under it',
  })
  @Optional()
  @IsFieldId()
  readonly fieldId?: string;

  @ApiPropertyOptional({ example: 'Home address', maxLength: 255 })
  @Optional()
  @IsName()
  readonly displayName?: string;

  @ApiPropertyOptional({ description: REQUIRED })
  @Optional()
  @IsTrueOrFalse()
  readonly required?: boolean;

  @ApiPropertyOptional({ type: [String], description: `${OPTIONS}. Values that are no option any more stay` })
  @Optional()
  @IsOptions(MAX_OPTIONS)
  readonly options?: readonly string[];

  @ApiPropertyOptional({ enum: ['on', 'off'], description: 'off: nobody sees it or its values, which are kept' })
  @Optional()
  @IsOneOf(['on', 'off'])
  readonly state?: 'on' | 'off';
}

export class UpdateExtendedFieldQuery {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'true: take away also options that users have' })
  @Optional()
  @IsOneOf(['true', 'false'])
  readonly confirm?: 'true' | 'false';
}

export class DeleteExtendedFieldQuery {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'true: also when users have values of it' })
  @Optional()
  @IsOneOf(['true', 'false'])
  readonly confirm?: 'true' | 'false';
}

export class ProfileEditorQuery {
  @ApiProperty({ example: 'okta', description: 'Slug of the connector' })
  @IsSlug()
  readonly connector: string;
}

export class ExtendedFieldView {
  @ApiProperty({ example: 'user_address' })
  readonly fieldId: string;

  @ApiProperty({ example: 'Address' })
  readonly displayName: string;

  @ApiProperty({ enum: FIELD_TYPES })
  readonly type: FieldType;

  @ApiProperty({ example: false })
  readonly multiValued: boolean;

  @ApiProperty({ example: false })
  readonly required: boolean;

  @ApiProperty({ type: [String], example: [] })
  readonly options: readonly string[];

  @ApiProperty({ enum: ['on', 'off'] })
  readonly state: 'on' | 'off';

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly createdAt: string;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly lastModifiedAt: string;
}

export function extendedFieldView(field: ExtendedField): ExtendedFieldView {
  const { fieldId, displayName, type, multiValued, required, options, state, createdAt, lastModifiedAt } = field;
  return { fieldId, displayName, type, multiValued, required, options, state, createdAt, lastModifiedAt };
}
