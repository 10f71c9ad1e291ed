import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const TEXT = readFileSync(join(ROOT, 'THREAT_MODEL.md'), 'utf8');
const ROWS = TEXT.split('\n').filter((line) => /^\| T\d\d /.test(line));

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `T${String(from + i).padStart(2, '0')}`);

it('every threat has one row', () => {
  expect(ROWS.map((row) => row.slice(2, 5))).toEqual([...range(1, 12), ...range(40, 53), ...range(60, 69)]);
});

it.each(ROWS.map((row) => [row.slice(2, 5), row] as const))('%s names tests that are there', (_, row) => {
  const cells = row.split(' | ');
  expect(cells).toHaveLength(4);
  const links = [...(cells[3] ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    expect({ link, exists: existsSync(join(ROOT, link)) }).toEqual({ link, exists: true });
    expect(link).toMatch(/\.spec\.ts$/);
  }
});

it('no other page is linked that is not there', () => {
  const links = [...TEXT.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '');
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});
