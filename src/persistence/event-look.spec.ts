import { parseEventFilter } from '../audit/event-filter.js';
import { hasKeywords, probesOf, readKeywords } from '../audit/event-keywords.js';
import type { LogCondition } from '../audit/log-store.js';
import { candidateArms } from './event-candidates.js';
import { lookOf } from './event-look.js';
import type { Dialect } from './sql.js';

const AT = '"2026-01-01T00:00:00Z"';

function conditionOf(filter: string | undefined, q: string | undefined): LogCondition | undefined {
  const parsed = filter === undefined ? undefined : parseEventFilter(filter);
  const keywords = q === undefined ? undefined : readKeywords(q);
  if (parsed === undefined && keywords === undefined) return undefined;
  return {
    matches: (event) => parsed?.matches(event) !== false && (keywords === undefined || hasKeywords(event, keywords)),
    ...(parsed && { filter: parsed.resolved }),
    ...(keywords && { probes: probesOf(keywords) }),
  };
}

function look(dialect: Dialect, filter: string | undefined, q: string | undefined) {
  const where = conditionOf(filter, q);
  return lookOf(where, where?.filter && candidateArms(where.filter), dialect);
}

/** What an index or the segments lead to: on SQLite on the thread that answers, so in parts that last some 3 ms. */
it.each<[filter: string | undefined, q: string | undefined]>([
  [undefined, undefined],
  ['eventType eq "a"', undefined],
  ['eventType eq "a" and displayMessage co "b"', undefined],
  ['actor.id eq "a" or target.id eq "b"', undefined],
  [`published ge ${AT} and published lt ${AT}`, undefined],
  [`published eq ${AT}`, undefined],
  ['eventType eq "a"', 'jane@x.io'],
])('%s, keywords %s: here, in short parts', (filter, q) => {
  expect(look('sqlite', filter, q)).toEqual({ candidates: 250, bytes: 256 * 1024, isScan: false });
  expect(look('mysql', filter, q)).toEqual({ candidates: 2_000, bytes: 8 * 1024 * 1024, isScan: false });
});

/** What has to be looked for in the whole log: one search of a tenant at a time, on SQLite on a thread of its own. */
it.each<[filter: string | undefined, q: string | undefined, candidates: number]>([
  ['displayMessage co "a"', undefined, 250],
  ['not (eventType eq "a")', undefined, 250],
  [`published ge ${AT} and displayMessage co "a"`, undefined, 250],
  [`published ne ${AT}`, undefined, 250],
  [undefined, 'jane@x.io', 2_000],
  [undefined, 'ik', 250],
  [`published ge ${AT}`, 'jane@x.io', 2_000],
])('%s, keywords %s: as a scan', (filter, q, candidates) => {
  for (const dialect of ['sqlite', 'mysql'] as const)
    expect(look(dialect, filter, q)).toMatchObject({ candidates, isScan: true });
});
