import { evaluateFilter } from '../filter/evaluate-filter.js';
import { parseFilter } from '../filter/parse-filter.js';
import { resolveFilter } from '../filter/resolve-filter.js';
import type { JsonObject } from '../json.js';
import { applyPatch } from '../patch/apply-patch.js';
import { foldMembership } from '../patch/fold-membership.js';
import { parsePatch } from '../patch/parse-patch.js';
import { parseSort } from '../query/sort.js';
import { checkResource } from '../schema/check-resource.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { ScimError, type ScimType } from '../scim-error.js';
import { ENTERPRISE_USER_SCHEMA as EXT, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../urns.js';
import { type Tolerance, TOLERANCES, Tolerances } from './tolerances.js';

type Run = (tolerances: Tolerances) => unknown;

const ENTRA_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const JANE: JsonObject = {
  externalId: 'jyoung',
  userName: 'jane@x.io',
  active: true,
  name: { givenName: 'Jane', familyName: 'Young' },
  emails: [{ value: 'jane@x.io', type: 'work', primary: true }, { value: 'j@home.io' }],
  [EXT]: { department: 'Sales', manager: { value: '271' } },
};

const create =
  (body: JsonObject): Run =>
  (tolerances) =>
    checkResource({ schemas: [USER_SCHEMA], userName: 'a', ...body }, userSchema, tolerances).document;
const createGroup =
  (body: JsonObject): Run =>
  (tolerances) =>
    checkResource({ schemas: [GROUP_SCHEMA], displayName: 'g', ...body }, groupSchema, tolerances);
const patchBody =
  (body: unknown): Run =>
  (tolerances) =>
    applyPatch(JANE, parsePatch(body, tolerances), userSchema, tolerances).document;
const patch = (...Operations: JsonObject[]): Run => patchBody({ schemas: [PATCH_OP], Operations });
const patchGroup =
  (...Operations: JsonObject[]): Run =>
  (tolerances) =>
    foldMembership(parsePatch({ schemas: [PATCH_OP], Operations }, tolerances), groupSchema, tolerances).membership;
/** Whether the filter finds Jane. */
const find =
  (filter: string): Run =>
  (tolerances) =>
    evaluateFilter(resolveFilter(parseFilter(filter, tolerances), userSchema, tolerances), { ...JANE, id: '2819c223' });
const sort =
  (by: string): Run =>
  (tolerances) =>
    parseSort(by, undefined, userSchema, tolerances)?.path.key;

const delta = (add: readonly string[], remove: readonly string[]) => ({ kind: 'delta', add, remove });
const user = (attributes: JsonObject) => ({ userName: 'a', ...attributes });
const jane = (attributes: JsonObject) => ({ ...JANE, ...attributes });
const employee = (attributes: JsonObject) => jane({ [EXT]: { ...(JANE[EXT] as JsonObject), ...attributes } });
const named = (attributes: JsonObject) => jane({ name: { ...(JANE.name as JsonObject), ...attributes } });
const [work, home] = JANE.emails as readonly JsonObject[];

/** Each a request that departs from the RFC in one way alone, what it does where that is accepted, and its refusal. */
const DEPARTURES: readonly (readonly [Tolerance, string, Run, unknown, ScimType])[] = [
  ['opCase', 'Replace', patch({ op: 'Replace', path: 'title', value: 'x' }), jane({ title: 'x' }), 'invalidSyntax'],
  ['opCase', 'Add', patch({ op: 'Add', path: 'title', value: 'x' }), jane({ title: 'x' }), 'invalidSyntax'],
  ['opCase', 'REMOVE', patch({ op: 'REMOVE', path: 'externalId' }), without('externalId'), 'invalidSyntax'],

  ['stringBooleans', 'in POST', create({ active: 'False' }), user({ active: false }), 'invalidValue'],
  [
    'stringBooleans',
    'in a role of the Entra validator',
    create({ roles: [{ primary: 'true', value: 'r' }] }),
    user({ roles: [{ value: 'r', primary: true }] }),
    'invalidValue',
  ],
  [
    'stringBooleans',
    'in PATCH',
    patch({ op: 'replace', path: 'active', value: 'False' }),
    jane({ active: false }),
    'invalidValue',
  ],
  ['stringBooleans', 'in a filter', find('active eq "True"'), true, 'invalidFilter'],
  [
    'stringBooleans',
    'in the filter of a path',
    patch({ op: 'replace', path: 'emails[primary eq "True"].value', value: 'n@x.io' }),
    jane({ emails: [{ ...work, value: 'n@x.io' }, home ?? {}] }),
    'invalidFilter',
  ],

  [
    'removePathPlusValueArray',
    'members',
    patchGroup({ op: 'remove', path: 'members', value: [{ $ref: null, value: 'f6' }] }),
    delta([], ['f6']),
    'invalidValue',
  ],
  [
    'removePathPlusValueArray',
    'an empty list, which names nobody',
    patchGroup({ op: 'remove', path: 'members', value: [] }),
    undefined,
    'invalidValue',
  ],
  [
    'removePathPlusValueArray',
    'an e-mail address',
    patch({ op: 'remove', path: 'emails', value: [{ value: 'j@home.io' }] }),
    jane({ emails: [work ?? {}] }),
    'invalidValue',
  ],
  [
    'removePathPlusValueArray',
    'what has one value',
    patch({ op: 'remove', path: `${EXT}:manager`, value: '' }),
    jane({ [EXT]: { department: 'Sales' } }),
    'invalidValue',
  ],

  [
    'patchNoMatchCreates',
    'replace',
    patch({ op: 'replace', path: 'emails[type eq "other"].value', value: 'o@x.io' }),
    jane({ emails: [work ?? {}, home ?? {}, { value: 'o@x.io', type: 'other' }] }),
    'noTarget',
  ],
  [
    'patchNoMatchCreates',
    'add',
    patch({ op: 'add', path: 'addresses[type eq "work"].formatted', value: 'Main St 1' }),
    jane({ addresses: [{ formatted: 'Main St 1', type: 'work' }] }),
    'noTarget',
  ],
  [
    'patchNoMatchCreates',
    'a whole element',
    patch({ op: 'replace', path: 'phoneNumbers[type eq "fax"]', value: { value: '1' } }),
    jane({ phoneNumbers: [{ value: '1', type: 'fax' }] }),
    'noTarget',
  ],

  [
    'pathlessDottedKeys',
    'a sub-attribute',
    patch({ op: 'replace', value: { 'name.givenName': 'Joan' } }),
    named({ givenName: 'Joan' }),
    'invalidSyntax',
  ],
  [
    'pathlessDottedKeys',
    'a value path',
    patch({ op: 'replace', value: { 'emails[type eq "work"].value': 'n@x.io' } }),
    jane({ emails: [{ ...work, value: 'n@x.io' }, home ?? {}] }),
    'invalidSyntax',
  ],
  [
    'pathlessDottedKeys',
    'within an extension',
    patch({ op: 'replace', value: { [EXT]: { 'manager.value': '9' } } }),
    employee({ manager: { value: '9' } }),
    'invalidSyntax',
  ],

  [
    'pathlessUrnKeys',
    'of the extension',
    patch({ op: 'replace', value: { [`${EXT}:department`]: 'Legal' } }),
    employee({ department: 'Legal' }),
    'invalidSyntax',
  ],
  [
    'pathlessUrnKeys',
    'of the core schema',
    patch({ op: 'replace', value: { [`${USER_SCHEMA}:title`]: 'x' } }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
  [
    'pathlessUrnKeys',
    'of members',
    patchGroup({ op: 'add', value: { [`${GROUP_SCHEMA}:members`]: [{ value: 'a' }] } }),
    delta(['a'], []),
    'invalidSyntax',
  ],

  [
    'patchReadOnlyIgnored',
    'id, as Okta repeats it',
    patch({ op: 'replace', value: { id: '2819c223', title: 'x' } }),
    jane({ title: 'x' }),
    'mutability',
  ],
  ['patchReadOnlyIgnored', 'groups', patch({ op: 'replace', value: { groups: [{ value: 'g' }] } }), JANE, 'mutability'],
  [
    'patchReadOnlyIgnored',
    'manager.displayName',
    patch({ op: 'replace', path: `${EXT}:manager`, value: { value: '9', displayName: 'Boss' } }),
    employee({ manager: { value: '9' } }),
    'mutability',
  ],

  [
    'unqualifiedExtensionNames',
    'in a path',
    patch({ op: 'replace', path: 'department', value: 'Legal' }),
    employee({ department: 'Legal' }),
    'invalidPath',
  ],
  ['unqualifiedExtensionNames', 'in a filter', find('department eq "sales"'), true, 'invalidFilter'],
  ['unqualifiedExtensionNames', 'with a sub-attribute', find('manager.value eq "271"'), true, 'invalidFilter'],
  ['unqualifiedExtensionNames', 'in sortBy', sort('department'), `${EXT}:department`, 'invalidPath'],

  [
    'unknownSchemaUrn',
    "Entra's on groups",
    createGroup({ schemas: [GROUP_SCHEMA, ENTRA_GROUP] }),
    { document: { displayName: 'g' } },
    'invalidSyntax',
  ],
  [
    'unknownSchemaUrn',
    "the slip in Microsoft's sample",
    create({ schemas: [USER_SCHEMA, EXT.replace(':User', 'User')] }),
    user({}),
    'invalidSyntax',
  ],
  ['unknownSchemaUrn', 'SCIM 1.1 alone', create({ schemas: ['urn:scim:schemas:core:1.0'] }), user({}), 'invalidSyntax'],
  ['repeatedSchemaUrn', 'twice', create({ schemas: [USER_SCHEMA, USER_SCHEMA] }), user({}), 'invalidSyntax'],
  [
    'repeatedSchemaUrn',
    'in another letter case',
    create({ schemas: [USER_SCHEMA, USER_SCHEMA.toLowerCase()] }),
    user({}),
    'invalidSyntax',
  ],

  ['unknownAttributesIgnored', 'of the resource', create({ shoeSize: 42 }), user({}), 'invalidSyntax'],
  ['unknownAttributesIgnored', 'of an extension as core', create({ department: 'x' }), user({}), 'invalidSyntax'],
  [
    'repeatedSchemaUrn',
    'of a message',
    patchBody({ schemas: [PATCH_OP, PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'x' }] }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'of an extension',
    create({ schemas: [USER_SCHEMA, EXT], [EXT]: { shoeSize: 42, division: 'd' } }),
    user({ [EXT]: { division: 'd' } }),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'an unknown extension',
    create({ 'urn:example:2.0:User': { a: 1 } }),
    user({}),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'a part',
    create({ emails: [{ value: 'a@x.io', verified: true }] }),
    user({ emails: [{ value: 'a@x.io' }] }),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'of a member',
    createGroup({ members: [{ value: 'a', since: 1 }] }),
    { document: { displayName: 'g' }, members: ['a'] },
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'in PATCH without a path',
    patch({ op: 'replace', value: { shoeSize: 42, title: 'x' } }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'beside op',
    patch({ op: 'replace', path: 'title', value: 'x', name: 'setTitle' }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
  [
    'unknownAttributesIgnored',
    'beside Operations',
    patchBody({ schemas: [PATCH_OP], id: '1', Operations: [{ op: 'add', path: 'title', value: 'x' }] }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],

  [
    'bareReferenceString',
    'manager',
    patch({ op: 'replace', path: `${EXT}:manager`, value: '9' }),
    employee({ manager: { value: '9' } }),
    'invalidValue',
  ],
  [
    'bareReferenceString',
    'a list of texts',
    create({ emails: ['a@x.io'] }),
    user({ emails: [{ value: 'a@x.io' }] }),
    'invalidValue',
  ],
  [
    'bareReferenceString',
    'a member',
    patchGroup({ op: 'add', path: 'members', value: 'string id 1' }),
    delta(['string id 1'], []),
    'invalidValue',
  ],

  [
    'emptyStringUnassigns',
    'manager',
    patch({ op: 'replace', path: `${EXT}:manager`, value: '' }),
    jane({ [EXT]: { department: 'Sales' } }),
    'invalidValue',
  ],
  [
    'emptyStringUnassigns',
    'manager.value',
    patch({ op: 'replace', path: `${EXT}:manager`, value: { value: '' } }),
    jane({ [EXT]: { department: 'Sales' } }),
    'invalidValue',
  ],
  [
    'emptyStringUnassigns',
    'a chosen element',
    patch({ op: 'replace', path: 'emails[type eq "work"]', value: '' }),
    jane({ emails: [{ value: 'j@home.io' }] }),
    'invalidValue',
  ],
  ['emptyStringUnassigns', 'nothing to add', patch({ op: 'add', path: 'emails', value: '' }), JANE, 'invalidValue'],
  ['emptyStringUnassigns', 'a reference', create({ profileUrl: '' }), user({}), 'invalidValue'],
  ['emptyStringUnassigns', 'a binary', create({ x509Certificates: [{ value: '' }] }), user({}), 'invalidValue'],

  [
    'objectForArray',
    'emails of OneLogin',
    create({ emails: { value: 'a@x.io' } }),
    user({ emails: [{ value: 'a@x.io' }] }),
    'invalidValue',
  ],
  [
    'objectForArray',
    'members',
    createGroup({ members: { value: 'a' } }),
    { document: { displayName: 'g' }, members: ['a'] },
    'invalidValue',
  ],
  [
    'objectForArray',
    'a list that is replaced',
    patch({ op: 'replace', path: 'emails', value: { value: 'n@x.io' } }),
    jane({ emails: [{ value: 'n@x.io' }] }),
    'invalidValue',
  ],

  [
    'arrayForObject',
    'manager',
    patch({ op: 'add', path: `${EXT}:manager`, value: [{ $ref: 'http://x.io/Users/9', value: '9' }] }),
    employee({ manager: { value: '9', $ref: 'http://x.io/Users/9' } }),
    'invalidValue',
  ],
  ['arrayForObject', 'an empty one', create({ title: [], name: [] }), user({}), 'invalidValue'],
  [
    'arrayForObject',
    'a chosen element',
    patch({ op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'n@x.io' }] }),
    jane({ emails: [{ value: 'n@x.io', type: 'work' }, home ?? {}] }),
    'invalidValue',
  ],

  [
    'urlSafeBinary',
    'a certificate',
    create({ x509Certificates: [{ value: 'QUI_' }] }),
    user({ x509Certificates: [{ value: 'QUI_' }] }),
    'invalidValue',
  ],

  ['looseFormats', 'locale', create({ locale: 'en_US' }), user({ locale: 'en_US' }), 'invalidValue'],
  [
    'looseFormats',
    'country',
    create({ addresses: [{ country: 'USA' }] }),
    user({ addresses: [{ country: 'USA' }] }),
    'invalidValue',
  ],
  [
    'looseFormats',
    'in PATCH',
    patch({ op: 'replace', path: 'timezone', value: 'Pacific Standard Time' }),
    jane({ timezone: 'Pacific Standard Time' }),
    'invalidValue',
  ],

  ['unquotedFilterValue', "as Microsoft's page prints it", find('externalId eq jyoung'), true, 'invalidFilter'],
  [
    'unquotedFilterValue',
    'an id that begins with a digit',
    find('id eq 2819c223-7f76-453a-919d-413861904646'),
    false,
    'invalidFilter',
  ],
  ['unquotedFilterValue', 'an address', find('(userName eq JANE@x.io) and active eq true'), true, 'invalidFilter'],
  ['unquotedFilterValue', 'in brackets', find('emails[value eq jane@x.io]'), true, 'invalidFilter'],
  [
    'unquotedFilterValue',
    'in a path',
    patchGroup({ op: 'remove', path: 'members[value eq 7f4b-01]' }),
    delta([], ['7f4b-01']),
    'invalidFilter',
  ],

  ['valuePathThenOperator', 'eq', find('emails[type eq "work"].value eq "jane@x.io"'), true, 'invalidFilter'],
  ['valuePathThenOperator', 'pr', find('emails[type eq "other"].value pr'), false, 'invalidFilter'],

  ['implicitValueSubAttribute', 'in a filter', find(`${EXT}:manager eq "271"`), true, 'invalidFilter'],
  ['implicitValueSubAttribute', 'in sortBy', sort(`${EXT}:manager`), `${EXT}:manager.value`, 'invalidPath'],

  [
    'extensionWithoutUrn',
    'department',
    create({ [EXT]: { department: 'x' } }),
    user({ [EXT]: { department: 'x' } }),
    'invalidSyntax',
  ],

  [
    'missingPatchSchemas',
    'absent',
    patchBody({ Operations: [{ op: 'add', path: 'title', value: 'x' }] }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
  [
    'missingPatchSchemas',
    'null',
    patchBody({ schemas: null, Operations: [{ op: 'add', path: 'title', value: 'x' }] }),
    jane({ title: 'x' }),
    'invalidSyntax',
  ],
];

/** Accepted only where they are made elsewhere: a route. */
const ELSEWHERE: readonly Tolerance[] = ['pluralServiceProviderConfigs'];

function without(name: string): JsonObject {
  return Object.fromEntries(Object.entries(JANE).filter(([key]) => key !== name));
}

function refusalOf(run: Run, tolerances: Tolerances): ScimError {
  try {
    run(tolerances);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe.each(DEPARTURES)('%s: %s', (name, _, run, expected, scimType) => {
  it('is accepted and noted in lenient mode', () => {
    const tolerances = new Tolerances('lenient');
    expect(run(tolerances)).toEqual(expected);
    // The same again, as when a transaction restarts.
    expect(run(tolerances)).toEqual(expected);
    expect([...tolerances.used]).toEqual([name]);
  });

  it('is accepted in strict mode when it alone is switched on', () => {
    const tolerances = new Tolerances('strict', { [name]: true });
    expect(run(tolerances)).toEqual(expected);
  });

  it.each([
    ['in strict mode', new Tolerances('strict')],
    ['when it alone is switched off', new Tolerances('lenient', { [name]: false })],
  ])('is refused %s', (_mode, tolerances) => {
    const error = refusalOf(run, tolerances);
    expect(error).toMatchObject({ status: 400, scimType });
    expect(error.detail).toMatch(/^.{20,300}$/);
    expect(tolerances.used.has(name)).toBe(false);
  });
});

it('has a departure for every tolerance', () => {
  expect([...new Set([...DEPARTURES.map(([name]) => name), ...ELSEWHERE])].sort()).toEqual([...TOLERANCES].sort());
});

describe('what the RFCs allow is accepted in strict mode and never noted', () => {
  it.each<[string, Run, unknown]>([
    [
      'null for what is unassigned (43 §2.5)',
      create({ title: null, addresses: null, department: null, manager: null, [EXT]: null }),
      user({}),
    ],
    ['the empty list (43 §2.5)', create({ roles: [], emails: [] }), user({})],
    [
      'null in a member (43 §2.5)',
      patchGroup({ op: 'add', path: 'members', value: [{ $ref: null, value: 'f6', display: 'x', type: 'User' }] }),
      delta(['f6'], []),
    ],
    ['a URN without its extension (43 §3)', create({ schemas: [USER_SCHEMA, EXT] }), user({})],
    ['URNs in another case (43 §2.1)', create({ schemas: [USER_SCHEMA.toUpperCase()] }), user({})],
    ['names in another case (43 §2.1)', create({ TITLE: 'x' }), user({ title: 'x' })],
    [
      'id, meta and groups in POST (44 §3.3)',
      create({ id: '1', meta: { resourceType: 'User' }, groups: [{ value: 'g' }] }),
      user({}),
    ],
    [
      'manager.displayName in POST (44 §3.3)',
      create({ schemas: [USER_SCHEMA, EXT], [EXT]: { manager: { value: '1', displayName: 'Boss' } } }),
      user({ [EXT]: { manager: { value: '1' } } }),
    ],
    [
      "Entra's role, JSON as a text (43 §4.1.2)",
      create({ roles: [{ value: '{"id":"06b0","value":"25"}' }] }),
      user({ roles: [{ value: '{"id":"06b0","value":"25"}' }] }),
    ],
    [
      'types of its own (43 §2.3.1)',
      create({ emails: [{ value: 'a', type: 'zoo' }] }),
      user({ emails: [{ value: 'a', type: 'zoo' }] }),
    ],
    [
      'base64 without padding (43 §2.3.6)',
      create({ x509Certificates: [{ value: 'QUI' }] }),
      user({ x509Certificates: [{ value: 'QUI' }] }),
    ],
    [
      'a path with a sub-attribute',
      patch({ op: 'replace', path: 'name.givenName', value: 'Joan' }),
      named({ givenName: 'Joan' }),
    ],
    [
      'a path with a URN',
      patch({ op: 'replace', path: `${EXT}:department`, value: 'Legal' }),
      employee({ department: 'Legal' }),
    ],
    [
      'a path with a filter',
      patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 'n@x.io' }),
      jane({ emails: [{ ...work, value: 'n@x.io' }, home ?? {}] }),
    ],
    [
      'no path (44 §3.5.2.1)',
      patch({ op: 'replace', value: { title: 'x', [EXT]: { department: 'Legal' } } }),
      { ...employee({ department: 'Legal' }), title: 'x' },
    ],
    [
      'one value to add to a list (44 §3.5.2.1)',
      patchGroup({ op: 'add', path: 'members', value: { value: 'a' } }),
      delta(['a'], []),
    ],
    [
      'one e-mail to add to a list (44 §3.5.2.1)',
      patch({ op: 'add', path: 'emails', value: { value: 'n@x.io' } }),
      jane({ emails: [work ?? {}, home ?? {}, { value: 'n@x.io' }] }),
    ],
    ['remove with null (43 §2.5)', patch({ op: 'remove', path: 'externalId', value: null }), without('externalId')],
    ['remove where nothing matches (44 §3.5.2.2)', patch({ op: 'remove', path: 'emails[type eq "zoo"]' }), JANE],
    [
      '{} for a chosen element (44 §3.5.2.3)',
      patch({ op: 'replace', path: 'emails[type eq "work"]', value: {} }),
      jane({ emails: [{ value: 'j@home.io' }] }),
    ],
    ['remove of a member', patchGroup({ op: 'remove', path: 'members[value eq "a"]' }), delta([], ['a'])],
    ['a list without sub-attribute in a filter (44 §3.4.2.2)', find('emails co "@x.io"'), true],
    ['operators in another case (44 §3.4.2.2)', find('userName EQ "JANE@X.IO" AND active Eq true'), true],
    ['an extension by its URN (44 §3.10)', find(`${EXT}:manager.value eq "271"`), true],
    ['a value path (44 §3.4.2.2)', find('emails[type eq "work" and value sw "jane"]'), true],
    ['a list in sortBy (44 §3.4.2.3)', sort('emails'), 'emails.value'],
  ])('%s', (_, run, expected) => {
    const tolerances = new Tolerances('strict');
    expect(run(tolerances)).toEqual(expected);
    expect([...tolerances.used]).toEqual([]);
    const lenient = new Tolerances('lenient');
    expect(run(lenient)).toEqual(expected);
    expect([...lenient.used]).toEqual([]);
  });
});

describe('what no tolerance accepts', () => {
  it.each<[string, Run, ScimType]>([
    ['another word for a boolean', create({ active: 'yes' }), 'invalidValue'],
    [
      'SCIM 1.1 is not a PatchOp',
      patchBody({ schemas: ['urn:scim:schemas:core:1.0'], Operations: [] }),
      'invalidSyntax',
    ],
    ['a URN of neither version', create({ schemas: [EXT] }), 'invalidSyntax'],
    [
      'a filter that says too little to create by',
      patch({ op: 'replace', path: 'emails[type sw "z"].value', value: 'x' }),
      'noTarget',
    ],
    ['two managers', patch({ op: 'replace', path: `${EXT}:manager`, value: ['1', '2'] }), 'invalidValue'],
    [
      'an empty list for a chosen element',
      patch({ op: 'replace', path: 'emails[type eq "work"]', value: [] }),
      'invalidValue',
    ],
    ['a list for a text', create({ title: ['x'] }), 'invalidValue'],
    ['single quotes', find("userName eq 'jane@x.io'"), 'invalidFilter'],
    ['a keyword for a text', find('userName eq and'), 'invalidFilter'],
    ['a number for a text', find('externalId eq 12345'), 'invalidFilter'],
    ['an empty e-mail to remove', patch({ op: 'remove', path: 'emails', value: [''] }), 'invalidValue'],
    ['a path to what is readOnly', patch({ op: 'replace', path: 'id', value: '1' }), 'mutability'],
    ['a path to what nobody knows', patch({ op: 'replace', path: 'shoeSize', value: 1 }), 'invalidPath'],
    [
      'a part of members',
      patchGroup({ op: 'replace', path: 'members[type eq "Group"].value', value: 'x' }),
      'mutability',
    ],
    ['a group as member', createGroup({ members: [{ value: 'a', type: 'Group' }] }), 'invalidValue'],
  ])('%s', (_, run, scimType) => {
    expect(refusalOf(run, new Tolerances('lenient'))).toMatchObject({ status: 400, scimType });
  });
});
