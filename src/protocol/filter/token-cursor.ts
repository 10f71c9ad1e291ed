import type { ScimError } from '../scim-error.js';
import type { Tolerance, Tolerances } from '../tolerance/tolerances.js';
import type { FilterToken, SyntaxReport } from './filter-token.js';

/** Reads tokens one after the other; behind the last it stays on `end`. */
export class TokenCursor {
  private index = 0;

  constructor(
    private readonly tokens: readonly FilterToken[],
    private readonly report: SyntaxReport,
    private readonly tolerances: Tolerances,
  ) {}

  peek(): FilterToken {
    return this.tokens[this.index] ?? { kind: 'end', start: 0, end: 0 };
  }

  next(): FilterToken {
    const token = this.peek();
    if (token.kind !== 'end') this.index += 1;
    return token;
  }

  /** Takes the next token if it is of this kind. */
  accept(kind: FilterToken['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.next();
    return true;
  }

  /** @throws what the report makes when the next token is of another kind */
  expect(kind: FilterToken['kind'], words: string): void {
    if (this.peek().kind !== kind) throw this.error(words, this.peek());
    this.next();
  }

  /** Says that the text departs from the grammar here. @throws what the report makes where that is not accepted */
  tolerate(tolerance: Tolerance, words: string, token: FilterToken): void {
    this.tolerances.accept(tolerance, () => this.error(words, token));
  }

  error(words: string, token: FilterToken): ScimError {
    return this.report(words, token.start);
  }
}
