import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'src', 'persistence');

/**
 * Who writes to the rows that a replay makes again. Each has its effect appended in the same transaction (`appendChange`);
 * a tenant that is deleted takes its log along. A new one belongs here, and into test/support/random-changes.ts.
 */
const WRITERS: readonly string[] = [
  'add-new-members.ts',
  'change-membership.ts',
  'delete-memberships.ts',
  'delete-tenant-data.ts',
  'purge-tombstones.ts',
  'release-resources.ts',
  'restore-resource.ts',
  'sql-field-cleanup-store.ts',
  'write-resource.ts',
];

const WRITES =
  /\b(?:INTO|UPDATE|DELETE FROM) (?:resource|membership)\b|(?:insert|update|delete|save)\((?:Resource|Membership)/;

const isWriter = (text: string): boolean => WRITES.test(text);

describe('what a replay makes again', () => {
  it('is written by these files alone', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    expect(files.filter((file) => isWriter(readFileSync(join(FOLDER, file), 'utf8')))).toEqual(WRITERS);
  });

  it.each([
    'UPDATE resource SET doc = ?',
    'INSERT INTO resource (pk)',
    'DELETE FROM membership WHERE',
    '`${verb} INTO membership (group_pk',
  ])('notices %s', (sql) => expect(isWriter(sql)).toBe(true));

  it.each(['SELECT 1 FROM resource r', 'DELETE FROM resources', 'UPDATE connector SET'])('is not about %s', (sql) =>
    expect(isWriter(sql)).toBe(false),
  );
});
