import { applyPatch, parsePatch } from '../../../test/support/lenient.js';
import { userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { PATCH_OP, USER_SCHEMA } from '../urns.js';
import { passwordOfPatch } from './password-step.js';

const operationsOf = (Operations: readonly object[]) => parsePatch({ schemas: [PATCH_OP], Operations });
const passwordOf = (operations: readonly object[]) =>
  passwordOfPatch(operationsOf(operations), userSchema, new Tolerances('lenient'));

describe('passwordOfPatch', () => {
  it.each<[string, string | null | undefined, readonly object[]]>([
    ['none', undefined, [{ op: 'replace', value: { title: 'x' } }]],
    ['an attribute of its name elsewhere', undefined, [{ op: 'replace', value: { unknown: { password: 'a' } } }]],
    ['without a path', 'a', [{ op: 'replace', value: { title: 'x', password: 'a' } }]],
    ['in capitals', 'a', [{ op: 'Replace', value: { PassWord: 'a' } }]],
    ['by add', 'a', [{ op: 'add', value: { password: 'a' } }]],
    ['with a path', 'a', [{ op: 'add', path: 'password', value: 'a' }]],
    ['with the URN', 'a', [{ op: 'replace', path: `${USER_SCHEMA}:password`, value: 'a' }]],
    ['the last of several', 'b', ['a', 'b'].map((value) => ({ op: 'replace', path: 'password', value }))],
    [
      'set and removed',
      null,
      [
        { op: 'add', path: 'password', value: 'a' },
        { op: 'remove', path: 'password' },
      ],
    ],
    [
      'removed and set',
      'a',
      [
        { op: 'remove', path: 'password' },
        { op: 'add', path: 'password', value: 'a' },
      ],
    ],
    ['null', null, [{ op: 'replace', value: { password: null } }]],
    ['nothing', null, [{ op: 'replace', path: 'password', value: '' }]],
    ['spaces, which are some', '  ', [{ op: 'replace', path: 'password', value: '  ' }]],
  ])('%s: what applyPatch says', (_, password, operations) => {
    expect(passwordOf(operations)).toBe(password);
    const applied = applyPatch({ userName: 'jane' }, operationsOf(operations), userSchema);
    expect(applied.password).toBe(password);
    expect(JSON.stringify(applied.document)).not.toContain('assword');
  });

  it.each<[string, string, readonly object[]]>([
    ['a number', 'invalidValue', [{ op: 'replace', value: { password: 1 } }]],
    ['an object', 'invalidValue', [{ op: 'add', path: 'password', value: { value: 'a' } }]],
    ['a list', 'invalidValue', [{ op: 'add', path: 'password', value: ['a'] }]],
    ['a NUL', 'invalidValue', [{ op: 'add', path: 'password', value: 'a\0' }]],
    ['a filter', 'invalidPath', [{ op: 'add', path: 'password[value eq "a"]', value: 'a' }]],
    ['a sub-attribute', 'invalidPath', [{ op: 'add', path: 'password.value', value: 'a' }]],
    [
      'two spellings at once',
      'invalidSyntax',
      [{ op: 'add', value: { password: 'a', [`${USER_SCHEMA}:password`]: 'b' } }],
    ],
    ['something else that is wrong', 'invalidPath', [{ op: 'add', path: 'nothing', value: 'a' }]],
    ['what is readOnly', 'mutability', [{ op: 'add', path: 'id', value: 'a' }]],
  ])('refuses %s as applyPatch does', (_, scimType, operations) => {
    const refusal = expect.objectContaining({ scimType }) as Error;
    expect(() => passwordOf(operations)).toThrow(refusal);
    expect(() => applyPatch({ userName: 'jane' }, operationsOf(operations), userSchema)).toThrow(refusal);
  });
});
