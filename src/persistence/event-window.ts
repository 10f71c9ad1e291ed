import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';

export interface Window {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const MILLISECONDS = 'YYYY-MM-DDTHH:MM:SS.fff'.length;
const MILLISECOND = 1;

/** Narrows the window by what a filter says of `published`, as far as whole milliseconds can. */
export function narrowWindow(window: Window, filter: ResolvedFilter | undefined): Window {
  return filter === undefined ? window : narrow(window, filter);
}

/** Whether a filter says of `published` alone what the window says, but for parts of a millisecond. */
export function isWindow(filter: ResolvedFilter): boolean {
  if (filter.kind === 'and') return filter.terms.every(isWindow);
  const { since, until } = narrow({}, filter);
  return since !== undefined || until !== undefined;
}

function narrow(window: Window, term: ResolvedFilter): Window {
  if (term.kind === 'and') return term.terms.reduce(narrow, window);
  if (term.kind !== 'compare' || term.path.key !== 'published') return window;
  const from = `${term.key.slice(0, MILLISECONDS)}Z`;
  const behind = justBehind(from);
  switch (term.operator) {
    case 'ge':
    case 'gt':
      return { ...window, since: later(window.since, from) };
    case 'le':
    case 'lt':
      return { ...window, until: earlier(window.until, behind) };
    case 'eq':
      return { since: later(window.since, from), until: earlier(window.until, behind) };
    default:
      return window;
  }
}

/** The next millisecond; undefined where there is none that can be told, as behind a leap second. */
function justBehind(instant: string): string | undefined {
  const time = Date.parse(instant);
  const next = Number.isNaN(time) ? undefined : new Date(time + MILLISECOND).toISOString();
  return next !== undefined && next > instant ? next : undefined;
}

const later = (one: string | undefined, other: string): string => (one === undefined || other > one ? other : one);

function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other < one ? other : one;
}
