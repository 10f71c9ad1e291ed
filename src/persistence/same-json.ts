import { isJsonObject, type Json } from '../protocol/json.js';

/** True for the same JSON value; the order of members does not matter, that of array elements does. */
export function isSameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    const [one, other] = [left as readonly Json[], right as readonly Json[]];
    return one.length === other.length && one.every((value, index) => isSameJson(value, other[index] ?? null));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name] ?? null, right[name] ?? null))
  );
}
