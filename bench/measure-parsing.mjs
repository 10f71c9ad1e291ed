import { dirname } from 'node:path';
import { filterReader } from './from-build.mjs';
import { median, quantile } from './statistics.mjs';

const TYPICAL = [
  'userName eq "test.user@okta.local"',
  'externalId eq "00u1a2b3c4d5e6f7g8h9"',
  'emails[type eq "work" and value eq "test.user@okta.local"]',
  'displayName eq "Engineering" and meta.lastModified gt "2026-01-31T12:00:00Z"',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department sw "Eng" or active eq true',
];
const RUNS = 40_000;
/** Shapes that other parsers take exponential or quadratic time for, as long as the limit allows, and 8 KiB of each. */
const HOSTILE = {
  'a long text': (n) => `userName eq "${'x'.repeat(n)}"`,
  'a long text of wide characters': (n) => `userName eq "${'\uff21'.repeat(n)}"`,
  escapes: (n) => `userName eq "${'\\\\'.repeat(n / 2)}"`,
  'wrong escapes': (n) => `userName eq "${'\\a'.repeat(n / 2)}"`,
  'line breaks in a text': (n) => `userName eq "${'\n'.repeat(n)}`,
  'no closing quote': (n) => `userName eq "${'x'.repeat(n)}`,
  spaces: (n) => `userName${' '.repeat(n)}pr`,
  parentheses: (n) => '('.repeat(n),
  not: (n) => 'not ('.repeat(n / 5),
  brackets: (n) => 'emails['.repeat(n / 7),
  'parts of a name': (n) => `${'a.'.repeat(n / 2)}a pr`,
  'parts of a URN': (n) => `urn${':a'.repeat(n / 2)} pr`,
  digits: (n) => `userName eq ${'9'.repeat(n)}`,
  or: (n) => terms(n, ' or ', (i) => `userName eq "${String(i).padStart(22, '0')}"`),
  pairs: (n) => terms(n, ' and ', (i) => `(title pr or nickName eq "${String(i).padStart(43, '0')}")`),
  elements: (n) => `emails[${terms(n, ' or ', (i) => `value eq "${String(i).padStart(27, '0')}"`)}]`,
  'nested pairs': (n) =>
    Array.from({ length: 30 }).reduce(
      (inner, _, i) => `(${inner} ${i % 2 ? 'and' : 'or'} title eq "${'y'.repeat(n / 40)}")`,
      'title pr',
    ),
};
const SIZES = [1_024, 2_048, 4_096, 8_000];

function terms(length, word, term) {
  const count = Math.max(1, Math.floor(length / (term(0).length + word.length)));
  return Array.from({ length: Math.min(count, 199) }, (_, i) => term(i)).join(word);
}

/**
 * Time from the text of a filter to its meaning. @returns microseconds of typical filters, and for each hostile shape the
 * exponent by which its time grows with its length: 1 is linear
 */
export async function measureParsing({ main }) {
  const dist = dirname(main);
  const toFilter = await filterReader(dist);
  const read = (text) => {
    try {
      toFilter(text);
    } catch (error) {
      if (error.scimType !== 'invalidFilter') throw error;
    }
  };
  const typical = TYPICAL.map((filter) => ({ filter, ...typicalUs(() => read(filter)) }));
  const hostile = Object.entries(HOSTILE).map(([shape, make]) => {
    const times = SIZES.map((size) => timeOf(read, make(size)));
    return { shape, largestUs: times.at(-1) * 1_000, exponent: slope(SIZES.map(Math.log), times.map(Math.log)) };
  });
  return { typical, hostile };
}

function typicalUs(work) {
  for (let run = 0; run < RUNS / 4; run += 1) work();
  const times = new Float64Array(RUNS);
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    work();
    times[run] = (performance.now() - begun) * 1_000;
  }
  return { p50: median(times), p99: quantile(times, 0.99) };
}

/** Milliseconds, the least of many batches: what disturbs only adds. */
function timeOf(read, text) {
  let least = Infinity;
  for (let batch = 0; batch < 60; batch += 1) {
    const begun = performance.now();
    for (let run = 0; run < 20; run += 1) read(text);
    least = Math.min(least, (performance.now() - begun) / 20);
  }
  return least;
}

/** Of the straight line with the least squares. */
function slope(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const over = xs.reduce((sum, value, i) => sum + (value - x) * (ys[i] - y), 0);
  return over / xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
}
