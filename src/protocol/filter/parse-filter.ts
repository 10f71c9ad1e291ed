// Filters (RFC 7644 §3.4.2.2): tokenize -> parse -> resolve against a schema -> evaluate in memory, or compile to SQL
// elsewhere. Nothing here knows a database, and nothing that parses knows a schema.
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { shortName } from './attribute-name.js';
import { combineFilters } from './combine-filters.js';
import type { Filter, FilterLiteral } from './filter-ast.js';
import type { FilterToken } from './filter-token.js';
import { TokenCursor } from './token-cursor.js';
import { tokenizeFilter } from './tokenize-filter.js';

// RFC 7644 Figure 1, with valLogExp as erratum 7322 and "not" with or without a space as erratum 7319 have it:
//   FILTER    = attrExp / logExp / valuePath / *1"not" *1SP "(" FILTER ")"
//   valuePath = attrPath "[" valFilter "]"           ; attribute expressions of one element, never another valuePath
//   attrExp   = (attrPath SP "pr") / (attrPath SP compareOp SP compValue)
//   logExp    = FILTER SP ("and" / "or") SP FILTER   ; not binds before and, and before or
// and, where it is tolerated, what Entra sends: valuePath "." ATTRNAME SP (compareOp SP compValue / "pr"), meaning that the
// element that matches the brackets has such a sub-attribute; and texts without quotes.

/**
 * Parses a filter. Chains of `and` and of `or` become one node each, nested ones of the same kind included.
 * @param nameParts how many names a path may join by dots, for what is no SCIM resource
 * @throws ScimError invalidFilter with the position (counted from 1); never shows more of the text than a short name
 */
export function parseFilter(text: string, tolerances: Tolerances, nameParts?: number): Filter {
  const tokens = tokenizeFilter(text, filterSyntaxError, nameParts);
  const cursor = new TokenCursor(tokens, filterSyntaxError, tolerances);
  const filter = parseOr(cursor, false);
  cursor.expect('end', 'expected "and", "or" or the end of the filter');
  return filter;
}

/** Parses what stands between `[` and `]`; the cursor stops at the `]`. */
export function parseElementFilter(cursor: TokenCursor): Filter {
  return parseOr(cursor, true);
}

export function filterSyntaxError(words: string, offset: number): ScimError {
  return ScimError.invalidFilter(`The filter cannot be read: ${words} at position ${offset + 1}.`);
}

// Recursion is bounded by FILTER_LIMITS.depth: every level costs a bracket, and the lexer has counted those.
function parseOr(cursor: TokenCursor, inElement: boolean): Filter {
  const terms = [parseAnd(cursor, inElement)];
  while (cursor.accept('or')) terms.push(parseAnd(cursor, inElement));
  return combineFilters('or', terms);
}

function parseAnd(cursor: TokenCursor, inElement: boolean): Filter {
  const terms = [parseTerm(cursor, inElement)];
  while (cursor.accept('and')) terms.push(parseTerm(cursor, inElement));
  return combineFilters('and', terms);
}

function parseTerm(cursor: TokenCursor, inElement: boolean): Filter {
  const token = cursor.next();
  switch (token.kind) {
    case '(':
      return parseGroup(cursor, inElement);
    case 'not':
      cursor.expect('(', 'expected "(" after not');
      return { kind: 'not', term: parseGroup(cursor, inElement) };
    case 'name':
      if (cursor.peek().kind !== '[') return parseCondition(cursor, token.name);
      if (inElement) throw cursor.error('brackets within brackets', cursor.peek());
      return parseValuePath(cursor, token.name);
    default:
      throw cursor.error('expected an attribute name', token);
  }
}

function parseGroup(cursor: TokenCursor, inElement: boolean): Filter {
  const filter = parseOr(cursor, inElement);
  cursor.expect(')', 'expected "and", "or" or ")"');
  return filter;
}

function parseValuePath(cursor: TokenCursor, path: string): Filter {
  cursor.expect('[', 'expected "["');
  const filter = parseElementFilter(cursor);
  cursor.expect(']', 'expected "and", "or" or "]"');
  const sub = cursor.peek();
  if (sub.kind !== 'sub') return { kind: 'valuePath', path, filter };
  cursor.tolerate('valuePathThenOperator', 'expected "and", "or" or the end after "]"', cursor.next());
  return { kind: 'valuePath', path, filter: combineFilters('and', [filter, parseCondition(cursor, sub.name)]) };
}

function parseCondition(cursor: TokenCursor, path: string): Filter {
  const token = cursor.next();
  if (token.kind !== 'operator') throw cursor.error(`expected a comparison operator after ${shortName(path)}`, token);
  if (token.operator === 'pr') return { kind: 'present', path };
  return { kind: 'compare', path, operator: token.operator, value: parseLiteral(cursor, token) };
}

function parseLiteral(cursor: TokenCursor, operator: FilterToken & { readonly kind: 'operator' }): FilterLiteral {
  const token = cursor.next();
  if (token.kind === 'literal') return token.value;
  if (token.kind === 'unquoted') {
    cursor.tolerate('unquotedFilterValue', token.words, token);
    return token.text;
  }
  const hint = token.kind === 'end' ? '' : ' (text needs double quotes)';
  throw cursor.error(`expected a value after ${operator.operator}${hint}`, token);
}
