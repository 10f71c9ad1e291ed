import { describeDatabases } from '../support/databases.js';
import type { Database } from '../../src/persistence/database.js';
import { openMigrated } from './open-migrated.js';

/** What means something between quotes, to a server or to whoever escapes for one. */
const HOSTILE = [
  "'",
  '"',
  '\\',
  '\\\\',
  "\\'",
  "''",
  "' OR 1=1 -- ",
  '\0',
  '\n',
  '\r',
  '\t',
  '\b',
  '\x1a',
  '`',
  '%',
  '_',
  '?',
];
const WIDE = ['ü', '€', '😀', '縗', '\u00a0', '\u2028', '¥', '뿞'];

/** A slice may have cut a pair. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udbff]$/, '');

describeDatabases('long texts come back as they were sent', (provided) => {
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
  });
  afterAll(() => database.close());

  const back = async (text: string): Promise<string | undefined> => {
    const [row] = await database.read<{ text: string }>('SELECT ? AS text', [text]);
    return row?.text;
  };

  it.each([...HOSTILE, ...WIDE].map((piece) => [JSON.stringify(piece), piece]))('of %s', async (_, piece) => {
    for (const length of [199, 200, 201, 202, 500]) {
      const filled = piece.repeat(length).slice(0, length);
      for (const text of [filled, `${'a'.repeat(length)}${piece}`, `${piece}${'a'.repeat(length)}`])
        expect(await back(wellFormed(text))).toBe(wellFormed(text));
    }
  });

  it('of everything at random, beside other values', async () => {
    const pieces = [...HOSTILE, ...WIDE, 'a'.repeat(50), '{"a":"b"}'];
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 60 }, () => pieces[Math.floor(Math.random() * pieces.length)]).join('');
      const [row] = await database.read('SELECT ? AS a, ? AS b, ? AS c, ? AS d', [1, text, "it's ?", text]);
      expect(row).toEqual({ a: 1, b: text, c: "it's ?", d: text });
    }
  });
});
