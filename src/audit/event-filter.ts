import { evaluateFilter } from '../protocol/filter/evaluate-filter.js';
import type { Filter, ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { shortName } from '../protocol/filter/attribute-name.js';
import { parseFilter } from '../protocol/filter/parse-filter.js';
import { resolveFilter } from '../protocol/filter/resolve-filter.js';
import { ScimError } from '../protocol/scim-error.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';
import type { LogEvent } from './log-event.js';
import { eventView, logEventSchema } from './log-event-schema.js';

/** `debugContext.debugData.status` is three names. */
const NAME_PARTS = 3;
const DEBUG_DATA = 'debugcontext.debugdata.';
/** What every SCIM resource has and no event. */
const FOREIGN = new Set(['schemas', 'id', 'externalid', 'meta']);

export interface EventFilter {
  readonly resolved: ResolvedFilter;
  readonly matches: (event: LogEvent) => boolean;
}

/** Reads a filter over the fields of an event (RFC 7644 §3.4.2.2). @throws ScimError invalidFilter */
export function parseEventFilter(text: string): EventFilter {
  // Who asks the log is no identity provider: nothing but what the RFC says.
  const tolerances = new Tolerances('strict');
  const filter = parseFilter(text, tolerances, NAME_PARTS);
  const names = namesOf(filter);
  for (const name of names) assertKnown(name);
  const debugNames = [...new Set(names.filter(isDebug).map((name) => name.slice(DEBUG_DATA.length).toLowerCase()))];
  const resolved = resolveFilter(filter, logEventSchema(debugNames), tolerances);
  return { resolved, matches: (event) => evaluateFilter(resolved, eventView(event, debugNames)) };
}

const isDebug = (name: string): boolean => name.toLowerCase().startsWith(DEBUG_DATA);

function assertKnown(name: string): void {
  const [first = ''] = name.toLowerCase().split('.');
  if (!FOREIGN.has(first) && !first.startsWith('urn:')) return;
  const hint = first === 'id' ? ' An event is named by uuid, what it is about by target.id.' : '';
  throw ScimError.invalidFilter(`An event of the log has no field ${shortName(name)}.${hint}`);
}

function namesOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'compare':
    case 'present':
      return [filter.path];
    case 'and':
    case 'or':
      return filter.terms.flatMap(namesOf);
    case 'not':
      return namesOf(filter.term);
    case 'valuePath':
      // The names between the brackets are those of the field before them.
      return [filter.path];
    default:
      return filter satisfies never;
  }
}
