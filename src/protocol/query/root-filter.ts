import { shortName } from '../filter/attribute-name.js';
import type { Filter, ResolvedFilter } from '../filter/filter-ast.js';
import { allOf, anyOf, constant, negated } from '../filter/fold-filter.js';
import { resolveFilter } from '../filter/resolve-filter.js';
import type { ResourceTypeName } from '../schema/attribute-definition.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import type { ResourceSchemas } from '../schema/resource-types.js';
import { VALUE_BEHIND } from '../schema/simple-list.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/** What a filter over the server root comes down to for each type; `constant(false)` where it can find none of it. */
export type RootFilter = Readonly<Record<ResourceTypeName, ResolvedFilter>>;

type Condition = Extract<Filter, { readonly path: string }>;

/**
 * Gives a filter its meaning for every type at once (RFC 7644 §3.4.2.1): an attribute that a type does not have counts as
 * absent there, so `userName eq "x"` finds no group and `not (userName pr)` finds them all.
 * @throws ScimError invalidFilter as `resolveFilter`, and for an attribute that no type has
 */
export function resolveRootFilter(filter: Filter, schemas: ResourceSchemas, tolerances: Tolerances): RootFilter {
  const resolveFor = (type: ResourceTypeName): ResolvedFilter => resolve(filter, { type, schemas, tolerances });
  return { User: resolveFor('User'), Group: resolveFor('Group') };
}

interface Scope {
  readonly type: ResourceTypeName;
  readonly schemas: ResourceSchemas;
  readonly tolerances: Tolerances;
}

function resolve(filter: Filter, scope: Scope): ResolvedFilter {
  switch (filter.kind) {
    case 'and':
      return allOf(filter.terms.map((term) => resolve(term, scope)));
    case 'or':
      return anyOf(filter.terms.map((term) => resolve(term, scope)));
    case 'not':
      return negated(resolve(filter.term, scope));
    case 'compare':
    case 'present':
    case 'valuePath':
      return resolveCondition(filter, scope);
    default:
      return filter satisfies never;
  }
}

/** Operator and literal of a foreign attribute are checked by the type that has it. */
function resolveCondition(condition: Condition, { type, schemas, tolerances }: Scope): ResolvedFilter {
  if (knows(schemas[type], condition.path)) return resolveFilter(condition, schemas[type], tolerances);
  if (Object.values(schemas).some((schema) => knows(schema, condition.path))) return constant(holdsOfAbsent(condition));
  throw ScimError.invalidFilter(
    `Neither users nor groups have an attribute ${shortName(condition.path)}. Correct the name in the filter.`,
  );
}

/** RFC 7643 §2.5: an unassigned attribute equals null, and nothing else. */
function holdsOfAbsent(condition: Condition): boolean {
  return condition.kind === 'compare' && condition.operator === (condition.value === null ? 'eq' : 'ne');
}

/** Also by a bare name of an extension, and by `value` of a simple list, which `resolveFilter` takes or refuses. */
function knows(schema: ResourceSchema, name: string): boolean {
  const bare = schema.type.extensions.map((extension) => `${extension.schema.id}:${name}`);
  const names = [name, ...bare].flatMap((path) => [path, path.replace(VALUE_BEHIND, '')]);
  return schema.findExtension(name) !== undefined || names.some((path) => schema.resolve(path) !== undefined);
}
