import { ConfigurationError } from '../config/configuration-error.js';
import { readEnv } from '../config/read-env.js';
import { VariableReader } from '../config/variable-reader.js';
import { UsageError } from './usage-error.js';

/** Where the server is, without a trailing slash. @throws UsageError */
export function serverUrl(option: string | undefined, source: NodeJS.ProcessEnv): string {
  const variables = new VariableReader(source);
  const given = option ?? variables.text('ROLLBOOK_URL');
  if (given === undefined) return urlOfEnvironment(source);
  const said = option === undefined ? 'ROLLBOOK_URL' : '--url';
  const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined) throw new UsageError(`${said} must be a whole address such as https://rollbook.example.com.`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${said} must not hold a user name or password.`);
  if (/[?#]/.test(given)) throw new UsageError(`${said} must be the address alone, without "?" and "#".`);
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
}

/** The admin token. @throws UsageError where there is none, in words; never with its text */
export function adminToken(source: NodeJS.ProcessEnv): string {
  const token = findAdminToken(source);
  if (token !== undefined) return token;
  throw new UsageError(
    'This command needs an admin token. Set ROLLBOOK_TOKEN, or ROLLBOOK_TOKEN_FILE to the path of a file that holds it.',
  );
}

/** As `adminToken`, but undefined where none is set. */
export function findAdminToken(source: NodeJS.ProcessEnv): string | undefined {
  const variables = new VariableReader(source);
  const token = variables.secret('ROLLBOOK_TOKEN')?.trim();
  const [problem] = variables.problems;
  if (problem !== undefined) throw new UsageError(`${problem}.`);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('ROLLBOOK_TOKEN holds characters that cannot be sent; expected the admin token alone.');
  }
  return token;
}

/** Only the two variables that matter: what else is wrong with the environment is no matter of a client. */
function urlOfEnvironment({ PUBLIC_URL, PORT }: NodeJS.ProcessEnv): string {
  try {
    return readEnv({ PUBLIC_URL, PORT }).publicUrl;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UsageError(`Say with --url or ROLLBOOK_URL where the server is. ${error.problems.join('; ')}.`);
  }
}
