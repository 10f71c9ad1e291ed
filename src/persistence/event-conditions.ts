import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { SINGLE } from './event-columns.js';
import { isDoubtful, keyCondition } from './key-condition.js';
import { joinParts, type SqlPart } from './sql.js';

/** `isExact`: holds for no other event, so that it can be negated. */
type Condition = SqlPart & { readonly isExact: boolean };

/**
 * What the columns of an event can say of a filter: holds for every event that matches, and for few others. Spares their
 * JSON the way here. Undefined when the columns say nothing.
 * @param e alias of `log_event`
 */
export function eventCondition(
  filter: ResolvedFilter | undefined,
  probes: readonly string[],
  e: string,
): SqlPart | undefined {
  const found = [filter && condition(filter, e), ...probes.map((probe) => probeCondition(probe, e))];
  const parts = found.filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const { sql, params } = joinParts(parts, ' AND ');
  return { sql: `${e}.event_type_key IS NULL OR (${sql})`, params };
}

function probeCondition(probe: string, e: string): SqlPart {
  return { sql: `instr(LOWER(${e}.event), ?) > 0`, params: [probe] };
}

function condition(filter: ResolvedFilter, e: string): Condition | undefined {
  switch (filter.kind) {
    case 'constant':
      return { sql: filter.value ? '1 = 1' : '1 = 0', params: [], isExact: true };
    case 'and': {
      const parts = filter.terms.map((term) => condition(term, e)).filter((part) => part !== undefined);
      if (parts.length === 0) return undefined;
      const isExact = parts.length === filter.terms.length && parts.every((part) => part.isExact);
      return { ...joinParts(parts, ' AND '), isExact };
    }
    case 'or': {
      const parts = filter.terms.map((term) => condition(term, e)).filter((part) => part !== undefined);
      if (parts.length < filter.terms.length) return undefined;
      return { ...joinParts(parts, ' OR '), isExact: parts.every((part) => part.isExact) };
    }
    case 'not': {
      const inner = condition(filter.term, e);
      return inner?.isExact === true ? { ...inner, sql: `NOT (${inner.sql})` } : undefined;
    }
    case 'compare': {
      const column = SINGLE.get(filter.path.key);
      if (column === undefined || isDoubtful(filter.operator, filter.key)) return undefined;
      const { sql, params } = keyCondition(`${e}.${column}`, filter.operator, filter.key);
      // Without its first half it would be NULL where there is no value, and so would its negation.
      return { sql: `${e}.${column} IS NOT NULL AND ${sql}`, params, isExact: true };
    }
    default:
      return undefined;
  }
}
