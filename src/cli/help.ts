import type { Command } from './command.js';
import { COMMANDS, NOUNS } from './commands.js';
import { switchesOf } from './switches.js';

/** A command that is no request to the admin API. */
export interface OtherCommand {
  readonly word: string;
  readonly summary: string;
}

const ENVIRONMENT = `Environment of these commands:
  ROLLBOOK_TOKEN    the admin token, or ROLLBOOK_TOKEN_FILE the path of a file that holds it
  ROLLBOOK_URL      where the server is; default: PUBLIC_URL, or http://localhost:PORT
  ROLLBOOK_TENANT   the tenant where --tenant is not given; default: default

Exit status: 0 done, 1 refused by the server, 2 the command was not understood, 3 the server cannot be reached.
`;

/** `rollbook --help` */
export function programHelp(others: readonly OtherCommand[]): string {
  const lines = others.map(({ word, summary }) => [word, summary] as const);
  const nouns = NOUNS.map((noun) => [noun, verbsOf(noun)] as const);
  return [
    'Usage: rollbook <command>\n',
    columns(lines),
    'Commands of the admin API, for a server that runs; rollbook <command> --help says more:\n',
    columns(nouns),
    ENVIRONMENT,
  ].join('\n');
}

/** `rollbook tenant --help`, `rollbook tenant create --help`; undefined where there are no such words. */
export function helpOn(words: readonly string[]): string | undefined {
  const command = COMMANDS.find((one) => one.words.join(' ') === words.join(' '));
  if (command !== undefined) return commandHelp(command);
  const [noun = ''] = words;
  if (!NOUNS.includes(noun)) return undefined;
  const verbs = COMMANDS.filter((one) => one.words[0] === noun);
  return [
    `Usage: rollbook ${noun} <verb>\n`,
    columns(verbs.map((one) => [signature(one).replace(`${noun} `, ''), one.summary])),
    ENVIRONMENT,
  ].join('\n');
}

function commandHelp(command: Command): string {
  const own = Object.entries(command.options ?? {}).map(
    ([name, { kind, help, required }]) =>
      [`--${name} ${valueOf(kind)}`, required === true ? `${help} (required)` : help] as const,
  );
  const shared = Object.entries(switchesOf(command)).map(
    ([name, { type, help }]) => [`--${name}${type === 'string' ? ' VALUE' : ''}`, help] as const,
  );
  return [
    `Usage: rollbook ${signature(command)} [options]\n`,
    `${capitalised(command.summary)}.\n`,
    columns([...own, ...shared]),
    `Sends ${command.method} /api/v1${command.path}\n`,
    ENVIRONMENT,
  ].join('\n');
}

function verbsOf(noun: string): string {
  const verbs = COMMANDS.filter(({ words }) => words[0] === noun).map(({ words }) => words.slice(1).join(' '));
  return verbs.join(', ') || (COMMANDS.find(({ words }) => words[0] === noun)?.summary ?? '');
}

function signature({ words, args = [] }: Command): string {
  return [...words, ...args.map((name) => name.toUpperCase())].join(' ');
}

const VALUES = {
  text: 'TEXT',
  number: 'NUMBER',
  boolean: 'true|false',
  list: 'A,B',
  json: 'JSON|@FILE',
  instant: 'TIME',
  file: 'FILE',
} as const;
/** What stands for the value of an option in a text of help. */
export const valueOf = (kind: keyof typeof VALUES): string => VALUES[kind];

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}   ${second}\n`).join('');
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
