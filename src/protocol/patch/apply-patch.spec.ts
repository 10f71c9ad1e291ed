import { applyPatch, parsePatch } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { defineAttribute } from '../schema/define-attribute.js';
import { ResourceSchema } from '../schema/resource-schema.js';
import { groupSchema, USER_TYPE, userSchema } from '../schema/resource-types.js';
import { ENTERPRISE_USER_SCHEMA as EXT, PATCH_OP, USER_SCHEMA } from '../urns.js';
import { readAttribute } from './write-document.js';

const refusal = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

/** Frozen through and through: applyPatch must not write into what it was given. */
function freeze<T extends object>(value: T): T {
  for (const child of Object.values(value) as unknown[]) if (typeof child === 'object' && child !== null) freeze(child);
  return Object.freeze(value);
}

const WORK = { value: 'jane@x.io', type: 'work', primary: true };
const HOME = { value: 'jane@home', type: 'home' };
const JANE: JsonObject = freeze({
  externalId: 'x1',
  userName: 'jane@x.io',
  name: { familyName: 'Doe', givenName: 'Jane' },
  title: 'Dr',
  active: true,
  emails: [WORK, HOME],
  [EXT]: { department: 'R&D', manager: { value: '1', $ref: '../Users/1' } },
});

const patch = (...Operations: object[]) =>
  applyPatch(JANE, parsePatch({ schemas: [PATCH_OP], Operations }), userSchema);
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(JANE).filter(([name]) => !names.includes(name)));
const withExt = (values: JsonObject): JsonObject => ({ ...JANE, [EXT]: values });
const MANAGER = { value: '1', $ref: '../Users/1' };

describe('singular attributes', () => {
  it.each<[string, object, JsonObject]>([
    ['Okta deactivates', { op: 'replace', value: { active: false } }, { ...JANE, active: false }],
    ['Entra disables', { op: 'Replace', path: 'active', value: 'False' }, { ...JANE, active: false }],
    ['Entra without path', { op: 'replace', value: { Active: 'FALSE' } }, { ...JANE, active: false }],
    ['add replaces', { op: 'add', path: 'title', value: 'Prof' }, { ...JANE, title: 'Prof' }],
    ['replace of what is not there adds', { op: 'replace', path: 'nickName', value: 'J' }, { ...JANE, nickName: 'J' }],
    ['any case', { op: 'replace', path: 'TITLE', value: 'x' }, { ...JANE, title: 'x' }],
    ['under the core URN', { op: 'replace', path: `${USER_SCHEMA}:title`, value: 'x' }, { ...JANE, title: 'x' }],
    ['remove', { op: 'remove', path: 'title' }, without('title')],
    ['remove with a value', { op: 'remove', path: 'externalId', value: 'x1' }, without('externalId')],
    ['replace by null', { op: 'replace', path: 'title', value: null }, without('title')],
    ['replace by []', { op: 'replace', path: 'title', value: [] }, without('title')],
    ['empty text is text', { op: 'replace', path: 'title', value: '' }, { ...JANE, title: '' }],
    ['null without path', { op: 'replace', value: { title: null } }, without('title')],
  ])('%s', (_, operation, expected) => {
    expect(patch(operation).document).toEqual(expected);
  });
});

describe('complex attributes', () => {
  it.each<[string, object, JsonObject]>([
    [
      'add merges',
      { op: 'add', path: 'name', value: { middleName: 'M' } },
      { ...JANE, name: { familyName: 'Doe', givenName: 'Jane', middleName: 'M' } },
    ],
    [
      'replace merges',
      { op: 'replace', path: 'name', value: { givenName: 'Ann' } },
      { ...JANE, name: { familyName: 'Doe', givenName: 'Ann' } },
    ],
    [
      'replace merges, without path',
      { op: 'replace', value: { name: { givenName: 'Ann' } } },
      { ...JANE, name: { familyName: 'Doe', givenName: 'Ann' } },
    ],
    [
      'null unassigns one part',
      { op: 'replace', path: 'name', value: { givenName: null } },
      { ...JANE, name: { familyName: 'Doe' } },
    ],
    [
      'a list of one',
      { op: 'replace', path: 'name', value: [{ givenName: 'Ann' }] },
      { ...JANE, name: { familyName: 'Doe', givenName: 'Ann' } },
    ],
    [
      'Entra: a dotted path',
      { op: 'Add', path: 'name.familyName', value: 'Roe' },
      { ...JANE, name: { familyName: 'Roe', givenName: 'Jane' } },
    ],
    ['remove a part', { op: 'remove', path: 'name.givenName' }, { ...JANE, name: { familyName: 'Doe' } }],
    [
      'replace a part by null',
      { op: 'replace', path: 'name.givenName', value: null },
      { ...JANE, name: { familyName: 'Doe' } },
    ],
    ['remove', { op: 'remove', path: 'name' }, without('name')],
    ['replace by null', { op: 'replace', path: 'name', value: null }, without('name')],
    [
      'null for all parts',
      { op: 'replace', path: 'name', value: { givenName: null, familyName: null } },
      without('name'),
    ],
    ['an empty object changes nothing', { op: 'replace', path: 'name', value: {} }, JANE],
  ])('%s', (_, operation, expected) => {
    expect(patch(operation).document).toEqual(expected);
  });
});

describe('multi-valued attributes', () => {
  const X = { value: 'x@x', type: 'other' };
  it.each<[string, object, JsonObject['emails'] | undefined]>([
    ['add appends', { op: 'add', path: 'emails', value: [X] }, [WORK, HOME, X]],
    ['add one object', { op: 'add', path: 'emails', value: X }, [WORK, HOME, X]],
    ['add bare text', { op: 'add', path: 'emails', value: 'b@x' }, [WORK, HOME, { value: 'b@x' }]],
    ['add without path', { op: 'add', value: { emails: [X] } }, [WORK, HOME, X]],
    ['add what is there', { op: 'add', path: 'emails', value: [HOME] }, [WORK, HOME]],
    [
      'add what is there in another letter case',
      { op: 'add', path: 'emails', value: [{ value: 'JANE@home', type: 'Home' }] },
      [WORK, HOME],
    ],
    ['add twice in one list', { op: 'add', path: 'emails', value: [X, X] }, [WORK, HOME, X]],
    [
      'the same value of another type is another',
      { op: 'add', path: 'emails', value: [{ value: 'jane@x.io', type: 'home' }] },
      [WORK, HOME, { value: 'jane@x.io', type: 'home' }],
    ],
    [
      'add takes over what it says more',
      { op: 'add', path: 'emails', value: [{ ...HOME, display: 'D' }] },
      [WORK, { ...HOME, display: 'D' }],
    ],
    [
      'a new primary',
      { op: 'add', path: 'emails', value: [{ ...X, primary: true }] },
      [{ ...WORK, primary: false }, HOME, { ...X, primary: true }],
    ],
    [
      'an old value becomes primary',
      { op: 'add', value: { emails: [{ ...HOME, primary: 'True' }] } },
      [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    ],
    ['add nothing', { op: 'add', path: 'emails', value: [] }, [WORK, HOME]],
    ['add null', { op: 'add', path: 'emails', value: null }, [WORK, HOME]],
    ['add ""', { op: 'add', path: 'emails', value: '' }, [WORK, HOME]],
    ['replace', { op: 'replace', path: 'emails', value: [X] }, [X]],
    ['replace without path', { op: 'replace', value: { emails: [X] } }, [X]],
    ['replace by one object', { op: 'replace', path: 'emails', value: X }, [X]],
    ['replace by []', { op: 'replace', path: 'emails', value: [] }, undefined],
    ['replace by null', { op: 'replace', path: 'emails', value: null }, undefined],
    ['remove', { op: 'remove', path: 'emails' }, undefined],
    ['remove with null', { op: 'remove', path: 'emails', value: null }, undefined],
    ['remove the listed only', { op: 'Remove', path: 'emails', value: [{ value: 'JANE@HOME' }] }, [WORK]],
    ['remove one object', { op: 'remove', path: 'emails', value: HOME }, [WORK]],
    ['remove bare text', { op: 'remove', path: 'emails', value: 'jane@home' }, [WORK]],
    [
      'remove of another type',
      { op: 'remove', path: 'emails', value: [{ value: 'jane@home', type: 'work' }] },
      [WORK, HOME],
    ],
    ['remove by type', { op: 'remove', path: 'emails', value: [{ type: 'home' }] }, [WORK]],
    ['remove what is not there', { op: 'remove', path: 'emails', value: [X] }, [WORK, HOME]],
    ['remove an empty list', { op: 'remove', path: 'emails', value: [] }, [WORK, HOME]],
    [
      'a part of all',
      { op: 'remove', path: 'emails.type' },
      [{ value: 'jane@x.io', primary: true }, { value: 'jane@home' }],
    ],
    ['the value of all', { op: 'remove', path: 'emails.value' }, undefined],
    [
      'set a part of all',
      { op: 'replace', path: 'emails.display', value: 'D' },
      [
        { ...WORK, display: 'D' },
        { ...HOME, display: 'D' },
      ],
    ],
  ])('%s', (_, operation, emails) => {
    expect(patch(operation).document).toEqual(emails === undefined ? without('emails') : { ...JANE, emails });
  });

  it('values without "value" are the same when all of them is', () => {
    const work = { type: 'work', country: 'DE' };
    const { document } = patch(
      { op: 'add', path: 'addresses', value: [work, { type: 'work', country: 'AT' }] },
      { op: 'add', path: 'addresses', value: { country: 'DE', type: 'work' } },
    );
    expect(document.addresses).toEqual([
      { country: 'DE', type: 'work' },
      { country: 'AT', type: 'work' },
    ]);
  });
});

describe('paths with a filter', () => {
  it.each<[string, object, JsonObject['emails'] | undefined]>([
    [
      'Entra: a part',
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'n@x' },
      [{ ...WORK, value: 'n@x' }, HOME],
    ],
    [
      'as key, without path',
      { op: 'replace', value: { 'emails[type eq "work"].value': 'n@x' } },
      [{ ...WORK, value: 'n@x' }, HOME],
    ],
    ['any case', { op: 'Add', path: 'Emails[Type EQ "HOME"].Display', value: 'D' }, [WORK, { ...HOME, display: 'D' }]],
    [
      'a whole element keeps what it was chosen by as it is spelled, not as the filter spells it',
      { op: 'replace', path: 'emails[value eq "JANE@HOME"]', value: { type: 'other' } },
      [WORK, { value: 'jane@home', type: 'other' }],
    ],
    [
      'by two parts',
      { op: 'replace', path: 'emails[type eq "WORK" and primary eq "True"]', value: { value: 'n@x' } },
      [{ value: 'n@x', type: 'work', primary: true }, HOME],
    ],
    [
      'unless the value says it anew',
      { op: 'replace', path: 'emails[value eq "JANE@HOME"]', value: { value: 'Jane@Home' } },
      [WORK, { value: 'Jane@Home' }],
    ],
    [
      'no match: an element from the filter',
      { op: 'Add', path: 'emails[type eq "other"].value', value: 'o@x' },
      [WORK, HOME, { value: 'o@x', type: 'other' }],
    ],
    [
      'no match on replace: the same',
      { op: 'Replace', path: 'emails[type eq "other"].value', value: 'o@x' },
      [WORK, HOME, { value: 'o@x', type: 'other' }],
    ],
    [
      'no match: from several terms',
      { op: 'add', path: 'emails[type eq "other" and display eq "D"].value', value: 'o@x' },
      [WORK, HOME, { value: 'o@x', display: 'D', type: 'other' }],
    ],
    [
      'no match: from an object',
      { op: 'add', path: 'emails[type eq "other"]', value: { value: 'o@x' } },
      [WORK, HOME, { value: 'o@x', type: 'other' }],
    ],
    [
      'a created primary',
      { op: 'add', path: 'emails[primary eq true and type eq "other"].value', value: 'o@x' },
      [{ ...WORK, primary: false }, HOME, { value: 'o@x', type: 'other', primary: true }],
    ],
    [
      'the primary, as text',
      { op: 'replace', path: 'emails[primary eq "True"].value', value: 'n@x' },
      [{ ...WORK, value: 'n@x' }, HOME],
    ],
    [
      'another primary',
      { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
      [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    ],
    ['the same primary', { op: 'replace', path: 'emails[type eq "work"].primary', value: 'true' }, [WORK, HOME]],
    [
      'add merges into the match',
      { op: 'add', path: 'emails[type eq "home"]', value: { display: 'D' } },
      [WORK, { ...HOME, display: 'D' }],
    ],
    [
      'replace replaces the match',
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'n@x' } },
      [{ value: 'n@x', type: 'work' }, HOME],
    ],
    [
      'replace by another type',
      { op: 'replace', path: 'emails[type eq "home"]', value: [{ value: 'n@x', type: 'other' }] },
      [WORK, { value: 'n@x', type: 'other' }],
    ],
    [
      'all that match',
      { op: 'replace', path: 'emails[value sw "jane"].display', value: 'D' },
      [
        { ...WORK, display: 'D' },
        { ...HOME, display: 'D' },
      ],
    ],
    ['remove', { op: 'remove', path: 'emails[type eq "home"]' }, [WORK]],
    ['remove the last', { op: 'remove', path: 'emails[value pr]' }, undefined],
    ['remove without match', { op: 'remove', path: 'emails[type eq "other"]' }, [WORK, HOME]],
    ['replace by null', { op: 'replace', path: 'emails[type eq "home"]', value: null }, [WORK]],
    ['replace by ""', { op: 'replace', path: 'emails[type eq "home"]', value: '' }, [WORK]],
    ['replace by [""]', { op: 'replace', path: 'emails[type eq "home"]', value: [''] }, [WORK]],
    ['replace by "", chosen by value', { op: 'replace', path: 'emails[value eq "jane@home"]', value: '' }, [WORK]],
    ['replace the last by ""', { op: 'replace', path: 'emails[value pr]', value: '' }, undefined],
    ['replace by "" without match', { op: 'replace', path: 'emails[type eq "other"]', value: '' }, [WORK, HOME]],
    ['replace by {}: only the type would stay', { op: 'replace', path: 'emails[type eq "home"]', value: {} }, [WORK]],
    ['replace by nulls', { op: 'replace', path: 'emails[type eq "home"]', value: { value: null } }, [WORK]],
    [
      'replace by {}: what it was chosen by stays',
      { op: 'replace', path: 'emails[value eq "JANE@X.IO"]', value: {} },
      [{ value: 'jane@x.io' }, HOME],
    ],
    [
      'replace by {} without match makes what the filter says',
      { op: 'replace', path: 'emails[value eq "n@x"]', value: {} },
      [WORK, HOME, { value: 'n@x' }],
    ],
    ['add null', { op: 'add', path: 'emails[type eq "home"]', value: null }, [WORK, HOME]],
    ['add ""', { op: 'add', path: 'emails[type eq "home"]', value: '' }, [WORK, HOME]],
    ['add {}', { op: 'add', path: 'emails[type eq "home"]', value: {} }, [WORK, HOME]],
    [
      'remove a part',
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      [{ value: 'jane@x.io', type: 'work' }, HOME],
    ],
    ['only the type would be left', { op: 'remove', path: 'emails[type eq "home"].value' }, [WORK]],
    ['the same by null', { op: 'replace', path: 'emails[type eq "home"].value', value: null }, [WORK]],
    ['null without match', { op: 'replace', path: 'emails[type eq "other"].value', value: null }, [WORK, HOME]],
  ])('%s', (_, operation, emails) => {
    expect(patch(operation).document).toEqual(emails === undefined ? without('emails') : { ...JANE, emails });
  });

  it('adding nothing to an element leaves it, also one that says nothing', () => {
    const document = { userName: 'x', emails: [{ type: 'work' }] };
    const operation = { op: 'add', path: 'emails[type eq "work"]', value: {} };
    const operations = parsePatch({ schemas: [PATCH_OP], Operations: [operation] });
    expect(applyPatch(document, operations, userSchema).document).toBe(document);
  });

  describe('an element that one operation makes and a later one fills', () => {
    const add = (path: string, value: unknown) => ({ op: 'add', path, value });
    const WORK_PHONE = 'phoneNumbers[type eq "work"]';

    it.each<[string, object[], JsonObject[]]>([
      [
        'Entra: primary before value',
        [add(`${WORK_PHONE}.primary`, true), add(`${WORK_PHONE}.value`, '1')],
        [{ value: '1', type: 'work', primary: true }],
      ],
      [
        'something between',
        [add(`${WORK_PHONE}.primary`, 'True'), add('title', 'Dr'), add(`${WORK_PHONE}.display`, 'One')],
        [{ display: 'One', type: 'work', primary: true }],
      ],
      [
        'a role by primary',
        [add('phoneNumbers[primary eq "True"].type', 'work'), add('phoneNumbers[primary eq "True"].value', '1')],
        [{ value: '1', type: 'work', primary: true }],
      ],
      [
        'without a path',
        [{ op: 'add', value: { [`${WORK_PHONE}.primary`]: true, [`${WORK_PHONE}.value`]: '1' } }],
        [{ value: '1', type: 'work', primary: true }],
      ],
      [
        'without a filter',
        [add('phoneNumbers.primary', true), add('phoneNumbers.value', '1')],
        [{ value: '1', primary: true }],
      ],
    ])('%s', (_, operations, phoneNumbers) => {
      expect(patch(...operations).document).toEqual({ ...JANE, phoneNumbers });
    });

    it.each<[string, object[]]>([
      ['nothing but the primary', [add(`${WORK_PHONE}.primary`, true)]],
      ['nothing but type and primary', [add(`${WORK_PHONE}.primary`, true), add(`${WORK_PHONE}.type`, 'home')]],
      ['another one is filled', [add(`${WORK_PHONE}.primary`, true), add('phoneNumbers[type eq "home"].value', '1')]],
      ['false', [{ op: 'replace', path: `${WORK_PHONE}.primary`, value: false }]],
    ])('that nothing fills is refused at the end: %s', (_, operations) => {
      expect(() => patch(...operations)).toThrow(refusal('noTarget', /phoneNumbers .* in the same request/));
    });

    it('that is removed again is no matter', () => {
      expect(patch(add(`${WORK_PHONE}.primary`, true), { op: 'remove', path: WORK_PHONE }).document).toBe(JANE);
    });

    it('one that was there before and says nothing may stay so', () => {
      const before = { ...JANE, phoneNumbers: [{ type: 'work' }] };
      const operations = [add(`${WORK_PHONE}.primary`, true)];
      const { document } = applyPatch(before, parsePatch({ schemas: [PATCH_OP], Operations: operations }), userSchema);
      expect(document.phoneNumbers).toEqual([{ type: 'work', primary: true }]);
    });
  });

  it('Entra writes "Formatted" of an address that is not there', () => {
    const { document } = patch({ op: 'Add', path: 'addresses[type eq "other"].Formatted', value: 'Street 1' });
    expect(document.addresses).toEqual([{ formatted: 'Street 1', type: 'other' }]);
  });

  it('Entra assigns roles as JSON in text, and by primary', () => {
    const json = '{"id":"06b0","value":"25","displayName":"Role1234"}';
    expect(patch({ op: 'Add', path: 'roles', value: [{ value: json }] }).document.roles).toEqual([{ value: json }]);
    expect(
      patch(
        { op: 'Add', path: 'roles[primary eq "True"].value', value: 'a' },
        { op: 'Add', path: 'roles[primary eq "True"].display', value: 'A' },
      ).document.roles,
    ).toEqual([{ value: 'a', display: 'A', primary: true }]);
  });
});

describe('extensions', () => {
  it.each<[string, object, JsonObject]>([
    [
      'Entra: a path',
      { op: 'Add', path: `${EXT}:employeeNumber`, value: '7' },
      withExt({ employeeNumber: '7', department: 'R&D', manager: MANAGER }),
    ],
    [
      'Entra: flat keys',
      { op: 'replace', value: { displayName: 'Bjfe', 'name.givenName': 'Kkom', [`${EXT}:employeeNumber`]: 'Aklq' } },
      {
        ...withExt({ employeeNumber: 'Aklq', department: 'R&D', manager: MANAGER }),
        displayName: 'Bjfe',
        name: { familyName: 'Doe', givenName: 'Kkom' },
      },
    ],
    [
      'an object, without path',
      { op: 'replace', value: { [EXT.toUpperCase()]: { Department: 'HR' } } },
      withExt({ department: 'HR', manager: MANAGER }),
    ],
    [
      'a dotted key inside',
      { op: 'replace', value: { [EXT]: { 'manager.value': '2' } } },
      withExt({ department: 'R&D', manager: { value: '2' } }),
    ],
    [
      'the URN as path',
      { op: 'add', path: EXT, value: { division: 'D' } },
      withExt({ division: 'D', department: 'R&D', manager: MANAGER }),
    ],
    [
      'the URN as path, replace',
      { op: 'replace', path: EXT, value: { department: 'HR' } },
      withExt({ department: 'HR', manager: MANAGER }),
    ],
    ['the URN as path, {}', { op: 'replace', path: EXT, value: {} }, JANE],
    ['the URN as path, remove', { op: 'remove', path: EXT }, without(EXT)],
    ['the URN as path, null', { op: 'replace', path: EXT, value: null }, without(EXT)],
    ['the URN as key, null', { op: 'replace', value: { [EXT]: null } }, without(EXT)],
    ['add null', { op: 'add', value: { [EXT]: null } }, JANE],
    ['one attribute', { op: 'remove', path: `${EXT}:department` }, withExt({ manager: MANAGER })],
    [
      'a part of one',
      { op: 'remove', path: `${EXT}:manager.$ref` },
      withExt({ department: 'R&D', manager: { value: '1' } }),
    ],
  ])('%s', (_, operation, expected) => {
    expect(patch(operation).document).toEqual(expected);
  });

  it('go with their last attribute', () => {
    const { document } = patch({ op: 'remove', path: `${EXT}:department` }, { op: 'remove', path: `${EXT}:manager` });
    expect(document).toEqual(without(EXT));
  });

  it.each<[string, object, JsonObject | undefined]>([
    ['Entra: a bare id drops the old URI', { op: 'Add', path: `${EXT}:manager`, value: '271' }, { value: '271' }],
    ['the same id keeps it', { op: 'Add', path: `${EXT}:manager`, value: '1' }, MANAGER],
    [
      'Entra: a list of one, unqualified',
      { op: 'Add', path: 'manager', value: [{ $ref: 'http://x/Users/2', value: '2' }] },
      { value: '2', $ref: 'http://x/Users/2' },
    ],
    [
      'an object',
      { op: 'replace', path: `${EXT}:manager`, value: { value: '2', displayName: 'ignored' } },
      { value: '2' },
    ],
    ['the id alone', { op: 'replace', path: `${EXT}:manager.value`, value: '2' }, { value: '2' }],
    ['Entra removes with ""', { op: 'Remove', path: `${EXT}:manager`, value: '' }, undefined],
    ['Entra replaces by ""', { op: 'Replace', path: `${EXT}:manager`, value: '' }, undefined],
    ['replace by {value: ""}', { op: 'Replace', path: `${EXT}:manager`, value: { value: '' } }, undefined],
    ['replace by [{value: ""}]', { op: 'Replace', path: 'manager', value: [{ value: '' }] }, undefined],
    ['the id by ""', { op: 'Replace', path: `${EXT}:manager.value`, value: '' }, undefined],
    ['null', { op: 'replace', path: `${EXT}:manager`, value: null }, undefined],
    ['[]', { op: 'replace', path: `${EXT}:manager`, value: [] }, undefined],
  ])('manager: %s', (_, operation, manager) => {
    expect(patch(operation).document[EXT]).toEqual({
      department: 'R&D',
      ...(manager === undefined ? {} : { manager }),
    });
  });

  it('fields that this schema does not know stay', () => {
    const document: JsonObject = freeze({ 'urn:other:User': { a: 1 }, userName: 'x' });
    const operations = parsePatch({ schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 't' }] });
    const patched = applyPatch(document, operations, userSchema).document;
    expect(JSON.stringify(patched)).toBe('{"userName":"x","title":"t","urn:other:User":{"a":1}}');
  });
});

describe('without path, what a client cannot change or nobody knows is ignored', () => {
  it.each<[string, object]>([
    [
      'what GET returned',
      {
        schemas: [USER_SCHEMA],
        id: '1',
        ID2: 1,
        meta: { version: 'x' },
        groups: [{ value: 'g' }],
        userName: 'jane@x.io',
      },
    ],
    ['any case', { SCHEMAS: [], Id: '2', META: null, Groups: [] }],
    ['qualified', { [`${USER_SCHEMA}:groups`]: [], 'meta.version': 'x', [`${EXT}:manager.displayName`]: 'x' }],
    ['unknown', { foo: 1, 'name.foo': 1, 'urn:x:User:a': 1, 'urn:x:User': {}, [EXT]: { foo: 1 }, members: [] }],
    ['inherited names', { constructor: { prototype: { a: 1 } }, 'constructor.prototype.a': 1, toString: 1 }],
    ['nothing', {}],
  ])('%s', (_, value) => {
    expect(patch({ op: 'replace', value }, { op: 'add', value }).document).toBe(JANE);
  });
});

describe('password', () => {
  it.each<[string, object[], string | null | undefined]>([
    ['Okta', [{ op: 'replace', value: { password: 's3cret' } }], 's3cret'],
    ['a path', [{ op: 'add', path: 'Password', value: 's3cret' }], 's3cret'],
    [
      'the last one',
      [
        { op: 'add', path: 'password', value: 'a' },
        { op: 'replace', path: 'password', value: 'b' },
      ],
      'b',
    ],
    ['remove', [{ op: 'remove', path: 'password' }], null],
    ['null', [{ op: 'replace', path: 'password', value: null }], null],
    ['empty', [{ op: 'replace', value: { password: '' } }], null],
    ['none', [{ op: 'replace', value: { active: true } }], undefined],
  ])('%s', (_, operations, password) => {
    const patched = patch(...operations);
    expect(patched.password).toBe(password);
    expect('password' in patched).toBe(password !== undefined);
    expect(patched.document).toBe(JANE);
  });
});

describe('nothing changed: the same document', () => {
  it.each<[string, object]>([
    ['the same value', { op: 'replace', value: { active: true, title: 'Dr', name: { givenName: 'Jane' } } }],
    [
      'the same list',
      { op: 'replace', path: 'emails', value: [{ primary: true, type: 'work', value: 'jane@x.io' }, HOME] },
    ],
    ['remove of what is absent', { op: 'remove', path: 'nickName' }],
    ['the same filtered value', { op: 'replace', path: 'emails[type eq "work"].value', value: 'jane@x.io' }],
    [
      'the same extension',
      { op: 'add', value: { [EXT]: { department: 'R&D', manager: { $ref: '../Users/1', value: '1' } } } },
    ],
  ])('%s', (_, operation) => {
    expect(patch(operation).document).toBe(JANE);
  });

  it('there and back again', () => {
    expect(patch({ op: 'remove', path: 'title' }, { op: 'add', path: 'title', value: 'Dr' }).document).toBe(JANE);
  });
});

describe('in order, and in the order of the schema', () => {
  it('later operations see earlier ones', () => {
    const { document } = patch(
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: [{ value: 'a', type: 'work' }] },
      { op: 'replace', path: 'emails[value eq "a"].type', value: 'home' },
      { op: 'add', path: `${EXT}:division`, value: 'D' },
      { op: 'remove', path: EXT },
      { op: 'add', path: `${EXT}:costCenter`, value: 'C' },
    );
    expect(document).toEqual({ ...JANE, emails: [{ value: 'a', type: 'home' }], [EXT]: { costCenter: 'C' } });
  });

  it('Entra previews: remove, add and replace of externalId', () => {
    const { document } = patch(
      { op: 'remove', path: 'externalId' },
      { op: 'add', path: 'externalId', value: 'a' },
      { op: 'replace', path: 'externalId', value: 'b' },
    );
    expect(document).toEqual({ ...JANE, externalId: 'b' });
  });

  it('keys keep the order of the schema', () => {
    const { document } = patch(
      { op: 'add', path: 'displayName', value: 'J' },
      { op: 'add', value: { [EXT]: { costCenter: 'C' } } },
    );
    expect(Object.keys(document)).toEqual([
      'externalId',
      'userName',
      'name',
      'displayName',
      'title',
      'active',
      'emails',
      EXT,
    ]);
    expect(Object.keys(document[EXT] as object)).toEqual(['costCenter', 'department', 'manager']);
  });
});

/** What an admin is told who unassigns `active`. */
const ACTIVE = /^active is true or false; send false to deactivate the user/;

describe('refused as a whole', () => {
  it.each<[string, object, string, RegExp]>([
    // RFC 7644 §3.5.2: readOnly
    ['id', { op: 'replace', path: 'id', value: '2' }, 'mutability', /"id" is set by this server/],
    ['the same id', { op: 'add', path: 'ID', value: '1' }, 'mutability', /set by this server/],
    ['schemas', { op: 'add', path: 'schemas', value: ['urn:x'] }, 'mutability', /set by this server/],
    ['meta', { op: 'remove', path: 'meta' }, 'mutability', /set by this server/],
    ['meta.version', { op: 'replace', path: 'meta.version', value: 'x' }, 'mutability', /set by this server/],
    ['groups', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'mutability', /set by this server/],
    ['groups, qualified', { op: 'remove', path: `${USER_SCHEMA}:GROUPS` }, 'mutability', /set by this server/],
    ['one of the groups', { op: 'remove', path: 'groups[value eq "g"]' }, 'mutability', /set by this server/],
    [
      'manager.displayName',
      { op: 'replace', path: `${EXT}:manager.displayName`, value: 'x' },
      'mutability',
      /set by this server/,
    ],
    // required
    ['remove userName', { op: 'remove', path: 'userName' }, 'mutability', /userName is required/],
    ['userName null', { op: 'replace', path: 'userName', value: null }, 'mutability', /userName is required/],
    ['userName empty', { op: 'replace', value: { userName: '' } }, 'invalidValue', /userName is required/],
    ['userName blank', { op: 'add', path: 'userName', value: '  ' }, 'invalidValue', /userName is required/],
    ['add null to userName', { op: 'add', path: 'userName', value: null }, 'invalidValue', /userName is required/],
    // paths
    ['an unknown path', { op: 'replace', path: 'foo', value: 'x' }, 'invalidPath', /User has no attribute "foo"/],
    ['an unknown part', { op: 'replace', path: 'name.foo', value: 'x' }, 'invalidPath', /no attribute "name\.foo"/],
    [
      'an unknown part behind a filter',
      { op: 'replace', path: 'emails[type eq "work"].foo', value: 'x' },
      'invalidPath',
      /no attribute "emails\[…\]\.foo"/,
    ],
    ['a part of text', { op: 'add', path: 'userName.value', value: 'x' }, 'invalidPath', /no attribute/],
    ['an unknown URN', { op: 'add', path: 'urn:x:User:a', value: 'x' }, 'invalidPath', /no attribute/],
    [
      'a URN with a dot for a colon',
      { op: 'add', path: `${USER_SCHEMA}.name`, value: {} },
      'invalidPath',
      /no attribute/,
    ],
    [
      '{} for an element that is not there',
      { op: 'replace', path: 'emails[type eq "other"]', value: {} },
      'noTarget',
      /says nothing/,
    ],
    [
      'empty text for an element without value',
      { op: 'replace', path: 'addresses[type eq "work"]', value: '' },
      'invalidValue',
      /must be an object/,
    ],
    ['a filter on a URN', { op: 'add', path: `${EXT}[value eq "x"]`, value: {} }, 'invalidPath', /no attribute/],
    ['__proto__', { op: 'add', path: '__proto__', value: { a: 1 } }, 'invalidPath', /./],
    ['__proto__.a', { op: 'add', path: '__proto__.a', value: 1 }, 'invalidPath', /./],
    [
      'constructor.prototype',
      { op: 'add', path: 'constructor.prototype', value: { a: 1 } },
      'invalidPath',
      /no attribute/,
    ],
    ['members of a user', { op: 'add', path: 'members', value: [] }, 'invalidPath', /no attribute/],
    [
      'a filter on a singular attribute',
      { op: 'replace', path: 'name[givenName eq "x"].familyName', value: 'x' },
      'invalidPath',
      /no elements/,
    ],
    [
      'a filter on a manager',
      { op: 'replace', path: `${EXT}:manager[value eq "1"].value`, value: 'x' },
      'invalidPath',
      /no elements/,
    ],
    ['a filter by an unknown part', { op: 'remove', path: 'emails[foo eq "x"]' }, 'invalidFilter', /./],
    ['a filter that does not fit', { op: 'remove', path: 'emails[value eq 5]' }, 'invalidFilter', /./],
    ['an index', { op: 'remove', path: 'emails[0]' }, 'invalidPath', /not by number/],
    // noTarget
    [
      'nothing to make an element from',
      { op: 'replace', path: 'emails[value sw "zz"].display', value: 'x' },
      'noTarget',
      /emails/,
    ],
    ['or', { op: 'add', path: 'emails[type eq "a" or type eq "b"].value', value: 'x' }, 'noTarget', /emails/],
    [
      'an element with a type alone',
      { op: 'add', path: 'emails[type eq "other"].primary', value: true },
      'noTarget',
      /emails/,
    ],
    // values
    ['text for active', { op: 'replace', path: 'active', value: 'nope' }, 'invalidValue', /^active must be/],
    [
      'an object for active',
      { op: 'replace', path: 'active', value: { value: true } },
      'invalidValue',
      /^active must be/,
    ],
    ['a number for text', { op: 'replace', value: { title: 5 } }, 'invalidValue', /^title must be/],
    [
      'a number for a part',
      { op: 'replace', path: 'name.givenName', value: 5 },
      'invalidValue',
      /^name\.givenName must be/,
    ],
    ['text for name', { op: 'add', path: 'name', value: 'Jane' }, 'invalidValue', /^name must be an object/],
    ['empty text for name', { op: 'replace', path: 'name', value: '' }, 'invalidValue', /^name must be an object/],
    ['two managers', { op: 'add', path: 'manager', value: ['1', '2'] }, 'invalidValue', /manager takes one value/],
    ['text for the extension', { op: 'add', path: EXT, value: 'x' }, 'invalidValue', /must be an object/],
    ['a list for the extension', { op: 'add', value: { [EXT]: [] } }, 'invalidValue', /must be an object/],
    ['a number for an element', { op: 'add', path: 'emails', value: [5] }, 'invalidValue', /^emails\[0\]/],
    [
      'a number behind a filter',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 5 },
      'invalidValue',
      /^emails\.value must be/,
    ],
    [
      'two primary values',
      {
        op: 'add',
        path: 'emails',
        value: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'invalidValue',
      /primary/,
    ],
    ['all made primary', { op: 'replace', path: 'emails[value pr].primary', value: true }, 'invalidValue', /primary/],
    ['a number as password', { op: 'replace', path: 'password', value: 5 }, 'invalidValue', /^password must be/],
    [
      'an invisible character in userName',
      { op: 'replace', path: 'userName', value: 'a\u200bb' },
      'invalidValue',
      /^userName/,
    ],
    [
      'remove of an element that says nothing',
      { op: 'remove', path: 'emails', value: [{}] },
      'invalidValue',
      /emails\[0\] names no value/,
    ],
    ['remove of empty text', { op: 'remove', path: 'emails', value: '' }, 'invalidValue', /names no value/],
    [
      '1,001 values',
      { op: 'add', path: 'emails', value: Array.from({ length: 999 }, (_, index) => `${index}@x`) },
      'invalidValue',
      /more than 1000 /,
    ],
    [
      'more than 256 KiB',
      { op: 'replace', path: 'emails', value: Array.from({ length: 80 }, (_, n) => `${n}`.repeat(4_000)) },
      'invalidValue',
      /^The user is larger than 256 KiB/,
    ],
    // what always has a value
    ['remove of active', { op: 'remove', path: 'active' }, 'invalidValue', ACTIVE],
    ['remove of active with a value', { op: 'remove', path: 'ACTIVE', value: true }, 'invalidValue', ACTIVE],
    ['remove of active, qualified', { op: 'remove', path: `${USER_SCHEMA}:active` }, 'invalidValue', ACTIVE],
    ['null for active', { op: 'replace', path: 'active', value: null }, 'invalidValue', ACTIVE],
    ['[] for active', { op: 'replace', path: 'active', value: [] }, 'invalidValue', ACTIVE],
    ['null added as active', { op: 'add', path: 'active', value: null }, 'invalidValue', ACTIVE],
    ['[] added as active', { op: 'add', path: 'active', value: [] }, 'invalidValue', ACTIVE],
    ['null for active without path', { op: 'replace', value: { active: null } }, 'invalidValue', ACTIVE],
    ['[] for active without path', { op: 'add', value: { Active: [] } }, 'invalidValue', ACTIVE],
    ['a space after userName', { op: 'replace', path: 'userName', value: 'x ' }, 'invalidValue', /^userName starts/],
    // names
    ['an attribute twice', { op: 'replace', value: { title: 'a', TITLE: 'b' } }, 'invalidSyntax', /"TITLE" twice/],
    [
      'a part twice',
      { op: 'replace', path: 'name', value: { givenName: 'a', GIVENNAME: 'b' } },
      'invalidSyntax',
      /^name holds/,
    ],
    [
      'an attribute twice, once qualified',
      { op: 'replace', value: { title: 'a', [`${USER_SCHEMA}:title`]: 'b' } },
      'invalidSyntax',
      /twice/,
    ],
    [
      'the same elements twice',
      { op: 'replace', value: { 'emails[type eq "work"].value': 'x', 'EMAILS[TYPE eq "Work"].value': 'y' } },
      'invalidSyntax',
      /twice/,
    ],
    ['a bad filter as key', { op: 'replace', value: { 'emails[': 'x' } }, 'invalidFilter', /./],
  ])('%s', (_, operation, scimType, detail) => {
    const good = { op: 'replace', path: 'title', value: 'changed' };
    expect(() => patch(good, operation)).toThrow(refusal(scimType, detail));
  });

  it('a group without displayName', () => {
    const group = freeze({ displayName: 'G' });
    const apply = (operation: object) =>
      applyPatch(group, parsePatch({ schemas: [PATCH_OP], Operations: [operation] }), groupSchema);
    expect(() => apply({ op: 'remove', path: 'displayName' })).toThrow(refusal('mutability', /displayName/));
    expect(() => apply({ op: 'replace', value: { id: 'g1', displayName: '' } })).toThrow(
      refusal('invalidValue', /displayName/),
    );
    expect(apply({ op: 'replace', value: { id: 'g1', displayName: 'H' } }).document).toEqual({ displayName: 'H' });
    expect(() => apply({ op: 'add', path: 'members', value: [] })).toThrow(/foldMembership/);
  });

  it('never echoes a long path', () => {
    const operation = { op: 'add', path: 'a'.repeat(5_000), value: 'x' };
    expect(() => patch(operation)).toThrow(refusal('invalidPath', /^.{1,150}$/));
  });
});

it('elements chosen by different parts are not the same elements', () => {
  const value = { 'emails[value eq "home"].display': 'V', 'emails[type eq "home"].display': 'T' };
  const document = { userName: 'x', emails: [{ value: 'home', type: 'work' }, HOME] };
  const patched = applyPatch(
    document,
    parsePatch({ schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] }),
    userSchema,
  );
  expect(patched.document.emails).toEqual([
    { value: 'home', display: 'V', type: 'work' },
    { ...HOME, display: 'T' },
  ]);
});

it('an active that was never there may be set, but not removed', () => {
  const apply = (operation: object) =>
    applyPatch({ userName: 'x' }, parsePatch({ schemas: [PATCH_OP], Operations: [operation] }), userSchema);
  expect(apply({ op: 'add', path: 'active', value: false }).document).toEqual({ userName: 'x', active: false });
  expect(() => apply({ op: 'remove', path: 'active' })).toThrow(refusal('invalidValue', ACTIVE));
});

describe('extended fields', () => {
  const schema = new ResourceSchema({
    ...USER_TYPE,
    extensions: [
      {
        required: false,
        schema: {
          id: 'urn:x:User',
          name: 'X',
          description: 'X',
          attributes: [
            defineAttribute('tags', 'tags', { multiValued: true, required: true }),
            defineAttribute('sizes', 'sizes', { multiValued: true, type: 'integer' }),
            defineAttribute('constructor', 'a name that objects inherit'),
            defineAttribute('active', 'a name that the core schema has', { type: 'boolean' }),
          ],
        },
      },
    ],
  });
  const DOCUMENT: JsonObject = freeze({ userName: 'x', 'urn:x:User': { tags: ['a', 'b'] } });
  const apply = (operation: object) =>
    applyPatch(DOCUMENT, parsePatch({ schemas: [PATCH_OP], Operations: [operation] }), schema).document['urn:x:User'];

  it.each<[object, JsonObject]>([
    [{ op: 'add', path: 'urn:x:User:tags', value: ['B', 'c'] }, { tags: ['a', 'b', 'c'] }],
    [{ op: 'add', path: 'urn:x:User:tags', value: 'c' }, { tags: ['a', 'b', 'c'] }],
    [{ op: 'remove', path: 'urn:x:User:tags', value: ['A'] }, { tags: ['b'] }],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [{ value: 'A' }] }, { tags: ['b'] }],
    [{ op: 'remove', path: 'urn:x:User:tags', value: { VALUE: 'a' } }, { tags: ['b'] }],
    [{ op: 'remove', path: 'urn:x:User:tags', value: ['a', { value: 'z' }] }, { tags: ['b'] }],
    [{ op: 'replace', path: 'urn:x:User:tags', value: ['z'] }, { tags: ['z'] }],
    [
      { op: 'add', path: 'urn:x:User:sizes', value: [1, 1, 2] },
      { tags: ['a', 'b'], sizes: [1, 2] },
    ],
    [
      { op: 'add', path: 'urn:x:User:constructor', value: 'c' },
      { tags: ['a', 'b'], constructor: 'c' },
    ],
    [{ op: 'remove', path: 'urn:x:User:constructor' }, { tags: ['a', 'b'] }],
    // RFC 7643 §2.4: a value of a simple list is its own "value".
    [{ op: 'remove', path: 'urn:x:User:tags[value eq "A"]' }, { tags: ['b'] }],
    [{ op: 'remove', path: 'tags[VALUE eq "a"].value' }, { tags: ['b'] }],
    [{ op: 'remove', path: 'urn:x:User:tags[value ne "a"]' }, { tags: ['a'] }],
    [{ op: 'remove', path: 'urn:x:User:tags[value eq "c"]' }, { tags: ['a', 'b'] }],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: 'c' }, { tags: ['c', 'b'] }],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: 'B' }, { tags: ['B'] }],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: null }, { tags: ['b'] }],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "c"]', value: 'd' }, { tags: ['a', 'b', 'd'] }],
    [{ op: 'replace', path: 'urn:x:User:tags[value sw "a" or value sw "b"]', value: 'c' }, { tags: ['c'] }],
    [{ op: 'add', path: 'urn:x:User:tags[value eq "a"]', value: 'c' }, { tags: ['c', 'b'] }],
    [{ op: 'add', path: 'urn:x:User:tags[value eq "a"]', value: null }, { tags: ['a', 'b'] }],
    [{ op: 'replace', value: { 'urn:x:User:tags[value eq "a"]': 'c' } }, { tags: ['c', 'b'] }],
    [{ op: 'remove', path: 'urn:x:User:active' }, { tags: ['a', 'b'] }],
    [{ op: 'replace', path: 'urn:x:User:active', value: null }, { tags: ['a', 'b'] }],
  ])('%j', (operation, expected) => {
    expect(apply(operation)).toEqual(expected);
  });

  it.each<[object, string, RegExp]>([
    [{ op: 'remove', path: 'urn:x:User:tags' }, 'mutability', /tags is required/],
    [{ op: 'add', path: 'urn:x:User:sizes', value: ['1'] }, 'invalidValue', /sizes\[0\] must be a whole number/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [null] }, 'invalidValue', /names no value/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [{ value: null }] }, 'invalidValue', /tags\[0\] names no value/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: ['b', 5] }, 'invalidValue', /tags\[1\] must be a string/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [{ a: 'b' }] }, 'invalidValue', /tags\[0\] must be a string/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [{ value: 'a', type: 'b' }] }, 'invalidValue', /be a string/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [{ value: { value: 'a' } }] }, 'invalidValue', /be a string/],
    [{ op: 'remove', path: 'urn:x:User:tags', value: [['a']] }, 'invalidValue', /tags\[0\] takes one value/],
    [{ op: 'add', path: 'urn:x:User:tags', value: [{ value: 'c' }] }, 'invalidValue', /tags\[0\] must be a string/],
    [{ op: 'remove', path: 'urn:x:User:constructor[value eq "a"]' }, 'invalidPath', /no elements/],
    [{ op: 'remove', path: 'urn:x:User:tags[display eq "a"]' }, 'invalidFilter', /tags has no attribute display/],
    [{ op: 'remove', path: 'urn:x:User:tags[value eq 1]' }, 'invalidFilter', /tags/],
    [{ op: 'remove', path: 'urn:x:User:tags[value eq "a"].display' }, 'invalidPath', /has no attribute/],
    [{ op: 'remove', path: 'urn:x:User:tags.value' }, 'invalidPath', /has no attribute/],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: ['b'] }, 'invalidValue', /takes one value/],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: 5 }, 'invalidValue', /tags must be a string/],
    [{ op: 'replace', path: 'urn:x:User:tags[value eq "a"]', value: { value: 'b' } }, 'invalidValue', /be a string/],
    [{ op: 'replace', path: 'urn:x:User:tags[value sw "z"]', value: 'b' }, 'noTarget', /none can be made/],
  ])('refuses %j', (operation, scimType, detail) => {
    expect(() => apply(operation)).toThrow(refusal(scimType, detail));
  });

  it('is not taken for what objects inherit', () => {
    const path = schema.resolve('urn:x:User:constructor');
    expect(path && readAttribute(DOCUMENT, path)).toBeUndefined();
  });

  it('a required one goes with its whole extension only', () => {
    const operation = { op: 'replace', value: { 'urn:x:User': { tags: null, constructor: 'c' } } };
    expect(() => apply(operation)).toThrow(refusal('invalidValue', /tags is required/));
    expect(apply({ op: 'remove', path: 'urn:x:User' })).toBeUndefined();
  });
});

test('nothing reaches the prototype of objects', () => {
  const value = JSON.parse(
    `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":{"__proto__":{"polluted":1}},` +
      `"__proto__.polluted":1,"${EXT}":{"__proto__":{"polluted":1}},"${EXT}:__proto__":{"polluted":1}}`,
  ) as object;
  expect(patch({ op: 'add', value }, { op: 'add', path: EXT, value }).document).toBe(JANE);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

describe('a path that makes one value more', () => {
  const emails = Array.from({ length: 1_000 }, (_, index) => ({ value: `${index}@x.io` }));
  it('is refused where there are a thousand', () => {
    const operations = [{ op: 'add', path: 'emails[type eq "other"].value', value: 'o@x.io' }];
    const run = () =>
      applyPatch({ userName: 'x', emails }, parsePatch({ schemas: [PATCH_OP], Operations: operations }), userSchema);
    expect(run).toThrow(refusal('invalidValue', /emails would have more than 1000 values/));
  });
});
