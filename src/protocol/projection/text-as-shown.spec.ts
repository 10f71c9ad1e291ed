import type { JsonObject } from '../json.js';
import { schemasWith } from '../schema/extended-schemas.js';
import type { FieldDefinition } from '../schema/field-definition.js';
import { publishedDocument } from '../schema/field-values.js';
import { CORE_SCHEMAS } from '../schema/resource-types.js';
import { projectDefault } from './project-default.js';
import { schemasText, textAsShown } from './text-as-shown.js';

const URN = 'urn:example:User';
const field = (number: number, fieldId: string): FieldDefinition => ({
  ...{ number, fieldId, displayName: fieldId, type: 'string', multiValued: false, required: false, options: [] },
});
const some = schemasWith(URN, [field(2, 'two'), field(1, 'one'), field(4, 'password')]).User;
const none = CORE_SCHEMAS.User;

const HOSTILE = '\\",\\"$fields\\":{\\"1:string\\":\\"x\\"}';

describe('textAsShown', () => {
  it.each<[string, object]>([
    ['no fields', { userName: 'u' }],
    ['a field', { userName: 'u', $fields: { '1:string': 'x' } }],
    ['fields in another order', { userName: 'u', $fields: { '1:string': 'x', '2:string': 'y' } }],
    ['a field that nobody publishes', { userName: 'u', $fields: { '3:string': 'x' } }],
    ['a value that looks like fields', { userName: HOSTILE, $fields: { '1:string': HOSTILE } }],
    ['a value that looks like JSON', { userName: '"$fields":{', title: '},{', $fields: { '1:string': '}}"' } }],
    ['a value with escapes', { userName: 'u', $fields: { '1:string': '\u0001\u2028"\\' } }],
  ])('is what the document shows: %s', (_, document) => {
    for (const schema of [some, none]) {
      const published = publishedDocument(document as JsonObject, schema.extendedFields);
      expect(textAsShown(JSON.stringify(document), schema)).toBe(JSON.stringify(projectDefault(published, schema)));
    }
  });

  it.each<[string, string]>([
    ['something stands behind the fields', '{"userName":"u","$fields":{"1:string":"x"},"title":"t"}'],
    ['the fields are no object', '{"userName":"u","$fields":[]}'],
    ['the fields are broken', '{"userName":"u","$fields":{"1:string":x}}'],
    ['there is nothing but fields', '{"$fields":{"1:string":"x"}}'],
    ['an attribute is never returned', '{"userName":"u","password":"x"}'],
    ['a field has the name of what is never returned', '{"userName":"u","$fields":{"4:string":"x"}}'],
    ['an object is empty', '{"userName":"u","name":{},"$fields":{"1:string":"x"}}'],
  ])('leaves it to the long way where %s', (_, text) => {
    expect(textAsShown(text, some)).toBeUndefined();
  });
});

it('schemasText names what is shown', () => {
  const text = textAsShown('{"userName":"u","$fields":{"1:string":"x"}}', some) ?? '';
  expect(JSON.parse(schemasText(text, some))).toEqual([some.type.schema.id, URN]);
});
