import type { Json } from '../protocol/json.js';
import { eventLine } from './event-line.js';
import { blocksOf, linesOf, plain, tableOf } from './print-answer.js';

describe('a table', () => {
  const rows: readonly Json[] = [
    { slug: 'acme', displayName: 'Acme Inc.', enabled: true, since: null },
    { slug: 'b', displayName: 'x'.repeat(80), enabled: false },
  ];

  it('has a head and a line per item', () => {
    expect(tableOf(rows, ['slug', 'enabled', 'since', 'unknown'])).toBe(
      'slug  enabled  since\nacme  true     -\nb     false    -\n',
    );
  });

  it('cuts what is long', () => expect(tableOf(rows, ['displayName'])).toContain(`${'x'.repeat(59)}…\n`));
  it('says that there is nothing', () => expect(tableOf([], ['slug'])).toBe('There are none.\n'));
});

it('prints one item a line per field, what is nested below', () => {
  expect(linesOf({ id: 'x', tags: ['a'], none: {}, name: { first: 'J' }, steps: [{ a: 1 }, { a: 2 }] })).toBe(
    ['id     x', 'tags   ["a"]', 'none   {}', 'name', '  first  J', 'steps', '  a  1', '  -', '  a  2', ''].join('\n'),
  );
});

describe('items that no table holds', () => {
  it('are whole, one below the other', () =>
    expect(blocksOf([{ a: 1 }, { a: { b: 2 } }])).toBe('a  1\n-\na\n  b  2\n'));
  it('says that there is nothing', () => expect(blocksOf([])).toBe('There are none.\n'));
});

describe('nothing that a terminal would obey', () => {
  it.each(['\u001b[2J', '\u0007', 'a\nb', 'a\rb', '\u202eabc', '\u2028', '\u009b31m', '\u0000'])('%j', (text) => {
    expect(plain(text)).toContain('\uFFFD');
    for (const printed of [
      tableOf([{ name: text }], ['name']),
      linesOf({ name: text }),
      linesOf({ [text]: 'x' }),
      eventLine({ displayMessage: text }),
    ]) {
      expect(printed).toContain('\uFFFD');
      expect(printed.trimEnd().split('\n').at(-1)).not.toContain(text);
    }
  });

  it.each(['Zoë', 'محمد\u200cعلی', '👩\u200d🚀', '日本'])('%s stays as it is', (name) =>
    expect(plain(name)).toBe(name),
  );
});

describe('an event', () => {
  it('is when, how it went, what kind, who, what, and why it failed', () => {
    const event = {
      published: '2026-11-21T20:00:00.000Z',
      eventType: 'application.provision.user.push',
      displayMessage: 'Jane was not created',
      actor: { displayName: 'Okta' },
      outcome: { result: 'FAILURE', reason: 'userName is taken' },
    };
    expect(eventLine(event)).toBe(
      '2026-11-21T20:00:00.000Z  FAILURE  application.provision.user.push  Okta  Jane was not created: userName is taken',
    );
  });

  it.each<Json>([null, 7, [], {}, { outcome: 1, actor: 'x' }])('%j does no harm', (event) =>
    expect(typeof eventLine(event)).toBe('string'),
  );
});
