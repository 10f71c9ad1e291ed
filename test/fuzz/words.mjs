// What the generators make their inputs of: names that mean something, and what has broken parsers elsewhere.

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0:';
export const PATCH_OP = `${MESSAGES}PatchOp`;
export const BULK_REQUEST = `${MESSAGES}BulkRequest`;
export const SEARCH_REQUEST = `${MESSAGES}SearchRequest`;

export const PROTOTYPE_NAMES = [
  ...['__proto__', 'constructor', 'prototype', '__proto__.polluted', 'constructor.prototype.polluted'],
  ...['toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'name.__proto__', 'urn:x:__proto__.polluted'],
];
export const SIMPLE = [
  ...['userName', 'displayName', 'nickName', 'title', 'userType', 'locale', 'timezone', 'preferredLanguage'],
  ...['profileUrl', 'active', 'externalId', 'id', 'password'],
];
export const PLURAL = [
  ...['emails', 'phoneNumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles', 'x509Certificates'],
  ...['groups', 'members'],
];
export const PARTS = [
  ...['value', 'type', 'primary', 'display', '$ref', 'givenName', 'familyName', 'formatted', 'streetAddress'],
  ...['displayName', 'created', 'lastModified', 'version', 'resourceType', 'location'],
];
export const OTHER = ['name', 'meta', 'schemas', 'manager', 'department', 'employeeNumber', ENTERPRISE, USER, GROUP];
export const NAMES = [...SIMPLE, ...PLURAL, ...PARTS, ...OTHER];
export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Co'];

export const PLAIN_TEXTS = ['a', 'A', 'bjensen', 'work', 'home', 'bjensen@example.com', 'Straße', 'QUI=', '😀'];
/** What most schemas have where a path may lead. */
export const SETTABLE = [
  ...[
    'displayName',
    'title',
    'active',
    'externalId',
    'emails',
    'roles',
    'name.givenName',
    'name',
    'manager',
    'members',
  ],
  ...['emails[type eq "work"].value', 'emails[type eq "work"]', 'addresses[type eq "home"].locality', 'photos.type'],
  ...['members[value eq "a"]', 'emails.display', 'phoneNumbers[not (primary eq true)].type', 'x509Certificates'],
  ...[ENTERPRISE, `${ENTERPRISE}:department`, `${ENTERPRISE}:manager.value`, `${USER}:nickName`, 'department'],
];

export const TEXTS = [
  ...['', 'a', 'A', 'bjensen', 'work', 'home', 'bjensen@example.com', 'True', 'false', 'null', '-1', '01', '1e0'],
  ...['2026-01-31T12:00:00Z', '2026-13-40T99', '9999-12-31T23:59:59+99:99', '0000-01-01T00:00:00Z', 'QUI=', '====='],
  ...[
    '%',
    '_',
    '!',
    '\\',
    "'",
    '"',
    "' or 1=1 --",
    '${7*7}',
    '{{7*7}}',
    '%s%n',
    '=1+1',
    '../../etc/passwd',
    'bulkId:a',
  ],
  ...['\u0000', '\ud800', '\udc00a', '\u202eabc', 'a\u200b', '\ufeff', '\r\nX: y', '\u001b[31m', ' a ', '\u00a0'],
  ...['ß', 'ﬁ', 'İ', 'ı', 'Ⅷ', '\u0041\u030a', '😀', '\u{e0001}', 'ǆ', '١', 'a'.repeat(255), 'é'.repeat(300)],
];
export const HOSTILE_NUMBERS = [0, -0, 1, -1, 1.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 4294967296];
/** As they stand in a filter. */
export const LITERALS = [
  ...['true', 'false', 'null', '0', '-0', '1e999', '-1', '1.5', '12345678901234567890', '"\\u0000"', '"\\ud800"'],
  ...['"\\"', '"\\x"', '"unterminated', "'x'", '[]', '{}', 'NaN', 'Infinity', '"', '""', '"\\n"', '"\\u00e9"'],
];
/** Put into texts byte by byte, whatever stands there. */
export const TOKENS = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    '\\',
    ',',
    ':',
    '.',
    '..',
    ' ',
    '  ',
    '\t',
    '\n',
    '\u00a0',
    '\u202e',
    '\u0000',
  ],
  ...[' and ', ' or ', 'not ', 'not(', ' pr', ' eq ', 'eq', 'null', 'true', '1e999', '-', '$', '/', ';', '%', '&', '='],
  ...['\ud800', '\udfff', '😀', '\ufeff', '/*', '--', '\\u0000', '\\ud800', '"__proto__":', '"constructor":{', '[['],
  ...NAMES,
  ...PROTOTYPE_NAMES,
];

/** Inputs on which libraries hung, crashed or answered wrongly; each is run as it is and mutated. */
export const KNOWN_FILTERS = [
  `userName eq "${'\n'.repeat(28)}`,
  `userName eq "${'\\a'.repeat(36)}"`,
  '('.repeat(2000),
  `${'not ('.repeat(500)}a pr`,
  `${'a['.repeat(300)}b`,
  `${'a.'.repeat(1000)}b pr`,
  `${'(title eq "a" or nickName eq "b") and '.repeat(14)}active eq true`,
  `${'title pr or '.repeat(199)}title pr`,
  `${'title pr or '.repeat(600)}title pr`,
  `userName sw "${'%'.repeat(2000)}"`,
  'emails[type eq "work" and value eq "bob@home.com"]',
  'emails[not (type eq "work")]',
  'emails[type eq "work"].value eq "x"',
  `${USER}:userName eq "bob"`,
  `${ENTERPRISE}:manager.displayName eq "x"`,
  'displayName eq "a\\\\"',
  'meta.lastModified gt "2026-13-40T99"',
  'userName eq "a" or "1" eq "1"',
  "userName eq 'x'",
  'id eq id',
  'password sw "$"',
  'userName pr pr',
  'urn:evil:__proto__ pr',
  'roles[value eq "u:admin"]',
];
