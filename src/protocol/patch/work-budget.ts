import { ScimError } from '../scim-error.js';

const MAX_ELEMENTS = 200_000;

/** How many elements of multi-valued attributes one PATCH may look at: 1,000 operations times 10,000 values is too much. */
export class WorkBudget {
  private left = MAX_ELEMENTS;

  /** @throws ScimError tooMany when the request has used up its share */
  spend(elements: number): void {
    this.left -= elements;
    if (this.left < 0)
      throw ScimError.tooMany('The operations touch too many values at once. Send them in several requests.');
  }
}
