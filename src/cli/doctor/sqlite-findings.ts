import type { SqliteContent, SqliteFacts, SqliteLock } from './database-facts.js';
import { type Finding, findingsIn } from './finding.js';

const { ok, warning, problem } = findingsIn('database');
const MIB = 1024 * 1024;
/** The write-ahead log of a large change, and time for an operator to make room. */
const LEAST_FREE_MIB = 100;

/** Checks of an SQLite database. */
export function sqliteFindings({ file, folderIsWritable, freeBytes, content }: SqliteFacts): readonly Finding[] {
  const folder = folderIsWritable
    ? []
    : [
        problem(
          'folder',
          `The folder of ${file} cannot be written to.`,
          'Give the user that runs Rollbook the right to.',
        ),
      ];
  const space = spaceFinding(file, freeBytes);
  if (content === undefined) {
    return [
      ...folder,
      space,
      ...(folderIsWritable ? [ok('file', `There is no ${file} yet; the first start makes it.`)] : []),
    ];
  }
  return [...folder, space, fileFinding(file, content), ...contentFindings(content), lockFinding(content.lock)];
}

function spaceFinding(file: string, freeBytes: number): Finding {
  const free = Math.floor(freeBytes / MIB);
  return free >= LEAST_FREE_MIB
    ? ok('space', `The disk of ${file} has ${free} MiB free.`)
    : problem(
        'space',
        `The disk of ${file} has ${free} MiB free; at 0 nothing can be changed any more.`,
        `Make room: ${LEAST_FREE_MIB} MiB at least.`,
      );
}

function fileFinding(file: string, { isWritable, sizeBytes }: SqliteContent): Finding {
  return isWritable
    ? ok('file', `${file} has ${(sizeBytes / MIB).toFixed(1)} MiB and this user may write to it.`)
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
