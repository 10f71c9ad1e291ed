import type { SqliteContent, SqliteFacts, SqliteLock } from './database-facts.js';
import { type Finding, findingsIn } from './finding.js';

const { ok, warning, problem } = findingsIn('database');
const MIB = 1024 * 1024;

/** Checks of an SQLite database. */
export function sqliteFindings({ file, folderIsWritable, content }: SqliteFacts): readonly Finding[] {
  const folder = folderIsWritable
    ? []
    : [
        problem(
          'folder',
          `The folder of ${file} cannot be written to.`,
          'Give the user that runs Rollbook the right to.',
        ),
      ];
  if (content === undefined) {
    return [...folder, ...(folderIsWritable ? [ok('file', `There is no ${file} yet; the first start makes it.`)] : [])];
  }
  return [...folder, fileFinding(file, content), ...contentFindings(content), lockFinding(content.lock)];
}

function fileFinding(file: string, { isWritable, sizeBytes }: SqliteContent): Finding {
  return isWritable
    ? ok('file', `${file} has ${(sizeBytes / MIB).toFixed(1)} MiB and can be written to.`)
    : problem('file', `${file} cannot be written to.`, 'Give the user that runs Rollbook the right to.');
}

function contentFindings({ isPrivate, journalMode }: SqliteContent): readonly Finding[] {
  return [
    isPrivate
      ? ok('privacy', 'Only its owner can read the file.')
      : warning('privacy', 'Other users of this machine can read the file.', 'chmod 600 the file.'),
    // synchronous belongs to a connection; the server sets it to FULL on its own at every start.
    journalMode === 'wal'
      ? ok('journal', 'journal_mode is wal; the server writes with synchronous=FULL.')
      : warning('journal', `journal_mode is ${journalMode}.`, 'The next start of the server sets it to wal.'),
  ];
}

function lockFinding({ isHeld, pid }: SqliteLock): Finding {
  if (!isHeld) return ok('lock', 'No server has the database open.');
  return ok('lock', `A server has the database open${pid === undefined ? '' : ` (process ${pid})`}.`);
}
