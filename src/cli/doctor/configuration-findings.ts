import { ConfigurationError } from '../../config/configuration-error.js';
import type { DatabaseUrl, Env } from '../../config/env.js';
import { readEnv } from '../../config/read-env.js';
import { type Finding, findingsIn } from './finding.js';

const { ok, problem } = findingsIn('configuration');

/** Every variable of the server, and how its value is shown: never a secret. A test compares the names with `readEnv`. */
export const SHOWN_VARIABLES: Readonly<Record<string, (env: Env) => string>> = {
  HOST: ({ host }) => host,
  PORT: ({ port }) => String(port),
  DATABASE_URL: ({ database }) => shownDatabase(database),
  PUBLIC_URL: ({ publicUrl }) => publicUrl,
  ADMIN_TOKEN: ({ adminToken }) => (adminToken === undefined ? 'none' : '(not shown)'),
  METRICS_TOKEN: ({ metricsToken }) => (metricsToken === undefined ? 'none' : '(not shown)'),
  MIGRATE: ({ migrate }) => migrate,
  TRUST_PROXY: ({ trustProxy }) => trustProxy.join(', ') || 'off',
  MAX_CREDENTIALS: ({ maxCredentials }) => String(maxCredentials),
  MAX_FAILED_SIGN_INS: ({ maxFailedSignIns }) => String(maxFailedSignIns),
  LOG_CHECKPOINTS: ({ checkpointFile }) => checkpointFile ?? 'the process log',
  LOG_SIGNING_KEY: ({ signingKey }) => (signingKey === undefined ? 'none: checkpoints are not signed' : '(not shown)'),
  LOG_EXPORT: ({ logExport }) => logExport.map(({ name, format }) => `${name} (${format})`).join(' ') || 'nowhere',
  LOG_LEVEL: ({ logLevel }) => logLevel,
  LOG_FORMAT: ({ logFormat }) => logFormat,
};

export interface CheckedConfiguration {
  readonly findings: readonly Finding[];
  /** With the defaults in place of what is wrong. */
  readonly env: Env;
  /** Variables that cannot be used. */
  readonly wrong: ReadonlySet<string>;
}

/** Each variable with its value or its default, and what is wrong with it. */
export function checkConfiguration(source: NodeJS.ProcessEnv): CheckedConfiguration {
  const problems = problemsOf(source);
  const wrong = new Set(problems.map((line) => nameIn(line)));
  const env = readEnv(withoutWrong(source, wrong));
  const findings = Object.entries(SHOWN_VARIABLES)
    .filter(([name]) => !wrong.has(name))
    .map(([name, shown]) => ok(name, `${shown(env)}${originOf(source, name)}`));
  return { findings: [...problems.map(problemFinding), ...findings], env, wrong };
}

function problemsOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** `ADMIN_TOKEN_FILE: names …` is about ADMIN_TOKEN. */
const nameIn = (line: string): string => (line.split(':')[0] ?? '').replace(/_FILE$/, '');

function problemFinding(line: string): Finding {
  const [, name = '', said = ''] = /^([A-Z_]+): (.*)$/s.exec(line) ?? [];
  const [wrong = '', expected] = said.split('; expected ');
  return problem(name, `${wrong}.`, expected === undefined ? 'See README, "Configuration".' : `Expected: ${expected}.`);
}

function withoutWrong(source: NodeJS.ProcessEnv, wrong: ReadonlySet<string>): NodeJS.ProcessEnv {
  const left = Object.entries(source).filter(([name]) => !wrong.has(name.replace(/_FILE$/, '')));
  // PORT=0 asks for a PUBLIC_URL, and its absence is noted already.
  return { ...Object.fromEntries(left), ...(wrong.has('PUBLIC_URL') ? { PUBLIC_URL: 'http://localhost' } : {}) };
}

function originOf(source: NodeJS.ProcessEnv, name: string): string {
  if ((source[`${name}_FILE`] ?? '') !== '') return ` (from the file in ${name}_FILE)`;
  return (source[name] ?? '') === '' ? ' (default)' : '';
}

function shownDatabase(url: DatabaseUrl): string {
  return url.kind === 'sqlite'
    ? `sqlite:${url.file}`
    : `mysql://${url.user}:…@${url.host.includes(':') ? `[${url.host}]` : url.host}:${url.port}/${url.database}`;
}
