import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';

/** Where an attribute is searched. */
export type AttributeColumn =
  /** A key column of `resource`. `number` marks its cut keys in `attribute_index`. */
  | { readonly kind: 'key'; readonly column: KeyColumn; readonly number: number }
  /** `resource.id`. */
  | { readonly kind: 'id' }
  /** A dateTime key that every resource has. */
  | { readonly kind: 'instant'; readonly column: 'created_at' | 'last_modified_at' }
  /** `resource.version`, a number, of which `meta.version` is made. */
  | { readonly kind: 'version' }
  /** A boolean of `resource`: 0, 1 or null. */
  | { readonly kind: 'flag'; readonly column: 'active' }
  /** Rows of `attribute_index`. */
  | { readonly kind: 'indexed'; readonly number: number }
  /** The other side of `membership`. */
  | { readonly kind: 'member'; readonly side: 'group' | 'member'; readonly part: 'value' | 'display' | 'type' };

export type KeyColumn = 'user_name_key' | 'display_name_key' | 'external_id_key';

/** Number under which `attribute_index` notes which resources have a cut key, and of which attribute. */
export const CUT_KEYS = 0;

const key = (column: KeyColumn, number: number): AttributeColumn => ({ kind: 'key', column, number });
const indexed = (number: number): AttributeColumn => ({ kind: 'indexed', number });

const EXTERNAL_ID = key('external_id_key', 1);
const USER_NAME = key('user_name_key', 2);
const DISPLAY_NAME = key('display_name_key', 3);

const COMMON: readonly (readonly [string, AttributeColumn])[] = [
  ['id', { kind: 'id' }],
  ['externalId', EXTERNAL_ID],
  ['meta.created', { kind: 'instant', column: 'created_at' }],
  ['meta.lastModified', { kind: 'instant', column: 'last_modified_at' }],
  ['meta.version', { kind: 'version' }],
];

/** `value`, `display`, `type`, `primary` and the element itself, at five numbers from `first`. */
function plural(name: string, first: number): readonly (readonly [string, AttributeColumn])[] {
  return [
    [name, indexed(first)],
    [`${name}.value`, indexed(first + 1)],
    [`${name}.display`, indexed(first + 2)],
    [`${name}.type`, indexed(first + 3)],
    [`${name}.primary`, indexed(first + 4)],
  ];
}

/**
 * The one map from canonical attribute names to where they are searched; identifiers in SQL come from here alone.
 * A number is stored in every row, so it is never changed and never used again for something else. A complex
 * multi-valued attribute has a number of its own, for elements in which nothing else is assigned.
 */
const USER: readonly (readonly [string, AttributeColumn])[] = [
  ...COMMON,
  ['userName', USER_NAME],
  ['displayName', DISPLAY_NAME],
  ['active', { kind: 'flag', column: 'active' }],
  ['name.formatted', indexed(10)],
  ['name.familyName', indexed(11)],
  ['name.givenName', indexed(12)],
  ['name.middleName', indexed(13)],
  ['name.honorificPrefix', indexed(14)],
  ['name.honorificSuffix', indexed(15)],
  ['nickName', indexed(20)],
  ['profileUrl', indexed(21)],
  ['title', indexed(22)],
  ['userType', indexed(23)],
  ['preferredLanguage', indexed(24)],
  ['locale', indexed(25)],
  ['timezone', indexed(26)],
  ...plural('emails', 30),
  ...plural('phoneNumbers', 40),
  ...plural('ims', 50),
  ...plural('photos', 60),
  ['addresses', indexed(70)],
  ['addresses.formatted', indexed(71)],
  ['addresses.streetAddress', indexed(72)],
  ['addresses.locality', indexed(73)],
  ['addresses.region', indexed(74)],
  ['addresses.postalCode', indexed(75)],
  ['addresses.country', indexed(76)],
  ['addresses.type', indexed(77)],
  ['addresses.primary', indexed(78)],
  ...plural('entitlements', 80),
  ...plural('roles', 90),
  ...plural('x509Certificates', 100),
  [`${ENTERPRISE_USER_SCHEMA}:employeeNumber`, indexed(110)],
  [`${ENTERPRISE_USER_SCHEMA}:costCenter`, indexed(111)],
  [`${ENTERPRISE_USER_SCHEMA}:organization`, indexed(112)],
  [`${ENTERPRISE_USER_SCHEMA}:division`, indexed(113)],
  [`${ENTERPRISE_USER_SCHEMA}:department`, indexed(114)],
  [`${ENTERPRISE_USER_SCHEMA}:manager.value`, indexed(115)],
  [`${ENTERPRISE_USER_SCHEMA}:manager.$ref`, indexed(116)],
  [`${ENTERPRISE_USER_SCHEMA}:manager.displayName`, indexed(117)],
  ['groups.value', { kind: 'member', side: 'group', part: 'value' }],
  ['groups.display', { kind: 'member', side: 'group', part: 'display' }],
  ['groups.type', { kind: 'member', side: 'group', part: 'type' }],
];

const GROUP: readonly (readonly [string, AttributeColumn])[] = [
  ...COMMON,
  ['displayName', DISPLAY_NAME],
  ['members.value', { kind: 'member', side: 'member', part: 'value' }],
  ['members.display', { kind: 'member', side: 'member', part: 'display' }],
  ['members.type', { kind: 'member', side: 'member', part: 'type' }],
];

const COLUMNS: Readonly<Record<ResourceTypeName, ReadonlyMap<string, AttributeColumn>>> = {
  User: new Map(USER),
  Group: new Map(GROUP),
};

/** Where `attribute_index` has the extended fields: behind all numbers of the map above. */
const FIRST_FIELD = 1_000;
/** Highest number of an extended field: what the column of `attribute_index` still holds. */
export const MAX_FIELD_NUMBER = 60_000;

/** Number of an extended field in `attribute_index`. */
export function fieldIndexNumber(field: number): number {
  return FIRST_FIELD + field;
}

/** Where an attribute is searched, extended fields included. */
export function columnOf(type: ResourceTypeName, { key: name, attribute }: AttributePath): AttributeColumn | undefined {
  return attribute.field === undefined ? COLUMNS[type].get(name) : indexed(fieldIndexNumber(attribute.field));
}

/** @param path canonical attribute name (`AttributePath.key`) */
export function attributeColumn(type: ResourceTypeName, path: string): AttributeColumn | undefined {
  return COLUMNS[type].get(path);
}

/** Every attribute of the type that can be searched. */
export function attributeColumns(type: ResourceTypeName): ReadonlyMap<string, AttributeColumn> {
  return COLUMNS[type];
}
