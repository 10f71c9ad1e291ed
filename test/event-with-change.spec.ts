import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'src', 'persistence');
const APPENDS = /\bappend(?:Callers)?(?:Event|Change)\(/;

/** Units of work that write and append no event: file, how many of them, and why that is right. */
const WITHOUT: readonly [file: string, units: number, reason: string][] = [
  ['bookmarks.ts', 2, 'upkeep: where a page of a list ended'],
  ['delete-tenant-data.ts', 7, 'the tenant goes with its log: the process log says who did it'],
  ['live-count.ts', 1, 'upkeep: a count that is made right again'],
  ['record-last-use.ts', 1, 'upkeep: when a credential was used last'],
  ['sql-access-token-store.ts', 1, 'upkeep: tokens and assertions whose time is up'],
  ['sql-admin-token-store.ts', 1, 'the first admin token of an installation, of all tenants: none has a log for it'],
  ['sql-body-capture-store.ts', 2, 'bodies of calls, each of which has its own event, and those whose time is up'],
  ['sql-connector-activity-store.ts', 1, 'upkeep: when a connector was called last'],
  ['sql-idempotency-store.ts', 1, 'upkeep: keys whose time is up'],
  ['sql-lease-store.ts', 2, 'upkeep: which instance does the work'],
  ['sql-log-export-store.ts', 2, 'upkeep: how far the log was sent to each sink'],
  ['sql-log-ledger-store.ts', 2, 'chain and index of the log itself'],
  ['sql-log-store.ts', 1, 'events of reads and refusals themselves'],
  ['sql-sign-in-failure-store.ts', 2, 'upkeep: failures of the last minute'],
  [
    'sql-tenant-store.ts',
    4,
    'a tenant goes with its log; credentials and captured bodies of a connector go before it, whose event tells of them',
  ],
  ['sql-tolerance-use-store.ts', 1, 'upkeep: how often a tolerance was used'],
];

/** The text of each call of `withTransaction`, and of the private methods of the file that it calls. */
function unitsOf(source: string): readonly string[] {
  return [...source.matchAll(/(?:\.|\b)withTransaction\(/g)].map(({ index, 0: { length } }) => {
    const unit = source.slice(index, closing(source, index + length));
    const called = [...unit.matchAll(/this\.(\w+)\(tx\b/g)].map(([, name = '']) => bodyOf(source, name));
    return [unit, ...called].join('\n');
  });
}

function bodyOf(source: string, name: string): string {
  const start = source.search(new RegExp(`private async ${name}\\(`));
  return start === -1 ? '' : source.slice(start, source.indexOf('\n  }\n', start));
}

function closing(source: string, from: number): number {
  let depth = 1;
  for (let at = from; at < source.length; at += 1) {
    depth += source[at] === '(' ? 1 : source[at] === ')' ? -1 : 0;
    if (depth === 0) return at;
  }
  throw new Error('a call without an end');
}

const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && name !== 'abstract-database.ts')
  .map((name) => ({ name, units: unitsOf(readFileSync(join(FOLDER, name), 'utf8')) }))
  .filter(({ units }) => units.length > 0);

describe('a unit of work that writes appends the event of what it changes', () => {
  it('finds the units of work', () => expect(FILES.flatMap(({ units }) => units).length).toBeGreaterThan(40));

  it.each(FILES)('$name', ({ name, units }) => {
    const allowed = WITHOUT.find(([file]) => file === name)?.[1] ?? 0;
    const without = units.filter((unit) => !APPENDS.test(unit));
    expect({ name, without: without.length, first: without.map((unit) => unit.slice(0, 120)) }).toEqual({
      ...{ name, without: allowed, first: expect.anything() as unknown },
    });
  });

  it.each(WITHOUT)('%s: is there, and has a reason', (file, units, reason) => {
    expect(FILES.map(({ name }) => name)).toContain(file);
    expect(units).toBeGreaterThan(0);
    expect(reason.length).toBeGreaterThan(20);
  });
});
