import fc from 'fast-check';
import { FILTER_LIMITS } from '../../src/protocol/filter/filter-limits.js';
import type { JsonObject } from '../../src/protocol/json.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Few and mean texts, so that random filters find some users and not all. */
export const TEXTS: readonly string[] = [
  ...['a', 'A', 'ab', 'abc', 'b', 'b ', 'ba', '%', '_', '!', 'a%b', 'jos\u00e9', 'jose\u0301', 'jose', 'ß', 'ss', 'İ'],
  ...[
    'i\u0307',
    'ı',
    'ｆｕｌｌ',
    'full',
    '\u{1f600}',
    '\u{ff5e}',
    '\u{10ffff}',
    '0',
    '1',
    'true',
    'null',
    ' ',
    '\\',
    '"',
  ],
  ...["'", '\u0001', 'work', 'home', `${'x'.repeat(221)}a`, 'x'.repeat(222), `${'x'.repeat(222)}a`, 'x'.repeat(255)],
  ...[`${'x'.repeat(255)}a`, `${'x'.repeat(300)}a`, `${'X'.repeat(300)}b`, 'é'.repeat(128), `${'é'.repeat(128)}a`],
];

const text = fc.constantFrom(...TEXTS);
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const element = fc.record({ value: some(text), type: some(text), display: some(text), primary: some(fc.boolean()) });

/** Documents as the directory stores them, and a little worse: empty texts and empty elements. */
export const userDocument: fc.Arbitrary<JsonObject> = fc
  .record({
    externalId: some(text),
    displayName: some(fc.oneof(text, fc.constant(''))),
    active: some(fc.boolean()),
    name: some(fc.record({ givenName: some(text), familyName: some(text) })),
    title: some(text),
    profileUrl: some(text),
    emails: some(fc.array(element, { minLength: 1, maxLength: 4 })),
    roles: some(fc.array(element, { minLength: 1, maxLength: 2 })),
    x509Certificates: some(
      fc.array(fc.record({ value: some(fc.constantFrom('AAAA', 'aaaa')), type: some(text) }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    [ENTERPRISE]: some(fc.record({ department: some(text), manager: some(fc.record({ value: some(text) })) })),
  })
  // As JSON has it: what is undefined is not there.
  .map((document) => JSON.parse(JSON.stringify(document)) as JsonObject);

const quoted = (value: string): string => JSON.stringify(value);
const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];

/** `instants` and `ids` are literals that occur in the directory. */
export interface Literals {
  readonly instants: readonly string[];
  readonly ids: readonly string[];
  /** Of the connector that asks. */
  readonly base: string;
}

const compareText = (paths: readonly string[], literal: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(...OPERATORS), literal)
    .map(([path, operator, value]) => `${path} ${operator} ${quoted(value)}`);

/** Several conditions on one attribute with few literals, so that some mean the same, or one more than the other. */
const compareOften = (paths: readonly string[], literal: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(' and ', ' or '), literal, literal)
    .chain(([path, word, one, other]) => {
      const condition = fc
        .tuple(fc.constantFrom('%', '%', 'not (%)'), fc.constantFrom(...OPERATORS), fc.constantFrom(one, other))
        .map(([frame, operator, value]) => frame.split('%').join(`${path} ${operator} ${quoted(value)}`));
      return fc.array(condition, { minLength: 2, maxLength: 5 }).map((terms) => `(${terms.join(word)})`);
    });

const compareFlag = (paths: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom('eq', 'ne'), fc.constantFrom('true', 'false', 'null', '"True"'))
    .map((parts) => parts.join(' '));

const compareInstant = (paths: readonly string[], literals: Literals): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...paths),
      fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      fc.constantFrom(...literals.instants, '2026-01-01T00:00:00.000000001Z', '0001-01-01T00:00:00Z'),
    )
    .map(([path, operator, value]) => `${path} ${operator} ${quoted(value)}`);

const present = (paths: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...paths.map((path) => `${path} pr`));

function tree(leaf: fc.Arbitrary<string>, depth: number): fc.Arbitrary<string> {
  if (depth === 0) return leaf;
  const term = tree(leaf, depth - 1);
  const joined = fc
    .tuple(fc.constantFrom(' and ', ' or '), fc.array(term, { minLength: 2, maxLength: 3 }))
    .map(([word, terms]) => `(${terms.join(word)})`);
  return fc.oneof(
    leaf,
    joined,
    term.map((inner) => `not (${inner})`),
  );
}

const id = (literals: Literals): fc.Arbitrary<string> =>
  fc
    .constantFrom(...literals.ids)
    .chain((known) => fc.constantFrom(known, known.slice(0, 30), `${known} `, known.slice(20)));

/** Addresses that lead somewhere or nowhere, whole, cut and longer. */
const address = ({ ids, base }: Literals): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(base, base, 'https://y.io'),
      fc.constantFrom('/Users/', '/Groups/', '/'),
      fc.constantFrom(...ids, ''),
    )
    .chain(([begin, type, known]) => {
      const whole = `${begin}${type}${known}`;
      return fc.oneof(
        fc.constant(whole),
        fc.nat(whole.length).map((length) => whole.slice(0, length)),
        fc.nat(whole.length).map((from) => whole.slice(from)),
        fc.constant(`${whole}/`),
      );
    });

const VERSIONS = ['W/"1"', 'W/"2"', 'W/"', '1', '"', '', 'W/"02"', '"1"'];
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SCHEMAS = [USER, USER.toUpperCase(), ENTERPRISE, 'enterprise', 'User', 'Group', 'urn:', '', 'x'];

/** What every resource has, and what follows from it. */
const compareMeta = (literals: Literals): fc.Arbitrary<string> =>
  fc.oneof(
    compareText(['meta.location', 'meta.location'], address(literals)),
    compareText(['meta.version'], fc.constantFrom(...VERSIONS)),
    compareText(['meta.resourceType'], fc.constantFrom('User', 'Group', 'user', 'U', '')),
    // `ne`, `co` and the like too: some resources have two values.
    fc
      .tuple(fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew'), fc.constantFrom(...SCHEMAS))
      .map(([operator, value]) => `schemas ${operator} ${quoted(value)}`),
    present(['schemas', 'meta', 'meta.location', 'meta.version', 'meta.resourceType', 'id']),
  );

/** Names as memberships show them, and parts of long ones. */
const DISPLAYS = [
  'a',
  'b',
  'g',
  'jose',
  'full',
  'x',
  'xa',
  '%',
  '',
  '0',
  'x'.repeat(222),
  'x'.repeat(300),
  `${'x'.repeat(300)}a`,
];

const ELEMENT_TEXTS = ['value', 'type', 'display'];
const inElement = tree(
  fc.oneof(
    compareText(ELEMENT_TEXTS, text),
    compareOften(ELEMENT_TEXTS, text),
    compareFlag(['primary']),
    present([...ELEMENT_TEXTS, 'primary']),
  ),
  2,
);

/** Random filters over users, as text. @param more conditions that may occur in them */
export function userFilter(literals: Literals, ...more: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const texts = [
    ...['userName', 'externalId', 'displayName', 'name.givenName', 'name.familyName', 'title', 'profileUrl'],
    ...['emails.value', 'emails', 'emails.type', 'roles.value', `${ENTERPRISE}:department`, `${ENTERPRISE}:manager`],
  ];
  const complex = ['name', 'roles', 'x509Certificates', 'x509Certificates.value', `${ENTERPRISE}:manager`, 'groups'];
  const leaf = fc.oneof(
    { weight: 6, arbitrary: compareText(texts, fc.oneof(text, fc.constant(''))) },
    { weight: 3, arbitrary: compareOften(texts, fc.oneof(text, fc.constant(''))) },
    compareFlag(['active', 'emails.primary']),
    compareInstant(['meta.created', 'meta.lastModified'], literals),
    compareText(['id', 'groups.value'], id(literals)),
    compareText(['groups.display'], fc.constantFrom(...DISPLAYS)),
    compareText(['groups.$ref'], address(literals)),
    compareMeta(literals),
    present([...texts, ...complex, 'active', ENTERPRISE, 'groups.$ref']),
    fc.constantFrom(`${ENTERPRISE} eq null`, `${ENTERPRISE} ne null`, 'x509Certificates.value eq "AAAA"'),
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom('emails', 'roles'), inElement).map(([path, inner]) => `${path}[${inner}]`),
    },
    fc.constantFrom('groups[display eq "a" and type eq "direct"]', 'x509Certificates[not (type pr)]'),
    ...more.map((arbitrary) => ({ weight: 4, arbitrary })),
    fc
      .tuple(fc.constantFrom('co', 'ew', 'sw'), fc.constantFrom(...DISPLAYS), address(literals))
      .map(([operator, name, at]) => `groups[display ${operator} "${name}" and not ($ref eq ${quoted(at)})]`),
  );
  return readable(tree(leaf, 3));
}

/** Random filters over groups, as text. */
export function groupFilter(literals: Literals): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    compareText(['displayName', 'externalId'], text),
    compareOften(['displayName', 'externalId'], text),
    compareText(['members.value', 'members', 'id'], id(literals)),
    compareInstant(['meta.created', 'meta.lastModified'], literals),
    present(['members', 'members.value', 'members.display', 'members.$ref', 'externalId', 'displayName']),
    compareText(['members.display'], fc.constantFrom(...DISPLAYS)),
    compareText(['members.$ref'], address(literals)),
    compareMeta(literals),
    fc
      .tuple(fc.constantFrom('eq', 'co', 'ew', 'lt'), fc.constantFrom(...DISPLAYS), id(literals))
      .map(([operator, name, known]) => `members[display ${operator} "${name}" and value eq ${quoted(known)}]`),
    id(literals).map((value) => `members[value eq "${value}" and type eq "User"]`),
  );
  return readable(tree(leaf, 3));
}

/** Within the length that the parser takes. */
function readable(filter: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return filter.filter((text) => text.length <= FILTER_LIMITS.characters);
}
