import { parseFilter, resolveFilter } from '../../../test/support/lenient.js';
import { userSchema } from '../schema/resource-types.js';
import { countTerms } from './count-terms.js';

it.each<[string, number]>([
  ['userName eq "a"', 1],
  ['userName ne "a"', 1],
  ['title pr', 1],
  ['id pr', 0],
  ['not (title pr and title eq null)', 2],
  ['userName eq "a" or title pr and (title eq "b" or not (title eq "c"))', 4],
  ['emails[type eq "work" and not (value pr or primary eq true)] or title pr', 4],
  [Array.from({ length: 200 }, (_, index) => `title eq "${index}"`).join(' or '), 200],
])('%s', (filter, terms) => {
  expect(countTerms(resolveFilter(parseFilter(filter), userSchema))).toBe(terms);
});
