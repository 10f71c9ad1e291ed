import type { JsonObject } from '../json.js';
import { schemasWith } from './extended-schemas.js';
import type { FieldDefinition, FieldType } from './field-definition.js';
import { publishedDocument, storedDocument, storedFields, withoutFields } from './field-values.js';
import { CORE_SCHEMAS } from './resource-types.js';

const URN = 'urn:example:User';
const OTHER = 'urn:example:other:User';
const field = (number: number, fieldId: string, type: FieldType = 'string'): FieldDefinition => ({
  ...{ number, fieldId, displayName: fieldId, type, multiValued: false, required: false, options: ['a'] },
});
const one = schemasWith(URN, [field(1, 'one')]).User.extendedFields;
const two = schemasWith(OTHER, [field(2, 'two', 'select'), field(1, 'uno')]).User.extendedFields;
const none = CORE_SCHEMAS.User.extendedFields;
const stored = { userName: 'u', $fields: { '1:string': 'x', '2:string': 'y', '3:integer': 0 } };

describe('publishedDocument', () => {
  it.each<[string, JsonObject, typeof one, JsonObject]>([
    ['its fields under its URN', stored, one, { userName: 'u', [URN]: { one: 'x' } }],
    ['another schema’s names, in its order', stored, two, { userName: 'u', [OTHER]: { two: 'y', uno: 'x' } }],
    ['nothing of those that it does not publish', stored, none, { userName: 'u' }],
    ['no extension without a value', { userName: 'u', $fields: { '3:integer': 0 } }, one, { userName: 'u' }],
    ['no value of another type', { $fields: { '1:integer': 1 } }, one, {}],
    ['no value of another number', { $fields: { '11:string': 'x', '01:string': 'x' } }, one, {}],
    ['false, 0 and "" are values', { $fields: { '1:string': '' } }, one, { [URN]: { one: '' } }],
  ])('shows %s', (_title, document, extension, expected) => {
    const shown = publishedDocument(document, extension);
    expect(shown).toEqual(expected);
    expect(Object.keys(Object(shown[OTHER]) as object)).toEqual(Object.keys(Object(expected[OTHER]) as object));
  });

  it('is the document itself where nobody has a value', () => {
    const plain = { userName: 'u' };
    expect(publishedDocument(plain, one)).toBe(plain);
    expect(publishedDocument(plain, none)).toBe(plain);
  });
});

describe('storedDocument', () => {
  const before = { userName: 'old', $fields: { '1:string': 'x', '9:boolean': true } };
  it.each<[string, JsonObject, typeof one, JsonObject | undefined, JsonObject]>([
    ['a value under its number', { [URN]: { one: 'x' } }, one, undefined, { $fields: { '1:string': 'x' } }],
    [
      'a value beside those it does not know',
      { [URN]: { one: 'z' } },
      one,
      before,
      { $fields: { '9:boolean': true, '1:string': 'z' } },
    ],
    [
      'nothing of a value that was left out',
      { userName: 'u' },
      one,
      before,
      { userName: 'u', $fields: { '9:boolean': true } },
    ],
    [
      'nothing at all where nothing is left',
      { userName: 'u' },
      two,
      { $fields: { '1:string': 'x' } },
      { userName: 'u' },
    ],
    [
      'what is there, for a schema without fields',
      { userName: 'u' },
      none,
      before,
      { userName: 'u', $fields: before.$fields },
    ],
    ['no name that the schema does not have', { [URN]: { nobody: 'x' } }, one, undefined, {}],
    [
      'nothing that is inherited',
      { [URN]: {} },
      schemasWith(URN, [field(1, 'constructor')]).User.extendedFields,
      undefined,
      {},
    ],
    ['nothing that is no object', { [URN]: 'x' }, one, undefined, {}],
  ])('keeps %s', (_title, published, extension, was, expected) => {
    expect(storedDocument(published, extension, was)).toEqual(expected);
  });

  it('is the inverse of publishedDocument', () => {
    for (const extension of [one, two, none])
      expect(storedDocument(publishedDocument(stored, extension), extension, stored)).toEqual(stored);
  });
});

it('storedFields says number and type of each; what is no slot is nothing', () => {
  const fields = storedFields({ $fields: { '12:dateTime': 'x', '3:integer': [1, 2], '4:nobody': 1, 5: 'x' } });
  expect(fields.map(({ number, definition, value }) => [number, definition.type, value])).toEqual([
    [12, 'dateTime', 'x'],
    [3, 'integer', [1, 2]],
  ]);
  expect(storedFields({ $fields: 'x' })).toEqual([]);
  expect(storedFields({})).toEqual([]);
});

it.each<[JsonObject, readonly number[], JsonObject]>([
  [stored, [1, 2], { userName: 'u', $fields: { '3:integer': 0 } }],
  [stored, [1, 2, 3], { userName: 'u' }],
  [{ $fields: { '11:string': 'x' } }, [1], { $fields: { '11:string': 'x' } }],
])('withoutFields(%j, %j)', (document, gone, expected) => {
  expect(withoutFields(document, (number) => gone.includes(number))).toEqual(expected);
});

it('withoutFields is the document itself where there is nothing to take', () => {
  expect(withoutFields(stored, () => false)).toBe(stored);
  const plain = { userName: 'u' };
  expect(withoutFields(plain, () => true)).toBe(plain);
});

describe('schemasWith', () => {
  it('no fields are the core schemas themselves', () => expect(schemasWith(URN, [])).toBe(CORE_SCHEMAS));

  it.each<[FieldType, object]>([
    ['string', { type: 'string', caseExact: false }],
    ['select', { type: 'string', caseExact: false, canonicalValues: ['a'], isClosed: true }],
    ['reference', { type: 'reference', caseExact: true, referenceTypes: ['external'] }],
    ['dateTime', { type: 'dateTime' }],
    ['integer', { type: 'integer' }],
    ['decimal', { type: 'decimal' }],
    ['boolean', { type: 'boolean' }],
  ])('%s becomes %j', (type, expected) => {
    const schemas = schemasWith(URN, [field(7, 'x', type)]);
    expect(schemas.User.resolve(`${URN.toUpperCase()}:X`)).toMatchObject({
      ...{ key: `${URN}:x`, attribute: { ...expected, field: 7, mutability: 'readWrite', uniqueness: 'none' } },
    });
    expect(schemas.Group).toBe(CORE_SCHEMAS.Group);
    expect(schemas.User.type.extensions.map(({ required }) => required)).toEqual([false, false]);
  });

  it('a required field makes the extension required', () => {
    const { User } = schemasWith(URN, [field(1, 'a'), { ...field(2, 'b'), required: true }]);
    expect(User.type.extensions.at(-1)).toMatchObject({ required: true, schema: { id: URN } });
  });
});
