import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { AttributeType } from '../schema/attribute-definition.js';
import type { AttributePath } from '../schema/resource-schema.js';
import { valueKey } from '../schema/value-key.js';
import { shortName } from './attribute-name.js';
import type { CompareOperator } from './filter-ast.js';

const SUBSTRING: readonly CompareOperator[] = ['co', 'sw', 'ew'];
const ORDER: readonly CompareOperator[] = ['gt', 'ge', 'lt', 'le'];

// RFC 7644 Table 3: no order on boolean and binary. Parts of a date or a number are no values, so no substrings of them.
const REFUSED: Readonly<Record<AttributeType, readonly CompareOperator[]>> = {
  string: [],
  reference: [],
  dateTime: SUBSTRING,
  integer: SUBSTRING,
  decimal: SUBSTRING,
  boolean: [...SUBSTRING, ...ORDER],
  binary: [...SUBSTRING, ...ORDER],
  complex: [...SUBSTRING, ...ORDER, 'eq', 'ne'],
};

const WANTED: Readonly<Record<AttributeType, string>> = {
  string: 'a text in double quotes',
  reference: 'a text in double quotes',
  binary: 'base64 in double quotes',
  dateTime: 'a date and time in double quotes such as "2026-01-31T12:00:00Z"',
  boolean: 'true or false without quotes',
  integer: `a whole number without quotes between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`,
  decimal: 'a number without quotes',
  complex: 'a sub-attribute',
};

/**
 * The comparison key of a literal for a simple attribute. Entra compares booleans with the texts "True" and "False".
 * @throws ScimError invalidFilter when the operator or the literal does not fit the attribute's type
 */
export function literalKey(
  path: AttributePath,
  operator: CompareOperator,
  value: string | number | boolean,
  tolerances: Tolerances,
): string {
  const definition = path.subAttribute ?? path.attribute;
  if (REFUSED[definition.type].includes(operator))
    throw ScimError.invalidFilter(
      `${operator} cannot be used with ${shortName(path.key)}, which is of type ${definition.type}.`,
    );
  const refusal = (): ScimError =>
    ScimError.invalidFilter(`${shortName(path.key)} is compared with ${WANTED[definition.type]}.`);
  const literal = definition.type === 'boolean' ? readBoolean(value) : value;
  const key = valueKey(definition, literal);
  if (key === undefined) throw refusal();
  if (literal !== value) tolerances.accept('stringBooleans', refusal);
  return key;
}

function readBoolean(value: string | number | boolean): string | number | boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  return text === 'true' ? true : text === 'false' ? false : value;
}
