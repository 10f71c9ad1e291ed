import { parseBulk } from '../../../test/support/lenient.js';
import { ScimError } from '../scim-error.js';
import { BULK_REQUEST, PATCH_OP } from '../urns.js';
import type { BulkOperation } from './bulk-operation.js';

const post = { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'a' } };
const bulk = (...operations: readonly unknown[]): object => ({ schemas: [BULK_REQUEST], Operations: operations });
const only = (operation: object): BulkOperation => parseBulk(bulk(operation)).operations[0] as BulkOperation;
const creates = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({ ...post, bulkId: String(index) }));

function errorOf(run: () => unknown): ScimError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseBulk reads', () => {
  const patch = { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: 'title' }] };

  it.each<[string, object, object]>([
    ['POST', post, { method: 'POST', target: { type: 'User' }, bulkId: 'a', data: { userName: 'a' } }],
    ['a method in lower case', { ...post, method: 'post' }, { method: 'POST' }],
    ['names in any case', { METHOD: 'DELETE', Path: '/Users/1' }, { method: 'DELETE' }],
    ['PUT', { method: 'PUT', path: '/Groups/1', data: {} }, { target: { type: 'Group', id: '1' }, data: {} }],
    ['PATCH', { method: 'PATCH', path: '/Users/1', data: patch }, { data: patch }],
    [
      'PATCH with the bare list of the RFC’s example',
      { method: 'PATCH', path: '/Users/1', data: patch.Operations },
      { data: patch },
    ],
    ['DELETE with data', { method: 'DELETE', path: '/Users/1', data: { x: 1 } }, { target: { id: '1' } }],
    ['a bulkId as id', { method: 'DELETE', path: '/Users/bulkId:x' }, { target: { id: 'bulkId:x' } }],
    ['a path in another case', { method: 'DELETE', path: '/USERS/Ab' }, { target: { type: 'User', id: 'Ab' } }],
    ['a version', { method: 'DELETE', path: '/Users/1', version: 'W/"1"' }, { ifMatch: 'W/"1"' }],
    ['nulls', { method: 'DELETE', path: '/Users/1', version: null, bulkId: null, data: null }, { method: 'DELETE' }],
  ])('%s', (_name, operation, expected) => {
    const parsed = only(operation);
    expect(parsed).toMatchObject(expected);
    expect(parsed).not.toHaveProperty('refusal');
    if (parsed.method === 'DELETE') expect(parsed).not.toHaveProperty('data');
  });

  it('1,000 operations', () => expect(parseBulk(bulk(...creates(1_000))).operations).toHaveLength(1_000));

  it.each([
    [undefined, undefined],
    [null, undefined],
    [1, 1],
    [5_000, 5_000],
  ])('failOnErrors %p', (failOnErrors, expected) => {
    expect(parseBulk({ ...bulk(post), failOnErrors }).failOnErrors).toBe(expected);
  });
});

describe('parseBulk refuses the message', () => {
  it.each<[string, unknown, number, string | undefined, RegExp]>([
    ['null', null, 400, 'invalidSyntax', /JSON object/],
    ['a list', [post], 400, 'invalidSyntax', /JSON object/],
    ['no schemas', { Operations: [post] }, 400, 'invalidSyntax', /BulkRequest/],
    ['another schema', { schemas: [PATCH_OP], Operations: [post] }, 400, 'invalidSyntax', /BulkRequest/],
    ['schemas as text', { schemas: BULK_REQUEST, Operations: [post] }, 400, 'invalidSyntax', /BulkRequest/],
    ['no Operations', { schemas: [BULK_REQUEST] }, 400, 'invalidSyntax', /Operations/],
    ['no operation', bulk(), 400, 'invalidSyntax', /at least one/],
    ['Operations as an object', { schemas: [BULK_REQUEST], Operations: post }, 400, 'invalidSyntax', /list/],
    ['an operation that is none', bulk(post, 'x'), 400, 'invalidSyntax', /Operations\[1\]/],
    ['an operation that is null', bulk(null), 400, 'invalidSyntax', /Operations\[0\]/],
    ['a name twice', bulk({ ...post, METHOD: 'PUT' }), 400, 'invalidSyntax', /twice/],
    ['1,001 operations', bulk(...creates(1_001)), 413, undefined, /1001 operations; maxOperations is 1000/],
    ['a bulkId twice', bulk(post, { ...post, path: '/Groups' }), 400, 'invalidValue', /Operations\[1\].*bulkId/],
    [
      'the bulkId of a POST on another operation',
      bulk(post, { method: 'DELETE', path: '/Users/1', bulkId: 'a' }),
      400,
      'invalidValue',
      /bulkId/,
    ],
    ['a number as bulkId', bulk({ ...post, bulkId: 1 }), 400, 'invalidSyntax', /bulkId/],
    ['an empty bulkId', bulk({ ...post, bulkId: '' }), 400, 'invalidSyntax', /bulkId/],
    ['a long bulkId', bulk({ ...post, bulkId: 'x'.repeat(256) }), 400, 'invalidSyntax', /255/],
    ['failOnErrors 0', { ...bulk(post), failOnErrors: 0 }, 400, 'invalidValue', /failOnErrors/],
    ['failOnErrors -1', { ...bulk(post), failOnErrors: -1 }, 400, 'invalidValue', /failOnErrors/],
    ['failOnErrors 1.5', { ...bulk(post), failOnErrors: 1.5 }, 400, 'invalidValue', /failOnErrors/],
    ['failOnErrors as text', { ...bulk(post), failOnErrors: '1' }, 400, 'invalidValue', /failOnErrors/],
  ])('%s', (_name, body, status, scimType, detail) => {
    const error = errorOf(() => parseBulk(body));
    expect([error.status, error.scimType]).toEqual([status, scimType]);
    expect(error.detail).toMatch(detail);
  });
});

describe('parseBulk refuses one operation', () => {
  const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, 1]));

  it.each<[string, object, string, RegExp]>([
    ['GET', { method: 'GET', path: '/Users/1' }, 'GET', /use GET/],
    ['no method', { path: '/Users/1' }, '', /method must be/],
    ['a number as method', { ...post, method: 1 }, '', /method must be/],
    ['a long method', { ...post, method: 'X'.repeat(5_000) }, 'X'.repeat(20), /method must be/],
    ['POST without bulkId', { ...post, bulkId: undefined }, 'POST', /bulkId/],
    ['POST to an id', { ...post, path: '/Users/1' }, 'POST', /path must be/],
    ['PUT to the collection', { method: 'PUT', path: '/Users', data: {} }, 'PUT', /path must be/],
    ['DELETE of the collection', { method: 'DELETE', path: '/Users/' }, 'DELETE', /path must be/],
    ['no path', { method: 'DELETE' }, 'DELETE', /path must be/],
    ['a number as path', { method: 'DELETE', path: 1 }, 'DELETE', /path must be/],
    ['another endpoint', { ...post, path: '/Bulk' }, 'POST', /path must be/],
    ['an absolute address', { ...post, path: 'https://x.io/Users' }, 'POST', /path must be/],
    ['a path without its slash', { ...post, path: 'Users' }, 'POST', /path must be/],
    ['a query', { ...post, path: '/Users?attributes=id' }, 'POST', /path must be/],
    ['three segments', { method: 'DELETE', path: '/Users/1/2' }, 'DELETE', /path must be/],
    ['dot segments', { method: 'DELETE', path: '/Users/../../x' }, 'DELETE', /path must be/],
    ['a long path', { method: 'DELETE', path: `/Users/${'x'.repeat(600)}` }, 'DELETE', /path must be/],
    ['POST without data', { ...post, data: undefined }, 'POST', /needs "data"/],
    ['PATCH with null as data', { method: 'PATCH', path: '/Users/1', data: null }, 'PATCH', /needs "data"/],
    ['more than one body may hold', { ...post, data: wide }, 'POST', /too many/],
    ['a number as version', { method: 'DELETE', path: '/Users/1', version: 1 }, 'DELETE', /version/],
  ])('%s', (_name, operation, method, detail) => {
    const parsed = only(JSON.parse(JSON.stringify(operation)) as object);
    expect(parsed).toMatchObject({ method, refusal: { status: 400, scimType: 'invalidSyntax' } });
    expect('refusal' in parsed ? parsed.refusal.detail : '').toMatch(detail);
  });

  it('keeps what its result needs', () => {
    expect(only({ method: 'PUT', path: '/Users/1', bulkId: 'b' })).toMatchObject({
      bulkId: 'b',
      target: { type: 'User', id: '1' },
    });
  });
});
