import { parseArgs } from 'node:util';
import type { Command } from './command.js';
import { COMMANDS, NOUNS, VERBS_ON_DATABASE } from './commands.js';
import { excessWords } from './excess-words.js';
import { switchesOf } from './switches.js';
import { UsageError } from './usage-error.js';

/** What one command line asks for. */
export interface Invocation {
  readonly command: Command;
  /** In the order of `command.args`. */
  readonly args: readonly string[];
  /** As typed, by name without the dashes; switches are true. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export type Help = { readonly helpOn: readonly string[] };

/** On the command line they would stand in the list of processes and in the history of the shell. */
const SECRETS: Readonly<Record<string, string>> = {
  token:
    'The admin token is no option, because every user of this machine could read it in the list of processes. Set ROLLBOOK_TOKEN, or ROLLBOOK_TOKEN_FILE to the path of a file that holds it.',
  password:
    'A password is no option, because every user of this machine could read it in the list of processes. Use --password-file with the path of a file, or - for standard input.',
};

/**
 * Understands what follows the word `rollbook`.
 * @throws UsageError in one sentence about the first thing that is wrong
 */
export function readInvocation(argv: readonly string[]): Invocation | Help {
  refuseSecrets(argv);
  const command = commandOf(argv);
  const wantsHelp = argv.some((word) => word === '--help' || word === '-h');
  if (wantsHelp) return { helpOn: command?.words ?? argv.filter((word) => !word.startsWith('-')) };
  if (command === undefined) throw new UsageError(unknownCommand(argv));
  const { values, positionals } = parsed(command, argv);
  const args = positionals.slice(command.words.length);
  checkArguments(command, args, values);
  for (const [name, option] of Object.entries(command.options ?? {})) {
    if (option.required === true && values[name] === undefined) throw new UsageError(`--${name} is missing.`);
  }
  checkSwitches(values);
  return { command, args, options: values };
}

/** Of the words that were typed, those that `--help` knows: the command, else its noun, else none. */
export function nearestWords(argv: readonly string[]): readonly string[] {
  const [noun = ''] = argv;
  return commandOf(argv)?.words ?? (NOUNS.includes(noun) ? [noun] : []);
}

function refuseSecrets(argv: readonly string[]): void {
  for (const word of argv) {
    const [, name = ''] = /^--([a-z-]+)/.exec(word) ?? [];
    const sentence = Object.hasOwn(SECRETS, name) ? SECRETS[name] : undefined;
    if (sentence !== undefined) throw new UsageError(sentence);
  }
}

/** The longest command that the words begin with: `logs` alone is one, too. */
function commandOf(argv: readonly string[]): Command | undefined {
  return COMMANDS.filter(({ words }) => words.every((word, index) => argv[index] === word)).reduce<Command | undefined>(
    (longest, command) => (longest === undefined || command.words.length > longest.words.length ? command : longest),
    undefined,
  );
}

function unknownCommand([noun = '', verb = '']: readonly string[]): string {
  const sent = COMMANDS.filter(({ words }) => words[0] === noun).map(({ words }) => words.slice(1).join(' '));
  const verbs = [...sent, ...(NOUNS.includes(noun) ? (VERBS_ON_DATABASE[noun] ?? []) : [])];
  if (verbs.length === 0) return 'There is no such command.';
  const said = verb === '' || verb.startsWith('-') ? `Say what to do with "${noun}"` : `"${noun}" has no such verb`;
  return `${said}; it has: ${verbs.join(', ')}.`;
}

function parsed(command: Command, argv: readonly string[]) {
  const options = Object.fromEntries([
    ...Object.keys(command.options ?? {}).map((name) => [name, { type: 'string' as const }] as const),
    ...Object.entries(switchesOf(command)).map(([name, { type }]) => [name, { type }] as const),
  ]);
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      tokens: true,
    });
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new UsageError(`--${twice} may be given only once.`);
    return { values: values as Invocation['options'], positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Node's sentence goes on with advice about "--", which only confuses here.
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

function checkArguments(command: Command, args: readonly string[], options: Invocation['options']): void {
  const names = command.args ?? [];
  const missing = names.slice(args.length).map((name) => name.toUpperCase());
  if (missing.length > 0)
    throw new UsageError(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing.`);
  if (args.length > names.length) throw excessWords(command, args.slice(names.length), options);
  names.forEach((name, index) => {
    // "." and ".." would lead to another route; an empty one to the list.
    if (/^\.{0,2}$/.test(args[index] ?? ''))
      throw new UsageError(`${name.toUpperCase()} must not be empty, "." or "..".`);
  });
}

function checkSwitches({ limit, follow, json, ndjson, until, 'sort-order': order }: Invocation['options']): void {
  if (typeof limit === 'string' && !/^[1-9][0-9]{0,8}$/.test(limit)) {
    throw new UsageError('--limit must be a whole number from 1.');
  }
  if (json === true && ndjson === true) throw new UsageError('Give either --json or --ndjson.');
  if (follow !== true) return;
  if (json === true) throw new UsageError('--follow never ends, so it cannot be one JSON document. Use --ndjson.');
  if (until !== undefined) throw new UsageError('--follow never ends, so it takes no --until.');
  if (limit !== undefined) throw new UsageError('--follow never ends, so it takes no --limit.');
  if (order !== undefined) throw new UsageError('--follow goes up in time, so it takes no --sort-order.');
}
