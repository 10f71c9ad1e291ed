/**
 * What a filter or a PATCH path may ask for, published in the documentation and enforced by the lexer, before
 * anything is built. `characters` counts UTF-16 units, so that a text of a megabyte is refused without reading it.
 */
export const FILTER_LIMITS = {
  characters: 8192,
  /** Open `(` and `[` at any one point. */
  depth: 32,
  /** Comparisons and `pr`. */
  terms: 200,
} as const;
