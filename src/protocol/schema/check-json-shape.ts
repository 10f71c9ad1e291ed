import { ScimError } from '../scim-error.js';
import { MAX_DEPTH, nestedTooDeep } from './check-json-depth.js';

const MAX_KEYS = 10_000;
const MAX_ELEMENTS = 100_000;
/** A group of 100,000 members, each with `value`, `$ref`, `type`, `display`. */
const MAX_LIST_KEYS = 4 * MAX_ELEMENTS;
/** Where members stand: in the resource itself, and as the `value` of a PATCH operation. */
const LISTS = /^(?:members|value)$/i;

interface Visit {
  readonly value: unknown;
  readonly depth: number;
  /** Below `members` or `value`, where the larger budget of keys applies. */
  readonly inList: boolean;
}

/**
 * Bounds a parsed body before anything else walks it, so that later steps may recurse: depth 16, 10,000 keys (those of
 * list elements below `members` and `value` count apart, up to 400,000), arrays of 100,000 elements, and no own key
 * `__proto__`. Iterative, hence safe at any depth itself.
 * @param maxKeys for a body that is made of many bodies, each of which is checked on its own later
 * @throws ScimError invalidSyntax
 */
export function checkJsonShape(value: unknown, maxKeys = MAX_KEYS): void {
  const pending: Visit[] = [{ value, depth: 1, inList: false }];
  const keys = { outside: 0, inLists: 0 };
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    if (typeof visit.value !== 'object' || visit.value === null) continue;
    if (visit.depth > MAX_DEPTH) throw nestedTooDeep();
    const depth = visit.depth + 1;
    if (Array.isArray(visit.value)) {
      if (visit.value.length > MAX_ELEMENTS)
        throw ScimError.invalidSyntax(`The body holds a list of more than ${MAX_ELEMENTS} elements.`);
      for (const element of visit.value as unknown[]) {
        if (typeof element === 'object') pending.push({ value: element, depth, inList: visit.inList });
      }
      continue;
    }
    const entries = Object.entries(visit.value);
    countKeys(keys, entries.length, visit.inList, maxKeys);
    for (const [key, child] of entries) {
      if (key === '__proto__') throw ScimError.invalidSyntax('The body holds an attribute with a forbidden name.');
      if (typeof child !== 'object') continue;
      pending.push({ value: child, depth, inList: visit.inList || (Array.isArray(child) && LISTS.test(key)) });
    }
  }
}

function countKeys(keys: { outside: number; inLists: number }, count: number, inList: boolean, max: number): void {
  if (inList) keys.inLists += count;
  else keys.outside += count;
  if (keys.outside > max || keys.inLists > MAX_LIST_KEYS)
    throw ScimError.invalidSyntax('The body holds too many attributes.');
}
