import { digits, met, table } from './report.mjs';

/** @param rows see figures.mjs */
export const figuresTable = (head, rows) =>
  table(
    [head, 'figure', 'aim'],
    rows.map(({ what, value, unit, aim, isMet }) => [
      what,
      `${digits(value)} ${unit}`,
      aim === undefined ? '' : met(isMet, aim),
    ]),
  );

export const scenarioTable = ({ title, rows, voided }) =>
  voided === undefined ? figuresTable(title, rows) : `${title}: VOID: ${voided.slice(0, 200)}`;
