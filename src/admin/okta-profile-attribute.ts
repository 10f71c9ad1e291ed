import { ApiProperty } from '@nestjs/swagger';
import type { FieldType } from '../protocol/schema/field-definition.js';
import type { Connector } from '../tenancy/tenant.js';
import type { ExtendedField } from '../tenancy/extended-field-store.js';

/** What to type into Okta's Profile Editor, "Add Attribute" (okta.md §6.1), by the names of its boxes. */
export class OktaProfileAttribute {
  @ApiProperty({ example: 'string', description: 'Data type' })
  readonly dataType: string;

  @ApiProperty({ example: 'Address', description: 'Display name' })
  readonly displayName: string;

  @ApiProperty({ example: 'user_address', description: 'Variable name; Okta never sends it' })
  readonly variableName: string;

  @ApiProperty({ example: 'user_address', description: 'External name' })
  readonly externalName: string;

  @ApiProperty({
    example: 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User',
    description: 'External namespace',
  })
  readonly externalNamespace: string;

  @ApiProperty({
    type: [String],
    example: [],
    description: 'Values of "Define enumerated list of values"; empty for none',
  })
  readonly enumeratedValues: readonly string[];

  @ApiProperty({ example: true, description: 'Attribute required' })
  readonly required: boolean;

  @ApiProperty({
    example: true,
    description: 'false: what Okta sends is not taken until the connector publishes the field',
  })
  readonly published: boolean;
}

const DATA_TYPES: Readonly<Record<FieldType, string>> = {
  string: 'string',
  integer: 'integer',
  decimal: 'number',
  boolean: 'boolean',
  dateTime: 'string',
  reference: 'string',
  select: 'string',
};

export function oktaProfileAttribute(field: ExtendedField, connector: Connector): OktaProfileAttribute {
  const { fieldId, displayName, type, multiValued, required, options, state } = field;
  const isListed = connector.customFields.some((id) => id.toLowerCase() === fieldId.toLowerCase());
  // Okta has no list of booleans.
  const dataType = multiValued && type === 'boolean' ? 'string' : DATA_TYPES[type];
  return {
    dataType: multiValued ? `${dataType} array` : dataType,
    displayName,
    // Okta takes letters, digits and _ here.
    variableName: fieldId.replaceAll('-', '_'),
    externalName: fieldId,
    externalNamespace: connector.customFieldNamespace,
    enumeratedValues: options,
    required,
    published: isListed && state === 'on',
  };
}
