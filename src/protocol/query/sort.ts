import { shortName } from '../filter/attribute-name.js';
import { findAttribute } from '../schema/find-attribute.js';
import { attributePath, type AttributePath, type ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/**
 * The order of a list (RFC 7644 §3.4.2.3): by the comparison keys of `value-key.ts`, so `caseExact` decides, and by the
 * order of creation where these are equal. Of a multi-valued attribute counts the primary element, without one the
 * first that has the value. What has none comes last. `descending` is all of that read backwards.
 */
export interface Sort {
  /** A simple attribute or sub-attribute; `emails` has become `emails.value`. */
  readonly path: AttributePath;
  readonly order: 'ascending' | 'descending';
}

/**
 * Reads `sortBy` and `sortOrder`. Empty means not given; without `sortBy` there is nothing to order, whatever `sortOrder` says.
 * @throws ScimError invalidPath for an attribute that is unknown, secret or has parts only, invalidValue for the order
 */
export function parseSort(
  sortBy: string | undefined,
  sortOrder: string | undefined,
  schema: ResourceSchema,
  tolerances: Tolerances,
): Sort | undefined {
  const name = (sortBy ?? '').trim();
  if (name === '') return undefined;
  const sort = findSort(name, sortOrder, schema, tolerances);
  if (sort !== undefined) return sort;
  throw ScimError.invalidPath(
    `The ${schema.type.name} schema has no attribute ${shortName(name)}. Correct the name in "sortBy".`,
  );
}

/**
 * The order by an attribute that is named as in filters (`findAttribute`).
 * @returns undefined when the schema does not have it
 * @throws ScimError as `parseSort`
 */
export function findSort(
  name: string,
  sortOrder: string | undefined,
  schema: ResourceSchema,
  tolerances: Tolerances,
): Sort | undefined {
  const path = findAttribute(name, schema, tolerances, (detail) => ScimError.invalidPath(detail));
  return path && { path: sortPath(path, schema, tolerances), order: readOrder(sortOrder) };
}

function sortPath(path: AttributePath, schema: ResourceSchema, tolerances: Tolerances): AttributePath {
  // RFC 7644 §7.5.2: the order of a list would tell secrets apart.
  if (path.attribute.returned === 'never' || path.subAttribute?.returned === 'never') throw unsortable(path);
  if (path.subAttribute !== undefined || path.attribute.type !== 'complex') return path;
  const value = schema.findSub(path.attribute, 'value');
  const refusal = (): ScimError =>
    ScimError.invalidPath(
      `${path.key} has parts: sort by one of them, such as ${path.key}.${path.attribute.subAttributes?.[0]?.name ?? ''}.`,
    );
  if (value === undefined) throw refusal();
  // RFC 7644 §3.4.2.3: a complex attribute is named with its sub-attribute; a list means its primary value.
  if (!path.attribute.multiValued) tolerances.accept('implicitValueSubAttribute', refusal);
  return attributePath(path.extension, path.attribute, value);
}

/** For an attribute that exists and gives no order. */
export function unsortable({ key }: AttributePath): ScimError {
  return ScimError.invalidPath(`Lists cannot be sorted by ${key}. Sort by another attribute, or leave out "sortBy".`);
}

/** Values of a string attribute that is not `caseExact` match in any case (RFC 7643 §2.2). */
function readOrder(text: string | undefined): Sort['order'] {
  const order = (text ?? '').trim().toLowerCase();
  if (order === '') return 'ascending';
  if (order === 'ascending' || order === 'descending') return order;
  throw ScimError.invalidValue('"sortOrder" must be "ascending" or "descending".');
}
