/** Many calls end in one millisecond, and writing it takes as long as a small statement of SQLite. */
let written = { ms: Number.NaN, text: '' };

/** RFC 3339, UTC, in milliseconds. */
export function instantText(ms: number = Date.now()): string {
  if (written.ms !== ms) written = { ms, text: new Date(ms).toISOString() };
  return written.text;
}
