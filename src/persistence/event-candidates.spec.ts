import { type Bounds, candidateSql } from './event-candidates.js';
import type { EventRange } from './event-range.js';

const WALK = /WHERE tenant_id = \?(?<conditions>.*?) ORDER BY pk \w+ LIMIT \?\)/g;
const INDEXED_TO = 80;

/** The positions that each walk looks at, as its conditions say, and how many conditions there are on each side. */
function stretches(bounds: Omit<Bounds, 'tenantPk'>, range: Omit<EventRange, 'indexedTo'>): readonly string[] {
  const { sql, params } = candidateSql(
    undefined,
    { tenantPk: 1, ...bounds },
    { ...range, indexedTo: INDEXED_TO },
    9,
    'sqlite',
  );
  const values = params.values();
  return Array.from(sql.matchAll(WALK), ({ groups }) => {
    values.next();
    const said = (groups?.conditions ?? '').replaceAll('?', () => String(values.next().value)).replaceAll(' AND ', ' ');
    values.next();
    return said.trim();
  });
}

// Of two bounds on one side SQLite looks up the first: `pk > 100000 AND pk >= 200001` passes over 100,000 keys.
it.each<[Omit<Bounds, 'tenantPk'>, Omit<EventRange, 'indexedTo'>, string, string]>([
  [{ order: 'ASCENDING' }, {}, 'pk <= 80', 'pk >= 81'],
  [{ order: 'DESCENDING' }, {}, 'pk <= 80', 'pk >= 81'],
  [{ order: 'ASCENDING', after: 50 }, {}, 'pk >= 51 pk <= 80', 'pk >= 81'],
  [{ order: 'DESCENDING', after: 50 }, {}, 'pk <= 49', 'pk >= 81 pk <= 49'],
  [{ order: 'ASCENDING', after: 90 }, {}, 'pk >= 91 pk <= 80', 'pk >= 91'],
  [{ order: 'DESCENDING', after: 90 }, {}, 'pk <= 80', 'pk >= 81 pk <= 89'],
  [{ order: 'ASCENDING', upTo: 70 }, {}, 'pk <= 70', 'pk >= 81 pk <= 70'],
  [{ order: 'ASCENDING', upTo: 95 }, {}, 'pk <= 80', 'pk >= 81 pk <= 95'],
  [{ order: 'ASCENDING', after: 50, upTo: 95 }, { low: 20, high: 60 }, 'pk >= 51 pk <= 60', 'pk >= 81 pk <= 95'],
  [{ order: 'ASCENDING', after: 10, upTo: 95 }, { low: 20, high: 60 }, 'pk >= 20 pk <= 60', 'pk >= 81 pk <= 95'],
  [{ order: 'DESCENDING', after: 50 }, { low: 20, high: 60 }, 'pk >= 20 pk <= 49', 'pk >= 81 pk <= 49'],
  [{ order: 'DESCENDING', after: 70 }, { low: 20, high: 60 }, 'pk >= 20 pk <= 60', 'pk >= 81 pk <= 69'],
  [{ order: 'ASCENDING', after: 0 }, { low: 60, high: 20 }, 'pk >= 60 pk <= 20', 'pk >= 81'],
])('%j within %j: what is indexed from %s, the rest from %s', (bounds, range, indexed, rest) => {
  expect(stretches(bounds, range)).toEqual([indexed, rest]);
});
