import fc from 'fast-check';
import {
  applyPatch,
  checkResource,
  foldMembership,
  parseBulk,
  parseFilter,
  parseListQuery,
  parsePatch,
  parseSearchRequest,
  resolveFilter,
} from '../../test/support/lenient.js';
import { orderOperations } from './bulk/order-operations.js';
import { evaluateFilter } from './filter/evaluate-filter.js';
import type { Json, JsonObject } from './json.js';
import { groupSchema, userSchema } from './schema/resource-types.js';
import { ScimError } from './scim-error.js';
import {
  BULK_REQUEST,
  ENTERPRISE_USER_SCHEMA as EXT,
  GROUP_SCHEMA,
  PATCH_OP,
  SEARCH_REQUEST,
  USER_SCHEMA,
} from './urns.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);

const NAMES = [
  ...['schemas', 'id', 'meta', 'externalId', 'userName', 'USERNAME', 'displayName', 'active', 'Active', 'password'],
  ...[
    'name',
    'givenName',
    'title',
    'emails',
    'value',
    'VALUE',
    'type',
    'primary',
    'display',
    '$ref',
    'photos',
    'roles',
  ],
  ...['addresses', 'x509Certificates', 'groups', 'members', 'Members', 'manager', 'department', EXT, `${EXT}:manager`],
  ...['Operations', 'operations', 'op', 'path', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'],
];
const PATHS = [
  ...[
    'name.givenName',
    'emails.type',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[value pr].type',
  ],
  ...['emails[not (primary eq true)]', 'members[value eq "a"]', 'members.value', `${EXT}:manager.value`, 'emails[', ''],
  ...['members[value eq "a" or value eq "b"]', '__proto__.x', 'constructor.prototype', `${GROUP_SCHEMA}:members`],
  ...[`${USER_SCHEMA}:active`, 'meta.version', 'emails[__proto__ eq "x"]', 'emails["', 'a[b[c]]', 'members[type pr]'],
];
const SETTABLE = [
  ...['userName', 'displayName', 'title', 'active', 'externalId', 'emails[type eq "work"].value', 'emails.display'],
  ...['name.givenName', 'manager', `${EXT}:department`, 'members', 'members[value eq "a"]', 'password', EXT],
];
const FILTERS = [
  ...[
    'userName eq "a"',
    'active eq true',
    'emails[type eq "work" and value co "x"]',
    'not (title pr)',
    'members eq "a"',
  ],
  ...[
    'meta.created gt "2026-01-01T00:00:00Z"',
    'userName eq',
    '((((',
    'password eq "x"',
    '__proto__ pr',
    'schemas sw "u"',
  ],
];

const text = fc.oneof(
  fc.constantFrom('', 'a', 'True', 'work', 'add', 'Replace', 'remove', ' x', USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, EXT),
  fc.constantFrom('\0', '\ud800', '\u202e', 'a\u00a0', '2026-01-01T00:00:00Z', 'QUI=', '-1', '1e400', 'Ⅷ'.repeat(300)),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.string({ maxLength: 12 }),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 53, -0),
);
const leaf = fc.oneof(text, fc.boolean(), number, fc.constant(null));
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES, ...PATHS) }, { weight: 1, arbitrary: text });
const { any, object } = fc.letrec<{ any: unknown; object: object }>((tie) => ({
  any: fc.oneof({ depthSize: 'small', maxDepth: 4 }, leaf, tie('object'), fc.array(tie('any'), { maxLength: 4 })),
  object: fc.dictionary(name, tie('any'), { maxKeys: 5 }),
}));

/** As it comes from the wire: plain objects, own keys only. Frozen, so that a write into the input is a TypeError. */
function received(value: unknown): Json {
  return freeze(JSON.parse(JSON.stringify(value) ?? 'null') as Json);
}

function freeze<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) freeze(child);
  return Object.freeze(value);
}

const PROTOTYPES = [Object, Array, String, Map, Function].map(({ prototype }) => prototype as object);
const keysOfPrototypes = (): string =>
  JSON.stringify(PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String)));
const KEYS_OF_PROTOTYPES = keysOfPrototypes();

/** What a run ends with; undefined for a refusal. Any other error is thrown on, and fails the property. */
function outcome<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    expect([400, 501]).toContain(error.status);
    expect(error.detail.length).toBeLessThan(600);
    return undefined;
  } finally {
    expect(keysOfPrototypes()).toBe(KEYS_OF_PROTOTYPES);
  }
}

function expectRoundTrip(value: unknown): void {
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
}

/** Runs a property over received JSON; `run` says whether the input was accepted, and enough of it must be. */
function forAny(arbitrary: fc.Arbitrary<unknown>, run: (input: Json) => boolean): void {
  let accepted = 0;
  const check = (value: unknown): void => {
    const input = received(value);
    const before = JSON.stringify(input);
    if (run(input)) accepted += 1;
    expect(JSON.stringify(input)).toBe(before);
  };
  fc.assert(fc.property(arbitrary, check), { numRuns: RUNS });
  expect(accepted).toBeGreaterThanOrEqual(Math.floor(RUNS / 100));
}

/** Anything at all, or a body that is right but for what stands in it. */
const bodyOf = (base: object, parts: fc.Arbitrary<object>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: any },
    {
      weight: 4,
      arbitrary: parts.map((given) => Object.fromEntries([...Object.entries(given), ...Object.entries(base)])),
    },
  );

const op = fc.constantFrom('add', 'Replace', 'remove');
const plausible = fc.oneof(
  fc.record({ op, path: fc.constantFrom(...SETTABLE), value: fc.oneof(text, fc.constantFrom(true, null, 'False')) }),
  fc.record({
    op,
    path: fc.constantFrom('emails', 'members'),
    value: fc.array(fc.record({ value: text, type: text })),
  }),
  fc.record({ op, path: fc.constantFrom(...NAMES, ...PATHS), value: any }),
  fc.record({ op, value: object }),
);
const wild = fc.record({ op: fc.oneof(op, any), path: fc.oneof(name, any), value: any }, { requiredKeys: ['op'] });
const operations = fc.array(
  fc.oneof({ weight: 8, arbitrary: plausible }, { weight: 1, arbitrary: wild }, { weight: 1, arbitrary: object }),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const patchBody = fc.oneof(
  { weight: 1, arbitrary: any },
  { weight: 6, arbitrary: operations.map((list) => ({ schemas: [PATCH_OP], Operations: list })) },
);

const USER = freeze<JsonObject>({
  externalId: 'x',
  userName: 'jane',
  name: { givenName: 'Jane' },
  active: true,
  emails: [
    { value: 'a', type: 'work', primary: true },
    { value: 'b', type: 'home' },
  ],
  [EXT]: { manager: { value: '1' } },
});
const GROUP = freeze<JsonObject>({ displayName: 'G' });

describe('whatever JSON comes in', () => {
  it.each([
    ['user', userSchema, bodyOf({ schemas: [USER_SCHEMA], userName: 'jane' }, object)],
    ['group', groupSchema, bodyOf({ schemas: [GROUP_SCHEMA], displayName: 'G' }, object)],
  ])('checkResource of a %s refuses, or answers with what it would accept again', (_, schema, body) => {
    forAny(body, (input) => {
      const checked = outcome(() => checkResource(input, schema));
      if (checked === undefined) return false;
      expectRoundTrip(checked);
      const again = checkResource({ ...checked.document, schemas: [schema.type.schema.id] }, schema);
      expect(JSON.stringify(again.document)).toBe(JSON.stringify(checked.document));
      return true;
    });
  });

  it('PATCH of a user refuses, or answers with a user that is active or not', () => {
    forAny(patchBody, (input) => {
      const patched = outcome(() => applyPatch(USER, parsePatch(input), userSchema));
      if (patched === undefined) return false;
      expectRoundTrip(patched);
      expect(typeof patched.document.active).toBe('boolean');
      return true;
    });
  });

  it('PATCH of a group refuses, or answers with a group and sets of ids', () => {
    forAny(patchBody, (input) => {
      const folded = outcome(() => foldMembership(parsePatch(input), groupSchema));
      if (folded === undefined) return false;
      const { membership } = folded;
      if (membership !== undefined) {
        expectRoundTrip(membership);
        const ids = membership.kind === 'replace' ? membership.members : [...membership.add, ...membership.remove];
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(typeof id).toBe('string');
      }
      const patched = outcome(() => applyPatch(GROUP, folded.rest, groupSchema));
      if (patched === undefined) return false;
      expectRoundTrip(patched);
      expect(typeof patched.document.displayName).toBe('string');
      return true;
    });
  });

  it('a list request is refused, or asks for a page', () => {
    const parameter = fc.constantFrom(
      'filter',
      'startIndex',
      'count',
      'attributes',
      'excludedAttributes',
      'x',
      '__proto__',
    );
    const value = fc.oneof(text, fc.constantFrom(...FILTERS, ...PATHS, ...NAMES), fc.nat().map(String), any);
    forAny(fc.dictionary(parameter, value, { maxKeys: 3 }), (input) => {
      const query = outcome(() => parseListQuery(input as JsonObject, userSchema));
      if (query === undefined) return false;
      expect(query.startIndex).toBeGreaterThanOrEqual(1);
      expect(query.count).toBeGreaterThanOrEqual(0);
      expect(query.count).toBeLessThanOrEqual(1_000);
      return true;
    });
  });
});

describe('whatever the grammar of filters makes', () => {
  const literal = fc.oneof(
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom('true', 'null', '1', '1e999', "'x'"),
  );
  const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
  const condition = fc.oneof(
    fc.constantFrom(...NAMES).map((path) => `${path} pr`),
    fc.tuple(fc.constantFrom(...NAMES, 'meta.created'), operator, literal).map((parts) => parts.join(' ')),
  );
  const { filter } = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      condition,
      fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map((parts) => parts.join(' ')),
      tie('filter').map((inner) => `not (${inner})`),
      tie('filter').map((inner) => `emails[${inner}]`),
    ),
  }));

  it('is refused, or true or false of a resource, and its negation the other', () => {
    forAny(filter, (input) => {
      const resolved = outcome(() => resolveFilter(parseFilter(typeof input === 'string' ? input : ''), userSchema));
      if (resolved === undefined) return false;
      const answer = evaluateFilter(resolved, { id: 'u', ...USER });
      expect(evaluateFilter({ kind: 'not', term: resolved }, { id: 'u', ...USER })).toBe(!answer);
      return true;
    });
  });

  it('is refused in a search request, or asks for a page', () => {
    const request = fc.record(
      { filter: fc.oneof(filter, any), sortBy: name, count: fc.oneof(number, any), attributes: fc.array(name) },
      { requiredKeys: [] },
    );
    forAny(bodyOf({ schemas: [SEARCH_REQUEST] }, request), (input) => {
      const query = outcome(() => parseSearchRequest(input, userSchema));
      if (query !== undefined) expect(Number.isSafeInteger(query.count)).toBe(true);
      return query !== undefined;
    });
  });
});

test('a bulk request is refused, or every operation of it gets its turn', () => {
  const operation = fc.record(
    {
      method: fc.constantFrom('POST', 'put', 'PATCH', 'DELETE', 'GET'),
      path: fc.constantFrom('/Users', '/Groups/1', '/Users/bulkId:a', '/__proto__', '/Users/..'),
      bulkId: fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), text),
      data: fc.oneof(object, patchBody, fc.constant({ manager: { value: 'bulkId:a' }, members: 'bulkId:b' })),
    },
    { requiredKeys: ['method'] },
  );
  const list = fc.array(fc.oneof({ weight: 9, arbitrary: operation }, any), { minLength: 1, maxLength: 4 });
  forAny(
    bodyOf(
      { schemas: [BULK_REQUEST] },
      list.map((Operations) => ({ Operations })),
    ),
    (input) => {
      const request = outcome(() => parseBulk(input));
      if (request === undefined) return false;
      const indexes = orderOperations(request.operations).map(({ index }) => index);
      expect(indexes.sort((a, b) => a - b)).toEqual([...request.operations.keys()]);
      return true;
    },
  );
});

test('a write into the input would be seen', () => {
  expect(() => outcome(() => Object.assign(received({ a: 1 }) as object, { a: 2 }))).toThrow(TypeError);
});
