import { evaluateElement } from '../filter/evaluate-filter.js';
import type { Json } from '../json.js';
import { checkAttribute } from '../schema/check-attribute.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { ElementSelection } from './change-elements.js';
import type { PatchOperation } from './patch-operation.js';

/**
 * Changes the values of a simple multi-valued attribute that a filter chooses (`tags[value eq "a"]`), as `changeElements`
 * does elements with parts. A value has nothing but itself, so to add to it is to replace it.
 * @throws ScimError invalidValue, noTarget when none matches and none may be made
 */
export function changeChosenValues(
  values: readonly Json[],
  { definition, path, filter, seed }: ElementSelection,
  op: PatchOperation['op'],
  value: unknown,
  tolerances: Tolerances,
): readonly Json[] {
  const matches = values.map((one) => filter === undefined || evaluateElement(filter, one));
  const given =
    op === 'remove' ? undefined : checkAttribute({ ...definition, multiValued: false }, value, path, tolerances);
  if (given === undefined) return op === 'add' ? values : values.filter((_, index) => !matches[index]);
  if (matches.includes(true)) return values.map((one, index) => (matches[index] ? given : one));
  if (seed === undefined)
    throw ScimError.noTarget(`No value of ${path} matches the path, and none can be made from it.`);
  tolerances.accept('patchNoMatchCreates', () => ScimError.noTarget(`No value of ${path} matches the path.`));
  return [...values, given];
}
