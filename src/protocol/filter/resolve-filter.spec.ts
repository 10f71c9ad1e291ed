import { parseFilter, resolveElementFilter, resolveFilter } from '../../../test/support/lenient.js';
import { ScimError } from '../scim-error.js';
import { defineAttribute } from '../schema/define-attribute.js';
import { ResourceSchema } from '../schema/resource-schema.js';
import { groupSchema, USER_TYPE, userSchema } from '../schema/resource-types.js';
import type { ResolvedFilter } from './filter-ast.js';

const FIELDS = 'urn:example:fields:2.0:User';
const schema = new ResourceSchema({
  ...USER_TYPE,
  extensions: [
    ...USER_TYPE.extensions,
    {
      required: false,
      schema: {
        id: FIELDS,
        name: 'Fields',
        description: 'One field of every type',
        attributes: [
          defineAttribute('badge', 'string'),
          defineAttribute('level', 'integer', { type: 'integer' }),
          defineAttribute('salary', 'decimal', { type: 'decimal' }),
          defineAttribute('hired', 'dateTime', { type: 'dateTime' }),
          defineAttribute('remote', 'boolean', { type: 'boolean' }),
          defineAttribute('photo', 'binary', { type: 'binary' }),
          defineAttribute('pin', 'never returned', { returned: 'never' }),
          defineAttribute('costCenter', 'also in the enterprise extension'),
          defineAttribute('vault', 'complex with a hidden value', {
            multiValued: true,
            subAttributes: [
              defineAttribute('value', 'hidden', { returned: 'never' }),
              defineAttribute('label', 'shown'),
            ],
          }),
          defineAttribute('tags', 'simple multi-valued', { multiValued: true }),
          defineAttribute('constructor', 'a field with an inconvenient name'),
        ],
      },
    },
  ],
});
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const LEVEL_IS_WHOLE =
  'level is compared with a whole number without quotes between -9007199254740991 and 9007199254740991.';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** The resolved filter as text, with keys in braces. */
function show(filter: ResolvedFilter): string {
  switch (filter.kind) {
    case 'constant':
      return String(filter.value);
    case 'present':
      return `${filter.path.key} pr`;
    case 'compare':
      return `${filter.path.key} ${filter.operator} {${filter.key}}`;
    case 'not':
      return `not (${show(filter.term)})`;
    case 'element':
      return `${filter.path.key}[${show(filter.filter)}]`;
    case 'and':
    case 'or':
      return `(${filter.terms.map(show).join(` ${filter.kind} `)})`;
  }
}

const resolve = (text: string, of = schema) => show(resolveFilter(parseFilter(text), of));

function errorOf(run: () => unknown): ScimError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('resolved');
}

describe('resolveFilter', () => {
  it.each([
    // names
    ['USERNAME eq "Bob"', 'userName eq {bob}'],
    [`${CORE}:userName eq "Bob"`, 'userName eq {bob}'],
    [`${CORE.toUpperCase()}:NAME.GIVENNAME eq "Bob"`, 'name.givenName eq {bob}'],
    [`${ENTERPRISE}:department sw "En"`, `${ENTERPRISE}:department sw {en}`],
    [`${ENTERPRISE}:manager.value eq "Id7"`, `${ENTERPRISE}:manager.value eq {Id7}`],
    ['department eq "x"', `${ENTERPRISE}:department eq {x}`],
    ['costCenter eq "x"', `${ENTERPRISE}:costCenter eq {x}`],
    ['badge eq "x"', `${FIELDS}:badge eq {x}`],
    [`${FIELDS}:constructor pr`, `${FIELDS}:constructor pr`],
    ['externalId eq "AbC"', 'externalId eq {AbC}'],
    // a complex attribute stands for its value
    ['emails co "X"', 'emails.value co {x}'],
    ['emails eq null', 'not (emails pr)'],
    ['emails pr', 'emails pr'],
    ['groups eq "Id7"', 'groups.value eq {Id7}'],
    ['manager eq "Id7"', `${ENTERPRISE}:manager.value eq {Id7}`],
    ['name pr', 'name pr'],
    ['name eq null', 'not (name pr)'],
    ['addresses pr', 'addresses pr'],
    // ne, null, not
    ['title ne "x"', 'not (title eq {x})'],
    ['not (title ne "x")', 'title eq {x}'],
    ['not (not (title pr))', 'title pr'],
    ['title eq null', 'not (title pr)'],
    ['title ne null', 'title pr'],
    // types
    ['active eq true', 'active eq {1}'],
    ['active eq "True"', 'active eq {1}'],
    ['active ne "false"', 'not (active eq {0})'],
    ['emails.primary eq "False"', 'emails.primary eq {0}'],
    ['meta.created ge "2011-05-13T06:42:34+02:00"', 'meta.created ge {2011-05-13T04:42:34.000000000Z}'],
    [`${FIELDS}:level ge 0`, `${FIELDS}:level ge {8000000000000000}`],
    [`${FIELDS}:salary lt 1.5`, `${FIELDS}:salary lt {bff8000000000000}`],
    [`${FIELDS}:photo eq "QQ=="`, `${FIELDS}:photo eq {QQ==}`],
    ['profileUrl sw "https://A"', 'profileUrl sw {https://A}'],
    [`${FIELDS}:tags co "X"`, `${FIELDS}:tags co {x}`],
    ['userName co ""', 'userName co {}'],
    // value paths
    ['emails[type eq "Work" and value co "X"]', 'emails[(emails.type eq {work} and emails.value co {x})]'],
    ['emails[TYPE eq "work"].VALUE eq "x"', 'emails[(emails.type eq {work} and emails.value eq {x})]'],
    ['emails[not (primary eq true)]', 'emails[not (emails.primary eq {1})]'],
    ['emails[value ne "x" or type eq null]', 'emails[(not (emails.value eq {x}) or not (emails.type pr))]'],
    ['name[givenName eq "x" and familyName pr]', '(name.givenName eq {x} and name.familyName pr)'],
    ['meta[created gt "2026-01-01T00:00:00Z"]', 'meta.created gt {2026-01-01T00:00:00.000000000Z}'],
    [`${ENTERPRISE}:manager[value eq "7"]`, `${ENTERPRISE}:manager.value eq {7}`],
    // a simple list: each value is its own "value"
    [`${FIELDS}:tags[value eq "X"]`, `${FIELDS}:tags eq {x}`],
    ['tags[VALUE sw "X"]', `${FIELDS}:tags sw {x}`],
    [`${FIELDS}:tags[value eq "X" or value pr]`, `(${FIELDS}:tags eq {x} or ${FIELDS}:tags pr)`],
    [`${FIELDS}:tags.value eq "X"`, `${FIELDS}:tags eq {x}`],
    [`${FIELDS}:tags.VALUE ne "X"`, `not (${FIELDS}:tags eq {x})`],
    ['tags.value pr', `${FIELDS}:tags pr`],
    [`not (${FIELDS}:tags[value eq "X"])`, `not (${FIELDS}:tags eq {x})`],
    [`schemas[value eq "${CORE}"]`, 'true'],
    [`schemas.value eq "${CORE}"`, 'true'],
    // what is not stored
    ['meta.resourceType eq "User"', 'true'],
    ['meta.resourceType eq "user"', 'false'],
    ['meta.resourceType ne "Group"', 'true'],
    ['meta.resourceType sw "Us"', 'true'],
    ['meta[resourceType eq "Group"]', 'false'],
    ['meta.resourceType pr and title pr', 'title pr'],
    ['id pr', 'true'],
    ['meta pr', 'true'],
    ['schemas pr', 'true'],
    ['schemas eq null', 'false'],
    [`schemas eq "${CORE}"`, 'true'],
    [`schemas eq "${CORE.toUpperCase()}"`, 'true'],
    [`schemas ne "${CORE}"`, 'false'],
    ['schemas eq "urn:unknown"', 'false'],
    ['schemas co "core"', 'true'],
    [
      `schemas eq "${ENTERPRISE}"`,
      `(${['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'].map((name) => `${ENTERPRISE}:${name} pr`).join(' or ')})`,
    ],
    [
      `not (${ENTERPRISE.toUpperCase()} pr)`,
      `not ((${['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'].map((name) => `${ENTERPRISE}:${name} pr`).join(' or ')}))`,
    ],
    // constants fold
    ['title pr or id pr', 'true'],
    ['title pr and schemas eq "urn:unknown"', 'false'],
    ['title pr and not (schemas eq "urn:unknown")', 'title pr'],
    ['(id pr or title pr) and (active pr or title pr)', '(active pr or title pr)'],
  ])('%s', (text, resolved) => {
    expect(resolve(text)).toBe(resolved);
  });

  it('leaves what is never returned out of the presence of an extension', () => {
    expect(resolve(`schemas eq "${FIELDS}"`)).not.toContain('pin');
    expect(resolve(`schemas eq "${FIELDS}"`)).toContain(`${FIELDS}:badge pr`);
    expect(resolve(`${FIELDS} pr`)).toBe(resolve(`schemas eq "${FIELDS}"`));
    expect(resolve(`${FIELDS} eq null`)).toBe(`not (${resolve(`${FIELDS} pr`)})`);
    expect(resolve(`${FIELDS} ne null`)).toBe(resolve(`${FIELDS} pr`));
  });

  it.each([
    ['members eq "Id7"', 'members.value eq {Id7}'],
    ['id eq "g" and members eq "u"', '(id eq {g} and members.value eq {u})'],
    ['displayName eq "Ops"', 'displayName eq {ops}'],
    ['meta.resourceType eq "User"', 'false'],
  ])('on groups: %s', (text, resolved) => {
    expect(resolve(text, groupSchema)).toBe(resolved);
  });

  it.each([
    // unknown
    ['foo pr', 'The User schema has no attribute foo.'],
    ['members pr', 'no attribute members'],
    ['name.foo pr', 'no attribute name.foo'],
    ['userName.value pr', 'no attribute'],
    ['constructor.prototype pr', 'no attribute constructor.prototype'],
    ['toString pr', 'no attribute toString'],
    ['hasOwnProperty eq "x"', 'no attribute'],
    ['urn:evil:__proto__ pr', 'no attribute'],
    [`${CORE}:__proto__ pr`, 'no attribute'],
    [`${ENTERPRISE}: pr`, 'cannot be read'],
    [`${ENTERPRISE} eq "x"`, 'is a schema: compare one of its attributes, or use pr.'],
    [`${ENTERPRISE} gt null`, 'null can be compared with eq and ne only'],
    [`${ENTERPRISE}[department eq "x"]`, 'is a schema'],
    [`${CORE} pr`, 'no attribute'],
    [`emails[${ENTERPRISE} pr]`, 'emails has no attribute'],
    ['urn:example:unknown:2.0:User pr', 'no attribute'],
    [`${ENTERPRISE}:userName pr`, 'no attribute'],
    [`${CORE}:department pr`, 'no attribute'],
    ['urn:ietf:params:scim:schemas:core:2.0:Group:displayName pr', 'no attribute'],
    ['emails[foo eq "x"]', 'emails has no attribute foo'],
    ['emails[emails.type eq "x"]', 'emails has no attribute'],
    ['emails[password eq "x"]', 'emails has no attribute'],
    ['emails[type eq "work"].foo eq "x"', 'emails has no attribute foo'],
    ['title pr or foo pr', 'no attribute foo'],
    ['id pr or foo pr', 'no attribute foo'],
    // types
    ['externalId eq 0', 'externalId is compared with a text in double quotes.'],
    ['externalId eq true', 'a text in double quotes'],
    ['externalId ne 0', 'a text in double quotes'],
    ['userName eq 0', 'a text in double quotes'],
    ['userName co 1', 'a text in double quotes'],
    ['id eq 5', 'a text in double quotes'],
    ['emails eq 5', 'emails.value is compared'],
    ['schemas eq 5', 'a text in double quotes'],
    ['meta.resourceType eq 5', 'a text in double quotes'],
    ['active eq "x"', 'active is compared with true or false without quotes.'],
    ['active eq ""', 'true or false'],
    ['active eq "1"', 'true or false'],
    ['active eq 1', 'true or false'],
    ['active eq " true"', 'true or false'],
    [`${FIELDS}:level eq "1"`, 'a whole number'],
    [`${FIELDS}:level eq 1.5`, 'a whole number'],
    [`${FIELDS}:level eq 9007199254740992`, LEVEL_IS_WHOLE],
    [`${FIELDS}:level le -9007199254740992`, LEVEL_IS_WHOLE],
    [`${FIELDS}:level gt 1e16`, LEVEL_IS_WHOLE],
    [`${FIELDS}:level eq true`, 'a whole number'],
    [`${FIELDS}:salary eq "1.5"`, 'a number'],
    [`${FIELDS}:hired eq 0`, 'a date and time'],
    [`${FIELDS}:photo eq 0`, 'base64'],
    ['meta.lastModified gt "2026-13-40T99"', 'a date and time'],
    ['meta.lastModified gt "9999-12-31T23:59:59+99:99"', 'a date and time'],
    ['meta.lastModified gt "yesterday"', 'a date and time'],
    ['meta.lastModified gt ""', 'a date and time'],
    // operators
    ['active gt true', 'gt cannot be used with active, which is of type boolean.'],
    ['active ge "True"', 'ge cannot be used'],
    ['active lt false', 'lt cannot be used'],
    ['active le false', 'le cannot be used'],
    ['active co "tr"', 'co cannot be used'],
    ['active sw "t"', 'sw cannot be used'],
    ['x509Certificates.value gt "QQ=="', 'of type binary'],
    ['x509Certificates le "QQ=="', 'of type binary'],
    ['x509Certificates co "QQ=="', 'of type binary'],
    ['meta.created co "2026"', 'co cannot be used with meta.created'],
    ['meta.created sw "2026"', 'of type dateTime'],
    ['meta.created ew "Z"', 'of type dateTime'],
    [`${FIELDS}:level co 1`, 'of type integer'],
    [`${FIELDS}:salary ew 1`, 'of type decimal'],
    ['title gt null', 'null can be compared with eq and ne only'],
    ['title co null', 'null can be compared'],
    ['active le null', 'null can be compared'],
    // complex
    ['name eq "x"', 'name has parts: compare one of them, such as name.formatted, or use pr.'],
    ['name ne "x"', 'name has parts'],
    ['addresses co "x"', 'addresses has parts'],
    ['meta gt "x"', 'meta has parts'],
    // value paths
    ['userName[value eq "x"]', 'userName has no sub-attributes'],
    [`${FIELDS}:badge[value eq "x"]`, 'has no sub-attributes'],
    ['emails.value[type eq "x"]', 'emails.value has no sub-attributes'],
    [`${FIELDS}:badge.value eq "x"`, 'no attribute'],
    [`${FIELDS}:tags[foo eq "x"]`, 'tags has no attribute foo'],
    [`${FIELDS}:tags.foo eq "x"`, 'no attribute'],
    [`${FIELDS}:tags[value ne "x"]`, 'takes one condition other than ne, or several joined by or'],
    [`${FIELDS}:tags[value eq null]`, 'takes one condition'],
    [`${FIELDS}:tags[not (value eq "x")]`, 'takes one condition'],
    [`${FIELDS}:tags[value sw "x" and value ew "y"]`, 'takes one condition'],
    [`${FIELDS}:tags[value eq "x"].display eq "y"`, 'takes one condition'],
    [`${FIELDS}:tags[value eq 5]`, 'tags'],
    // never returned
    ['password pr', 'password cannot be used in a filter.'],
    [`${CORE}:PASSWORD eq "x"`, 'password cannot be used'],
    [`${FIELDS}:pin eq "1"`, 'cannot be used in a filter'],
    [`${FIELDS}:vault eq "1"`, 'cannot be used in a filter'],
    [`${FIELDS}:vault.value sw "1"`, 'cannot be used in a filter'],
    [`${FIELDS}:vault[value eq "1"]`, 'cannot be used in a filter'],
    ['not (password eq null)', 'cannot be used in a filter'],
  ])('refuses %s: %s', (text, words) => {
    const error = errorOf(() => resolve(text));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.detail).toContain(words);
  });

  it('refuses password in the same words, whatever is asked about it', () => {
    const asked = ['pr', 'eq "right"', 'eq "wrong"', 'sw "$argon"', 'sw ""', 'eq 5', 'gt "a"', 'eq null', 'co null'];
    const details = asked.map((rest) => errorOf(() => resolve(`password ${rest}`)).detail);
    expect(new Set(details)).toEqual(new Set(['password cannot be used in a filter.']));
  });

  it('refuses brackets within brackets in a tree that no parser made', () => {
    const inner = { kind: 'valuePath', path: 'emails', filter: { kind: 'present', path: 'type' } } as const;
    const error = errorOf(() => resolveFilter({ ...inner, filter: inner }, schema));
    expect(error.detail).toBe('Brackets cannot stand within brackets.');
  });

  it('shows a short name only', () => {
    expect(errorOf(() => resolve(`${'x'.repeat(4000)} pr`)).detail.length).toBeLessThan(200);
    expect(errorOf(() => resolve(`active eq "${'x'.repeat(4000)}"`)).detail).not.toContain('xxx');
  });
});

describe('resolveElementFilter', () => {
  const attribute = (name: string) => {
    const path = schema.resolve(name);
    if (path === undefined) throw new Error(name);
    return path;
  };
  const inElement = (name: string, text: string) =>
    show(resolveElementFilter(parseFilter(text), schema, attribute(name)));

  it.each([
    ['emails', 'type eq "Work" and PRIMARY eq "True"', '(emails.type eq {work} and emails.primary eq {1})'],
    ['roles', 'value eq "u:admin"', 'roles.value eq {u:admin}'],
    ['addresses', 'not (type pr)', 'not (addresses.type pr)'],
    ['name', 'givenName eq "x"', 'name.givenName eq {x}'],
    [`${ENTERPRISE}:manager`, 'value eq "7"', `${ENTERPRISE}:manager.value eq {7}`],
    [
      `${FIELDS}:tags`,
      'value sw "A" and not (value eq "ab")',
      `(${FIELDS}:tags sw {a} and not (${FIELDS}:tags eq {ab}))`,
    ],
  ])('%s[%s]', (name, text, resolved) => {
    expect(inElement(name, text)).toBe(resolved);
  });

  it.each([
    ['emails', 'foo eq "x"'],
    ['emails', 'userName eq "x"'],
    ['emails', 'primary eq "yes"'],
    ['emails', 'primary gt true'],
    ['emails', 'type eq 1'],
    ['emails', 'emails[type eq "work"]'],
    ['emails.value', 'type eq "work"'],
    ['userName', 'value eq "x"'],
    [`${FIELDS}:tags`, 'display eq "x"'],
    [`${FIELDS}:vault`, 'value eq "x"'],
  ])('refuses %s[%s]', (name, text) => {
    expect(errorOf(() => inElement(name, text))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });
});

it('resolves against the schemas the server ships', () => {
  expect(resolve('emails[type eq "work"].value eq "x"', userSchema)).toContain('emails[');
});
