import fc from 'fast-check';
import type { JsonObject } from '../protocol/json.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { defineAttribute } from '../protocol/schema/define-attribute.js';
import { schemasWith } from '../protocol/schema/extended-schemas.js';
import { ResourceSchema } from '../protocol/schema/resource-schema.js';
import { groupSchema, USER_TYPE, userSchema } from '../protocol/schema/resource-types.js';
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE } from '../protocol/urns.js';
import { seenBy } from './activation.js';
import { assembleResource, type ShownRows } from './assemble-resource.js';
import { defaultText } from './default-text.js';
import type { StoredResource } from './resource-store.js';
import { storedWithText } from './stored-text.js';

const BASE = 'https://x.io/scim/acme/okta/v2';
const ME = 7;
const SOMEBODY = 8;
const ROW = { id: 'r1', display: 'A "name" with \\ and \u{1f600}' };
const FIELDS = 'urn:example:User';
const WITH_FIELDS = schemasWith(FIELDS, [
  {
    ...{ number: 1, fieldId: 'shoeSize', displayName: 'Size', type: 'string', multiValued: false, required: false },
    options: [],
  },
]).User;
/** Ends with another one, as a name that an admin chose may. */
const SHY_URN = `urn:example:${ENTERPRISE}`;
/** With something that is returned on request, in the core and as a part in an extension of its own. */
const SHY = new ResourceSchema({
  ...USER_TYPE,
  schema: {
    ...USER_TYPE.schema,
    attributes: [...USER_TYPE.schema.attributes, defineAttribute('$shy', '', { returned: 'request' })],
  },
  extensions: [
    ...USER_TYPE.extensions,
    {
      required: false,
      schema: {
        ...{ id: SHY_URN, name: 'Shy', description: '' },
        attributes: [
          defineAttribute('outer', '', { subAttributes: [defineAttribute('inner', '', { returned: 'never' })] }),
          defineAttribute('open', ''),
        ],
      },
    },
  ],
});

interface Case {
  readonly document: JsonObject;
  readonly type?: ResourceTypeName;
  readonly schema?: ResourceSchema;
  readonly rows?: ShownRows;
  /** Null: nobody's. */
  readonly owner?: number | null;
  readonly authorized?: boolean;
}

function storedOf({ document, type = 'User', owner = ME, authorized = true }: Case): StoredResource {
  const facts = { pk: 1, type, id: 'u1', connectorPk: owner, authorized, version: 3 };
  const times = { createdAt: '2026-01-01T00:00:00.000Z', lastModifiedAt: '2026-01-02T00:00:00.000Z' };
  return storedWithText({ ...facts, ...times }, JSON.stringify(document));
}

const schemaOf = ({ type = 'User', schema = type === 'User' ? userSchema : groupSchema }: Case): ResourceSchema =>
  schema;

const fast = (one: Case): string | undefined => defaultText(ME, storedOf(one), schemaOf(one), BASE, one.rows ?? {});

function slow(one: Case): string {
  const whole = assembleResource(seenBy(ME, storedOf(one)), schemaOf(one), BASE, one.rows ?? {});
  return JSON.stringify(projectResource(whole, { kind: 'default' }, schemaOf(one)));
}

const JANE = { userName: 'jane', active: true };

describe('the text of the document goes out, with its fields under a URN', () => {
  it.each<[string, Case]>([
    ['a user', { document: JANE }],
    ['with groups', { document: JANE, rows: { groups: [ROW, ROW] } }],
    ['in no group', { document: JANE, rows: { groups: [] } }],
    ['a group', { type: 'Group', document: { displayName: 'G' }, rows: { members: [ROW] } }],
    ['a group without members', { type: 'Group', document: { displayName: 'G' }, rows: { members: [] } }],
    ['a group whose members are not shown', { type: 'Group', document: { displayName: 'G' } }],
    ['with an extension', { document: { ...JANE, [ENTERPRISE]: { department: 'R&D', manager: { value: '26' } } } }],
    ['with an extension alone', { document: { [ENTERPRISE]: { department: 'R&D' } } }],
    ['with an extension in front', { document: { [ENTERPRISE]: { department: 'R&D' }, ...JANE } }],
    ['an extension as a value', { document: { ...JANE, title: ENTERPRISE } }],
    ['an extension as a name in a value', { document: { ...JANE, title: `{"${ENTERPRISE}":{"a":1}}` } }],
    ['at the end of a value', { document: { ...JANE, title: `,"${ENTERPRISE}":` } }],
    ['behind backslashes', { document: { ...JANE, title: `\\"${ENTERPRISE}\\":` } }],
    ['between values', { document: { ...JANE, nickName: '"', title: `${ENTERPRISE}":` } }],
    ['externalId, mine', { document: { externalId: 'x', ...JANE } }],
    ['externalId, nobody’s', { document: { externalId: 'x', ...JANE }, owner: null }],
    ['externalId as a value', { document: { ...JANE, title: '"externalId":' }, owner: SOMEBODY }],
    ['somebody else’s', { document: JANE, owner: SOMEBODY }],
    ['unlinked by somebody else', { document: JANE, owner: SOMEBODY, authorized: false }],
    ['nobody’s, unlinked once', { document: JANE, owner: null, authorized: false }],
    ['names that are values', { document: { ...JANE, title: '"$fields":', nickName: '"password":"x"' } }],
    ['an empty list', { document: { ...JANE, emails: [] } }],
    ['no fields, under a schema with some', { document: JANE, schema: WITH_FIELDS }],
    ['extended fields, published', { document: { ...JANE, $fields: { '1:string': '44' } }, schema: WITH_FIELDS }],
    ['extended fields, others', { document: { ...JANE, $fields: { '2:string': '44' } }, schema: WITH_FIELDS }],
    ['extended fields, none published', { document: { ...JANE, $fields: { '1:string': '44' } } }],
    ['nothing hidden, under a schema that hides', { document: { ...JANE, [SHY_URN]: { open: 'x' } }, schema: SHY }],
    ['odd characters', { document: { ...JANE, title: '\u0000\u2028\ud800 \u{1f600} \u007f é \\u0041' } }],
    ['numbers and null', { document: { ...JANE, title: null, nickName: 1e21, locale: -0.5 } }],
  ])('%s', (_, one) => expect(fast(one)).toBe(slow(one)));
});

describe('what shows in another way than it is stored is made the slow way', () => {
  it.each<[string, Case]>([
    ['an empty document', { document: {} }],
    ['an empty extension', { document: { ...JANE, [ENTERPRISE]: {} } }],
    ['an empty object in an extension', { document: { ...JANE, [ENTERPRISE]: { department: 'R&D', manager: {} } } }],
    ['an empty object', { document: { ...JANE, name: {} } }],
    ['an empty element', { document: { ...JANE, emails: [{ value: 'a' }, {}] } }],
    [
      'extended fields that are not the last',
      { document: { $fields: { '1:string': '44' }, ...JANE }, schema: WITH_FIELDS },
    ],
    ['a password', { document: { ...JANE, password: 'x' } }],
    ['what is returned on request', { document: { ...JANE, $shy: 'x' }, schema: SHY }],
    [
      'a part that is never returned',
      { document: { ...JANE, [SHY_URN]: { open: 'x', outer: { inner: 'y' } } }, schema: SHY },
    ],
    ['externalId, somebody else’s', { document: { externalId: 'x', ...JANE }, owner: SOMEBODY }],
    ['the same of a group', { type: 'Group', document: { externalId: 'x', displayName: 'G' }, owner: SOMEBODY }],
    ['unlinked by me', { document: JANE, authorized: false }],
  ])('%s', (_, one) => {
    expect(fast(one)).toBeUndefined();
    // Were it spliced, it would be wrong: otherwise it had no reason to be here.
    expect(slow(one)).not.toContain(`,"id":"u1",${JSON.stringify(one.document).slice(1, -1)},"meta":`);
  });

  it('what has no text', () => {
    const { document, ...facts } = storedOf({ document: JANE });
    expect(defaultText(ME, { ...facts, document }, userSchema, BASE, {})).toBeUndefined();
  });

  it.each<[string, Case]>([
    ['braces in a value', { document: { ...JANE, title: 'a{}b' } }],
    ['unlinked by me, inactive anyway', { document: { ...JANE, active: false }, authorized: false }],
  ])('also where it only looks so: %s', (_, one) => expect(fast(one)).toBeUndefined());
});

/** Pieces of JSON that mean something to who reads a text without parsing it. */
const PIECES = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', '":', ',"', ' ', 'a', 'é', '\u{1f600}', '\u0001', '\u2028', '\ud800'],
  ...[ENTERPRISE, `"${ENTERPRISE}":`, '"externalId":', '"$fields":', '$fields', '"password":', 'meta', '"id":', FIELDS],
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join(''));
const simple = fc.oneof({ weight: 6, arbitrary: text }, fc.boolean(), fc.constant(null));
const partOf = (...names: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...names), simple, { minKeys: 1, noNullPrototype: true }) },
    fc.constant({}),
  );
const NAMES = ['externalId', 'userName', 'displayName', 'nickName', 'title', 'locale'];
const mail = partOf('value', 'display', 'type');
const anyDocument: fc.Arbitrary<JsonObject> = fc
  .tuple(
    partOf(...NAMES),
    fc.record({ name: partOf('formatted', 'givenName') }, { requiredKeys: [] }),
    fc.record({ emails: fc.array(mail, { maxLength: 2 }) }, { requiredKeys: [] }),
    fc.record(
      { [ENTERPRISE]: fc.tuple(partOf('department'), fc.record({ manager: partOf('value') }, { requiredKeys: [] })) },
      { requiredKeys: [] },
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant({}) },
      fc.record({ $fields: fc.dictionary(fc.constantFrom('1:string', '2:string'), text, { noNullPrototype: true }) }),
    ),
  )
  .map(([core, name, emails, { [ENTERPRISE]: extension }, fields]) => ({
    ...{ userName: 'u', ...core, ...name, ...emails },
    ...(extension === undefined ? {} : { [ENTERPRISE]: { ...extension[0], ...extension[1] } }),
    ...fields,
  }));
const rows = fc.record({ groups: fc.array(fc.record({ id: text, display: text }), { maxLength: 2 }) });

describe('random documents', () => {
  const runs = Number(process.env.FUZZ_RUNS ?? 3_000);

  it('are the same bytes either way, and mostly of the fast one', () => {
    let fastOnes = 0;
    const owners = fc.constantFrom(ME, ME, ME, SOMEBODY, null);
    const authorized = fc.constantFrom(true, true, true, false);
    const schemas = fc.constantFrom(userSchema, WITH_FIELDS);
    fc.assert(
      fc.property(fc.record({ document: anyDocument, schema: schemas, rows, owner: owners, authorized }), (one) => {
        const made = fast(one);
        if (made === undefined) return;
        fastOnes += 1;
        expect(made).toBe(slow(one));
      }),
      { numRuns: runs },
    );
    expect(fastOnes).toBeGreaterThan(runs / 5);
  });
});
