import type { ResolvedFilter } from '../filter/filter-ast.js';
import { countTerms } from '../filter/count-terms.js';
import { isJsonObject, type Json } from '../json.js';
import { ScimError } from '../scim-error.js';

const MAX_UNITS = 200_000;
/** Texts up to this length cost nothing extra: names, addresses, numbers. */
const CHARACTERS_PER_UNIT = 32;

/**
 * Bounds what one PATCH makes the server look at, inside a transaction: 1,000 operations times 1,000 values times 200
 * terms of a filter is too much. The unit is one comparison of one element; ordinary requests need some hundreds.
 */
export class WorkBudget {
  private left = MAX_UNITS;

  /**
   * Every element is looked at `times` times.
   * @throws ScimError tooMany when the request has used up its share
   */
  spend(elements: readonly Json[], times = 1): void {
    for (const element of elements) this.left -= unitsOf(element) * times;
    if (this.left < 0)
      throw ScimError.tooMany('The operations touch too many values at once. Send them in several requests.');
  }

  /** Every element is compared with every term of the filter. */
  spendFilter(elements: readonly Json[], filter: ResolvedFilter): void {
    this.spend(elements, Math.max(1, countTerms(filter)));
  }
}

/** A comparison folds the text it compares, so that long texts cost more. */
function unitsOf(element: Json): number {
  const values: readonly Json[] = isJsonObject(element) ? Object.values(element) : [element];
  let characters = 0;
  for (const value of values) if (typeof value === 'string') characters += value.length;
  return 1 + Math.floor(characters / CHARACTERS_PER_UNIT);
}
