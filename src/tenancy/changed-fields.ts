import type { AttributeChange } from '../audit/log-event.js';

/** What a patch really changes, in the order of its fields, as a log event lists it. Absent fields stay as they are. */
export function changedFields<T extends object>(before: T, patch: Partial<T>): readonly AttributeChange[] {
  const from = new Map<string, unknown>(Object.entries(before));
  return Object.entries<unknown>(patch)
    .filter(([path, to]) => to !== undefined && !isSame(to, from.get(path)))
    .map(([path, to]) => ({ path, from: from.get(path) ?? null, to }));
}

/** Settings hold texts, switches, lists and maps of those; a map in another order merely counts as changed. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
