import type { AttributePath } from '../schema/resource-schema.js';

/** RFC 7644 §3.4.2.2 Table 3, without `pr`. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type FilterLiteral = string | number | boolean | null;

/** A filter as parsed: attribute names as the client wrote them. */
export type Filter =
  | {
      readonly kind: 'compare';
      readonly path: string;
      readonly operator: CompareOperator;
      readonly value: FilterLiteral;
    }
  | { readonly kind: 'present'; readonly path: string }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }
  | { readonly kind: 'not'; readonly term: Filter }
  /** `emails[…]`: all conditions on one and the same element. */
  | { readonly kind: 'valuePath'; readonly path: string; readonly filter: Filter };

/**
 * A filter resolved against a schema: every path exists, every literal has the attribute's type and is already the
 * comparison key of `value-key.ts`, so evaluation and SQL compare plain strings.
 * `x ne v` is resolved to `not (x eq v)`, `x eq null` to `not (x pr)`, `schemas eq` and `meta.resourceType` to constants.
 */
export type ResolvedFilter =
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: Exclude<CompareOperator, 'ne'>;
      /** Comparison key of the literal (`valueKey`). */
      readonly key: string;
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly ResolvedFilter[] }
  | { readonly kind: 'not'; readonly term: ResolvedFilter }
  /** `path` is the complex multi-valued attribute; the paths inside `filter` carry its sub-attributes. */
  | { readonly kind: 'element'; readonly path: AttributePath; readonly filter: ResolvedFilter }
  | { readonly kind: 'constant'; readonly value: boolean };
