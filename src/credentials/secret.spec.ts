import {
  hasValidChecksum,
  hashAdmin,
  hashBasic,
  hashBearer,
  newAdminToken,
  newBasicKey,
  newBasicSecret,
  newBearerToken,
} from './secret.js';

const SYMBOLS = 62;

/** Chi-square of the symbols at each position of the random part, summed: `positions * 61` degrees of freedom. */
function chiSquare(texts: readonly string[], from: number, to: number): number {
  let sum = 0;
  for (let position = from; position < to; position += 1) {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text.charAt(position), (counts.get(text.charAt(position)) ?? 0) + 1);
    const expected = texts.length / SYMBOLS;
    const missing = (SYMBOLS - counts.size) * expected;
    sum += missing + [...counts.values()].reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  }
  return sum;
}

describe('new secrets', () => {
  it.each([
    ['bearer token', newBearerToken, /^rollbook_bt_[0-9A-Za-z]{49}$/],
    ['basic key', newBasicKey, /^rollbook_ak_[0-9A-Za-z]{28}$/],
    ['basic secret', newBasicSecret, /^rollbook_as_[0-9A-Za-z]{49}$/],
    ['admin token', newAdminToken, /^rollbook_adm_[0-9A-Za-z]{49}$/],
  ])('%s: shape, checksum, no duplicate in 2,000', (_, make, shape) => {
    const made = Array.from({ length: 2000 }, make);
    expect(made.every((secret) => shape.test(secret) && hasValidChecksum(secret))).toBe(true);
    expect(new Set(made).size).toBe(made.length);
  });

  it('favour no symbol at any position', () => {
    const start = 'rollbook_bt_'.length;
    const tokens = Array.from({ length: 20_000 }, newBearerToken);
    const freedom = 43 * (SYMBOLS - 1);
    // Normal approximation; five standard deviations are one false alarm in millions, a modulo bias is far beyond.
    expect(chiSquare(tokens, start, start + 43)).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
  });
});

describe('checksum', () => {
  const token = newBearerToken();
  const flipped = token.endsWith('0') ? '1' : '0';
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 0],
    ['a boolean', true],
    ['an array holding a good one', [token]],
    ['an object', {}],
    ['nothing', ''],
    ['another prefix', token.replace('rollbook_bt_', 'rollbook_as_')],
    ['an unknown prefix', token.replace('rollbook_bt_', 'rollbook_xx_')],
    ['no prefix', token.slice('rollbook_bt_'.length)],
    ['a changed last symbol', token.slice(0, -1) + flipped],
    ['a lost symbol', token.slice(0, -1)],
    ['a symbol too many', `${token}0`],
    ['upper case', token.toUpperCase()],
    ['a space before', ` ${token}`],
    ['a line break behind', `${token}\n`],
    ['a NUL behind', `${token}\0`],
    ['a megabyte', 'rollbook_bt_'.padEnd(1 << 20, '0')],
  ])('refuses %s', (_, text) => expect(hasValidChecksum(text)).toBe(false));
});

describe('hashes', () => {
  it('are 32 bytes and differ by kind of secret', () => {
    const hashes = [hashBearer('a'), hashAdmin('a'), hashBasic('a', ''), hashBasic('', 'a')];
    expect(hashes.every((hash) => hash.length === 32)).toBe(true);
    expect(new Set(hashes.map(String)).size).toBe(hashes.length);
  });

  it('tell where the key ends', () => expect(hashBasic('a:b', 'c')).not.toEqual(hashBasic('a', 'b:c')));
});
