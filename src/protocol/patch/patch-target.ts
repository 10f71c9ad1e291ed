import type { Filter, ResolvedFilter } from '../filter/filter-ast.js';
import { resolveElementFilter } from '../filter/resolve-filter.js';
import type { Json, JsonObject } from '../json.js';
import type { PatchPath } from '../path/parse-path.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/attribute-definition.js';
import { checkAttribute } from '../schema/check-attribute.js';
import { findAttribute } from '../schema/find-attribute.js';
import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { isSimpleList, isValueName } from '../schema/simple-list.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/** What a PATCH path names in the schema. */
export type PatchTarget =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | {
      readonly kind: 'elements';
      /** The multi-valued attribute, without sub-attribute. */
      readonly path: AttributePath;
      readonly filter: ResolvedFilter;
      readonly subAttribute: AttributeDefinition | undefined;
      /** What an element that is created begins with; undefined when the filter says more than equalities joined by `and`. */
      readonly seed: JsonObject | undefined;
    }
  | { readonly kind: 'extension'; readonly extension: SchemaDefinition };

/**
 * Looks a path up, by the names that `findAttribute` takes.
 * @returns undefined when the schema has no such attribute
 * @throws ScimError invalidPath for a filter on what has no elements and as `findAttribute`, invalidFilter for one that does not fit the schema
 */
export function resolveTarget(
  path: PatchPath,
  schema: ResourceSchema,
  tolerances: Tolerances,
): PatchTarget | undefined {
  const extension = schema.findExtension(path.attribute);
  if (extension !== undefined) return path.filter === undefined ? { kind: 'extension', extension } : undefined;
  const found = findAttribute(path.attribute, schema, tolerances, (detail) => ScimError.invalidPath(detail));
  if (found === undefined || path.filter === undefined) return found && { kind: 'attribute', path: found };
  if (!found.attribute.multiValued)
    throw ScimError.invalidPath(`${found.key} has no elements to choose from. Leave out the brackets.`);
  const isValue = path.subAttribute === undefined || (isSimpleList(found.attribute) && isValueName(path.subAttribute));
  const subAttribute = isValue ? undefined : schema.findSub(found.attribute, path.subAttribute);
  if (!isValue && subAttribute === undefined) return undefined;
  const filter = resolveElementFilter(path.filter, schema, found, tolerances);
  return { kind: 'elements', path: found, filter, subAttribute, seed: seedOf(path.filter, found, schema, tolerances) };
}

/** RFC 7643 §7: the client can change neither a readOnly attribute nor a readOnly part of one. */
export function isReadOnly(target: PatchTarget): boolean {
  if (target.kind === 'extension') return false;
  const sub = target.kind === 'elements' ? target.subAttribute : target.path.subAttribute;
  return target.path.attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

function seedOf(
  filter: Filter,
  path: AttributePath,
  schema: ResourceSchema,
  tolerances: Tolerances,
): JsonObject | undefined {
  const terms = filter.kind === 'and' ? filter.terms : [filter];
  if (isSimpleList(path.attribute)) return terms.every(isEquality) ? {} : undefined;
  const seed: [string, Json][] = [];
  for (const term of terms) {
    const sub = term.kind === 'compare' ? schema.findSub(path.attribute, term.path) : undefined;
    if (sub === undefined || term.kind !== 'compare' || term.operator !== 'eq') return undefined;
    const value = checkAttribute(sub, term.value, `${path.key}.${sub.name}`, tolerances);
    if (value === undefined) return undefined;
    seed.push([sub.name, value]);
  }
  return Object.fromEntries(seed);
}

const isEquality = (term: Filter): boolean => term.kind === 'compare' && term.operator === 'eq' && term.value !== null;
