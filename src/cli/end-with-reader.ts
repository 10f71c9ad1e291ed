/** As a shell says of a program that SIGPIPE ended (128 + 13). */
const CUT_OFF = 141;

/**
 * Ends the command once nobody reads its standard output any more (`rollbook … | head`): with its own status, for a closed pipe makes
 * no difference to what was found; where that is not known yet, with 141.
 * @returns ends this, for a command that goes on without a reader
 */
export function endWithReader(): () => void {
  const end = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    // A command that has said all it had to say has only its status left to set.
    setImmediate(() => process.exit(process.exitCode ?? CUT_OFF));
  };
  process.stdout.on('error', end);
  return () => void process.stdout.off('error', end);
}
