import { digits, met, table, withSpread } from './report.mjs';

/** Aims: reading a typical filter takes less than this at the 99th percentile; time grows with length, and no faster. */
const P99_US = 20;
const EXPONENT = 1.1;

export function parsingTables({ typical, hostile }) {
  const worst = Math.max(...typical.map(({ p99 }) => p99));
  const steepest = Math.max(...hostile.map(({ exponent }) => exponent));
  return [
    `From the text to its meaning, in µs; p99 ${met(worst < P99_US, `< ${P99_US} µs`)}:`,
    table(
      ['filter', 'p50', 'p99'],
      typical.map(({ filter, p50, p99 }) => [`\`${filter}\``, digits(p50), digits(p99)]),
    ),
    `How time grows with length, from 1 to 8 KiB; exponent ${met(steepest <= EXPONENT, `≤ ${EXPONENT}`)}:`,
    table(
      ['shape', '8 KiB, µs', 'exponent'],
      hostile.map(({ shape, largestUs, exponent }) => [shape, digits(largestUs), exponent.toFixed(2)]),
    ),
  ];
}

export function filtersTable({ results }) {
  const rows = results.map(({ operator, found, oursMs, typedMs, ratio, ratios }) => [
    operator,
    found,
    digits(oursMs),
    digits(typedMs),
    withSpread(ratio, ratios),
  ]);
  return table(['filter', 'found', 'Rollbook, ms', 'typed SQL, ms', 'ratio'], rows);
}
