import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

/** The rule, word for word: RFC 8785 §3.2. */
function byTheRule(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(byTheRule).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${byTheRule(member)}`).join(',')}}`;
}

describe('canonical JSON', () => {
  it.each<[string, unknown, string]>([
    ['names out of order', { b: 1, a: 2 }, '{"a":2,"b":1}'],
    ['names in order', { a: 2, b: 1 }, '{"a":2,"b":1}'],
    ['deep ones out of order within one in order', { a: { d: 1, c: 2 }, b: 1 }, '{"a":{"c":2,"d":1},"b":1}'],
    ['deep ones within an array', [{ b: 1, a: [{ d: 1, c: 2 }] }], '[{"a":[{"c":2,"d":1}],"b":1}]'],
    ['names that are numbers: by their text', { 9: 'a', 10: 'b' }, '{"10":"b","9":"a"}'],
    ['names that are numbers beside others', { '-': 1, 1: 2 }, '{"-":1,"1":2}'],
    // RFC 8785 §3.2.3: UTF-16 code units, so a surrogate pair stands before U+FB33.
    ['names by code units', { '\ufb33': 1, '\u{1f600}': 2, '\u20ac': 3 }, '{"\u20ac":3,"\u{1f600}":2,"\ufb33":1}'],
    ['a lone surrogate', { a: '\ud800' }, '{"a":"\\ud800"}'],
    ['numbers', [1e30, 4.5, 2e-3, 1e-27, -0], '[1e+30,4.5,0.002,1e-27,0]'],
    ['members that are undefined', { b: undefined, a: 1 }, '{"a":1}'],
    ['elements that are undefined', [undefined, { b: 1, a: 2 }], '[null,{"a":2,"b":1}]'],
    ['nothing', {}, '{}'],
    ['null', null, 'null'],
  ])('writes %s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it('writes whatever there is by the rule, in order or not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(byTheRule(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes names that are numbers by the rule', () => {
    const names = fc.dictionary(fc.oneof(fc.nat().map(String), fc.string({ maxLength: 2 })), fc.boolean());
    fc.assert(
      fc.property(names, (value) => expect(canonicalJson(value)).toBe(byTheRule(value))),
      { numRuns: 2_000 },
    );
  });
});
