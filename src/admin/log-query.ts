import type { LogQuery } from '../audit/log-store.js';
import { shownText } from '../protocol/shown-text.js';
import { parseCondition } from './log-condition.js';
import { instantKey } from '../protocol/schema/instant-key.js';
import { Problem } from '../http/problem.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Date and time with an offset, as RFC 3339 has it; seconds may have a fraction. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

const NAMES = new Set(['since', 'until', 'after', 'filter', 'q', 'sortOrder', 'limit']);

export interface LogDefaults {
  readonly order: LogQuery['order'];
  /** A history has no lower bound. */
  readonly since: 'week' | 'ever';
  /** What the address asks for already, as a filter. */
  readonly filter?: string;
  /** Parameters of the route besides those of the log. */
  readonly also?: readonly string[];
}

const LOG: LogDefaults = { order: 'ASCENDING', since: 'week' };

/**
 * The parameters of Okta's `GET /api/v1/logs`. Default: the 7 days before `until`; from a position no lower bound.
 * @throws Problem 400 that names every parameter that is wrong
 */
export function parseLogQuery(
  parameters: Readonly<Record<string, unknown>>,
  now: Date,
  defaults: LogDefaults = LOG,
): LogQuery {
  const errors: { path: string; detail: string }[] = [];
  const text = (name: string): string | undefined => {
    const value = parameters[name];
    if (value === undefined || typeof value === 'string') return value;
    errors.push({ path: name, detail: 'may be given only once' });
    return undefined;
  };
  const instant = (name: string): string | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const instant = INSTANT.test(value) ? instantOf(value) : undefined;
    if (instant !== undefined) return instant;
    errors.push({ path: name, detail: 'must be a date and time such as 2026-11-21T20:00:00Z' });
    return undefined;
  };

  const since = instant('since');
  const until = instant('until');
  const after = decodePosition(text('after'), errors);
  if (since !== undefined && parameters.after !== undefined) {
    errors.push({ path: 'after', detail: 'cannot be given together with since' });
  }
  const limitText = text('limit') ?? '100';
  const limit = /^\d{1,4}$/.test(limitText) ? Number(limitText) : Number.NaN;
  if (!(limit <= 1000)) errors.push({ path: 'limit', detail: 'must be a whole number from 0 to 1000' });
  const order = (text('sortOrder') ?? defaults.order).toUpperCase();
  if (order !== 'ASCENDING' && order !== 'DESCENDING') {
    errors.push({ path: 'sortOrder', detail: 'must be ASCENDING or DESCENDING' });
  }
  const where = parseCondition({ filter: text('filter'), q: text('q'), own: defaults.filter }, errors);
  // A misspelt condition that is passed over answers another question than was asked.
  const unknown = Object.keys(parameters).filter((name) => !NAMES.has(name) && defaults.also?.includes(name) !== true);
  if (unknown.length > 0)
    errors.push({
      path: shownText(unknown[0] ?? '', 64),
      detail: `is no parameter of the log, which takes ${[...NAMES].join(', ')}`,
    });
  if (errors.length > 0 || (order !== 'ASCENDING' && order !== 'DESCENDING')) throw Problem.invalid(errors);

  // Going up, the position is bound enough; going down, the lower bound travels inside the position.
  const lower =
    order === 'DESCENDING' && after !== undefined ? after.since : (since ?? defaultSince(defaults, until, now));
  return {
    ...(lower === undefined || (after !== undefined && order === 'ASCENDING') ? {} : { since: lower }),
    ...(until === undefined ? {} : { until }),
    ...(after === undefined ? {} : { after: after.position }),
    limit,
    order,
    ...(where === undefined ? {} : { where }),
  };
}

function defaultSince({ since }: LogDefaults, until: string | undefined, now: Date): string | undefined {
  if (since === 'ever') return undefined;
  return new Date((until === undefined ? now.getTime() : Date.parse(until)) - 7 * DAY_MS).toISOString();
}

/** In UTC with milliseconds; undefined for a date that no calendar has, or beyond the year 9999 in UTC. */
function instantOf(text: string): string | undefined {
  const key = instantKey(text);
  return key === undefined ? undefined : `${key.slice(0, 'YYYY-MM-DDTHH:MM:SS.fff'.length)}Z`;
}

interface LogPosition {
  readonly position: number;
  readonly since?: string | undefined;
}

/** Opaque to the client: nothing but what `encodeLogPosition` made is taken. */
function decodePosition(text: string | undefined, errors: { path: string; detail: string }[]): LogPosition | undefined {
  if (text === undefined) return undefined;
  const [digits = '', since] = Buffer.from(text, 'base64url').toString('latin1').split('|');
  const decoded = { position: Number(digits), since };
  const isInstant = since === undefined || (INSTANT.test(since) && !Number.isNaN(Date.parse(since)));
  if (Number.isSafeInteger(decoded.position) && isInstant && encodeLogPosition(decoded) === text) return decoded;
  errors.push({ path: 'after', detail: 'must be taken from the next link of an earlier answer' });
  return undefined;
}

export function encodeLogPosition({ position, since }: LogPosition): string {
  const text = since === undefined ? String(position) : `${position}|${since}`;
  return Buffer.from(text, 'latin1').toString('base64url');
}
