import { parsePatch } from '../../../test/support/lenient.js';
import { PATCH_OP } from '../urns.js';

const refusal = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

const parse = (...Operations: unknown[]) => parsePatch({ schemas: [PATCH_OP], Operations });

describe('bodies of clients', () => {
  it.each<[string, object, object]>([
    ['Okta deactivates', { op: 'replace', value: { active: false } }, { op: 'replace', value: { active: false } }],
    [
      'Okta empties a group',
      { op: 'replace', path: 'members', value: [] },
      { op: 'replace', path: { attribute: 'members' }, value: [] },
    ],
    [
      'Entra disables',
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'replace', path: { attribute: 'active' }, value: 'False' },
    ],
    [
      'Entra removes a member',
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'f6' }] },
      { op: 'remove', path: { attribute: 'members' }, value: [{ $ref: null, value: 'f6' }] },
    ],
    [
      'Keycloak empties a group',
      { op: 'REMOVE', path: 'members', value: null },
      { op: 'remove', path: { attribute: 'members' } },
    ],
    [
      'names in capitals, extras',
      { OP: 'add', Path: 'title', VALUE: 'x', name: 'addMember' },
      { op: 'add', path: { attribute: 'title' }, value: 'x' },
    ],
    ['a path that is null', { op: 'add', path: null, value: {} }, { op: 'add', value: {} }],
    ['remove without value', { op: 'remove', path: 'title' }, { op: 'remove', path: { attribute: 'title' } }],
    [
      'null as value',
      { op: 'replace', path: 'title', value: null },
      { op: 'replace', path: { attribute: 'title' }, value: null },
    ],
  ])('%s', (_, operation, expected) => {
    expect(parse(operation)).toStrictEqual([expected]);
  });

  it('message names and URN in any case, a top-level id', () => {
    const body = { Schemas: [PATCH_OP.toUpperCase()], id: '1', operations: [{ op: 'add', value: {} }] };
    expect(parsePatch(body)).toEqual([{ op: 'add', value: {} }]);
  });

  it('1,000 operations', () => {
    expect(parse(...Array.from({ length: 1_000 }, () => ({ op: 'add', value: {} })))).toHaveLength(1_000);
  });
});

describe('refused', () => {
  it.each<[string, unknown, RegExp]>([
    ['null', null, /JSON object/],
    ['a list', [], /JSON object/],
    ['schemas as an empty list', { schemas: [], Operations: [{ op: 'add', value: {} }] }, /PatchOp/],
    ['schemas as text', { schemas: PATCH_OP, Operations: [{ op: 'add', value: {} }] }, /PatchOp/],
    ['another schema', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], Operations: [] }, /PatchOp/],
    ['no Operations', { schemas: [PATCH_OP] }, /Operations/],
    ['no operation', { schemas: [PATCH_OP], Operations: [] }, /at least one/],
    ['Operations as object', { schemas: [PATCH_OP], Operations: { op: 'add', value: {} } }, /Operations/],
    ['Operations twice', { schemas: [PATCH_OP], Operations: [], operations: [] }, /twice/],
    ['1,001 operations', { schemas: [PATCH_OP], Operations: Array.from({ length: 1_001 }, () => ({})) }, /1000/],
  ])('%s', (_, body, detail) => {
    expect(() => parsePatch(body)).toThrow(refusal('invalidSyntax', detail));
  });

  it.each<[string, unknown, string, RegExp]>([
    ['null', null, 'invalidSyntax', /Operations\[1\] must be an object/],
    ['text', 'add', 'invalidSyntax', /Operations\[1\] must be an object/],
    ['no op', { value: {} }, 'invalidSyntax', /Operations\[1\]\.op/],
    ['a number as op', { op: 1, value: {} }, 'invalidSyntax', /\.op/],
    ['JSON Patch’s test', { op: 'test', path: 'title', value: 'x' }, 'invalidSyntax', /\.op/],
    ['JSON Patch’s move', { op: 'move', from: 'title', path: 'nickName' }, 'invalidSyntax', /\.op/],
    ['__proto__ as op', { op: '__proto__', value: {} }, 'invalidSyntax', /\.op/],
    [
      'op twice',
      { op: 'add', OP: 'remove', path: 'title', value: 'x' },
      'invalidSyntax',
      /Operations\[1\] holds "OP" twice/,
    ],
    ['remove without path', { op: 'remove' }, 'noTarget', /Operations\[1\]/],
    ['remove without path but with value', { op: 'remove', value: { members: [] } }, 'noTarget', /path/],
    ['add without value', { op: 'add', path: 'title' }, 'invalidValue', /Operations\[1\] has no "value" to add/],
    ['replace without anything', { op: 'replace' }, 'invalidValue', /no "value"/],
    ['a list without path', { op: 'add', value: [{ title: 'x' }] }, 'invalidValue', /must be an object/],
    ['text without path', { op: 'add', value: 'x' }, 'invalidValue', /must be an object/],
    ['null without path', { op: 'replace', value: null }, 'invalidValue', /must be an object/],
    ['a number as path', { op: 'add', path: 1, value: 'x' }, 'invalidPath', /Operations\[1\]\.path/],
    ['a list as path', { op: 'remove', path: ['members'] }, 'invalidPath', /Operations\[1\]\.path/],
    ['an empty path', { op: 'remove', path: '' }, 'invalidPath', /./],
    ['half a path', { op: 'remove', path: 'members[' }, 'invalidFilter', /./],
    ['a JSON pointer', { op: 'remove', path: '/title' }, 'invalidPath', /./],
  ])('an operation: %s', (_, operation, scimType, detail) => {
    expect(() => parse({ op: 'add', value: {} }, operation)).toThrow(refusal(scimType, detail));
  });
});
