import { ENTERPRISE_USER_SCHEMA, PATCH_OP } from '../urns.js';
import type { BulkOperation } from './bulk-operation.js';
import { orderOperations } from './order-operations.js';

const user = (bulkId: string, manager?: string): BulkOperation => ({
  method: 'POST',
  bulkId,
  target: { type: 'User' },
  data: { [ENTERPRISE_USER_SCHEMA]: { manager: { value: manager ?? '' } } },
});
const group = (bulkId: string, ...members: readonly string[]): BulkOperation => ({
  method: 'POST',
  bulkId,
  target: { type: 'Group' },
  data: { members: members.map((value) => ({ value })) },
});
const add = (id: string, member: string): BulkOperation => ({
  method: 'PATCH',
  target: { type: 'Group', id },
  data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'members', value: [{ value: member }] }] },
});
const removal = (id: string): BulkOperation => ({ method: 'DELETE', target: { type: 'User', id } });

describe('orderOperations', () => {
  it.each<[string, readonly BulkOperation[], readonly number[], readonly number[]]>([
    ['nothing', [], [], []],
    ['without references the order of the request', [user('a'), group('b'), removal('1')], [0, 1, 2], []],
    ['backward references', [user('a'), group('b', 'bulkId:a')], [0, 1], []],
    ['a forward reference', [group('b', 'bulkId:a'), user('a')], [1, 0], []],
    ['only what is needed is moved', [group('b', 'bulkId:a'), removal('1'), user('x'), user('a')], [3, 0, 1, 2], []],
    ['a chain', [user('a', 'bulkId:b'), user('b', 'bulkId:c'), user('c')], [2, 1, 0], []],
    [
      'a diamond',
      [group('g', 'bulkId:a', 'bulkId:b'), user('a', 'bulkId:c'), user('b', 'bulkId:c'), user('c')],
      [3, 1, 2, 0],
      [],
    ],
    ['a path', [removal('bulkId:a'), user('a')], [1, 0], []],
    ['a PATCH of what is created later', [add('bulkId:g', 'bulkId:a'), user('a'), group('g')], [2, 1, 0], []],
    ['an unknown bulkId', [group('b', 'bulkId:nobody'), user('a')], [0, 1], []],
    ['a bulkId of no POST', [removal('bulkId:p'), { ...add('1', '2'), bulkId: 'p' }], [0, 1], []],
    ['a circle of one', [user('a', 'bulkId:a'), user('b')], [0, 1], [0]],
    ['a circle of two', [user('a', 'bulkId:b'), user('b', 'bulkId:a'), user('c')], [0, 1, 2], [0, 1]],
    [
      'what needs a circle is in none',
      [group('g', 'bulkId:a'), user('a', 'bulkId:b'), user('b', 'bulkId:a')],
      [1, 2, 0],
      [1, 2],
    ],
    ['what a circle needs is in none', [user('a', 'bulkId:b'), user('b', 'bulkId:a'), user('c')], [0, 1, 2], [0, 1]],
    [
      'two circles that share one',
      [group('a', 'bulkId:b', 'bulkId:c'), group('b', 'bulkId:a'), group('c', 'bulkId:b')],
      [0, 1, 2],
      [0, 1, 2],
    ],
  ])('%s', (_name, operations, order, circular) => {
    const steps = orderOperations(operations);
    expect(steps.map(({ index }) => index)).toEqual(order);
    expect(steps.filter(({ circle }) => circle !== undefined).map(({ index }) => index)).toEqual(circular);
  });

  it('1,000 operations in one chain, the last one first', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => user(`u${index}`, `bulkId:u${index + 1}`));
    expect(orderOperations(chain).map(({ index }) => index)).toEqual(chain.map((_, index) => 999 - index));
  });
});
