import type { Json } from '../json.js';
import { ENTERPRISE_USER_SCHEMA, PATCH_OP } from '../urns.js';
import type { BulkMethod, ReadableOperation } from './bulk-operation.js';
import { referencesOf, resolveReferences } from './resolve-references.js';

const operation = (
  method: BulkMethod,
  type: 'User' | 'Group',
  data: Json | undefined,
  id?: string,
): ReadableOperation => ({
  method,
  target: { type, ...(id === undefined ? {} : { id }) },
  ...(data === undefined ? {} : { data }),
});
const patch = (...Operations: readonly Json[]): Json => ({ schemas: [PATCH_OP], Operations });
const toId = (bulkId: string): string => `id-of-${bulkId}`;

describe('a reference is replaced', () => {
  it.each<[string, BulkMethod, 'User' | 'Group', Json, Json]>([
    ['in members', 'POST', 'Group', { members: [{ value: 'bulkId:a' }] }, { members: [{ value: 'id-of-a' }] }],
    ['in members as bare ids', 'PUT', 'Group', { members: ['bulkId:a', 'b'] }, { members: ['id-of-a', 'b'] }],
    ['in one member', 'PUT', 'Group', { members: { value: 'bulkId:a' } }, { members: { value: 'id-of-a' } }],
    [
      'in names of any case',
      'POST',
      'Group',
      { MEMBERS: [{ Value: 'bulkId:a' }] },
      { MEMBERS: [{ Value: 'id-of-a' }] },
    ],
    [
      'in manager',
      'POST',
      'User',
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'bulkId:a' } } },
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'id-of-a' } } },
    ],
    [
      'in manager as text',
      'PUT',
      'User',
      { [ENTERPRISE_USER_SCHEMA]: { manager: 'bulkId:a' } },
      { [ENTERPRISE_USER_SCHEMA]: { manager: 'id-of-a' } },
    ],
    [
      'in the value of a path',
      'PATCH',
      'Group',
      patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }),
      patch({ op: 'add', path: 'members', value: [{ value: 'id-of-a' }] }),
    ],
    [
      'in the value of a path with a URN',
      'PATCH',
      'User',
      patch({ op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:manager.value`, value: 'bulkId:a' }),
      patch({ op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:manager.value`, value: 'id-of-a' }),
    ],
    [
      'in a value without a path',
      'PATCH',
      'Group',
      patch({ op: 'add', value: { members: [{ value: 'bulkId:a' }] } }),
      patch({ op: 'add', value: { members: [{ value: 'id-of-a' }] } }),
    ],
    [
      'in a key that is a path',
      'PATCH',
      'User',
      patch({ op: 'add', value: { [`${ENTERPRISE_USER_SCHEMA}:manager`]: { value: 'bulkId:a' } } }),
      patch({ op: 'add', value: { [`${ENTERPRISE_USER_SCHEMA}:manager`]: { value: 'id-of-a' } } }),
    ],
    [
      'in a filter, twice',
      'PATCH',
      'Group',
      patch({ op: 'remove', path: 'members[value eq "bulkId:a" or value eq "bulkId:b"]' }),
      patch({ op: 'remove', path: 'members[value eq "id-of-a" or value eq "id-of-b"]' }),
    ],
  ])('%s', (_name, method, type, data, expected) => {
    expect(resolveReferences(operation(method, type, data, '1'), toId)).toEqual({ id: '1', data: expected });
  });

  it('in the path of the operation', () => {
    const removal = operation('DELETE', 'User', undefined, 'bulkId:a');
    expect(resolveReferences(removal, toId)).toEqual({ id: 'id-of-a' });
    expect([...referencesOf(removal)]).toEqual(['a']);
  });

  it('and named once', () => {
    const members = [{ value: 'bulkId:a' }, { value: 'bulkId:b' }, { value: 'bulkId:a' }];
    expect([...referencesOf(operation('POST', 'Group', { members }))]).toEqual(['a', 'b']);
  });
});

describe('no reference is', () => {
  it.each<[string, BulkMethod, 'User' | 'Group', Json]>([
    ['a name', 'POST', 'Group', { displayName: 'bulkId:a' }],
    ['an externalId', 'POST', 'User', { externalId: 'bulkId:a' }],
    ['an e-mail address', 'POST', 'User', { emails: [{ value: 'bulkId:a' }] }],
    ['groups, which are readOnly', 'POST', 'User', { groups: [{ value: 'bulkId:a' }] }],
    ['members of a user', 'POST', 'User', { members: [{ value: 'bulkId:a' }] }],
    ['a text that only holds one', 'POST', 'Group', { members: [{ value: 'x bulkId:a' }] }],
    ['the prefix in another case', 'POST', 'Group', { members: [{ value: 'bulkid:a' }] }],
    ['a key', 'POST', 'Group', { members: [{ 'bulkId:a': 1 }] }],
    ['the value of another path', 'PATCH', 'Group', patch({ op: 'add', path: 'displayName', value: 'bulkId:a' })],
    ['a filter on another attribute', 'PATCH', 'User', patch({ op: 'remove', path: 'emails[value eq "bulkId:a"]' })],
    ['what is no PATCH', 'PATCH', 'Group', 'bulkId:a'],
    ['a PATCH of texts', 'PATCH', 'Group', patch('bulkId:a', null)],
    ['a path that is no text', 'PATCH', 'Group', patch({ op: 'add', path: 1, value: 'bulkId:a' })],
    ['a number', 'POST', 'Group', { members: [{ value: 1 }] }],
  ])('%s', (_name, method, type, data) => {
    expect([...referencesOf(operation(method, type, data, '1'))]).toEqual([]);
    expect(resolveReferences(operation(method, type, data, '1'), toId).data).toEqual(data);
  });

  it('found slowly in a path of nothing but quotes', () => {
    const path = `members[${'"bulkId:'.repeat(100_000)}`;
    const started = performance.now();
    referencesOf(operation('PATCH', 'Group', patch({ op: 'remove', path }), '1'));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
