import fc from 'fast-check';
import type { JsonObject } from '../../src/protocol/json.js';
import type { FieldType } from '../../src/protocol/schema/field-definition.js';
import { schemasWith } from '../../src/protocol/schema/extended-schemas.js';
import { FIELDS_KEY } from '../../src/protocol/schema/field-values.js';
import { TEXTS, userDocument } from './random-directory.js';

const NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';

const field = (number: number, fieldId: string, type: FieldType, multiValued = false) => ({
  ...{ number, fieldId, displayName: fieldId, type, multiValued, required: false, options: [] },
});

/** One of each kind. A name that the enterprise extension has too, and one that every object has. */
export const FIELD_SCHEMAS = schemasWith(NAMESPACE, [
  field(1, 'department', 'string'),
  field(2, 'constructor', 'string', true),
  field(3, 'size', 'integer'),
  field(4, 'rates', 'decimal', true),
  field(5, 'since', 'dateTime'),
  field(6, 'trained', 'boolean'),
  field(7, 'page', 'reference'),
]);

const text = fc.constantFrom(...TEXTS, '');
const INTEGERS = [0, -1, 1, 2, 10, -10, 2 ** 53 - 1];
const DECIMALS = [0, -0.5, 0.5, 1.25, 1e300, -1e-300, 10];
const INSTANTS = [
  '2026-01-31T12:00:00Z',
  '2026-01-31T13:00:00+01:00',
  '2025-12-31T23:59:60Z',
  '2026-01-31T12:00:00.1Z',
];
const several = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(one, { minLength: 1, maxLength: 3 });
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Users with values of the fields, and of one that nobody publishes; as the directory stores them. */
export const userWithFields: fc.Arbitrary<JsonObject> = fc
  .tuple(
    userDocument,
    fc.record({
      '1:string': some(text),
      '2:string': some(several(text)),
      '3:integer': some(fc.constantFrom(...INTEGERS)),
      '4:decimal': some(several(fc.constantFrom(...DECIMALS))),
      '5:dateTime': some(fc.constantFrom(...INSTANTS)),
      '6:boolean': some(fc.boolean()),
      '7:reference': some(text),
      '8:string': some(text),
    }),
  )
  .map(([document, fields]) => JSON.parse(JSON.stringify({ ...document, [FIELDS_KEY]: fields })) as JsonObject);

const ORDER = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const TEXT_OPERATORS = [...ORDER, 'co', 'sw', 'ew'];
const compare = (names: readonly string[], operators: readonly string[], literals: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...operators), literals)
    .map(([name, operator, literal]) => `${NAMESPACE}:${name} ${operator} ${literal}`);
const quoted = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> => texts.map((one) => JSON.stringify(one));
const numbers = (all: readonly number[]): fc.Arbitrary<string> =>
  fc.constantFrom(...all).map((one) => JSON.stringify(one));

/** Conditions on the fields. */
export const fieldCondition: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: compare(['department', 'constructor', 'page'], TEXT_OPERATORS, quoted(text)) },
  compare(['size'], ORDER, numbers(INTEGERS)),
  compare(['rates', 'rates', 'size'], ORDER, numbers(INTEGERS)),
  compare(['rates'], ORDER, numbers(DECIMALS)),
  compare(['since'], ORDER, quoted(fc.constantFrom(...INSTANTS))),
  compare(['trained'], ['eq', 'ne'], fc.constantFrom('true', 'false', 'null')),
  fc
    .constantFrom('department', 'constructor', 'size', 'rates', 'since', 'trained', 'page')
    .map((name) => `${NAMESPACE}:${name} pr`),
  fc.constantFrom(`${NAMESPACE} pr`, `schemas eq "${NAMESPACE}"`, `not (${NAMESPACE} eq null)`),
);
