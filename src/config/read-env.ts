// config: process.env becomes Env, read and checked once at the start. Knows no other folder.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import type { DatabaseUrl, Env } from './env.js';
import { parseDatabaseUrl } from './parse-database-url.js';
import { type LogExportTarget, parseLogExport } from './parse-log-export.js';
import { parseTrustProxy } from './parse-trust-proxy.js';
import { VariableReader, quoted } from './variable-reader.js';

const DEFAULT_DATABASE = 'sqlite:./data/rollbook.sqlite';
const DEFAULT_PORT = 3000;
const DEFAULT_CREDENTIALS = 4;
const MOST_CREDENTIALS = 100;
const DEFAULT_FAILED_SIGN_INS = 30;
const MOST_FAILED_SIGN_INS = 10_000;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** What fits behind `Bearer` (RFC 6750 §2.1, token68), so that the token can be sent at all. */
const TOKEN = /^[A-Za-z0-9._~+/-]{32,512}={0,2}$/;

/**
 * Reads the environment. Empty variables count as unset, unknown ones are ignored.
 * @param output.isTerminal whether the process log goes to a terminal: makes `pretty` the default format
 * @throws ConfigurationError listing every problem
 */
export function readEnv(
  source: NodeJS.ProcessEnv,
  output: { readonly isTerminal: boolean } = { isTerminal: false },
): Env {
  const variables = new VariableReader(source);
  const port = readPort(variables);
  const env: Env = {
    host: readHost(variables),
    port,
    database: readDatabase(variables),
    publicUrl: readPublicUrl(variables, port),
    ...readTokens(variables),
    migrate: variables.choice('MIGRATE', ['auto', 'off', 'only'], 'auto'),
    trustProxy: readTrustProxy(variables),
    maxCredentials: readMaxCredentials(variables),
    maxFailedSignIns: readMaxFailedSignIns(variables),
    checkpointFile: readCheckpointFile(variables),
    signingKey: readSigningKey(variables),
    logExport: readLogExport(variables),
    logLevel: variables.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: variables.choice('LOG_FORMAT', ['json', 'pretty'], output.isTerminal ? 'pretty' : 'json'),
  };
  if (variables.problems.length > 0) throw new ConfigurationError(variables.problems);
  return env;
}

function readHost(variables: VariableReader): string {
  const host = variables.text('HOST') ?? '127.0.0.1';
  if (!/^[\w.:-]+$/.test(host)) variables.refuse('HOST', `is ${quoted(host)}; expected an IP address or a host name`);
  return host;
}

function readPort(variables: VariableReader): number {
  const text = variables.text('PORT');
  if (text === undefined) return DEFAULT_PORT;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) {
    variables.refuse('PORT', `is ${quoted(text)}; expected a whole number from 0 to 65535`);
    return DEFAULT_PORT;
  }
  return Number(text);
}

function readDatabase(variables: VariableReader): DatabaseUrl {
  const database = parseDatabaseUrl(variables.secret('DATABASE_URL') ?? DEFAULT_DATABASE);
  if (!('problem' in database)) return database;
  variables.refuse('DATABASE_URL', database.problem);
  return { kind: 'sqlite', file: '' };
}

/** Never quoted in a problem: a mistaken URL may hold a password. */
function readPublicUrl(variables: VariableReader, port: number): string {
  const text = variables.text('PUBLIC_URL');
  if (text === undefined) {
    if (port === 0) variables.refuse('PUBLIC_URL', 'is not set while PORT is 0; expected the URL that clients use');
    return `http://localhost:${port}`;
  }
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  // url.search and url.hash are empty for a lone "?" or "#" too.
  if (url === undefined || url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    variables.refuse(
      'PUBLIC_URL',
      'is not an absolute http or https URL without user, query and fragment; expected e.g. https://rollbook.example.com',
    );
    return '';
  }
  return url.origin + url.pathname.replace(/\/$/, '');
}

function readTokens(variables: VariableReader): Pick<Env, 'adminToken' | 'metricsToken'> {
  const [adminToken, metricsToken] = [readToken(variables, 'ADMIN_TOKEN'), readToken(variables, 'METRICS_TOKEN')];
  // It would lie in the configuration of the monitoring.
  if (metricsToken !== undefined && metricsToken === adminToken)
    variables.refuse('METRICS_TOKEN', 'is the same as ADMIN_TOKEN; expected another one (openssl rand -hex 32)');
  return { adminToken, metricsToken };
}

function readToken(variables: VariableReader, name: 'ADMIN_TOKEN' | 'METRICS_TOKEN'): string | undefined {
  const token = variables.secret(name);
  if (token === undefined || TOKEN.test(token)) return token;
  return variables.refuse(
    name,
    'is too short, too long or has characters that cannot be sent; expected 32 to 512 of A-Z a-z 0-9 - . _ ~ + / (openssl rand -hex 32)',
  );
}

function readTrustProxy(variables: VariableReader): readonly string[] {
  const addresses = parseTrustProxy(variables.text('TRUST_PROXY') ?? 'off');
  if (!('problem' in addresses)) return addresses;
  variables.refuse('TRUST_PROXY', addresses.problem);
  return [];
}

function readLogExport(variables: VariableReader): readonly LogExportTarget[] {
  const targets = parseLogExport(variables.text('LOG_EXPORT') ?? '');
  if (!('problem' in targets)) return targets;
  variables.refuse('LOG_EXPORT', targets.problem);
  return [];
}

function readMaxFailedSignIns(variables: VariableReader): number {
  const text = variables.text('MAX_FAILED_SIGN_INS');
  if (text === undefined) return DEFAULT_FAILED_SIGN_INS;
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > MOST_FAILED_SIGN_INS) {
    variables.refuse(
      'MAX_FAILED_SIGN_INS',
      `is ${quoted(text)}; expected a whole number from 1 to ${MOST_FAILED_SIGN_INS}`,
    );
    return DEFAULT_FAILED_SIGN_INS;
  }
  return Number(text);
}

function readMaxCredentials(variables: VariableReader): number {
  const text = variables.text('MAX_CREDENTIALS');
  if (text === undefined) return DEFAULT_CREDENTIALS;
  if (!/^[1-9][0-9]{0,2}$/.test(text) || Number(text) > MOST_CREDENTIALS) {
    variables.refuse('MAX_CREDENTIALS', `is ${quoted(text)}; expected a whole number from 1 to ${MOST_CREDENTIALS}`);
    return DEFAULT_CREDENTIALS;
  }
  return Number(text);
}

/** A folder that is not there would be noticed only when the first checkpoint is due. */
function readCheckpointFile(variables: VariableReader): string | undefined {
  const text = variables.text('LOG_CHECKPOINTS');
  if (text === undefined) return undefined;
  const file = resolve(text);
  const folder = statSync(dirname(file), { throwIfNoEntry: false });
  if (folder?.isDirectory() === true && statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return file;
  return variables.refuse('LOG_CHECKPOINTS', `is ${quoted(text)}; expected a file in a folder that exists`);
}

function readSigningKey(variables: VariableReader): KeyObject | undefined {
  const pem = variables.secret('LOG_SIGNING_KEY');
  if (pem === undefined) return undefined;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without a word of what was given.
  }
  return variables.refuse(
    'LOG_SIGNING_KEY',
    'is no Ed25519 private key in PEM; expected what `openssl genpkey -algorithm ed25519` makes, best by LOG_SIGNING_KEY_FILE',
  );
}
