import type { ScimError } from '../scim-error.js';
import type { FilterToken, SyntaxReport } from './filter-token.js';

/** Reads tokens one after the other; behind the last it stays on `end`. */
export class TokenCursor {
  private index = 0;

  constructor(
    private readonly tokens: readonly FilterToken[],
    private readonly report: SyntaxReport,
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

  error(words: string, token: FilterToken): ScimError {
    return this.report(words, token.start);
  }
}
