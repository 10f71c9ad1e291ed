import { isUnicodeText } from '../schema/value-key.js';
import { isAttributeName } from './attribute-name.js';
import type { CompareOperator } from './filter-ast.js';
import { FILTER_LIMITS } from './filter-limits.js';
import type { FilterToken, SyntaxReport } from './filter-token.js';
import { readWord, SCIM_NAME_PARTS } from './read-word.js';

const BRACKETS = ['(', ')', '[', ']'] as const;

/**
 * Splits a filter or PATCH path into tokens, the last of kind `end`, in one pass and without regular expressions.
 * Words and values are separated by spaces (U+0020, any number) or brackets; no other white space counts.
 * Enforces FILTER_LIMITS, so whoever reads the tokens recursively cannot go deeper than they allow.
 * @param nameParts how many names a path may join by dots
 * @throws what `report` makes
 */
export function tokenizeFilter(
  text: string,
  report: SyntaxReport,
  nameParts: number = SCIM_NAME_PARTS,
): readonly FilterToken[] {
  if (text.length > FILTER_LIMITS.characters)
    throw report(`expected the end (at most ${FILTER_LIMITS.characters} characters)`, FILTER_LIMITS.characters);
  const tokens: FilterToken[] = [];
  let depth = 0;
  let terms = 0;
  for (let at = skipSpaces(text, 0); at < text.length; at = skipSpaces(text, at)) {
    const token = readToken(text, at, operatorBefore(tokens), { report, nameParts });
    if (token.kind === '(' || token.kind === '[') depth += 1;
    if (token.kind === ')' || token.kind === ']') depth -= 1;
    if (token.kind === 'operator') terms += 1;
    if (depth > FILTER_LIMITS.depth) throw report(`brackets nest more than ${FILTER_LIMITS.depth} deep`, at);
    if (terms > FILTER_LIMITS.terms) throw report(`more than ${FILTER_LIMITS.terms} conditions`, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}

interface Reading {
  readonly report: SyntaxReport;
  readonly nameParts: number;
}

/** The operator that wants a value next. */
function operatorBefore(tokens: readonly FilterToken[]): CompareOperator | undefined {
  const last = tokens.at(-1);
  return last?.kind === 'operator' && last.operator !== 'pr' ? last.operator : undefined;
}

function readToken(
  text: string,
  start: number,
  operator: CompareOperator | undefined,
  { report, nameParts }: Reading,
): FilterToken {
  const character = text.charAt(start);
  const bracket = BRACKETS.find((candidate) => candidate === character);
  if (bracket !== undefined) return { kind: bracket, start, end: start + 1 };
  const token =
    character === '"'
      ? stringToken(text, start, report)
      : ((operator === undefined ? undefined : unquotedToken(text, start, operator)) ??
        wordToken(text, start, { report, nameParts }));
  const next = text.charAt(token.end);
  if (next !== '' && next !== ' ' && !BRACKETS.some((candidate) => candidate === next))
    throw report('unexpected character', token.end);
  return token;
}

/**
 * A word or an address in the place of a value that is no JSON value and no keyword: `jyoung`, an id that begins with a
 * digit, `jyoung@contoso.com`.
 */
function unquotedToken(text: string, start: number, operator: CompareOperator): FilterToken | undefined {
  let end = start;
  while (isWordCharacter(text.charCodeAt(end)) || text.charAt(end) === '@') end += 1;
  if (end === start) return undefined;
  const own = text.slice(start, end);
  const word = own.includes('@') ? undefined : readWord(own);
  if (word !== undefined && word.kind !== 'name' && word.kind !== 'wrong') return undefined;
  // `externalId eq 0x1`: what reads as a number is a number, and never an id that looks like one.
  if (!Number.isNaN(Number(own))) return undefined;
  const words = word?.kind === 'wrong' ? word.words : `expected a value after ${operator} (text needs double quotes)`;
  return { kind: 'unquoted', text: own, words, start, end };
}

function wordToken(text: string, start: number, { report, nameParts }: Reading): FilterToken {
  let end = start;
  while (isWordCharacter(text.charCodeAt(end))) end += 1;
  if (end === start)
    throw report(text.charAt(start) === "'" ? 'text needs double quotes' : 'unexpected character', start);
  if (text.charAt(start) === '.' && text.charAt(start - 1) === ']') {
    const name = text.slice(start + 1, end);
    if (!isAttributeName(name)) throw report('expected one sub-attribute name after the bracket', start);
    return { kind: 'sub', name, start, end };
  }
  const word = readWord(text.slice(start, end), nameParts);
  switch (word.kind) {
    case 'wrong':
      throw report(word.words, start);
    case 'name':
      return { kind: word.kind, name: word.name, start, end };
    case 'operator':
      return { kind: word.kind, operator: word.operator, start, end };
    case 'literal':
      return { kind: word.kind, value: word.value, start, end };
    default:
      return { kind: word.kind, start, end };
  }
}

/**
 * A JSON string (RFC 8259 §7), decoded by `JSON.parse` of exactly its characters. Refused though JSON allows them:
 * a lone surrogate, which UTF-8 cannot hold, and NUL, at which SQLite stops reading a text; no stored value has either.
 */
function stringToken(text: string, start: number, report: SyntaxReport): FilterToken {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  if (at >= text.length) throw report('no closing double quote for the text that begins', start);
  const end = at + 1;
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start, end));
  } catch {
    throw report('a character or escape that JSON does not allow in the text that begins', start);
  }
  if (typeof value !== 'string' || value.includes('\0') || !isUnicodeText(value))
    throw report('NUL or half of a surrogate pair in the text that begins', start);
  return { kind: 'literal', value, start, end };
}

function skipSpaces(text: string, at: number): number {
  let next = at;
  while (text.charAt(next) === ' ') next += 1;
  return next;
}

/** Letters, digits and `$ + - . : _`, ASCII only; false behind the end, where the code is NaN. */
function isWordCharacter(code: number): boolean {
  if (code >= 0x30 && code <= 0x3a) return true;
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return true;
  return code === 0x24 || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x5f;
}
