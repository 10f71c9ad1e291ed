/** The command line was not understood; the message is one sentence for the person who typed it. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
