import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';

/** One simple value of an attribute. `element` is its place in a multi-valued attribute, else 0. */
export interface AssignedValue {
  readonly element: number;
  readonly value: string | number | boolean;
}

/** The values of a simple attribute or sub-attribute. Null and "" are unassigned (RFC 7643 §2.5), as for filters. */
export function assignedValues(path: AttributePath, document: JsonObject): readonly AssignedValue[] {
  const name = path.subAttribute?.name;
  return elementsOf(path, document).flatMap((element, index) =>
    assigned(
      name === undefined ? element : isJsonObject(element) && Object.hasOwn(element, name) ? element[name] : null,
      index,
    ),
  );
}

/** Those of a simple attribute whose value, or list of values, this is. */
export function simpleValues(value: Json): readonly AssignedValue[] {
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(assigned) : assigned(value, 0);
}

function assigned(value: Json | undefined, element: number): readonly AssignedValue[] {
  const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isSimple && value !== '' ? [{ element, value }] : [];
}

/** The elements of a multi-valued attribute, or the one value; nothing where it is absent. */
export function elementsOf({ extension, attribute }: AttributePath, document: JsonObject): readonly Json[] {
  const container = extension === undefined ? document : ownValue(document, extension.id);
  if (container === undefined || !isJsonObject(container)) return [];
  const value = ownValue(container, attribute.name);
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function ownValue(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
