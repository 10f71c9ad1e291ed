import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { type Arm, keyArm } from './event-candidates.js';
import type { EventRange } from './event-range.js';
import type { Window } from './event-window.js';
import { joinParts, type SqlPart } from './sql.js';

/** What a walk is narrowed by. */
export interface Asked {
  readonly tenantPk: number;
  readonly filter: ResolvedFilter | undefined;
  readonly probes: readonly string[];
  readonly window: Window;
  readonly range: EventRange;
  /** What is walked through already, and so need not be asked again. */
  readonly arms: readonly Arm[] | undefined;
}

/**
 * What the database can say of an event: holds for every event that matches, and for few others. Spares their JSON the way
 * here. @param e alias of `log_event`
 */
export function eventCondition({ tenantPk, filter, probes, window, range, arms }: Asked, e: string): SqlPart {
  const indexed = keysAsked(filter).filter((asked) => !isWalked(asked, arms));
  const parts: readonly SqlPart[] = [
    { sql: '1 = 1', params: [] },
    ...(window.since === undefined ? [] : [{ sql: `${e}.published >= ?`, params: [window.since] }]),
    ...(window.until === undefined ? [] : [{ sql: `${e}.published < ?`, params: [window.until] }]),
    ...indexed.map(({ field, key }) => ({
      sql:
        `${e}.pk > ? OR EXISTS (SELECT 1 FROM log_key k WHERE k.tenant_id = ? AND k.field = ? AND k.value_key = ? ` +
        `AND k.event_pk = ${e}.pk)`,
      params: [range.indexedTo, tenantPk, field, key],
    })),
    ...probes.map((probe) => ({ sql: `instr(LOWER(${e}.event), ?) > 0`, params: [probe] })),
  ];
  return joinParts(parts, ' AND ');
}

type KeyArm = Arm & { readonly kind: 'key' };

/** Keys without which the filter does not hold. */
function keysAsked(filter: ResolvedFilter | undefined): readonly KeyArm[] {
  switch (filter?.kind) {
    case 'and':
      return filter.terms.flatMap(keysAsked);
    case 'element':
      return keysAsked(filter.filter);
    case 'compare': {
      const arm = filter.operator === 'eq' ? keyArm(filter.path.key, filter.key) : undefined;
      return arm === undefined ? [] : [arm];
    }
    default:
      return [];
  }
}

function isWalked(asked: KeyArm, arms: readonly Arm[] | undefined): boolean {
  const [arm] = arms ?? [];
  return arms?.length === 1 && arm?.kind === 'key' && arm.field === asked.field && arm.key.equals(asked.key);
}
