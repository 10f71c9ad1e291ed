import type { Command } from './command.js';
import { valueOf } from './help.js';
import { switchesOf } from './switches.js';
import { UsageError } from './usage-error.js';

/**
 * Says that there are words which belong nowhere, and which option was probably meant. Never repeats them: one may be a secret.
 * @param words those that are too many
 * @param given the options that were there
 */
export function excessWords(
  command: Command,
  words: readonly string[],
  given: Readonly<Record<string, unknown>>,
): UsageError {
  return new UsageError(
    `There are more words than this command takes${missing(command, given) || misspelt(command, words)}.`,
  );
}

function missing({ options = {} }: Command, given: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(options).filter(([name, { required }]) => required === true && given[name] === undefined);
  if (all.length === 0) return '';
  const names = all.map(([name]) => `--${name}`).join(' and ');
  const usages = all.map(([name, { kind }]) => `--${name} ${valueOf(kind)}`).join(' and ');
  return all.length > 1
    ? `: ${names} are missing; give them as ${usages}`
    : `: ${names} is missing; give it as ${usages}`;
}

function misspelt(command: Command, words: readonly string[]): string {
  const names = [...Object.keys(command.options ?? {}), ...Object.keys(switchesOf(command))];
  const meant = names.filter((name) => words.includes(name)).map((name) => `--${name}`);
  return meant.length === 0 ? '' : `; options begin with two dashes: ${meant.join(', ')}`;
}
