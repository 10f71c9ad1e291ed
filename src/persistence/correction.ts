/**
 * What the stored keys cannot say about a condition, found out from the documents: `pks` are the resources of which a
 * key was cut, `matching` those of them that fulfil the condition.
 */
export interface Correction {
  readonly pks: readonly number[];
  readonly matching: readonly number[];
}
