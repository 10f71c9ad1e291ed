import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, ValidateBy, ValidateIf } from 'class-validator';
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

function rule(name: string, validate: (value: unknown) => boolean, [message]: readonly [string]): PropertyDecorator {
  return applyDecorators(ValidateBy({ name, validator: { validate, defaultMessage: () => message } }));
}
