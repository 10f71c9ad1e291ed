import type { FieldError } from '../http/problem.js';
import { Problem } from '../http/problem.js';
import { isUserAttribute } from '../protocol/schema/extended-schemas.js';
import type { FieldType } from '../protocol/schema/field-definition.js';
import { type ExtendedField, MAX_FIELDS } from '../tenancy/extended-field-store.js';

interface Wanted {
  readonly fieldId?: string | undefined;
  readonly type: FieldType;
  readonly options: readonly string[];
}

/** What no single property of a field tells. @throws Problem 400 */
export function assertField({ fieldId, type, options }: Wanted): void {
  const errors: FieldError[] = [];
  if (fieldId !== undefined && isUserAttribute(fieldId))
    errors.push({ path: 'fieldId', detail: 'is an attribute that every user has already; take another name' });
  if (type === 'select' && options.length === 0)
    errors.push({ path: 'options', detail: 'must name at least one option of a field of type select' });
  if (type !== 'select' && options.length > 0)
    errors.push({ path: 'options', detail: 'must be absent or empty: only fields of type select have options' });
  if (errors.length > 0) throw Problem.invalid(errors);
}

/** @throws Problem 400 that names the ids which belong to no field. @param unknown none is fine */
export function assertNoneUnknown(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  const names = unknown.map((id) => `"${id}"`).join(', ');
  const what = unknown.length === 1 ? 'is no extended field' : 'are no extended fields';
  throw Problem.invalid([{ path: 'customFields', detail: `${names} ${what} of this tenant; create it first` }]);
}

export const noField = (): Problem => Problem.notFound('There is no extended field with this id in this tenant.');

export const fieldIdTaken = (): Problem =>
  Problem.conflict(
    'field-id-taken',
    'The field id is taken',
    'This tenant has an extended field with this id already, in this or another letter case.',
  );

export const tooManyFields = (): Problem =>
  Problem.conflict(
    'too-many-fields',
    'There are too many extended fields',
    `A tenant has at most ${MAX_FIELDS} extended fields. Delete one that nobody needs any more.`,
  );

export const optionsInUse = ({ fieldId }: Pick<ExtendedField, 'fieldId'>, holders: number): Problem =>
  Problem.conflict(
    'options-in-use',
    'Users have an option that would go',
    `${holders} ${holders === 1 ? 'user has' : 'users have'} an option of "${fieldId}" that is not in the new list. Give them another ` +
      'one first, or repeat the request with ?confirm=true: they keep it until it is changed, and nobody else can be given it.',
  );

export const fieldHasValues = ({ fieldId }: Pick<ExtendedField, 'fieldId'>, holders: number): Problem =>
  Problem.conflict(
    'field-has-values',
    'Users have values of the field',
    `${holders} ${holders === 1 ? 'user has' : 'users have'} a value of "${fieldId}". Switch it off (PATCH with "state": "off") to ` +
      'keep the values, or repeat the request with ?confirm=true: nobody sees them any more at once, and they are removed.',
  );
