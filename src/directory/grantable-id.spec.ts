import { isGrantableId } from './grantable-id.js';

describe('an id of a role or entitlement', () => {
  it.each([
    'a',
    'admin',
    '06b0ceb8-8a2e-4d9b',
    'Billing Admin',
    'a/b?c#d%20',
    '{"id":"1"}',
    'ärger',
    '0',
    '👑',
    'bulk-id',
    'bulk ID',
    'BulkIdentityAdmin',
    'x'.repeat(255),
  ])('may be %j', (id) => expect(isGrantableId(id)).toBe(true));

  it.each([
    '',
    ' ',
    ' a',
    'a ',
    '\u00a0a',
    'a\n',
    'a\tb',
    'a\u0000b',
    'a\u007f',
    '.',
    '..',
    '.search',
    'a\u200bb',
    'a\u202eb',
    '\ufeffa',
    '\ud800',
    'bulkId',
    'bulkId:1',
    'my-bulkId',
    'x'.repeat(256),
    'x'.repeat(1_000_000),
  ])('is not %j', (id) => expect(isGrantableId(id)).toBe(false));
});
