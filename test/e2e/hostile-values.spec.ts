import type { AttributeDefinition } from '../../src/protocol/schema/attribute-definition.js';
import { GROUP_TYPE, USER_TYPE } from '../../src/protocol/schema/resource-types.js';
import { BULK_REQUEST, ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { describeApp } from '../support/describe-app.js';
import { expectRefusal, type HostileTarget, hostileTarget } from '../support/hostile-target.js';

type Wrap = (value: unknown) => object;

interface Field {
  readonly name: string;
  readonly definition: AttributeDefinition;
  /** Puts a value of the field into an object of attributes. */
  readonly wrap: Wrap;
}

/** The attributes of a schema and their parts that take a text, as far as a client may write them. */
function textFields(attributes: readonly AttributeDefinition[], wrapOf: (name: string) => Wrap): readonly Field[] {
  return attributes
    .filter(({ mutability }) => mutability !== 'readOnly')
    .flatMap((definition): readonly Field[] => {
      const { name, type, multiValued, subAttributes = [] } = definition;
      const wrap = wrapOf(name);
      if (type !== 'complex') return type === 'boolean' ? [] : [{ name, definition, wrap }];
      return textFields(subAttributes, (sub) => (value) => {
        return wrap(multiValued ? [{ [sub]: value }] : { [sub]: value });
      }).map((field) => ({ ...field, name: `${name}.${field.name}` }));
    });
}

const plain =
  (name: string): Wrap =>
  (value) => ({ [name]: value });
const inEnterprise =
  (name: string): Wrap =>
  (value) => ({ [ENTERPRISE_USER_SCHEMA]: { [name]: value } });
const extensions = USER_TYPE.extensions.flatMap(({ schema }) => schema.attributes);
const userFields = [...textFields(USER_TYPE.schema.attributes, plain), ...textFields(extensions, inEnterprise)];
const groupFields = textFields(GROUP_TYPE.schema.attributes, plain).filter(({ name }) => !name.startsWith('members'));
const externalId = { name: 'externalId', wrap: plain('externalId') };

/** As JSON texts: some say what `JSON.stringify` cannot. */
const NO_TEXTS = [
  ...[
    '0',
    '1',
    '-1',
    '1.5',
    '1e999',
    '-0',
    '12345678901234567890',
    'true',
    'false',
    '{"a":1}',
    '["x"]',
    '[1]',
    '[["x"]]',
  ],
  ...[
    '[null]',
    '{"userName":{"userName":1}}',
    '{"toSqlString":1}',
    '{"value":{"value":"x"}}',
    '{"$gt":""}',
    '{"length":1}',
  ],
];

describeApp('Grafana CVE-2025-41115, TypeORM CVE-2025-60542: what is no text where a text is due', (app) => {
  let target: HostileTarget;
  beforeAll(async () => {
    target = await hostileTarget(app());
  });
  afterEach(() => target.expectUntouched());

  it('looks at every text of users and groups', () => {
    expect(userFields.length).toBeGreaterThan(50);
    expect(groupFields.map(({ name }) => name)).toEqual(['displayName']);
  });

  const rows = [
    ...[...userFields, externalId].map(({ name, wrap }) => ({ type: 'user' as const, name, wrap })),
    ...[...groupFields, externalId].map(({ name, wrap }) => ({ type: 'group' as const, name, wrap })),
  ];
  it.each(rows)('$name of a $type', async ({ type, wrap }) => {
    const path = type === 'user' ? target.userPath : target.groupPath;
    const marked = wrap('@@');
    for (const value of NO_TEXTS) {
      const put = JSON.stringify({ ...target[type], ...marked }).replace('"@@"', value);
      const operation = JSON.stringify({ op: 'replace', value: marked }).replace('"@@"', value);
      const patch = `{"schemas":["${PATCH_OP}"],"Operations":[${operation}]}`;
      for (const [method, body] of [
        ['PUT', put],
        ['PATCH', patch],
      ] as const) {
        const answer = await target.send(method, path, body);
        // A list of nothing in an attribute of many values says that there is none, as there was before.
        if (answer.status === 200 || answer.status === 204) expect(['[null]']).toContain(value);
        else expectRefusal(answer, 400);
      }
    }
  });

  it.each(['id', 'meta', 'groups', 'schemas', 'members'])(
    "whatever is sent as %s, which is not a user's to say",
    async (name) => {
      for (const value of NO_TEXTS) {
        const body = JSON.stringify({ ...target.user, [name]: '@@' }).replace('"@@"', value);
        const answer = await target.send('PUT', target.userPath, body);
        if (answer.status !== 200) expectRefusal(answer, 400);
      }
    },
  );

  it.each(['0', '1', 'true', '1e999', '-1', '1.5', '[]', '{}', "'1'", '0x1', '٣'])(
    'a filter that compares a text with %s',
    async (literal) => {
      for (const attribute of ['externalId', 'userName', 'id', 'emails.value', 'name.givenName', 'meta.created']) {
        for (const operator of ['eq', 'ne', 'co', 'gt']) {
          const filter = encodeURIComponent(`${attribute} ${operator} ${literal}`);
          expectRefusal(await target.send('GET', `/Users?filter=${filter}`), 400, 'invalidFilter');
        }
      }
    },
  );

  it.each(NO_TEXTS.concat('null', '"text"'))('%s as the data of a bulk operation', async (data) => {
    const operation = (method: string, path: string): string =>
      `{"method":"${method}","path":"${path}","bulkId":"${method}","data":${data}}`;
    const operations = [
      operation('POST', '/Users'),
      operation('PUT', target.userPath),
      operation('PATCH', target.groupPath),
    ];
    const body = `{"schemas":["${BULK_REQUEST}"],"Operations":[${operations.join(',')}]}`;
    const answer = await target.send('POST', '/Bulk', body);
    expect(answer.status).toBe(200);
    expect(answer.body.Operations).toMatchObject([{ status: '400' }, { status: '400' }, { status: '400' }]);
  });

  it.each([
    ['NUL', 'a\\u0000b'],
    ['half a character', 'a\\ud800b'],
    ['the other half', '\\udc00'],
    ['a line break', 'a\\r\\nb'],
    ['a command to a terminal', '\\u001b[31ma'],
    ['a reversal of direction', 'a\u202eb'],
    ['an isolate', 'a\u2066b\u2069'],
    ['an Arabic letter mark', 'a\u061cb'],
    ['a zero-width space', 'a\u200bb'],
    ['a byte order mark', '\ufeffa'],
    ['a tag', 'a\u{e0041}'],
    ['a variation selector', 'a\ufe0f'],
    ['a blank at the end', 'a '],
    ['a fullwidth blank', '\u3000a'],
    ['a no-break space', 'a\u00a0b'],
    ['an Ogham space', 'a\u1680b'],
    ['an en quad', 'a\u2000b'],
    ['a hair space', 'a\u200ab'],
    ['a narrow no-break space', 'a\u202fb'],
    ['a mathematical space', 'a\u205fb'],
    ['a Braille blank', 'a\u2800b'],
    ['a musical mark that is not shown', 'a\u{1d17a}b'],
    ['a shorthand mark that is not shown', 'a\u{1bca0}b'],
    ['what is to be ignored once it is something', 'a\ufff0b'],
    ['a noncharacter', 'a\ufffeb'],
    ['one of another plane', 'a\u{1fffe}b'],
    ['256 characters', 'a'.repeat(256)],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('%s in a userName is 400', async (_name, userName) => {
    const body = `{"schemas":["${USER_SCHEMA}"],"userName":"${userName}"}`;
    expectRefusal(await target.send('POST', '/Users', body), 400, 'invalidValue');
    expectRefusal(await target.send('PUT', target.userPath, body), 400, 'invalidValue');
    const patch = `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"replace","path":"userName","value":"${userName}"}]}`;
    expectRefusal(await target.send('PATCH', target.userPath, patch), 400, 'invalidValue');
  });

  it.each(['nothing"}', 'a\u202eb\r\nc', `${'a'.repeat(63)}😀`, '\u001b[2J', '${7*7}'])(
    'an unknown member %j is not repeated as it is',
    async (value) => {
      const Operations = [{ op: 'add', path: 'members', value: [{ value }] }];
      expectRefusal(await target.send('PATCH', target.groupPath, { schemas: [PATCH_OP], Operations }), 400);
      const operations = [{ method: 'DELETE', path: `/Users/bulkId:${encodeURIComponent(value)}` }];
      const answer = await target.send('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations: operations });
      expect(answer.body.Operations).toMatchObject([{ status: '400' }]);
    },
  );
});

describeApp('texts that look dangerous and are none', (app) => {
  let target: HostileTarget;
  beforeAll(async () => {
    target = await hostileTarget(app());
  });

  it.each([
    ...['${7*7}', '#{7*7}', '{{7*7}}', '%s%n%x', '=1+1', '@SUM(A1)', '<script>alert(1)</script>', '../../etc/passwd'],
    ...[
      "' OR '1'='1",
      'a\\',
      '"; DROP TABLE resource; --',
      '%',
      '_',
      '!%',
      'null',
      'undefined',
      'NaN',
      'true',
      '0',
      '-1',
    ],
    ...[
      '1e999',
      'Ω≈ç√',
      '田中さん',
      'الكل في المجمو عة',
      '👩‍👩‍👧',
      '\u202eright',
      'a\r\nX-Injected: 1',
      '\u001b[31m',
      'bulkId:a',
    ],
    ...['__proto__', 'constructor', 'a'.repeat(8_192), '😀'.repeat(4_096), ' blank ', '\ufeffmark', 'İıﬁß'],
  ])('%j is stored and found as it is', async (text) => {
    const userName = `text-${Math.random().toString(36).slice(2)}@example.com`;
    const body = { schemas: [USER_SCHEMA], userName, title: text, name: { givenName: text } };
    const created = await target.send('POST', '/Users', body);
    expect(created.status).toBe(201);
    const path = `/Users/${String(created.body.id)}`;
    expect((await target.send('GET', path)).body).toMatchObject({ title: text, name: { givenName: text } });
    const filter = encodeURIComponent(`userName eq "${userName}" and title eq ${JSON.stringify(text)}`);
    if (filter.length < 8_000) {
      expect((await target.send('GET', `/Users?filter=${filter}`)).body).toMatchObject({ totalResults: 1 });
    }
    const Operations = [{ op: 'replace', value: { 'name.familyName': text } }];
    const patched = await target.send('PATCH', path, { schemas: [PATCH_OP], Operations });
    expect(patched.body).toMatchObject({ name: { familyName: text } });
  });

  it.each(['active', 'name', 'emails', 'x509Certificates', 'manager', ENTERPRISE_USER_SCHEMA])(
    'whatever is sent as %s',
    async (name) => {
      for (const value of NO_TEXTS) {
        const body = JSON.stringify({ ...target.user, [name]: '@@' }).replace('"@@"', value);
        const answer = await target.send('PUT', target.userPath, body);
        if (answer.status !== 200) expectRefusal(answer, 400);
      }
    },
  );

  // The log cuts what it says at 255: at whatever half of a character that is.
  it.each([...Array(8).keys()])(
    'names of characters in two halves, shifted by %i, leave a log of whole characters',
    async (n) => {
      const name = `${'a'.repeat(n)}${'😀'.repeat(120)}`;
      const user = { schemas: [USER_SCHEMA], userName: name };
      expect((await target.send('POST', '/Users', user)).status).toBe(201);
      expectRefusal(await target.send('POST', '/Users', user), 409, 'uniqueness');
      const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: name };
      expect((await target.send('POST', '/Groups', group)).status).toBe(201);
      const { status, text } = await app().admin('GET', `/tenants/${target.slug}/logs?sortOrder=DESCENDING&limit=5`);
      expect({ status, halves: /\\ud[89a-f]/i.test(text) }).toEqual({ status: 200, halves: false });
    },
  );

  it('another body in the form of ours: a byte order mark, a parameter, a charset in quotes, no compression', async () => {
    const body = { schemas: [USER_SCHEMA], userName: 'form@example.com' };
    const text = JSON.stringify(body);
    const put = (bytes: string, ...headers: string[]) => target.send('PUT', target.userPath, bytes, headers);
    const target200 = JSON.stringify(target.user);
    expect((await put(`\ufeff${target200}`)).status).toBe(200);
    expect((await put(target200, 'Content-Type: application/scim+json;profile=x')).status).toBe(200);
    expect((await put(target200, 'Content-Type: APPLICATION/JSON ; CharSet="UTF-8"')).status).toBe(200);
    expect((await put(target200, 'Content-Encoding: identity')).status).toBe(200);
    expect((await target.send('POST', '/Users', ` \r\n\t${text}\n`)).status).toBe(201);
    expectRefusal(await put(`\ufeff\ufeff${target200}`), 400, 'invalidSyntax');
  });

  it('Grafana CVE-2025-41115: no externalId or userName of a client selects an id of ours', async () => {
    const own = target.userPath.replace('/Users/', '');
    const values = [...['1', '0', '-1', '01', '1e0', '0x1', '1.0', 'true', 'null', own], target.groupPath];
    for (const value of values) {
      const body = { schemas: [USER_SCHEMA], userName: `as-${value}`, externalId: value };
      expect((await target.send('POST', '/Users', body)).status).toBe(201);
    }
    for (const value of values) {
      const find = (filter: string) => target.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      const found = (await find(`externalId eq "${value}"`)).body.Resources as readonly { userName: string }[];
      expect(found.map(({ userName }) => userName)).toEqual([`as-${value}`]);
      if (value !== own) expect((await find(`id eq "${value}"`)).body).toMatchObject({ totalResults: 0 });
      if (value !== own) expectRefusal(await target.send('GET', `/Users/${encodeURIComponent(value)}`), 404);
    }
    expect((await target.send('GET', target.userPath)).body).toMatchObject({ userName: 'target@example.com' });
  });
});
