import { ScimError } from '../scim-error.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE, USER_SCHEMA } from '../urns.js';
import { defineAttribute } from './define-attribute.js';
import { findAttribute } from './find-attribute.js';
import { ResourceSchema } from './resource-schema.js';
import { USER_TYPE } from './resource-types.js';

const extensionOf = (id: string, ...names: readonly string[]) => ({
  required: false,
  schema: { id, name: 'Fields', description: 'Fields', attributes: names.map((name) => defineAttribute(name, name)) },
});
// The others stand first: what wins is the URN, not the place.
const schema = new ResourceSchema({
  ...USER_TYPE,
  extensions: [
    extensionOf('urn:a:User', 'manager', 'badge', 'shared'),
    ...USER_TYPE.extensions,
    extensionOf('urn:b:User', 'department', 'shared', 'title'),
  ],
});
const find = (name: string, tolerances: Tolerances) =>
  findAttribute(name, schema, tolerances, (detail) => ScimError.invalidFilter(detail))?.key;

describe('a bare name', () => {
  it.each([
    ['the core schema first', 'title', 'title'],
    ['then the enterprise extension, before a field of the same name', 'manager', `${ENTERPRISE}:manager`],
    ['which may stand behind it', 'Department', `${ENTERPRISE}:department`],
    ['a part of it', 'manager.value', `${ENTERPRISE}:manager.value`],
    ['then the others', 'badge', 'urn:a:User:badge'],
  ])('%s: %s', (_, name, key) => {
    expect(find(name, new Tolerances('lenient'))).toBe(key);
  });

  it.each(['nope', 'nope.value', 'badge.value', 'urn:a:User', 'urn:c:User:badge', 'b:User:shared', '__proto__'])(
    'none has %s',
    (name) => expect(find(name, new Tolerances('lenient'))).toBeUndefined(),
  );

  it('of two others is refused with both', () => {
    expect(() => find('shared', new Tolerances('lenient'))).toThrow(
      'More than one extension has an attribute "shared". Write urn:a:User:shared or urn:b:User:shared.',
    );
  });

  it.each(['manager', 'badge', 'shared'])('%s is refused of a strict connector', (name) => {
    expect(() => find(name, new Tolerances('strict'))).toThrow(`User has no attribute "${name}". Write urn:`);
  });

  it('is counted where an extension was meant, and only there', () => {
    const used = (name: string) => {
      const tolerances = new Tolerances('lenient');
      find(name, tolerances);
      return [...tolerances.used];
    };
    for (const name of ['title', `${USER_SCHEMA}:title`, `${ENTERPRISE}:manager`, 'urn:b:User:title', 'nope'])
      expect(used(name)).toEqual([]);
    expect(used('manager')).toEqual(['unqualifiedExtensionNames']);
  });
});
