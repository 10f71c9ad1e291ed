import { isCut, storedKey } from './stored-key.js';

describe('storedKey', () => {
  it.each([
    ['', ''],
    ['abc', '616263'],
    ['é', 'c3a9'],
    ['x'.repeat(255), '78'.repeat(255)],
  ])('%j is kept whole', (key, hex) => {
    expect(storedKey(key).toString('hex')).toBe(hex);
    expect(isCut(storedKey(key))).toBe(false);
  });

  it.each(['x'.repeat(256), 'é'.repeat(128), 'x'.repeat(100_000), `${'x'.repeat(221)}${'\u{1f600}'.repeat(50)}`])(
    'a key beyond 255 bytes is cut to the column',
    (key) => {
      expect(storedKey(key)).toHaveLength(255);
      expect(isCut(storedKey(key))).toBe(true);
    },
  );

  it.each([
    ['at the end', 'x'.repeat(300), `${'x'.repeat(299)}y`],
    ['in length', 'x'.repeat(300), 'x'.repeat(301)],
    ['behind the cut', `${'x'.repeat(222)}a${'x'.repeat(99)}`, `${'x'.repeat(222)}b${'x'.repeat(99)}`],
    ['only by being whole', 'x'.repeat(255), 'x'.repeat(256)],
  ])('tells long keys apart that differ %s', (_, one, other) => {
    expect(storedKey(one).equals(storedKey(other))).toBe(false);
  });

  it('keeps the order between a cut key and a shorter text', () => {
    const cut = storedKey('m'.repeat(300));
    for (const [text, order] of [
      ['a', 1],
      ['m', 1],
      ['m'.repeat(222), 1],
      [`${'m'.repeat(221)}n`, -1],
      ['n', -1],
      ['\u{10ffff}', -1],
    ] as const)
      expect(Buffer.compare(cut, Buffer.from(text))).toBe(order);
  });
});
