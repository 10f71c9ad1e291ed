import { parsePath } from '../../../test/support/lenient.js';
import { ScimError } from '../scim-error.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { userSchema } from '../schema/resource-types.js';
import { parsePath as parse, type PatchPath } from './parse-path.js';

const eq = (path: string, value: string | boolean) => ({ kind: 'compare', path, operator: 'eq', value }) as const;

function errorOf(text: string): ScimError {
  try {
    // Texts without quotes are a tolerance, with a table of its own.
    parse(text, new Tolerances('strict'));
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text.slice(0, 80)}`);
}

describe('parsePath', () => {
  it.each<[string, PatchPath]>([
    ['members', { attribute: 'members' }],
    ['Active', { attribute: 'Active' }],
    ['name.familyName', { attribute: 'name.familyName' }],
    ['meta.version', { attribute: 'meta.version' }],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName',
      { attribute: 'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName' },
    ],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      { attribute: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' },
    ],
    [
      'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
      { attribute: 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value' },
    ],
    ['members[value eq "x"]', { attribute: 'members', filter: eq('value', 'x') }],
    ['members[value eq "u:admin"]', { attribute: 'members', filter: eq('value', 'u:admin') }],
    ['members[value eq "a]b["]', { attribute: 'members', filter: eq('value', 'a]b[') }],
    [
      'members[value eq "x" or value pr]',
      { attribute: 'members', filter: { kind: 'or', terms: [eq('value', 'x'), { kind: 'present', path: 'value' }] } },
    ],
    ['emails[type eq "work"].value', { attribute: 'emails', filter: eq('type', 'work'), subAttribute: 'value' }],
    [
      'addresses[type eq "work"].Formatted',
      { attribute: 'addresses', filter: eq('type', 'work'), subAttribute: 'Formatted' },
    ],
    ['roles[primary eq "True"].value', { attribute: 'roles', filter: eq('primary', 'True'), subAttribute: 'value' }],
    ['roles[primary eq true].display', { attribute: 'roles', filter: eq('primary', true), subAttribute: 'display' }],
    ['members[value eq "x"].$ref', { attribute: 'members', filter: eq('value', 'x'), subAttribute: '$ref' }],
    [
      'urn:x:2.0:User:badges[type eq "a"].value',
      { attribute: 'urn:x:2.0:User:badges', filter: eq('type', 'a'), subAttribute: 'value' },
    ],
  ])('%s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each([
    ['', 'expected an attribute name at position 1.'],
    [' ', 'expected an attribute name'],
    ['.', 'expected an attribute name at position 1.'],
    ['..', 'expected an attribute name'],
    ['a..b', 'expected an attribute name at position 1.'],
    ['a.', 'expected an attribute name'],
    ['.a', 'expected an attribute name'],
    ['name.given.x', 'at most one sub-attribute'],
    ['[', 'expected an attribute name at position 1.'],
    [']', 'expected an attribute name'],
    ['(members)', 'expected an attribute name'],
    ['"members"', 'expected an attribute name'],
    ['eq', 'expected an attribute name'],
    ['/members/0', 'unexpected character'],
    ['members/0', 'unexpected character at position 8.'],
    ['schemas[0]', 'not by number, at position 9.'],
    ['emails[0].value', 'not by number'],
    ['emails[-1]', 'not by number'],
    ['emails.0', 'expected an attribute name'],
    ['members eq "x"', 'expected the end of the path after members at position 9.'],
    ['members x', 'expected the end of the path'],
    ['emails[type eq "work"', 'expected "and", "or" or "]" at position 22.'],
    ['emails[type eq "work"]]', 'expected one sub-attribute or the end of the path after the brackets at position 23.'],
    ['emails[type eq "work"] value', 'or the end of the path'],
    ['emails[type eq "work"]value', 'or the end of the path'],
    ['emails[type eq "work"].', 'expected one sub-attribute'],
    ['emails[type eq "work"].value.x', 'expected one sub-attribute'],
    ['emails[type eq "work"].value[type pr]', 'or the end of the path'],
    ['emails[type eq "work"].value eq "x"', 'or the end of the path'],
    ['emails[type eq "work"][value pr]', 'or the end of the path'],
    ['name.x[type pr]', 'brackets cannot follow a sub-attribute'],
    ['urn:x:2.0:User:a.b[type pr]', 'brackets cannot follow a sub-attribute'],
    ['urn:', 'the URN has an empty part'],
    ['__proto__', 'expected an attribute name'],
    ['__proto__.x', 'expected an attribute name'],
    ['name.__proto__', 'expected an attribute name'],
    ['a\tb', 'unexpected character'],
    ['${7*7}', 'unexpected character'],
  ])('refuses %j as a path', (text, words) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidPath' });
    expect(error.detail).toContain(words);
  });

  it.each([
    ['emails[', 'expected an attribute name at position 8.'],
    ['emails[]', 'expected an attribute name'],
    ['emails[type]', 'expected a comparison operator after type'],
    ['emails[type eq]', 'expected a value after eq'],
    ['emails[type eq work]', 'text needs double quotes'],
    ["emails[type eq 'work']", 'text needs double quotes'],
    ['emails[type eq "work].value', 'no closing double quote'],
    ['emails["work"]', 'expected an attribute name'],
    ['emails[true]', 'expected an attribute name'],
    ['emails[not type eq "work"]', 'expected "(" after not'],
    ['emails[(type eq "work"]', 'expected "and", "or" or ")"'],
    ['a[b[c pr]]', 'brackets within brackets'],
    ['emails[__proto__ pr]', 'expected an attribute name'],
    [String.raw`emails[value eq "\ud800"]`, 'surrogate'],
  ])('refuses the filter in %j', (text, words) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.detail).toContain(words);
  });

  it.each([
    ['[', '['.repeat(100_000)],
    ['a[b[', 'a[b['.repeat(100_000)],
    ['a[((', `a[${'('.repeat(100_000)}`],
    ['a[(( within the length', `a[${'('.repeat(8_000)}`],
    ['a.b.c', 'a.'.repeat(10_000)],
    ['a name of 1 MB', 'a'.repeat(1_000_000)],
    ['a text of 1 MB', `a[b eq "${'x'.repeat(1_000_000)}"]`],
  ])('refuses %s without end within 50 ms', (_, text) => {
    const started = performance.now();
    const error = errorOf(text);
    expect(performance.now() - started).toBeLessThan(50);
    expect(error.status).toBe(400);
    expect(error.detail.length).toBeLessThan(250);
  });

  it.each(['constructor.prototype', 'toString.p', 'constructor', 'urn:x:__proto__.p', 'hasOwnProperty'])(
    'reads %s as a name that no schema knows',
    (text) => {
      expect(userSchema.resolve(parsePath(text).attribute)).toBeUndefined();
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );
});
