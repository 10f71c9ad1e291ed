import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { matchKey } from '../protocol/filter/match-key.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { valueKey } from '../protocol/schema/value-key.js';
import { ScimError } from '../protocol/scim-error.js';
import { attributeColumn, columnOf } from './attribute-columns.js';
import { idCondition } from './id-condition.js';
import { keyCondition } from './key-condition.js';
import type { Correction } from './correction.js';
import { TYPE_CODE } from './resource-columns.js';
import { type Dialect, joinParts, placeholders, type SqlPart } from './sql.js';
import { storedKey } from './stored-key.js';

interface Target {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
  readonly dialect: Dialect;
  /** Of comparisons with `display`, about the resources of the other side. */
  readonly corrections: ReadonlyMap<ResolvedFilter, Correction>;
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
  // From the memberships of the one resource, and not from all of the others for each: both databases must be told.
  const inOrder = target.dialect === 'mysql' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
  const named = isUser ? undefined : namedUsers(filter, target);
  const from =
    named === undefined
      ? `FROM membership m ${namesOne(filter) ? 'JOIN' : inOrder} resource o ON o.pk = m.${other}`
      : `FROM (${named.sql}) n ${inOrder} membership m ON m.${other} = n.pk ${inOrder} resource o ON o.pk = n.pk`;
  const where = `o.tenant_id = ? AND o.type = ? AND o.live = 1 AND (${condition.sql})`;
  // From the few resources that are named to their memberships; else from each resource to its first membership.
  const sql = namesOne(filter)
    ? `${resource}.pk IN (SELECT m.${own} ${from} WHERE ${where})`
    : `EXISTS (SELECT 1 ${from} WHERE m.${own} = ${resource}.pk AND ${where})`;
  const params = [target.tenantPk, TYPE_CODE[isUser ? 'Group' : 'User'], ...condition.params];
  return { sql, params: [...(named?.params ?? []), ...params] };
}

/**
 * The users whose `display` is the one that is asked for. It is one of two columns, and no index holds the one of them
 * that counts, so each is looked up in its own.
 */
function namedUsers(filter: ResolvedFilter, target: Target): SqlPart | undefined {
  const terms = filter.kind === 'and' ? filter.terms : [filter];
  const named = terms.find((term) => namesOne(term) && term.kind === 'compare' && partOf(term, target) === 'display');
  if (named?.kind !== 'compare' || terms.some((term) => namesOne(term) && term !== named)) return undefined;
  const users = 'SELECT u.pk FROM resource u WHERE u.tenant_id = ? AND u.type = ? AND u.live = 1 AND';
  const params = [target.tenantPk, TYPE_CODE.User, storedKey(named.key)];
  return {
    sql: `${users} u.display_name_key = ? UNION ${users} u.user_name_key = ? AND u.display_name_key IS NULL`,
    params: [...params, ...params],
  };
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
      const { sql, params } = keyCondition(display(target), operator, key);
      return corrected({ sql: `(${display(target)} IS NOT NULL AND ${sql})`, params }, target.corrections.get(filter));
    }
  }
}

function corrected(found: SqlPart, { pks, matching }: Correction = { pks: [], matching: [] }): SqlPart {
  if (pks.length === 0) return found;
  const sure: SqlPart = {
    sql: `${found.sql} AND o.pk NOT IN (${placeholders(pks.length)})`,
    params: [...found.params, ...pks],
  };
  if (matching.length === 0) return sure;
  return joinParts([sure, { sql: `o.pk IN (${placeholders(matching.length)})`, params: matching }], ' OR ');
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
      : columnOf(target.type, filter.path);
  if (column?.kind !== 'member') throw unsearchable(filter.path.key);
  return column.part;
}

/** 400 for what the schema knows and no index holds. */
export function unsearchable(path: string): ScimError {
  return ScimError.invalidFilter(`${path} cannot be used in a filter here. Filter by another attribute.`);
}
