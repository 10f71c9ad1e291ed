import { type Json, type JsonObject, isJsonObject } from '../protocol/json.js';

/** Wider cells are cut in tables; `show` and `--json` have the whole. */
const MAX_CELL = 60;

/** A table with a head, one line per item; `columns` that no item has are left out. */
export function tableOf(items: readonly Json[], columns: readonly string[]): string {
  const rows = items.filter(isJsonObject);
  if (rows.length === 0) return 'There are none.\n';
  const shown = columns.filter((column) => rows.some((row) => row[column] !== undefined));
  const cells = [shown, ...rows.map((row) => shown.map((column) => cut(cellOf(row[column]))))];
  const widths = shown.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** One line per field: name and value; what is nested stands below its name, further in. */
export function linesOf(value: JsonObject, indent = ''): string {
  const width = Math.max(0, ...Object.keys(value).map((name) => name.length));
  return Object.entries(value)
    .map(([name, field]) => {
      const nested = nestedLines(field, `${indent}  `);
      const cell = nested === undefined ? cellOf(field) : '';
      return `${`${indent}${plain(name).padEnd(width)}  ${cell}`.trimEnd()}\n${nested ?? ''}`;
    })
    .join('');
}

/** Items too large for a table, whole, one below the other. */
export function blocksOf(items: readonly Json[]): string {
  return items.length === 0
    ? 'There are none.\n'
    : items
        .filter(isJsonObject)
        .map((item) => linesOf(item))
        .join('-\n');
}

function nestedLines(field: Json, indent: string): string | undefined {
  if (isJsonObject(field) && Object.keys(field).length > 0) return linesOf(field, indent);
  const isList = Array.isArray(field) && field.length > 0 && field.every(isJsonObject);
  if (!isList) return undefined;
  return (field as readonly JsonObject[]).map((item) => linesOf(item, indent)).join(`${indent}-\n`);
}

/** A value in one line, without anything that a terminal would obey: names come from outside. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

function cellOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '-';
  return plain(typeof value === 'string' ? value : JSON.stringify(value));
}

function cut(cell: string): string {
  return cell.length <= MAX_CELL ? cell : `${cell.slice(0, MAX_CELL - 1)}…`;
}
