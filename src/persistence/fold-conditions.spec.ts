import { parseFilter, resolveFilter } from '../../test/support/lenient.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { userSchema } from '../protocol/schema/resource-types.js';
import { foldConditions } from './fold-conditions.js';
import { costOf } from './scans-of.js';

/** As a filter again, for reading; `[a | b]` is what one look at the keys answers. */
function written(filter: ResolvedFilter): string {
  switch (filter.kind) {
    case 'constant':
      return String(filter.value);
    case 'compare':
      return `${filter.path.key} ${filter.operator} ${filter.key}`;
    case 'present':
      return `${filter.path.key} pr`;
    case 'not':
      return `not(${written(filter.term)})`;
    case 'element':
      return `${filter.path.key}{${written(filter.filter)}}`;
    default:
      return `(${filter.terms.map(written).join(` ${filter.kind} `)})`;
  }
}

const folded = (text: string): ResolvedFilter => foldConditions(resolveFilter(parseFilter(text), userSchema), 'User');

it.each([
  ['twice the same', 'title eq "a" and title eq "a"', 'title eq a', 0],
  ['twice the same in other letters', 'title eq "a" or title eq "A"', 'title eq a', 0],
  ['nothing to fold', 'title co "a" and title co "b"', '(title co a and title co b)', 2],
  ['co or ew', 'title co "a" or nickName pr or title ew "b"', '(nickName pr or (title co a or title ew b))', 2],
  ['values', 'title eq "a" or userName eq "x" or title eq "b"', '((title eq a or title eq b) or userName eq x)', 0],
  [
    'values beside ranges',
    'title eq "a" or title sw "b" or title eq "c"',
    '((title eq a or title eq c) or title sw b)',
    0,
  ],
  [
    'none of',
    'title ne "a" and active eq true and title ne "b"',
    '(active eq 1 and not((title eq a or title eq b)))',
    0,
  ],
  ['none, with one more', 'not (title co "a") and title ne "b"', 'not((title co a or title eq b))', 1],
  ['empty texts', 'title co "" or title ew "" or title sw ""', 'title sw ', 1],
  ['an element with one condition', 'emails[value co "a"]', 'emails.value co a', 1],
  ['an element with alternatives', 'emails[value eq "a" or type pr]', '(emails.type pr or emails.value eq a)', 1],
  [
    'alternatives in and beside an element',
    'emails[value co "a"] or emails co "b"',
    '(emails.value co a or emails.value co b)',
    1,
  ],
  [
    'an element with two conditions',
    'emails[value eq "a" and type eq "b"]',
    'emails{(emails.value eq a and emails.type eq b)}',
    0,
  ],
  [
    'an element without a value',
    'emails[type eq "b" and primary eq true]',
    'emails{(emails.type eq b and emails.primary eq 1)}',
    2,
  ],
  [
    'none in an element',
    'emails[type ne "a" and type ne "b"]',
    'emails{not((emails.type eq a or emails.type eq b))}',
    2,
  ],
  ['the stricter beginning', 'title sw "a" and title sw "ab"', 'title sw ab', 0],
  ['the wider beginning', 'title sw "a" or title sw "ab"', 'title sw a', 0],
  [
    'the stricter bounds',
    'title ge "a" and title gt "a" and title lt "c" and title le "b"',
    '(title gt a and title le b)',
    2,
  ],
  ['a value within what is asked', 'title eq "abc" and title co "b" and title sw "a"', 'title eq abc', 0],
  ['a value without', 'title eq "abc" and title co "x"', '(title eq abc and title co x)', 1],
  ['bounds of two attributes', 'title ge "a" and nickName ge "b"', '(title ge a and nickName ge b)', 2],
  [
    'the same in branches',
    '(title eq "a" or id eq "b") and (title eq "a" or id eq "c")',
    '((id eq b or title eq a) and (id eq c or title eq a))',
    1,
  ],
  [
    'alternatives on memberships',
    'groups.display sw "a" or title eq "b" or groups[display co "c" and type eq "direct"]',
    '(title eq b or (groups.display sw a or groups{(groups.display co c and groups.type eq direct)}))',
    3,
  ],
  [
    'none on memberships',
    'not (groups.display sw "a") and not (title co "x") and not (groups.display co "b")',
    '(not(title co x) and not((groups.display sw a or groups.display co b)))',
    3,
  ],
  [
    'an element of a membership with alternatives',
    'groups[display sw "a" or display co "b"]',
    '(groups.display sw a or groups.display co b)',
    2,
  ],
  [
    'one group that an index finds, and others',
    'groups.display sw "a" or groups.display eq "b" or groups.display co "c"',
    '(groups.display eq b or (groups.display sw a or groups.display co c))',
    2,
  ],
  [
    'all on memberships',
    'groups.display sw "a" and groups.display sw "b"',
    '(groups.display sw a and groups.display sw b)',
    2,
  ],
  ['ids', 'id eq "a" or id eq "b"', '(id eq a or id eq b)', 0],
])('%s', (_, text, expected, cost) => {
  const filter = folded(text);
  expect(written(filter)).toBe(expected);
  expect(costOf(filter, 'User')).toBe(cost);
});
