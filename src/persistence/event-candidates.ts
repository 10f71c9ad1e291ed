import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { type EventColumn, indexOf, SEVERAL, SINGLE } from './event-columns.js';
import { isResourceId } from './resource-columns.js';
import type { Dialect, SqlPart, SqlValue } from './sql.js';
import { storedKey } from './stored-key.js';

/** One walk through an index: events whose column, or whose mentions, hold the key. */
export type Arm =
  | { readonly kind: 'column'; readonly column: EventColumn; readonly key: Buffer }
  | { readonly kind: 'mention'; readonly key: Buffer }
  | { readonly kind: 'uuid'; readonly uuid: string };

interface Candidates {
  readonly arms: readonly Arm[];
  /** How many events are to be expected, from the field alone: the lowest is walked through. */
  readonly rank: number;
}

/** More would cost more than to look at the events one by one. */
const MOST_ARMS = 60;

const RANKS: Readonly<Record<string, number>> = {
  uuid: 0,
  'transaction.id': 1,
  'target.id': 2,
  'member.id': 2,
  'actor.id': 4,
  'client.ipAddress': 4,
  eventType: 5,
  connector: 6,
  'outcome.result': 7,
};

/** Walks that together meet every event that the filter can hold for; undefined when only the log itself does. */
export function candidateArms(filter: ResolvedFilter): readonly Arm[] | undefined {
  return candidates(filter)?.arms;
}

function candidates(filter: ResolvedFilter): Candidates | undefined {
  switch (filter.kind) {
    case 'compare':
      return filter.operator === 'eq' ? equals(filter.path.key, filter.key) : undefined;
    case 'and': {
      const found = filter.terms.flatMap((term) => candidates(term) ?? []);
      return found.toSorted((one, other) => one.rank - other.rank)[0];
    }
    case 'or': {
      const found = filter.terms.map(candidates);
      const known = found.filter((one) => one !== undefined);
      const arms = known.flatMap((one) => one.arms);
      if (known.length < found.length || arms.length > MOST_ARMS) return undefined;
      return { arms, rank: Math.max(...known.map(({ rank }) => rank)) };
    }
    case 'element':
      return elementCandidates(filter);
    default:
      return undefined;
  }
}

/** `target[type eq "User" and id eq "…"]`: what is asked of one target is asked of the event. */
function elementCandidates(filter: ResolvedFilter & { readonly kind: 'element' }): Candidates | undefined {
  return candidates(filter.filter);
}

function equals(field: string, key: string): Candidates | undefined {
  const rank = RANKS[field];
  if (rank === undefined || key === '') return undefined;
  if (field === 'uuid') return isResourceId(key) ? { arms: [{ kind: 'uuid', uuid: key }], rank } : undefined;
  const stored = storedKey(key);
  const single = SINGLE.get(field);
  if (single !== undefined) return { arms: [{ kind: 'column', column: single, key: stored }], rank };
  const columns = SEVERAL.get(field) ?? [];
  const arms = columns.map((column): Arm => ({ kind: 'column', column, key: stored }));
  return { arms: [...arms, { kind: 'mention', key: stored }], rank };
}

/** What a page asks of the position and the time of its events. */
export interface Bounds {
  readonly tenantPk: number;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly after?: number | undefined;
  readonly order: 'ASCENDING' | 'DESCENDING';
}

/**
 * A SELECT of the keys of the first `limit` events that an index leads to, in the order of the page. The index is named:
 * one that the optimizer prefers may read the whole log for a page.
 * @param arms undefined to walk through the log itself
 */
export function candidateSql(
  arms: readonly Arm[] | undefined,
  bounds: Bounds,
  limit: number,
  dialect: Dialect,
): SqlPart {
  if (arms === undefined)
    return walk('log_event', 'ix_log_event_order', { sql: '1 = 1', params: [] }, bounds, limit, dialect);
  // What an instance of the version before wrote has no keys yet, and may be anything.
  const unindexed = walk(
    'log_event',
    indexOf('event_type_key'),
    { sql: 'event_type_key IS NULL', params: [] },
    bounds,
    limit,
    dialect,
  );
  const walks = [...arms.map((arm) => armSql(arm, bounds, limit, dialect)), unindexed];
  const union = walks.map(({ sql }, i) => `SELECT pk FROM (${sql}) a${i}`).join(' UNION ');
  return {
    sql: `${union} ORDER BY pk ${directionOf(bounds)} LIMIT ?`,
    params: [...walks.flatMap(({ params }) => params), limit],
  };
}

export const directionOf = ({ order }: Pick<Bounds, 'order'>): 'ASC' | 'DESC' =>
  order === 'ASCENDING' ? 'ASC' : 'DESC';

function armSql(arm: Arm, bounds: Bounds, limit: number, dialect: Dialect): SqlPart {
  switch (arm.kind) {
    case 'column':
      return walk(
        'log_event',
        indexOf(arm.column),
        { sql: `${arm.column} = ?`, params: [arm.key] },
        bounds,
        limit,
        dialect,
      );
    case 'mention':
      return walk('log_mention', undefined, { sql: 'id_key = ?', params: [arm.key] }, bounds, limit, dialect);
    case 'uuid':
      return walk('log_event', 'uq_log_event_uuid', { sql: 'uuid = ?', params: [arm.uuid] }, bounds, limit, dialect);
    default:
      return arm satisfies never;
  }
}

function walk(
  table: 'log_event' | 'log_mention',
  index: string | undefined,
  condition: SqlPart,
  bounds: Bounds,
  limit: number,
  dialect: Dialect,
): SqlPart {
  const { tenantPk, since, until, after, order } = bounds;
  const pk = table === 'log_event' ? 'pk' : 'event_pk';
  const conditions: { readonly sql: string; readonly value: SqlValue }[] = [];
  if (since !== undefined) conditions.push({ sql: 'published >= ?', value: since });
  if (until !== undefined) conditions.push({ sql: 'published < ?', value: until });
  if (after !== undefined) conditions.push({ sql: order === 'ASCENDING' ? `${pk} > ?` : `${pk} < ?`, value: after });
  const hint = index === undefined ? '' : dialect === 'sqlite' ? ` INDEXED BY ${index}` : ` FORCE INDEX (${index})`;
  const where = ['tenant_id = ?', condition.sql, ...conditions.map(({ sql }) => sql)].filter((sql) => sql !== '1 = 1');
  return {
    sql: `SELECT ${pk} AS pk FROM ${table}${hint} WHERE ${where.join(' AND ')} ORDER BY ${pk} ${directionOf(bounds)} LIMIT ?`,
    params: [tenantPk, ...condition.params, ...conditions.map(({ value }) => value), limit],
  };
}
