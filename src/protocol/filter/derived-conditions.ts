import type { SchemaDefinition } from '../schema/attribute-definition.js';
import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';
import { attributePath } from '../schema/resource-schema.js';
import { valueKey } from '../schema/value-key.js';
import type { CompareOperator, ResolvedFilter } from './filter-ast.js';
import { anyOf, constant } from './fold-filter.js';
import { matchKey } from './match-key.js';

type Operator = Exclude<CompareOperator, 'ne'>;

/** True for what every resource has, so that `pr` on it needs no look at one. */
export function isAlwaysPresent({ extension, attribute }: AttributePath): boolean {
  return extension === undefined && ['schemas', 'id', 'meta'].includes(attribute.name);
}

/**
 * What a comparison of an attribute that is not stored comes down to; undefined for stored ones.
 * `meta.resourceType` follows from the endpoint. `schemas` follows from the attributes: the core URN is always there,
 * an extension's when any of its attributes is.
 */
export function derivedCondition(
  schema: ResourceSchema,
  path: AttributePath,
  operator: Operator,
  key: string,
): ResolvedFilter | undefined {
  if (path.key === 'schemas') return schemasCondition(schema, operator, key);
  if (path.key !== 'meta.resourceType' || path.subAttribute === undefined) return undefined;
  const typeKey = valueKey(path.subAttribute, schema.type.name);
  return constant(typeKey !== undefined && matchKey(operator, typeKey, key));
}

function schemasCondition(schema: ResourceSchema, operator: Operator, key: string): ResolvedFilter {
  // RFC 7643 §2.1: URNs are compared in any case, although the attribute is a reference.
  const matches = (urn: string): boolean => matchKey(operator, urn.toLowerCase(), key.toLowerCase());
  if (matches(schema.type.schema.id)) return constant(true);
  const extensions = schema.type.extensions.map((extension) => extension.schema).filter(({ id }) => matches(id));
  return anyOf(extensions.map(hasExtension));
}

/**
 * RFC 7643 §3.3: an extension is one complex value under its URN, so it is there when any of its attributes is. What is
 * never returned does not count: presence would tell that a secret is set.
 */
export function hasExtension(extension: SchemaDefinition): ResolvedFilter {
  const shown = extension.attributes.filter(({ returned }) => returned !== 'never');
  return anyOf(shown.map((attribute) => ({ kind: 'present', path: attributePath(extension, attribute) })));
}
