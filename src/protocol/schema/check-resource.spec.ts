import { checkResource } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../urns.js';
import { defineAttribute } from './define-attribute.js';
import { ResourceSchema } from './resource-schema.js';
import { groupSchema, USER_TYPE, userSchema } from './resource-types.js';

const refusal = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

const user = (attributes: object): JsonObject => ({ schemas: [USER_SCHEMA], userName: 'jane', ...attributes });
const group = (attributes: object): JsonObject => ({ schemas: [GROUP_SCHEMA], displayName: 'G', ...attributes });
const documentOf = (attributes: object) => checkResource(user(attributes), userSchema).document;

describe('bodies of Okta and Entra', () => {
  it('Okta creates a user (OIN template)', () => {
    const body = {
      schemas: [USER_SCHEMA],
      userName: 'test.user@okta.local',
      name: { givenName: 'Test', familyName: 'User' },
      emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
      displayName: 'Test User',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    };
    expect(checkResource(body, userSchema)).toEqual({
      password: '1mz050nq',
      document: {
        externalId: '00ujl29u0le5T6Aj10h7',
        userName: 'test.user@okta.local',
        name: { familyName: 'User', givenName: 'Test' },
        displayName: 'Test User',
        locale: 'en-US',
        active: true,
        emails: [{ value: 'test.user@okta.local', type: 'work', primary: true }],
      },
    });
  });

  it('Okta sends back what GET returned, with id, meta, groups and display', () => {
    const body = {
      schemas: [USER_SCHEMA],
      id: '23a35c27',
      userName: 'test.user@okta.local',
      name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' },
      emails: [{ primary: true, value: 't@okta.local', type: 'work', display: 't@okta.local' }],
      active: true,
      groups: [{ value: 'g1', display: 'G' }],
      meta: { resourceType: 'User', version: 'W/"1"' },
    };
    expect(Object.keys(checkResource(body, userSchema).document)).toEqual(['userName', 'name', 'active', 'emails']);
  });

  it('Entra creates a user', () => {
    const body = {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      externalId: '0a21f0f2',
      userName: 'Test_User',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'x@testuser.com' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
      roles: [],
      addresses: null,
      title: null,
      department: null,
      manager: null,
    };
    expect(Object.keys(checkResource(body, userSchema).document)).toEqual([
      'externalId',
      'userName',
      'name',
      'active',
      'emails',
    ]);
  });

  it.each<[string, object, JsonObject]>([
    [
      'capital names',
      { NickName: 'ann', EMAILS: [{ Value: 'a', Primary: 'True' }] },
      { userName: 'jane', nickName: 'ann', emails: [{ value: 'a', primary: true }] },
    ],
    ['string booleans', { active: 'False' }, { userName: 'jane', active: false }],
    [
      'an extension without its URN in schemas',
      { [ENTERPRISE_USER_SCHEMA.toUpperCase()]: { Department: 'R&D' } },
      { userName: 'jane', [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } },
    ],
    [
      'a bare manager',
      { [ENTERPRISE_USER_SCHEMA]: { manager: '271' } },
      { userName: 'jane', [ENTERPRISE_USER_SCHEMA]: { manager: { value: '271' } } },
    ],
    [
      'an empty manager',
      { [ENTERPRISE_USER_SCHEMA]: { Manager: { Value: '', displayName: 'x' } } },
      { userName: 'jane' },
    ],
    ['an object for a list (OneLogin)', { emails: { value: 'a' } }, { userName: 'jane', emails: [{ value: 'a' }] }],
    ['bare text for an element', { emails: ['a', null] }, { userName: 'jane', emails: [{ value: 'a' }] }],
    [
      'a JSON text as role',
      { roles: [{ value: '{"id":"06b0"}' }] },
      { userName: 'jane', roles: [{ value: '{"id":"06b0"}' }] },
    ],
    [
      'values that repeat, once',
      {
        emails: [
          { value: 'a', type: 'work' },
          { value: 'a', type: 'work' },
        ],
      },
      { userName: 'jane', emails: [{ value: 'a', type: 'work' }] },
    ],
    [
      'types beyond the suggestions',
      { emails: [{ value: 'a', type: 'custom' }] },
      { userName: 'jane', emails: [{ value: 'a', type: 'custom' }] },
    ],
    ['empty text', { title: '', profileUrl: '' }, { userName: 'jane', title: '' }],
    [
      'unassigned in every way',
      { name: {}, emails: [], photos: [{}], ims: [null], nickName: null, [ENTERPRISE_USER_SCHEMA]: {} },
      { userName: 'jane' },
    ],
    ['an extension that is null', { [ENTERPRISE_USER_SCHEMA]: null }, { userName: 'jane' }],
    ['unknown attributes', { foo: 1, name: { foo: {} }, 'urn:x:User': { a: 1 }, members: [1] }, { userName: 'jane' }],
    ['names that objects inherit', { constructor: { prototype: { x: 1 } }, toString: 1 }, { userName: 'jane' }],
    [
      'an unknown URN',
      { schemas: [USER_SCHEMA.toLowerCase(), 'http://schemas.microsoft.com/2006/11/x'] },
      { userName: 'jane' },
    ],
  ])('accepts %s', (_, attributes, expected) => {
    expect(documentOf(attributes)).toEqual(expected);
  });

  it('keeps text exactly as sent', () => {
    const text = ' ß e\u0301 𝔘 %_\\" ';
    expect(documentOf({ nickName: text }).nickName).toBe(text);
  });

  it('answers in the order of the schema', () => {
    const document = documentOf({
      [ENTERPRISE_USER_SCHEMA]: { division: 'd', costCenter: 'c' },
      title: 't',
      name: { givenName: 'g', formatted: 'f' },
    });
    expect(JSON.stringify(document)).toBe(
      `{"userName":"jane","name":{"formatted":"f","givenName":"g"},"title":"t","${ENTERPRISE_USER_SCHEMA}":{"costCenter":"c","division":"d"}}`,
    );
  });

  it.each<[object, string | undefined]>([
    [{}, undefined],
    [{ password: null }, undefined],
    [{ password: '' }, undefined],
    [{ Password: ' s3cret ' }, ' s3cret '],
  ])('splits the password off: %j', (attributes, password) => {
    const checked = checkResource(user(attributes), userSchema);
    expect(checked.password).toBe(password);
    expect(JSON.stringify(checked.document)).not.toMatch(/password/i);
  });
});

describe('the body as a whole', () => {
  it.each<[string, unknown, RegExp]>([
    ['null', null, /JSON object/],
    ['a list', [], /JSON object/],
    ['text', 'x', /JSON object/],
    ['no schemas', { userName: 'x' }, /needs "schemas"/],
    ['schemas as text', { schemas: USER_SCHEMA, userName: 'x' }, /needs "schemas"/],
    ['empty schemas', { schemas: [], userName: 'x' }, /must hold/],
    ['schemas null', { schemas: null, userName: 'x' }, /needs "schemas"/],
    ['a number among the schemas', { schemas: [USER_SCHEMA, 1], userName: 'x' }, /needs "schemas"/],
    ['the schema of another type', { schemas: [GROUP_SCHEMA], userName: 'x' }, /must hold/],
    ['the extension alone', { schemas: [ENTERPRISE_USER_SCHEMA], userName: 'x' }, /must hold/],
    ['an attribute twice', user({ USERNAME: 'y' }), /"USERNAME" twice/],
    ['schemas twice', user({ Schemas: [USER_SCHEMA] }), /twice/],
    ['a sub-attribute twice', user({ name: { givenName: 'a', GivenName: 'b' } }), /^name holds/],
    ['one of an element twice', user({ emails: [{ value: 'a', Value: 'b' }] }), /^emails\[0\] holds/],
    ['an extension twice', user({ [ENTERPRISE_USER_SCHEMA]: {}, [ENTERPRISE_USER_SCHEMA.toUpperCase()]: {} }), /twice/],
  ])('refuses %s', (_, body, detail) => {
    expect(() => checkResource(body, userSchema)).toThrow(refusal('invalidSyntax', detail));
  });

  it('never echoes a long name', () => {
    const name = 'a'.repeat(5_000);
    expect(() => checkResource(user({ [name]: 1, [name.toUpperCase()]: 2 }), userSchema)).toThrow(
      refusal('invalidSyntax', /^.{1,200}$/),
    );
  });
});

describe('values', () => {
  const longest = 'x'.repeat(8_192);
  it.each<[string, object, RegExp]>([
    ['no userName', { userName: undefined }, /^userName is required/],
    ['userName null', { userName: null }, /^userName is required/],
    ['empty userName', { userName: '' }, /^userName is required/],
    ['blank userName', { userName: ' \u00a0 ' }, /^userName is required/],
    ['a number for userName', { userName: 1 }, /^userName must be a string, not a number/],
    ['an object for userName', { userName: { userName: 1 } }, /^userName must be a string, not an object/],
    ['a list for userName', { userName: ['x'] }, /^userName takes one value/],
    ['a userName of 256 characters', { userName: 'x'.repeat(256) }, /^userName is longer than 255/],
    ['256 such characters', { userName: '😀'.repeat(256) }, /^userName is longer than 255 characters\.$/],
    ['a space before userName', { userName: ' jane' }, /^userName starts or ends with white space/],
    ['a space after userName', { userName: 'jane ' }, /^userName starts or ends with white space/],
    ['a no-break space after userName', { userName: 'jane\u00a0' }, /^userName starts or ends with white space/],
    ['an ideographic space before userName', { userName: '\u3000jane' }, /^userName starts or ends with white space/],
    ['an em space after userName', { userName: 'jane\u2003' }, /^userName starts or ends with white space/],
    ['a Braille blank after userName', { userName: 'jane\u2800' }, /^userName starts or ends with white space/],
    ['a control character in userName', { userName: 'a\nb' }, /^userName holds a control/],
    ['a zero-width space in userName', { userName: 'a\u200bb' }, /^userName holds/],
    ['a direction override in userName', { userName: 'a\u202eb' }, /^userName holds/],
    ...['\u00a0', '\u1680', '\u2000', '\u2001', '\u2007', '\u200a', '\u202f', '\u205f'].map(
      (space): [string, object, RegExp] => [
        `U+${space.charCodeAt(0).toString(16)} within userName`,
        { userName: `jane${space}doe` },
        /^userName holds a space .* ordinary one/,
      ],
    ),
    ['a Braille blank within userName', { userName: 'jane\u2800doe' }, /^userName holds a control, invisible/],
    ['a noncharacter in userName', { userName: 'a\u{1fffe}b' }, /^userName holds a control, invisible/],
    ['an ignorable character in userName', { userName: 'a\u{1d173}b' }, /^userName holds a control, invisible/],
    ['a number for externalId', { externalId: 1 }, /^externalId must be a string/],
    ['toSqlString', { nickName: { toSqlString: 1 } }, /^nickName must be a string/],
    ['a boolean for text', { title: true }, /^title must be a string, not a boolean/],
    ['NUL', { title: 'a\0b' }, /^title holds a character/],
    ['half a surrogate pair', { title: 'a\ud800b' }, /^title holds a character/],
    ['text beyond the limit', { title: `${longest}x` }, /^title is longer than 8192/],
    ['a number for active', { active: 1 }, /^active must be true or false, not a number/],
    ['"yes" for active', { active: 'yes' }, /^active must be true or false/],
    ['empty text for active', { active: '' }, /^active must be true or false/],
    ['a list for active', { active: [true] }, /^active takes one value/],
    ['text for name', { name: 'Jane' }, /^name must be an object/],
    ['two names', { name: [{}, {}] }, /^name takes one value/],
    ['a number as element', { emails: [{ value: 'a' }, 5] }, /^emails\[1\] must be an object with "value"/],
    ['text for an address', { addresses: ['x'] }, /^addresses\[0\] must be an object\./],
    ['a number as e-mail address', { emails: [{ value: 5 }] }, /^emails\[0\]\.value must be a string/],
    ['text for primary', { emails: [{ value: 'a' }, { value: 'b', primary: 'ja' }] }, /^emails\[1\]\.primary must be/],
    ['a complex value in a sub-attribute', { name: { givenName: { a: 1 } } }, /^name\.givenName must be a string/],
    [
      'two primary values',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: 'true' },
        ],
      },
      /^emails has more than one/,
    ],
    ['1,001 values', { emails: Array.from({ length: 1_001 }, () => 'a') }, /^emails has more than 1000 /],
    [
      'more than 256 KiB',
      { emails: Array.from({ length: 80 }, (_, n) => `${n}`.repeat(4_000)) },
      /^The user is larger than 256 KiB/,
    ],
    ['a URI with a space', { profileUrl: 'http://x y' }, /^profileUrl must be a URI/],
    ['markup for a URI', { photos: [{ value: '<script>' }] }, /^photos\[0\]\.value must be a URI/],
    ['no base64', { x509Certificates: [{ value: 'not base64!' }] }, /^x509Certificates\[0\]\.value must be base64/],
    ['cut base64', { x509Certificates: [{ value: 'QUJDR' }] }, /must be base64/],
    ['text for the extension', { [ENTERPRISE_USER_SCHEMA]: 'x' }, /enterprise:2\.0:User must be an object/],
    [
      'a number in the extension',
      { [ENTERPRISE_USER_SCHEMA]: { employeeNumber: 701984 } },
      /:User:employeeNumber must be a string/,
    ],
    ['two managers', { [ENTERPRISE_USER_SCHEMA]: { manager: ['1', '2'] } }, /:User:manager takes one value/],
    ['a number as password', { password: 5 }, /^password must be a string/],
  ])('refuses %s', (_, attributes, detail) => {
    expect(() => checkResource(user(attributes), userSchema)).toThrow(refusal('invalidValue', detail));
  });

  it.each<[string, object]>([
    ['255 characters of userName', { userName: 'x'.repeat(255) }],
    ['255 characters that are two UTF-16 units each', { userName: '😀'.repeat(255), title: '😀'.repeat(8_192) }],
    ['spaces within userName', { userName: 'jane van doe' }],
    ['white space around other text', { title: ' x\u00a0', displayName: '\u3000x ' }],
    ['1,000 values', { emails: Array.from({ length: 1_000 }, () => 'a') }],
    ['8,192 characters', { title: longest }],
    ['a relative URI', { profileUrl: '../Users/1?a=b#c' }],
    ['an IRI', { photos: [{ value: 'https://ex.example/ü' }] }],
    [
      'base64, padded or not, of either alphabet',
      { x509Certificates: ['QUI=', 'QUI', '-_8', '+/8='].map((value) => ({ value })) },
    ],
  ])('accepts %s', (_, attributes) => {
    expect(() => checkResource(user(attributes), userSchema)).not.toThrow();
  });
});

describe('types that only extended fields have', () => {
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
            defineAttribute('size', 'size', { type: 'integer' }),
            defineAttribute('ratio', 'ratio', { type: 'decimal' }),
            defineAttribute('since', 'since', { type: 'dateTime' }),
            defineAttribute('tags', 'tags', { multiValued: true }),
            defineAttribute('constructor', 'must', { required: true }),
          ],
        },
      },
    ],
  });
  const check = (values: object) =>
    checkResource(user({ 'urn:x:User': { constructor: 'c', ...values } }), schema).document;

  it.each<[JsonObject]>([
    [{ size: -3, ratio: 1.5, since: '2026-01-31T12:00:00.5+02:00', tags: ['a', 'b'] }],
    [{ ratio: Number.MAX_SAFE_INTEGER }],
    [{ ratio: Number.MIN_SAFE_INTEGER }],
    [{ ratio: 5e-324 }],
    [{ since: '2024-02-29T00:00:00Z' }],
    [{ tags: 'a' }],
  ])('accepts %j', (values) => {
    const tags: object = typeof values.tags === 'string' ? { tags: [values.tags] } : {};
    expect(check(values)['urn:x:User']).toEqual({ constructor: 'c', ...values, ...tags });
  });

  it.each([
    [{ size: 1.5 }, /size must be a whole number, without a fraction\.$/],
    [{ size: '1' }, /size must be a whole number/],
    [{ size: 2 ** 53 }, /size must be a whole number between -9007199254740991 and 9007199254740991\.$/],
    [{ size: -(2 ** 60) }, /size must be a whole number between/],
    [{ size: JSON.parse('1e400') as number }, /size must be a whole number between/],
    [{ ratio: JSON.parse('-1e400') as number }, /ratio must be a number between/],
    [{ ratio: 2 ** 53 }, /ratio must be a number between -9007199254740991 and 9007199254740991\.$/],
    [{ ratio: JSON.parse('-12345678901234567891') as number }, /ratio must be a number between/],
    [{ ratio: '1' }, /ratio must be a number/],
    [{ since: '2026-01-31' }, /since must be a date and time/],
    [{ since: '2026-02-30T00:00:00Z' }, /since must be a date and time/],
    [{ since: 5 }, /since must be a string/],
    [{ tags: ['a', 1] }, /tags\[1\] must be a string/],
    [{ size: 1, constructor: null }, /urn:x:User:constructor is required/],
  ])('refuses %j', (values, detail) => {
    expect(() => check(values)).toThrow(refusal('invalidValue', detail));
  });

  it('an optional extension that is absent requires nothing', () => {
    expect(() => checkResource(user({}), schema)).not.toThrow();
  });

  const extension = {
    id: 'urn:y:User',
    name: 'Y',
    description: 'Y',
    attributes: [defineAttribute('must', 'must', { required: true }), defineAttribute('may', 'may')],
  };
  it.each<[string, boolean, object, RegExp | undefined]>([
    ['absent', true, {}, /^urn:y:User is required/],
    ['null', true, { 'urn:y:User': null }, /^urn:y:User is required/],
    ['empty', true, { 'urn:y:User': {} }, /^urn:y:User is required/],
    ['without what it requires', true, { 'urn:y:User': { may: 'x' } }, /^urn:y:User:must is required/],
    ['complete', true, { 'urn:y:User': { must: 'x' } }, undefined],
    ['absent', false, {}, undefined],
    ['without what it requires', false, { 'urn:y:User': { may: 'x' } }, /^urn:y:User:must is required/],
  ])('29: an extension that is %s, required: %s (RFC 7643 §6)', (_, required, values, detail) => {
    const schemaWith = new ResourceSchema({ ...USER_TYPE, extensions: [{ required, schema: extension }] });
    const run = (): unknown => checkResource(user(values), schemaWith);
    if (detail === undefined) expect(run).not.toThrow();
    else expect(run).toThrow(refusal('invalidValue', detail));
  });
});

describe('groups', () => {
  it.each<[string, object, readonly string[] | undefined]>([
    ['Okta, empty', { members: [] }, []],
    ['null', { members: null }, []],
    ['none named', {}, undefined],
    [
      'Okta, AIW',
      {
        members: [
          { value: 'a', display: 'steve@x' },
          { value: 'b', display: null },
        ],
      },
      ['a', 'b'],
    ],
    ['Entra', { Members: [{ $ref: null, Value: 'a' }] }, ['a']],
    ['bare ids', { members: ['a', 'b', 'a'] }, ['a', 'b']],
    ['one object', { members: { value: 'a', type: 'User' } }, ['a']],
    ['an id that objects inherit', { members: ['__proto__'] }, ['__proto__']],
    [
      '100,000',
      { members: Array.from({ length: 100_000 }, (_, index) => `${index}`) },
      Array.from({ length: 100_000 }, (_, index) => `${index}`),
    ],
  ])('members: %s', (_, attributes, expected) => {
    const checked = checkResource(group(attributes), groupSchema);
    expect(checked.members).toEqual(expected);
    expect(checked.document).toEqual({ displayName: 'G' });
  });

  it('keep a displayName with white space around it', () => {
    expect(checkResource(group({ displayName: ' G ' }), groupSchema).document).toEqual({ displayName: ' G ' });
  });

  it.each<[string, object, RegExp]>([
    ['no displayName', { displayName: undefined, members: [] }, /^displayName is required/],
    ['blank displayName', { displayName: '  ' }, /^displayName is required/],
    ['a nested group', { members: [{ value: 'a' }, { value: 'g', type: 'group' }] }, /^members\[1\] is a group/],
    ['a member without id', { members: [{ display: 'x' }] }, /^members\[0\]\.value must be the id/],
    ['an empty id', { members: [''] }, /^members\[0\] must be the id/],
    ['a number as id', { members: [{ value: 5 }] }, /^members\[0\]\.value must be the id/],
    ['null as member', { members: [null] }, /^members\[0\] must be an object/],
    ['a list as member', { members: [['a']] }, /^members\[0\] must be an object/],
    ['a number as members', { members: 5 }, /^members must be an object/],
    ['an endless id', { members: ['x'.repeat(256)] }, /^members\[0\] is longer/],
    ['100,001', { members: Array.from({ length: 100_001 }, () => 'a') }, /more than 100000/],
  ])('refuses %s', (_, attributes, detail) => {
    expect(() => checkResource(group(attributes), groupSchema)).toThrow(refusal('invalidValue', detail));
  });

  it('refuses a member with two ids', () => {
    expect(() => checkResource(group({ members: [{ value: 'a', VALUE: 'b' }] }), groupSchema)).toThrow(
      refusal('invalidSyntax', /members\[0\]/),
    );
  });
});

test('nothing reaches the prototype of objects', () => {
  const body = JSON.parse(
    `{"schemas":["${USER_SCHEMA}"],"userName":"x","__proto__":{"polluted":1},"name":{"__proto__":{"polluted":1}},` +
      `"${ENTERPRISE_USER_SCHEMA}":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
  ) as unknown;
  const { document } = checkResource(body, userSchema);
  expect(document).toEqual({ userName: 'x' });
  expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
