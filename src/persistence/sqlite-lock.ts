import BetterSqlite3 from 'better-sqlite3';

/**
 * Keeps a second process off the database file: its writer FIFO would not know of ours. An exclusive transaction on a
 * side file is a lock of the operating system, so it ends with the process, whatever ends the process.
 * @returns the function that gives the lock up
 * @throws Error in words for the operator
 */
export function lockSqliteFile(file: string): () => void {
  const lock = openBinding(`${file}.lock`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Error(
      `Another process is using the SQLite database ${file}. Stop it first; to run several instances, use MySQL or MariaDB.`,
      { cause: error },
    );
  }
  return () => lock.close();
}

/** Opens a file with the native module. @throws Error with the cure when that was never built */
function openBinding(file: string): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(file, { timeout: 0 });
  } catch (error) {
    if (!isMissingBinding(error)) throw error;
    throw new Error(
      'The SQLite driver was not built on this machine. Run `npm rebuild better-sqlite3` ' +
        '(it needs a C++ compiler, make and Python 3), or set DATABASE_URL to a MySQL or MariaDB server.',
      { cause: error },
    );
  }
}

/** True for what Node and `bindings` say about a native module that is absent or built for another Node. */
export function isMissingBinding(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    code === 'ERR_DLOPEN_FAILED' || code === 'MODULE_NOT_FOUND' || error.message.includes('locate the bindings file')
  );
}
