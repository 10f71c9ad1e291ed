import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, ValidateBy, ValidateIf } from 'class-validator';
import { isGrantableId, MAX_GRANTABLE_ID } from '../directory/grantable-id.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { isLongerThan } from '../protocol/text-length.js';
import { isExtensionUrn } from '../protocol/urns.js';
import { isFieldId } from '../tenancy/connector-settings.js';
import { MAX_FIELDS } from '../tenancy/extended-field-store.js';
import { isSlug } from '../tenancy/tenant.js';

const MAX_NAME = 255;

/** May be absent. `null` is no absence: nothing here can be unassigned. */
export const Optional = (): PropertyDecorator => ValidateIf((_dto, value) => value !== undefined);

export const IsSlug = (): PropertyDecorator =>
  rule('isSlug', (value) => typeof value === 'string' && isSlug(value), [
    'must be 1 to 63 characters of a-z, 0-9 and single hyphens between them',
  ]);

/** A name for people. The length is checked first: the rest is never run over more than it. */
export const IsName = (): PropertyDecorator =>
  rule('isName', (value) => isLine(value, MAX_NAME), [
    `must be 1 to ${MAX_NAME} characters without control characters`,
  ]);

export const IsOneOf = (choices: readonly string[]): PropertyDecorator =>
  IsIn([...choices], { message: `must be one of ${choices.join(', ')}` });

export const IsTrueOrFalse = (): PropertyDecorator => IsBoolean({ message: 'must be true or false' });

export const IsText = (maxLength: number): PropertyDecorator =>
  rule('isText', (value) => typeof value === 'string' && !isLongerThan(value, maxLength), [
    `must be a string of at most ${maxLength} characters`,
  ]);

/** Text of any kind, but some. */
export const IsFilledText = (maxLength: number): PropertyDecorator =>
  rule('isFilledText', (value) => typeof value === 'string' && value !== '' && !isLongerThan(value, maxLength), [
    `must be a string of 1 to ${maxLength} characters`,
  ]);

export const IsWholeNumber = (least: number, most: number): PropertyDecorator =>
  rule(
    'isWholeNumber',
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
    [`must be a whole number from ${least} to ${most}`],
  );

export const IsAddress = (): PropertyDecorator =>
  rule('isAddress', (value) => typeof value === 'string' && value.length <= 45 && isIP(value) !== 0, [
    'must be an IPv4 or IPv6 address',
  ]);

/** Text on one line, or null for none. */
export const IsTextOrNull = (maxLength: number): PropertyDecorator =>
  rule('isTextOrNull', (value) => value === null || isLine(value, maxLength), [
    `must be null, or 1 to ${maxLength} characters without control characters`,
  ]);

/** The id of a role or entitlement, see `isGrantableId`. */
export const IsGrantableId = (): PropertyDecorator =>
  rule('isGrantableId', (value) => typeof value === 'string' && isGrantableId(value), [
    `must be 1 to ${MAX_GRANTABLE_ID} visible characters that do not begin with a dot, neither begin nor end with a space, and do ` +
      'not hold "bulkId", which SCIM reserves',
  ]);

/** A schema URN of an extension; not one of those that SCIM or Okta defines. */
export const IsSchemaUrn = (): PropertyDecorator =>
  rule('isSchemaUrn', (value) => typeof value === 'string' && isExtensionUrn(value), [
    'must be a URN such as urn:ietf:params:scim:schemas:extension:customfield:2.0:User: at most 255 characters, not one ' +
      'that RFC 7643, SCIM 1.1 or Okta defines',
  ]);

export const IsFieldIds = (): PropertyDecorator =>
  rule('isFieldIds', (value) => Array.isArray(value) && value.length <= MAX_FIELDS && value.every(isFieldId), [
    `must be a list of at most ${MAX_FIELDS} ids of extended fields`,
  ]);

export const IsFieldId = (): PropertyDecorator =>
  rule('isFieldId', isFieldId, ['must be a letter, then letters, digits, "_" and "-", at most 63 together']);

/** Texts that differ in more than letter case. */
export const IsOptions = (max: number): PropertyDecorator =>
  rule(
    'isOptions',
    (value) =>
      Array.isArray(value) &&
      value.length <= max &&
      value.every((option) => isLine(option, MAX_NAME)) &&
      new Set(value.map((option) => foldText(String(option)))).size === value.length,
    [`must be a list of at most ${max} different texts of 1 to ${MAX_NAME} characters without control characters`],
  );

/** Ids of users or groups. That each is one is found out where they are looked up. */
export const IsResourceIds = (max: number): PropertyDecorator =>
  rule(
    'isResourceIds',
    (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= max &&
      value.every((id) => typeof id === 'string' && id !== '' && id.length <= MAX_NAME),
    [`must be a list of 1 to ${max} ids`],
  );

/** A map from known names to true or false. */
export const IsSwitches = (names: readonly string[]): PropertyDecorator =>
  rule('isSwitches', (value) => isMapOf(value, names, isSwitch), [
    `must be an object whose names are among ${names.join(', ')} and whose values are true or false`,
  ]);

/** A change of such a map: null stands for its removal. */
export const IsSwitchPatch = (names: readonly string[]): PropertyDecorator =>
  rule('isSwitchPatch', (value) => isMapOf(value, names, (isOn) => isOn === null || isSwitch(isOn)), [
    `must be an object whose names are among ${names.join(', ')} and whose values are true, false or null`,
  ]);

function isLine(value: unknown, maxLength: number): boolean {
  return (
    typeof value === 'string' &&
    !isLongerThan(value, maxLength) &&
    value.trim() !== '' &&
    !/[\p{Cc}\p{Cs}]/u.test(value)
  );
}

function isMapOf(value: unknown, names: readonly string[], isValue: (value: unknown) => boolean): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, held]) => names.includes(name) && isValue(held));
}

function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean';
}

function rule(name: string, validate: (value: unknown) => boolean, [message]: readonly [string]): PropertyDecorator {
  return applyDecorators(ValidateBy({ name, validator: { validate, defaultMessage: () => message } }));
}
