import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, ValidateBy, ValidateIf } from 'class-validator';
import { isExtensionUrn } from '../protocol/urns.js';
import { isFieldId } from '../tenancy/connector-settings.js';
import { isSlug } from '../tenancy/tenant.js';

const MAX_NAME = 255;
/** Extended fields that one connector publishes. */
const MAX_FIELDS = 200;

/** May be absent. `null` is no absence: nothing here can be unassigned. */
export const Optional = (): PropertyDecorator => ValidateIf((_dto, value) => value !== undefined);

export const IsSlug = (): PropertyDecorator =>
  rule('isSlug', (value) => typeof value === 'string' && isSlug(value), [
    'must be 1 to 63 characters of a-z, 0-9 and single hyphens between them',
  ]);

/** A name for people. The length is checked first: the rest is never run over more than it. */
export const IsName = (): PropertyDecorator =>
  rule(
    'isName',
    (value) =>
      typeof value === 'string' && value.length <= MAX_NAME && value.trim() !== '' && !/[\p{Cc}\p{Cs}]/u.test(value),
    [`must be 1 to ${MAX_NAME} characters without control characters`],
  );

export const IsOneOf = (choices: readonly string[]): PropertyDecorator =>
  IsIn([...choices], { message: `must be one of ${choices.join(', ')}` });

export const IsTrueOrFalse = (): PropertyDecorator => IsBoolean({ message: 'must be true or false' });

export const IsText = (maxLength: number): PropertyDecorator =>
  rule('isText', (value) => typeof value === 'string' && value.length <= maxLength, [
    `must be a string of at most ${maxLength} characters`,
  ]);

/** A schema URN of an extension; not one of those that the RFC defines. */
export const IsSchemaUrn = (): PropertyDecorator =>
  rule('isSchemaUrn', (value) => typeof value === 'string' && isExtensionUrn(value), [
    'must be a URN such as urn:ietf:params:scim:schemas:extension:customfield:2.0:User: at most 255 characters, not one ' +
      'that RFC 7643 defines',
  ]);

export const IsFieldIds = (): PropertyDecorator =>
  rule('isFieldIds', (value) => Array.isArray(value) && value.length <= MAX_FIELDS && value.every(isFieldId), [
    `must be a list of at most ${MAX_FIELDS} ids of extended fields`,
  ]);

/** A map from known names to true or false. */
export const IsSwitches = (names: readonly string[]): PropertyDecorator =>
  rule('isSwitches', (value) => isSwitches(value, new Set(names)), [
    `must be an object whose names are among ${names.join(', ')} and whose values are true or false`,
  ]);

function isSwitches(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, isOn]) => names.has(name) && typeof isOn === 'boolean');
}

function rule(name: string, validate: (value: unknown) => boolean, [message]: readonly [string]): PropertyDecorator {
  return applyDecorators(ValidateBy({ name, validator: { validate, defaultMessage: () => message } }));
}
