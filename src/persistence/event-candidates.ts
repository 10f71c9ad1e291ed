import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { EVENT_FIELDS, type EventField, isEventField } from './event-keys.js';
import type { EventRange } from './event-range.js';
import { isResourceId } from './resource-columns.js';
import { type Dialect, inOrderOf, type SqlPart, type SqlValue } from './sql.js';
import { storedKey } from './stored-key.js';

/** One walk through an index: events that are found by the key, or the one with the uuid. */
export type Arm =
  | { readonly kind: 'key'; readonly field: number; readonly key: Buffer }
  | { readonly kind: 'uuid'; readonly uuid: string };

interface Candidates {
  readonly arms: readonly Arm[];
  /** How many events are to be expected, from the field alone: the lowest is walked through. */
  readonly rank: number;
}

/** More would cost more than to look at the events one by one. */
const MOST_ARMS = 60;

const RANKS: Readonly<Record<EventField, number>> = {
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
      // `target[type eq "User" and id eq "…"]`: what is asked of one target is asked of the event.
      return candidates(filter.filter);
    default:
      return undefined;
  }
}

function equals(field: string, key: string): Candidates | undefined {
  if (field === 'uuid') return isResourceId(key) ? { arms: [{ kind: 'uuid', uuid: key }], rank: 0 } : undefined;
  const arm = keyArm(field, key);
  return arm === undefined || !isEventField(field) ? undefined : { arms: [arm], rank: RANKS[field] };
}

/** The key under which events stand whose field has this value. */
export function keyArm(field: string, key: string): (Arm & { readonly kind: 'key' }) | undefined {
  if (!isEventField(field) || key === '') return undefined;
  return { kind: 'key', field: EVENT_FIELDS[field], key: storedKey(key) };
}

/** What a page asks of the position of its events. */
export interface Bounds {
  readonly tenantPk: number;
  readonly after?: number | undefined;
  /** The last position that may be looked at. */
  readonly upTo?: number | undefined;
  readonly order: 'ASCENDING' | 'DESCENDING';
}

/**
 * A SELECT of the keys of the first `limit` events that an index leads to, in the order of the page: one walk for each
 * arm through what is indexed, and one through the few newest events, which are not yet.
 * @param arms undefined to walk through the log itself
 */
export function candidateSql(
  arms: readonly Arm[] | undefined,
  bounds: Bounds,
  range: EventRange,
  limit: number,
  dialect: Dialect,
): SqlPart {
  const { tenantPk } = bounds;
  const within = { low: range.low, high: Math.min(range.high ?? range.indexedTo, range.indexedTo) };
  const walks = [
    ...(arms ?? [undefined]).map((arm) => walk(table(arm, tenantPk, dialect), bounds, within, limit)),
    walk(table(undefined, tenantPk, dialect), bounds, { low: range.indexedTo + 1 }, limit),
  ];
  const union = walks.map(({ sql }, i) => `SELECT pk FROM (${sql}) a${i}`).join(' UNION ');
  return {
    sql: `${union} ORDER BY pk ${directionOf(bounds)} LIMIT ?`,
    params: [...walks.flatMap(({ params }) => params), limit],
  };
}

export const directionOf = ({ order }: Pick<Bounds, 'order'>): 'ASC' | 'DESC' =>
  order === 'ASCENDING' ? 'ASC' : 'DESC';

interface Table {
  readonly name: string;
  readonly pk: string;
  readonly where: string;
  readonly params: readonly SqlValue[];
}

/** The index of the log is named: the optimizer may prefer to read the events of all tenants. */
function table(arm: Arm | undefined, tenantPk: number, dialect: Dialect): Table {
  const log = (index: string) => ({
    name: `log_event ${dialect === 'sqlite' ? `INDEXED BY ${index}` : `FORCE INDEX (${index})`}`,
    pk: 'pk',
  });
  switch (arm?.kind) {
    case undefined:
      return { ...log('ix_log_event_tenant'), where: 'tenant_id = ?', params: [tenantPk] };
    case 'uuid':
      return { ...log('uq_log_event_uuid'), where: 'tenant_id = ? AND uuid = ?', params: [tenantPk, arm.uuid] };
    case 'key': {
      const where = 'tenant_id = ? AND field = ? AND value_key = ?';
      return {
        name: `log_key${inOrderOf(dialect, 'PRIMARY')}`,
        pk: 'event_pk',
        where,
        params: [tenantPk, arm.field, arm.key],
      };
    }
    default:
      return arm satisfies never;
  }
}

/** Positions from `low` to `high`, both included. */
interface Stretch {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

function walk({ name, pk, where, params }: Table, bounds: Bounds, within: Stretch, limit: number): SqlPart {
  const { low, high } = stretchOf(bounds, within);
  const conditions = [
    { sql: `${pk} >= ?`, value: low },
    { sql: `${pk} <= ?`, value: high },
  ].filter(({ value }) => Number.isFinite(value));
  return {
    sql:
      `SELECT ${pk} AS pk FROM ${name} WHERE ${[where, ...conditions.map(({ sql }) => sql)].join(' AND ')} ` +
      `ORDER BY ${pk} ${directionOf(bounds)} LIMIT ?`,
    params: [...params, ...conditions.map(({ value }) => value), limit],
  };
}

/** One bound on each side: of two, SQLite looks up the first alone, and passes over all that stands between it and the other. */
function stretchOf(
  { after, upTo, order }: Bounds,
  { low, high }: Stretch,
): { readonly low: number; readonly high: number } {
  const isUp = order === 'ASCENDING';
  return {
    low: Math.max(low ?? -Infinity, isUp && after !== undefined ? after + 1 : -Infinity),
    high: Math.min(high ?? Infinity, upTo ?? Infinity, !isUp && after !== undefined ? after - 1 : Infinity),
  };
}
