import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';
import { attributePath } from '../schema/resource-schema.js';
import type { ResolvedFilter } from './filter-ast.js';
import { allOf, anyOf, constant, negated } from './fold-filter.js';
import { type IdCondition, idConditions } from './id-conditions.js';

type Compare = ResolvedFilter & { readonly kind: 'compare' };

/** An address: `prefix`, then the id at `id`. */
interface Address {
  readonly id: AttributePath;
  readonly prefix: string;
  /** Every resource has it, and not every element of a list of references. */
  readonly isOwn: boolean;
}

/**
 * The same filter about ids instead of addresses. `meta.location` and the `$ref` of members and groups are made for each
 * answer, of the connector's base URL and an id, and stored nowhere; what is asked of them comes down to the id.
 * @param base the SCIM base URL that the answer will use
 */
export function locateFilter(filter: ResolvedFilter, schema: ResourceSchema, base: string): ResolvedFilter {
  switch (filter.kind) {
    case 'constant':
      return filter;
    case 'and':
      return allOf(filter.terms.map((term) => locateFilter(term, schema, base)));
    case 'or':
      return anyOf(filter.terms.map((term) => locateFilter(term, schema, base)));
    case 'not':
      return negated(locateFilter(filter.term, schema, base));
    case 'element':
      return { ...filter, filter: locateFilter(filter.filter, schema, base) };
    case 'present': {
      const address = addressOf(filter.path, schema, base);
      return address === undefined ? filter : { kind: 'present', path: address.id };
    }
    case 'compare': {
      const address = addressOf(filter.path, schema, base);
      return address === undefined ? filter : locate(filter, address);
    }
    default:
      return filter satisfies never;
  }
}

function locate({ operator, key }: Compare, { id, prefix, isOwn }: Address): ResolvedFilter {
  const conditions = idConditions(operator, key, prefix);
  if (conditions === true) return isOwn ? constant(true) : { kind: 'present', path: id };
  return anyOf(conditions.map((condition: IdCondition) => ({ kind: 'compare', path: id, ...condition })));
}

function addressOf(path: AttributePath, schema: ResourceSchema, base: string): Address | undefined {
  const { attribute, subAttribute, extension } = path;
  if (path.key === 'meta.location') {
    const id = schema.resolve('id');
    return id && { id, prefix: `${base}${schema.type.endpoint}/`, isOwn: true };
  }
  // The reference of an extension (`manager.$ref`) is what a client sent, and is stored.
  if (extension !== undefined || subAttribute?.name !== '$ref') return undefined;
  const [target] = subAttribute.referenceTypes ?? [];
  const value = schema.findSub(attribute, 'value');
  if (target === undefined || value === undefined) return undefined;
  return { id: attributePath(undefined, attribute, value), prefix: `${base}/${target}s/`, isOwn: false };
}
