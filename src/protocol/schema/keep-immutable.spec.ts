import { parsePatch } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { applyPatch } from '../patch/apply-patch.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { PATCH_OP } from '../urns.js';
import { defineAttribute } from './define-attribute.js';
import { keepImmutable } from './keep-immutable.js';
import { ResourceSchema } from './resource-schema.js';
import { USER_TYPE } from './resource-types.js';

const EXT = 'urn:x:User';
const schema = new ResourceSchema({
  ...USER_TYPE,
  extensions: [
    {
      required: false,
      schema: {
        id: EXT,
        name: 'X',
        description: 'X',
        attributes: [
          defineAttribute('badge', 'badge', { mutability: 'immutable' }),
          defineAttribute('tags', 'tags', { mutability: 'immutable', multiValued: true }),
          defineAttribute('origin', 'origin', {
            subAttributes: [
              defineAttribute('country', 'country', { mutability: 'immutable' }),
              defineAttribute('note', 'note'),
            ],
          }),
        ],
      },
    },
  ],
});

const user = (values?: JsonObject): JsonObject => ({
  userName: 'a',
  ...(values === undefined ? {} : { [EXT]: values }),
});
const refusal = (key: string) =>
  expect.objectContaining({
    status: 400,
    scimType: 'mutability',
    detail: expect.stringContaining(`${EXT}:${key} `) as string,
  }) as Error;

describe('39: PUT and immutable attributes (RFC 7644 §3.5.1)', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['the same value', user({ badge: '1' }), user({ badge: '1' }), user({ badge: '1' })],
    ['a first value', user(), user({ badge: '1', tags: ['a'] }), user({ badge: '1', tags: ['a'] })],
    ['no value keeps it', user({ badge: '1' }), user(), user({ badge: '1' })],
    [
      'a part: none keeps it',
      user({ origin: { country: 'A' } }),
      user({ origin: { note: 'x' } }),
      user({ origin: { note: 'x', country: 'A' } }),
    ],
    [
      'a part that was not there',
      user({ origin: { note: 'x' } }),
      user({ origin: { country: 'A' } }),
      user({ origin: { country: 'A' } }),
    ],
    [
      'the part beside it changes',
      user({ origin: { country: 'A', note: 'x' } }),
      user({ origin: { country: 'A', note: 'y' } }),
      user({ origin: { country: 'A', note: 'y' } }),
    ],
  ])('%s', (_, current, next, expected) => expect(keepImmutable(current, next, schema)).toEqual(expected));

  it.each<[string, JsonObject, JsonObject, string]>([
    ['another value', user({ badge: '1' }), user({ badge: '2' }), 'badge'],
    ['in another case', user({ badge: 'a' }), user({ badge: 'A' }), 'badge'],
    ['one more in a list', user({ tags: ['a'] }), user({ tags: ['a', 'b'] }), 'tags'],
    ['another part', user({ origin: { country: 'A' } }), user({ origin: { country: 'B' } }), 'origin.country'],
  ])('%s is refused', (_, current, next, key) => {
    expect(() => keepImmutable(current, next, schema)).toThrow(refusal(key));
  });
});

describe('62: PATCH and immutable attributes (RFC 7644 §3.5.2)', () => {
  const patch = (current: JsonObject, operation: JsonObject): JsonObject =>
    applyPatch(current, parsePatch({ schemas: [PATCH_OP], Operations: [operation] }), schema, new Tolerances('strict'))
      .document;

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['add to an empty one', user(), { op: 'add', path: `${EXT}:badge`, value: '1' }, user({ badge: '1' })],
    ['the same again', user({ badge: '1' }), { op: 'replace', path: `${EXT}:badge`, value: '1' }, user({ badge: '1' })],
    [
      'a part',
      user({ origin: { note: 'x' } }),
      { op: 'add', path: `${EXT}:origin.country`, value: 'A' },
      user({ origin: { country: 'A', note: 'x' } }),
    ],
  ])('%s', (_, current, operation, expected) => expect(patch(current, operation)).toEqual(expected));

  it.each<[string, JsonObject, JsonObject, string]>([
    ['replace', user({ badge: '1' }), { op: 'replace', path: `${EXT}:badge`, value: '2' }, 'badge'],
    ['add', user({ badge: '1' }), { op: 'add', path: `${EXT}:badge`, value: '2' }, 'badge'],
    ['remove', user({ badge: '1' }), { op: 'remove', path: `${EXT}:badge` }, 'badge'],
    ['removing the extension', user({ badge: '1' }), { op: 'remove', path: EXT }, 'badge'],
    ['one more in a list', user({ tags: ['a'] }), { op: 'add', path: `${EXT}:tags`, value: ['b'] }, 'tags'],
    [
      'a part',
      user({ origin: { country: 'A' } }),
      { op: 'replace', path: `${EXT}:origin.country`, value: 'B' },
      'origin.country',
    ],
    ['without a path', user({ badge: '1' }), { op: 'replace', value: { [EXT]: { badge: '2' } } }, 'badge'],
  ])('%s is refused', (_, current, operation, key) => {
    expect(() => patch(current, operation)).toThrow(refusal(key));
  });
});
