import { parseArgs } from 'node:util';
import { parseBaseUrl } from './base-url.js';
import { PROVIDERS, PROVIDERS_11 } from './providers.js';
import { stepLines, summaryLines } from './report.js';
import { runScenarios } from './run-scenarios.js';
import type { Scenario } from './scenario.js';
import type { SimulatorCredential } from './simulator-credential.js';

type ScimVersion = '1.1' | '2.0';

/** What the command needs from the program around it. */
export interface SimulateIo {
  /** Standard output; the text brings its own line ends. */
  write(text: string): void;
  /** Standard error. */
  writeError(text: string): void;
  /** Starts the server on a temporary database, for a run without `--url`. `url` is the base URL of that SCIM version. */
  startServer(scim: ScimVersion): Promise<{ readonly url: string; readonly token: string; stop(): Promise<void> }>;
}

const WORDS = Object.keys(PROVIDERS).join(', ');
const CATALOGUE = [
  ...Object.entries(PROVIDERS),
  ...Object.entries(PROVIDERS_11).map(([word, scenarios]) => [`${word} --scim 1.1`, scenarios] as const),
];
const NAMES = CATALOGUE.map(([word, scenarios]) => {
  const lines = scenarios.map(({ name, summary }) => `    ${name.padEnd(20)} ${summary}`);
  return [`  ${word.padEnd(22)} ${scenarios[0]?.provider ?? ''}`, ...lines].join('\n');
}).join('\n');

export const SIMULATE_HELP = `Usage: rollbook simulate PROVIDER [options]

Sends the requests of an identity provider to a SCIM base URL and says which step an admin of it would see fail.
Without --url it starts a server on a temporary database. It creates users and groups with random names; afterwards
the groups are deleted and the users deactivated.

  --url URL         the SCIM base URL, as typed into the provider
  --token TOKEN     the API token or secret token (in Okta: Header Auth, OAuth Bearer Token)
  --style STYLE     bearer: "Bearer TOKEN" (default); raw: TOKEN alone, as typed into Header Auth
  --key KEY         with --secret: the credential of Basic Auth
  --secret SECRET
  --scim VERSION    2.0 (default) or 1.1, whose base URL ends with /v1 here
  --only NAME       this scenario only; may be repeated
  --cleanup         delete the created users, too
  --json            one JSON document instead of lines
  --help            this text

Providers, and the scenarios of each:
${NAMES}

Exit status: 0 all steps went well, 1 a step failed, 2 the command was not understood.
`;

interface Wish {
  readonly scim: ScimVersion;
  readonly scenarios: readonly Scenario[];
  /** Undefined: start a server. */
  readonly target: { readonly baseUrl: string; readonly credential: SimulatorCredential } | undefined;
  readonly json: boolean;
  readonly deleteUsers: boolean;
}

/**
 * `rollbook simulate …`: `argv` is what follows the word `simulate`. Never prints a credential.
 * @returns the exit status
 */
export async function simulateCommand(argv: readonly string[], io: SimulateIo): Promise<number> {
  let wish: Wish | 'help';
  try {
    wish = readWish(argv);
  } catch (error) {
    io.writeError(`${error instanceof Error ? error.message : String(error)}\nTry: rollbook simulate --help\n`);
    return 2;
  }
  if (wish === 'help') {
    io.write(SIMULATE_HELP);
    return 0;
  }
  if (wish.target !== undefined) return play(wish, wish.target, io);
  const server = await io.startServer(wish.scim);
  try {
    return await play(wish, { baseUrl: server.url, credential: { token: server.token, style: 'bearer' } }, io);
  } finally {
    await server.stop();
  }
}

async function play(wish: Wish, target: NonNullable<Wish['target']>, io: SimulateIo): Promise<number> {
  const lines = wish.json ? () => undefined : (text: string) => io.write(`${text}\n`);
  lines(`Playing ${wish.scenarios[0]?.provider ?? 'nobody'} against ${target.baseUrl}`);
  const report = await runScenarios(wish.scenarios, {
    ...target,
    deleteUsers: wish.deleteUsers,
    onScenario: ({ name, summary }) => lines(`\n${name}: ${summary}`),
    onStep: (step) => lines(stepLines(step)),
  });
  lines(`\n${summaryLines(report)}`);
  if (wish.json) io.write(`${JSON.stringify(report, null, 2)}\n`);
  return report.ok ? 0 : 1;
}

/** @throws Error in plain words about the first thing that is wrong; never with the value of a credential */
function readWish(argv: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      style: { type: 'string', default: 'bearer' },
      key: { type: 'string' },
      secret: { type: 'string' },
      scim: { type: 'string', default: '2.0' },
      only: { type: 'string', multiple: true },
      cleanup: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [provider, ...rest] = positionals;
  if (provider === undefined) throw new Error(`Say which identity provider to play: ${WORDS}.`);
  if (!Object.hasOwn(PROVIDERS, provider)) throw new Error(`The simulator plays these: ${WORDS}.`);
  if (rest.length > 0) throw new Error('Only one word is expected after "simulate"; everything else is an option.');
  const credential = readCredential(values);
  const { url } = values;
  if (url === undefined && credential !== undefined)
    throw new Error('A credential needs the --url that it belongs to.');
  if (url !== undefined && credential === undefined) throw new Error('--url needs --token, or --key and --secret.');
  const scim = readVersion(values.scim);
  return {
    scim,
    scenarios: chosen(scenariosOf(provider, scim), values.only),
    target: url === undefined || credential === undefined ? undefined : { baseUrl: parseBaseUrl(url).href, credential },
    json: values.json,
    deleteUsers: values.cleanup,
  };
}

function readVersion(text: string): ScimVersion {
  if (text === '1.1' || text === '2.0') return text;
  throw new Error('--scim is either 2.0 or 1.1.');
}

function scenariosOf(provider: string, scim: ScimVersion): readonly Scenario[] {
  const providers = scim === '1.1' ? PROVIDERS_11 : PROVIDERS;
  const scenarios = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (scenarios !== undefined) return scenarios;
  throw new Error(`SCIM 1.1 is played for these only: ${Object.keys(PROVIDERS_11).join(', ')}.`);
}

function readCredential(values: {
  readonly token?: string;
  readonly style: string;
  readonly key?: string;
  readonly secret?: string;
}): SimulatorCredential | undefined {
  const { token, style, key, secret } = values;
  if (style !== 'raw' && style !== 'bearer') throw new Error('--style is either bearer or raw.');
  if (token !== undefined && (key !== undefined || secret !== undefined)) {
    throw new Error('Give either --token, or --key and --secret, not both.');
  }
  if (token !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('--token must not be empty or hold blanks or line ends.');
    return { token, style };
  }
  if (key === undefined && secret === undefined) return undefined;
  if (!key || !secret) throw new Error('Basic Auth needs both --key and --secret.');
  return { key, secret };
}

function chosen(scenarios: readonly Scenario[], only: readonly string[] | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const unknown = only.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const names = scenarios.map(({ name }) => name).join(', ');
    throw new Error(`This provider has no scenario of that name. The names are: ${names}.`);
  }
  return scenarios.filter(({ name }) => only.includes(name));
}
