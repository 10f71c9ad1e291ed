import { isJsonObject, type Json } from '../json.js';
import type { AttributeDefinition } from './attribute-definition.js';

/**
 * Whether an attribute has many values without parts. RFC 7643 §2.4 has `value` among the default sub-attributes of what
 * has many: of such an attribute it is the value itself, so that a path can choose one (`tags[value eq "a"]`).
 */
export function isSimpleList({ multiValued, type }: AttributeDefinition): boolean {
  return multiValued && type !== 'complex';
}

/** `.value` at the end of a name: `tags.value`. */
export const VALUE_BEHIND = /\.value$/i;

/** `value`, in any letter case (RFC 7643 §2.1). */
export function isValueName(name: string): boolean {
  return name.toLowerCase() === 'value';
}

/** What `{"value": …}` and nothing else holds: a client that writes a value of a simple list so means the value itself. */
export function withoutBraces<T>(element: T): T | Json {
  if (!isJsonObject(element)) return element;
  const [only, ...others] = Object.entries(element);
  return only !== undefined && others.length === 0 && isValueName(only[0]) ? only[1] : element;
}
