import { EXIT } from './cli-io.js';
import { reasonOf } from './unreachable.js';

/** As a shell says of a program that SIGPIPE ended (128 + 13). */
const CUT_OFF = 141;

/**
 * Ends the command once its standard output takes nothing any more. Without a reader (`rollbook … | head`) it ends with its own status,
 * for a closed pipe makes no difference to what was found; where that is not known yet, with 141. What else keeps a text from being
 * written (a full disk) is a failure of its own, whatever was found.
 * @returns ends this, for a command that goes on without its output
 */
export function endWithOutput(): () => void {
  const end = (error: NodeJS.ErrnoException): void => {
    // A command that has said all it had to say has only its status left to set.
    if (error.code === 'EPIPE') return void setImmediate(() => process.exit(process.exitCode ?? CUT_OFF));
    process.stderr.write(`rollbook: standard output cannot be written: ${reasonOf(error)}.\n`);
    process.exit(EXIT.unwritten);
  };
  process.stdout.on('error', end);
  // There is nobody left to tell, and the status still counts.
  process.stderr.on('error', () => undefined);
  return () => void process.stdout.off('error', end);
}
