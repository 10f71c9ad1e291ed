import { readFileSync } from 'node:fs';
import { parsePlainJson } from './parse-plain-json.js';
import type { OptionKind } from './command.js';
import type { Json } from '../protocol/json.js';
import { UsageError } from './usage-error.js';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The value that the text of an option stands for.
 * @param name as typed, without the dashes
 * @throws UsageError in words; never with the contents of a file
 */
export function optionValue(kind: OptionKind, name: string, text: string, now: Date): Json {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      if (/^-?[0-9]{1,15}$/.test(text)) return Number(text);
      throw new UsageError(`--${name} must be a whole number.`);
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new UsageError(`--${name} must be true or false.`);
    case 'list':
      return text === '' ? [] : text.split(',').map((part) => part.trim());
    case 'json':
      return jsonOrFile(text, `--${name}`);
    case 'instant':
      return instant(name, text, now);
    case 'file':
      return contents(text, `--${name}`).replace(/\r?\n$/, '');
    default:
      return kind satisfies never;
  }
}

/** JSON as it is typed, or `@FILE`, `@-` being standard input: no JSON begins with an at sign. @throws UsageError */
export function jsonOrFile(text: string, option: string): Json {
  return parsePlainJson(text.startsWith('@') ? contents(text.slice(1), option) : text, option);
}

/** The text of a file, `-` being standard input. @throws UsageError when it cannot be read */
export function contents(path: string, option: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${option} names a file that cannot be read (${code}).`);
  }
}

/** RFC 3339 goes to the server as it is; `90m` is so long before now, and so is a date without a time at its midnight. */
function instant(name: string, text: string, now: Date): string {
  const [, count, unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS_MS[unit] ?? 0)).toISOString();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`;
  if (/^\d{4}-\d{2}-\d{2}T/i.test(text)) return text;
  throw new UsageError(
    `--${name} must be a date, a date and time such as 2026-11-21T20:00:00Z, or an age such as 90m.`,
  );
}
