import { applyPatch, parsePatch } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { userSchema } from '../schema/resource-types.js';
import { PATCH_OP } from '../urns.js';

const tooMany = expect.objectContaining({
  scimType: 'tooMany',
  detail: expect.stringMatching(/several requests/) as string,
}) as Error;

const userWith = (count: number, text: (index: number) => string = (index) => `${index}@x.io`): JsonObject => ({
  userName: 'x',
  emails: Array.from({ length: count }, (_, index) => ({ value: text(index), type: 'work' })),
});
const eachOf = (count: number, term: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => term(index)).join(' or ');
const times = (count: number, operation: object): object[] => Array.from({ length: count }, () => operation);
const apply = (document: JsonObject, operations: readonly object[]) =>
  applyPatch(document, parsePatch({ schemas: [PATCH_OP], Operations: operations }), userSchema);

const none = (terms: number) => ({
  op: 'replace',
  path: `emails[${eachOf(terms, (index) => `value eq "no${index}"`)}].display`,
  value: null,
});

describe('what one request may ask for', () => {
  it.each<[string, JsonObject, readonly object[]]>([
    ['1,000 operations on 10 values', userWith(10), times(1_000, none(2))],
    ['100 operations with long filters on one value', userWith(1), times(100, none(199))],
    ['100 operations on 1,000 values', userWith(1_000), times(100, none(1))],
    ['the removal of every second of 100 values', userWith(100), [remove(50)]],
    ['100 operations on two certificates', userWith(2, (index) => `${index}${'c'.repeat(2_000)}`), times(100, none(2))],
  ])('%s', (_, document, operations) => {
    expect(apply(document, operations).document).toBeDefined();
  });
});

describe('more work than one request may ask for', () => {
  it.each<[string, JsonObject, readonly object[]]>([
    ['1,000 operations on 1,000 values', userWith(1_000), times(1_000, none(1))],
    ['two filters of 199 terms on 1,000 values', userWith(1_000), times(2, none(199))],
    [
      'a filter of presences',
      userWith(1_000),
      times(2, { op: 'remove', path: `emails[${eachOf(199, () => 'display pr')}]` }),
    ],
    [
      'a filter of negations',
      userWith(1_000),
      times(2, { op: 'remove', path: `emails[${eachOf(199, () => 'not (type pr)')}]` }),
    ],
    ['the removal of 201 of 1,000 values', userWith(1_000), [remove(201)]],
    ['long filters on long values', userWith(30, (index) => `${index}${'ü'.repeat(8_000)}`), times(9, none(199))],
    [
      'values added to long values',
      userWith(30, (index) => `${index}${'ü'.repeat(8_000)}`),
      times(900, { op: 'add', path: 'emails', value: [] }),
    ],
  ])('%s', (_, document, operations) => {
    expect(() => apply(document, operations)).toThrow(tooMany);
  });
});

function remove(count: number): object {
  return { op: 'remove', path: 'emails', value: Array.from({ length: count }, (_, index) => `${2 * index}@x.io`) };
}
