// The `path` of a PATCH operation (RFC 7644 §3.5.2). Shares lexer, parser and limits with filters; what the names in
// it mean, the schema decides later.
import { shortName } from '../filter/attribute-name.js';
import type { Filter } from '../filter/filter-ast.js';
import type { FilterToken } from '../filter/filter-token.js';
import { filterSyntaxError, parseElementFilter } from '../filter/parse-filter.js';
import { TokenCursor } from '../filter/token-cursor.js';
import { tokenizeFilter } from '../filter/tokenize-filter.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/** A parsed path. Names are as the client wrote them, looked up nowhere. */
export interface PatchPath {
  /**
   * `userName`, `name.familyName`, `urn:…:User:manager.value`, or the URN of an extension alone.
   * Without a sub-attribute when there is a filter.
   */
  readonly attribute: string;
  /** Selects elements of a multi-valued attribute. */
  readonly filter?: Filter;
  /** What follows the brackets: `value` in `emails[type eq "work"].value`. */
  readonly subAttribute?: string;
}

/**
 * RFC 7644 Figure 7: PATH = attrPath / valuePath [subAttr]
 * @throws ScimError invalidPath, or invalidFilter for what stands between the brackets (RFC 7644 Table 9)
 */
export function parsePath(text: string, tolerances: Tolerances): PatchPath {
  const report = syntaxReport(text);
  const cursor = new TokenCursor(tokenizeFilter(text, report), report, tolerances);
  const first = cursor.next();
  if (first.kind !== 'name') throw invalidPath('expected an attribute name', first);
  const attribute = first.name;
  if (!cursor.accept('[')) {
    expectEnd(cursor, `expected the end of the path after ${shortName(attribute)}`);
    return { attribute };
  }
  if (hasSubAttribute(attribute)) throw invalidPath('brackets cannot follow a sub-attribute', first);
  const filter = parseBrackets(cursor);
  const sub = cursor.peek();
  if (sub.kind === 'sub') cursor.next();
  expectEnd(cursor, 'expected one sub-attribute or the end of the path after the brackets');
  return sub.kind === 'sub' ? { attribute, filter, subAttribute: sub.name } : { attribute, filter };
}

function parseBrackets(cursor: TokenCursor): Filter {
  const token = cursor.peek();
  // RFC 7644 §3.5.2 has no array indices, unlike JSON Patch: say so, instead of explaining filters.
  if (token.kind === 'literal' && typeof token.value === 'number')
    throw invalidPath('elements are selected by a filter such as [type eq "work"], not by number,', token);
  const filter = parseElementFilter(cursor);
  if (cursor.peek().kind !== ']') throw invalidPath('expected "and", "or" or "]"', cursor.peek());
  cursor.next();
  return filter;
}

function expectEnd(cursor: TokenCursor, words: string): void {
  if (cursor.peek().kind !== 'end') throw invalidPath(words, cursor.peek());
}

/** A URN holds dots itself; a sub-attribute is a dot behind its last colon. */
function hasSubAttribute(attribute: string): boolean {
  return attribute.includes('.', attribute.lastIndexOf(':') + 1);
}

function invalidPath(words: string, token: FilterToken): ScimError {
  return pathSyntaxError(words, token.start);
}

function pathSyntaxError(words: string, offset: number): ScimError {
  return ScimError.invalidPath(`The path cannot be read: ${words} at position ${offset + 1}.`);
}

/** Errors between the brackets are the filter's. Brackets inside a quoted text may widen that, never narrow it. */
function syntaxReport(text: string): (words: string, offset: number) => ScimError {
  const open = text.indexOf('[');
  const close = text.lastIndexOf(']');
  return (words, offset) => {
    const isInside = open >= 0 && offset > open && (close < open || offset <= close);
    return isInside ? filterSyntaxError(words, offset) : pathSyntaxError(words, offset);
  };
}
