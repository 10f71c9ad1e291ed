import type { RootSort } from '../protocol/query/root-sort.js';
import type { Sort } from '../protocol/query/sort.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { TYPE_CODE } from './resource-columns.js';
import { byNullable, NO_JOIN, type SqlOrder, sortToSql } from './sort-to-sql.js';
import type { Dialect, SqlPart } from './sql.js';

/** The orders of a list of users and groups: that in which each type is read, and that in which these are merged. */
export interface RootOrder {
  readonly of: Readonly<Record<ResourceTypeName, SqlOrder>>;
  readonly merged: SqlOrder['by'];
}

/** @throws ScimError invalidPath as `sortToSql`, whichever types are looked through */
export function rootOrder(sort: RootSort | undefined, dialect: Dialect, viewer: number | undefined): RootOrder {
  if (sort === undefined)
    return { of: { User: byType('User'), Group: byType('Group') }, merged: (key, pk) => `${key}, ${pk}` };
  const orderOf = (type: ResourceTypeName): SqlOrder => {
    const own = sort.of[type];
    return own === undefined ? byCreation(sort.order) : sortToSql(own, type, dialect, viewer);
  };
  return { of: { User: orderOf('User'), Group: orderOf('Group') }, merged: byNullable(sort.order, dialect) };
}

/** Users before groups: the key of the whole list is the type, and within one type nothing but creation is left. */
function byType(type: ResourceTypeName): SqlOrder {
  const code = TYPE_CODE[type];
  return {
    join: NO_JOIN,
    key: String(code),
    by: (_, pk) => pk,
    after: ({ pk, key }) => (code === key ? behindPk('>', pk) : all(code > Number(key))),
  };
}

/** The resources of a type that does not have the attribute: all of them have no key. */
function byCreation(order: Sort['order']): SqlOrder {
  const isAscending = order === 'ascending';
  return {
    join: NO_JOIN,
    key: 'NULL',
    by: (_, pk) => (isAscending ? pk : `${pk} DESC`),
    // Behind a key comes all that has none; descending, that came before it.
    after: ({ pk, key }) => (key === null ? behindPk(isAscending ? '>' : '<', pk) : all(isAscending)),
  };
}

const behindPk = (comparison: '>' | '<', pk: number): SqlPart => ({ sql: `r.pk ${comparison} ?`, params: [pk] });

/** Constants that both databases look at once and not for each row. */
const all = (isAll: boolean): SqlPart => ({ sql: isAll ? '1 = 1' : '1 = 0', params: [] });
