import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { matchKey } from '../protocol/filter/match-key.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { valueKey } from '../protocol/schema/value-key.js';
import { ScimError } from '../protocol/scim-error.js';
import { attributeColumn } from './attribute-columns.js';
import { idCondition } from './id-condition.js';
import { isDoubtful, keyCondition } from './key-condition.js';
import { TYPE_CODE } from './resource-columns.js';
import { type Dialect, joinParts, type SqlPart } from './sql.js';

interface Target {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
  readonly dialect: Dialect;
}

/**
 * Resources of which one membership fulfils `filter`: `members[value eq "…"]` of a group, `groups[…]` of a user. One
 * membership is one element, so all conditions are asked of the same row.
 * @param resource alias of the resource that is asked about
 */
export function membershipToSql(filter: ResolvedFilter, resource: string, target: Target): SqlPart {
  const isUser = target.type === 'User';
  const [own, other] = isUser ? ['member_pk', 'group_pk'] : ['group_pk', 'member_pk'];
  const condition = otherSide(filter, target);
  const from = `FROM membership m ${joinOf(filter, target.dialect)} resource o ON o.pk = m.${other}`;
  const where = `o.tenant_id = ? AND o.type = ? AND o.live = 1 AND (${condition.sql})`;
  // From the few resources that are named to their memberships; else from each resource to its first membership.
  const sql = namesOne(filter)
    ? `${resource}.pk IN (SELECT m.${own} ${from} WHERE ${where})`
    : `EXISTS (SELECT 1 ${from} WHERE m.${own} = ${resource}.pk AND ${where})`;
  return { sql, params: [target.tenantPk, TYPE_CODE[isUser ? 'Group' : 'User'], ...condition.params] };
}

/** From the memberships of the one resource, and not from all of the others for each: both databases must be told. */
function joinOf(filter: ResolvedFilter, dialect: Dialect): string {
  if (namesOne(filter)) return 'JOIN';
  return dialect === 'mysql' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
}

/** True where the other side is found by an index: few memberships at once. */
export function namesOne(filter: ResolvedFilter): boolean {
  if (filter.kind === 'and') return filter.terms.some(namesOne);
  return filter.kind === 'compare' && filter.operator === 'eq' && filter.path.subAttribute?.name !== 'type';
}

function otherSide(filter: ResolvedFilter, target: Target): SqlPart {
  switch (filter.kind) {
    case 'constant':
      return { sql: filter.value ? '1 = 1' : '1 = 0', params: [] };
    case 'and':
    case 'or':
      return joinParts(
        filter.terms.map((term) => otherSide(term, target)),
        filter.kind === 'and' ? ' AND ' : ' OR ',
      );
    case 'not': {
      const inner = otherSide(filter.term, target);
      return { sql: `NOT (${inner.sql})`, params: inner.params };
    }
    case 'present':
      return { sql: partOf(filter, target) === 'display' ? `${display(target)} IS NOT NULL` : '1 = 1', params: [] };
    case 'compare':
      return compare(filter, target);
    case 'element':
      throw unsearchable(filter.path.key);
    default:
      return filter satisfies never;
  }
}

function compare(filter: ResolvedFilter & { readonly kind: 'compare' }, target: Target): SqlPart {
  const { operator, key, path } = filter;
  switch (partOf(filter, target)) {
    case 'value':
      return idCondition('o', operator, key, target.dialect);
    case 'type': {
      const type = valueKey(path.subAttribute ?? path.attribute, target.type === 'User' ? 'direct' : 'User') ?? '';
      return { sql: matchKey(operator, type, key) ? '1 = 1' : '1 = 0', params: [] };
    }
    case 'display': {
      if (isDoubtful(operator, key))
        throw ScimError.invalidFilter(`${path.key} can be searched with eq, ne and sw, and with short values only.`);
      const condition = keyCondition(display(target), operator, key);
      return { sql: `(${display(target)} IS NOT NULL AND ${condition.sql})`, params: condition.params };
    }
  }
}

/** What `display` shows of the other side: a group's displayName; a user's displayName, else userName. */
function display(target: Target): string {
  return target.type === 'User' ? 'o.display_name_key' : 'COALESCE(o.display_name_key, o.user_name_key)';
}

function partOf(filter: ResolvedFilter & { readonly kind: 'compare' | 'present' }, target: Target) {
  // `members pr` asks about the whole element, which is there when its value is.
  const column =
    filter.path.subAttribute === undefined
      ? attributeColumn(target.type, `${filter.path.key}.value`)
      : attributeColumn(target.type, filter.path.key);
  if (column?.kind !== 'member') throw unsearchable(filter.path.key);
  return column.part;
}

/** 400 for what the schema knows and no index holds. */
export function unsearchable(path: string): ScimError {
  return ScimError.invalidFilter(`${path} cannot be used in a filter here. Filter by another attribute.`);
}
