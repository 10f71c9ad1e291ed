import { digits, met, table, withSpread } from './report.mjs';
import { figuresTable } from './report-figures.mjs';

export function scaleTables({ users, small, results, groups }) {
  const rows = results.map(({ name, aim, smallMs, bigMs, ratio, ratios }) => [
    name,
    digits(smallMs),
    digits(bigMs),
    withSpread(ratio, ratios),
    met(ratio <= aim, `≤ ${aim}`),
  ]);
  return [
    table(['read', `${small} users, ms`, `${users} users, ms`, 'ratio', 'aim'], rows),
    figuresTable('group', groups),
  ];
}
