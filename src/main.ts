import 'reflect-metadata';
import { readEnv } from './config/read-env.js';
import { runServer } from './run-server.js';

const NO_ARGUMENTS =
  'dist/main.js serves and takes no arguments; its configuration is in the environment (README, "Configuration").\n' +
  'Everything else is a command of rollbook: npx rollbook --help, or node dist/cli.js --help\n';

const [argument] = process.argv.slice(2);
if (argument === undefined) {
  await runServer(() => readEnv(process.env, { isTerminal: process.stdout.isTTY }));
} else if (argument === '--help' || argument === '-h') {
  process.stdout.write(NO_ARGUMENTS);
} else {
  // Somebody who asks for a command must not find that it served instead.
  process.stderr.write(NO_ARGUMENTS);
  process.exitCode = 2;
}
