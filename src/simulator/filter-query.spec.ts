import { equalityFilter, type FilterEncoding } from './filter-query.js';

it.each<[FilterEncoding, string, string]>([
  ['percent', 'jane.doe@example.com', 'filter=userName%20eq%20%22jane.doe%40example.com%22'],
  ['plus', 'jane.doe@example.com', 'filter=userName+eq+%22jane.doe%40example.com%22'],
  ['bare', 'jane.doe@example.com', 'filter=userName%20eq%20"jane.doe@example.com"'],
  ['percent', 'a b+c', 'filter=userName%20eq%20%22a%20b%2Bc%22'],
  ['plus', 'a b+c', 'filter=userName+eq+%22a+b%2Bc%22'],
  ['bare', 'a b+c', 'filter=userName%20eq%20"a%20b%2Bc"'],
  ['percent', 'say "hi" \\', 'filter=userName%20eq%20%22say%20%5C%22hi%5C%22%20%5C%5C%22'],
  ['plus', 'R&D #1', 'filter=userName+eq+%22R%26D+%231%22'],
])('%s: %s', (encoding, value, expected) => {
  expect(equalityFilter('userName', value, encoding)).toBe(expected);
});
