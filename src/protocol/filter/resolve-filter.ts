import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import { findAttribute } from '../schema/find-attribute.js';
import { attributePath, type AttributePath, type ResourceSchema } from '../schema/resource-schema.js';
import { shortName } from './attribute-name.js';
import { derivedCondition, hasExtension, isAlwaysPresent } from './derived-conditions.js';
import { isSimpleList, isValueName, VALUE_BEHIND } from '../schema/simple-list.js';
import type { CompareOperator, Filter, ResolvedFilter } from './filter-ast.js';
import { allOf, anyOf, constant, negated } from './fold-filter.js';
import { literalKey } from './literal-key.js';

/**
 * Gives a filter its meaning for one resource type: finds every attribute, checks operators and literals against its
 * type, and turns literals into comparison keys. A complex attribute stands for its `value` (`members eq "…"`);
 * `x ne v` means that no value of x equals v, hence also that x is unassigned; constants are folded away.
 * @throws ScimError invalidFilter
 */
export function resolveFilter(filter: Filter, schema: ResourceSchema, tolerances: Tolerances): ResolvedFilter {
  return resolve(filter, { schema, tolerances });
}

/**
 * The same for the filter between the brackets of a PATCH path, for `evaluateElement`.
 * @param attribute a complex attribute, or a simple one with many values; the names in the filter are its sub-attributes
 * @throws ScimError invalidFilter
 */
export function resolveElementFilter(
  filter: Filter,
  schema: ResourceSchema,
  attribute: AttributePath,
  tolerances: Tolerances,
): ResolvedFilter {
  return resolve(filter, { schema, tolerances, parent: parentOf(attribute) });
}

/** Where names are looked up: among the sub-attributes of `parent`, or in the whole resource. */
interface Scope {
  readonly schema: ResourceSchema;
  readonly tolerances: Tolerances;
  readonly parent?: AttributePath;
}

function resolve(filter: Filter, scope: Scope): ResolvedFilter {
  switch (filter.kind) {
    case 'and':
      return allOf(filter.terms.map((term) => resolve(term, scope)));
    case 'or':
      return anyOf(filter.terms.map((term) => resolve(term, scope)));
    case 'not':
      return negated(resolve(filter.term, scope));
    case 'present':
      return presence(filter.path, scope);
    case 'compare':
      return resolveCompare(filter, scope);
    case 'valuePath':
      return resolveValuePath(filter, scope);
    default:
      return filter satisfies never;
  }
}

function resolveCompare(filter: Filter & { readonly kind: 'compare' }, scope: Scope): ResolvedFilter {
  const { operator, value } = filter;
  if (operator === 'ne') return negated(resolveCompare({ ...filter, operator: 'eq' }, scope));
  if (value === null) return resolveNull(presence(filter.path, scope), operator);
  const simple = impliedValue(scope, find(scope, filter.path));
  const key = literalKey(simple, operator, value, scope.tolerances);
  return derivedCondition(scope.schema, simple, operator, key) ?? { kind: 'compare', path: simple, operator, key };
}

/** RFC 7643 §2.5: null is the unassigned attribute, so it can be equal to that or not, and nothing else. */
function resolveNull(assigned: ResolvedFilter, operator: CompareOperator): ResolvedFilter {
  if (operator !== 'eq')
    throw ScimError.invalidFilter(`null can be compared with eq and ne only, not with ${operator}.`);
  return negated(assigned);
}

function resolveValuePath(filter: Filter & { readonly kind: 'valuePath' }, scope: Scope): ResolvedFilter {
  if (scope.parent !== undefined) throw ScimError.invalidFilter('Brackets cannot stand within brackets.');
  const path = parentOf(find(scope, filter.path));
  // With one condition there is nothing to bind: `tags[value eq "x"]` is `tags eq "x"`.
  if (isSimpleList(path.attribute)) return resolve(assertUnbound(filter.filter, path), { ...scope, parent: path });
  const inner = resolve(filter.filter, { ...scope, parent: path });
  // `name[givenName eq "x"]`: with one value there is nothing to bind, so it is `name.givenName eq "x"`.
  return path.attribute.multiValued ? { kind: 'element', path, filter: inner } : inner;
}

/** What `pr` asks of an attribute, or of the URN of an extension alone. */
function presence(name: string, scope: Scope): ResolvedFilter {
  const extension = findExtension(scope, name);
  if (extension !== undefined) return hasExtension(extension);
  const path = find(scope, name);
  return isAlwaysPresent(path) ? constant(true) : { kind: 'present', path };
}

function findExtension({ schema, parent }: Scope, name: string): SchemaDefinition | undefined {
  return parent === undefined ? schema.findExtension(name) : undefined;
}

function find(scope: Scope, name: string): AttributePath {
  const path = scope.parent === undefined ? findInResource(scope, name) : findSub(scope, scope.parent, name);
  if (path === undefined) throw unknownAttribute(scope, name);
  // RFC 7644 §7.5.2: refused before operator and literal are looked at, so that no guess can be told from another.
  if (path.attribute.returned === 'never' || path.subAttribute?.returned === 'never')
    throw ScimError.invalidFilter(`${shortName(path.key)} cannot be used in a filter.`);
  return path;
}

function findInResource({ schema, tolerances }: Scope, name: string): AttributePath | undefined {
  const attributeOf = (text: string): AttributePath | undefined =>
    findAttribute(text, schema, tolerances, (detail) => ScimError.invalidFilter(detail));
  const found = attributeOf(name);
  if (found !== undefined || !VALUE_BEHIND.test(name)) return found;
  const list = attributeOf(name.replace(VALUE_BEHIND, ''));
  return list !== undefined && isSimpleList(list.attribute) ? list : undefined;
}

function findSub({ schema }: Scope, parent: AttributePath, name: string): AttributePath | undefined {
  if (isSimpleList(parent.attribute)) return isValueName(name) ? parent : undefined;
  const sub = schema.findSub(parent.attribute, name);
  return sub && attributePath(parent.extension, parent.attribute, sub);
}

/**
 * RFC 7644 §3.4.2.2 compares the list `emails` in its own example and means `emails.value`. Of a single complex attribute it
 * wants the sub-attribute; Entra leaves it out (`manager eq`).
 */
function impliedValue(scope: Scope, path: AttributePath): AttributePath {
  if (path.subAttribute !== undefined || path.attribute.type !== 'complex') return path;
  const refusal = (): ScimError =>
    ScimError.invalidFilter(
      `${shortName(path.key)} has parts: compare one of them, such as ${exampleOf(path)}, or use pr.`,
    );
  if (findSub(scope, path, 'value') === undefined) throw refusal();
  if (!path.attribute.multiValued) scope.tolerances.accept('implicitValueSubAttribute', refusal);
  return find({ ...scope, parent: path }, 'value');
}

/**
 * Without an element of its own in the query, a filter on a simple list can ask for one value by one condition, or by one of
 * several; what all must hold of the same value it cannot.
 */
function assertUnbound(filter: Filter, { key }: AttributePath): Filter {
  const terms = filter.kind === 'or' ? filter.terms : [filter];
  if (terms.every(isPositive)) return filter;
  throw ScimError.invalidFilter(
    `Between the brackets behind ${shortName(key)}, a filter takes one condition other than ne, or several joined by or.`,
  );
}

const isPositive = (term: Filter): boolean =>
  term.kind === 'present' || (term.kind === 'compare' && term.operator !== 'ne' && term.value !== null);

function parentOf(path: AttributePath): AttributePath {
  if (path.subAttribute !== undefined || (path.attribute.type !== 'complex' && !isSimpleList(path.attribute)))
    throw ScimError.invalidFilter(`${shortName(path.key)} has no sub-attributes that brackets could ask about.`);
  return path;
}

function exampleOf({ key, attribute }: AttributePath): string {
  const first = attribute.subAttributes?.[0];
  return first === undefined ? 'a sub-attribute' : shortName(`${key}.${first.name}`);
}

function unknownAttribute(scope: Scope, name: string): ScimError {
  const { schema, parent } = scope;
  const extension = findExtension(scope, name);
  if (extension !== undefined)
    return ScimError.invalidFilter(`${shortName(extension.id)} is a schema: compare one of its attributes, or use pr.`);
  const owner = parent === undefined ? `The ${schema.type.name} schema` : shortName(parent.key);
  return ScimError.invalidFilter(`${owner} has no attribute ${shortName(name)}. Correct the name in the filter.`);
}
