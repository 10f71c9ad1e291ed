import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many of the 107 statements hold. Whoever changes this number says so in docs/scim-conformance.md. */
const PASSING = 107;
const STATUSES = ['yes', 'partly', 'left out'];
const ROOT = join(__dirname, '..');
const BELOW_TEST = /^(?:e2e|contract|faults|fuzz)\//;

interface Row {
  readonly number: number;
  readonly statement: string;
  readonly status: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

/** The rows that begin with a number. */
function readRows(): readonly Row[] {
  const lines = readFileSync(join(ROOT, 'docs/scim-conformance.md'), 'utf8').split('\n');
  return lines
    .filter((line) => /^\| +\d+ +\|/.test(line))
    .map((line) => {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const [number = '', , statement = '', status = '', files = '', tests = ''] = cells;
      expect({ line, cells: cells.length }).toEqual({ line, cells: 6 });
      return { number: Number(number), statement, status, files: pathsIn(files), tests: pathsIn(tests) };
    });
}

const pathsIn = (cell: string): readonly string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, path = '']) => path);
const isTest = (path: string): boolean => path.endsWith('.spec.ts');
const pathOf = (path: string): string => join(ROOT, BELOW_TEST.test(path) ? 'test' : 'src', path);

describe('docs/scim-conformance.md', () => {
  const rows = readRows();

  it('has the statements 1 to 107, each once and in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 107 }, (_, index) => index + 1));
    for (const { number, statement } of rows) expect([number, statement.length > 10]).toEqual([number, true]);
  });

  it.each(rows)('$number has a status, a file and a test that exist', ({ status, files, tests }) => {
    expect(STATUSES).toContain(status.split(';')[0]);
    expect(files.length).toBeGreaterThan(0);
    expect(tests.length).toBeGreaterThan(0);
    expect(files.filter((path) => isTest(path) || BELOW_TEST.test(path))).toEqual([]);
    expect(tests.filter((path) => !isTest(path))).toEqual([]);
    expect([...files, ...tests].filter((path) => !existsSync(pathOf(path)))).toEqual([]);
  });

  it.each(rows)('$number is the title of a test that it names', ({ number, tests }) => {
    // `it('12: …')`, `it('37, 41: …')`, rows of a table `['12: …'`, or a title as a whole.
    const title = new RegExp(`['"\`](?:\\d+, )*${number}(?:, \\d+)*: `);
    expect(tests.filter((path) => title.test(readFileSync(pathOf(path), 'utf8')))).not.toEqual([]);
  });

  it(`says yes to ${PASSING} of them`, () => {
    expect(rows.filter(({ status }) => status.split(';')[0] === 'yes').length).toBe(PASSING);
  });
});
