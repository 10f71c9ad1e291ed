import type { ScimError } from '../scim-error.js';
import type { CompareOperator, FilterLiteral } from './filter-ast.js';

type TokenContent =
  | { readonly kind: '(' | ')' | '[' | ']' | 'and' | 'or' | 'not' | 'end' }
  /** An attribute path as written: `userName`, `name.familyName`, `urn:…:User:manager.value`. */
  | { readonly kind: 'name'; readonly name: string }
  /** `.value` right after a `]`; `name` is without the dot. */
  | { readonly kind: 'sub'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: CompareOperator | 'pr' }
  | { readonly kind: 'literal'; readonly value: FilterLiteral }
  /** What stands in the place of a value and is none, but could be a text without its quotes; `words` say what is wrong. */
  | { readonly kind: 'unquoted'; readonly text: string; readonly words: string };

/** One word of a filter. `start` and `end` are offsets in UTF-16 units, `end` behind the last one. */
export type FilterToken = TokenContent & { readonly start: number; readonly end: number };

/**
 * Makes the error for what the lexer or parser found: `words` say what was expected or wrong, `offset` where.
 * A filter answers invalidFilter, a PATCH path invalidPath outside its brackets.
 */
export type SyntaxReport = (words: string, offset: number) => ScimError;
