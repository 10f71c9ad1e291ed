import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributePath } from '../schema/resource-schema.js';
import { valueKey } from '../schema/value-key.js';
import type { ResolvedFilter } from './filter-ast.js';
import { matchKey } from './match-key.js';

/**
 * Whether a complete canonical resource (schema's spelling, `id` and `meta` included, extensions under their URN)
 * matches. This is the meaning of a filter: what SQL answers is checked against it.
 */
export function evaluateFilter(filter: ResolvedFilter, resource: JsonObject): boolean {
  return evaluate(filter, (path) => valuesInResource(path, resource));
}

/** Whether one value of a multi-valued attribute matches a filter from `resolveElementFilter` or within an `element`. */
export function evaluateElement(filter: ResolvedFilter, element: Json): boolean {
  return evaluate(filter, ({ subAttribute }) => {
    if (subAttribute === undefined) return [element];
    return isJsonObject(element) ? valuesOf(element, subAttribute.name) : [];
  });
}

/** The values that a path selects, in no object more than one per element. */
type Select = (path: AttributePath) => readonly Json[];

function evaluate(filter: ResolvedFilter, select: Select): boolean {
  switch (filter.kind) {
    case 'constant':
      return filter.value;
    case 'and':
      return filter.terms.every((term) => evaluate(term, select));
    case 'or':
      return filter.terms.some((term) => evaluate(term, select));
    case 'not':
      return !evaluate(filter.term, select);
    case 'present':
      return select(filter.path).some(isAssigned);
    case 'compare':
      return select(filter.path).some((value) => isMatch(filter, value));
    case 'element':
      return select(filter.path).some((element) => evaluateElement(filter.filter, element));
    default:
      return filter satisfies never;
  }
}

function isMatch(filter: ResolvedFilter & { readonly kind: 'compare' }, value: Json): boolean {
  if (typeof value === 'object' || !isAssigned(value)) return false;
  const key = valueKey(filter.path.subAttribute ?? filter.path.attribute, value);
  return key !== undefined && matchKey(filter.operator, key, filter.key);
}

/**
 * RFC 7644 Table 3 `pr`: false for null, "", [], {} and for a complex value in which nothing is assigned. What is not
 * assigned does not compare either, so `co ""` means the same as `pr`.
 */
function isAssigned(value: Json): boolean {
  if (value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isAssigned);
  return isJsonObject(value) ? Object.values(value).some(isAssigned) : true;
}

function valuesInResource(
  { extension, attribute, subAttribute }: AttributePath,
  resource: JsonObject,
): readonly Json[] {
  const container = extension === undefined ? resource : ownValue(resource, extension.id);
  if (!isJsonObject(container)) return [];
  const values = valuesOf(container, attribute.name);
  if (subAttribute === undefined) return values;
  return values.flatMap((value) => (isJsonObject(value) ? valuesOf(value, subAttribute.name) : []));
}

function valuesOf(object: JsonObject, name: string): readonly Json[] {
  const value = ownValue(object, name);
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** Never an inherited property: an attribute may be called `constructor`. */
function ownValue(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
