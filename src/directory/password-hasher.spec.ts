import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher();
let stored = '';
beforeAll(async () => {
  stored = await hasher.hash('right');
});

describe('PasswordHasher', () => {
  it('hashes as OWASP asks, with another salt each time', async () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/);
    expect(await hasher.hash('right')).not.toBe(stored);
  });

  it('knows the right one', async () => expect(await hasher.verify(stored, 'right')).toBe(true));

  it.each([
    ['another', 'wrong'],
    ['another letter case', 'Right'],
    ['nothing', ''],
    ['with a space', 'right '],
    ['with a NUL', 'right\0'],
  ])('refuses %s', async (_, text) => expect(await hasher.verify(stored, text)).toBe(false));

  it('tells apart what differs after byte 72', async () => {
    const long = 'x'.repeat(250);
    const hash = await hasher.hash(`${long}a`);
    expect([await hasher.verify(hash, `${long}a`), await hasher.verify(hash, `${long}b`)]).toEqual([true, false]);
  });

  it.each<[string, (hash: string) => string | undefined]>([
    ['there is none', () => undefined],
    ['it is empty', () => ''],
    ['it is no hash', () => 'right'],
    ['it is of another kind', (hash) => hash.replace('argon2id', 'argon2i')],
    ['it wants 4 GiB', (hash) => hash.replace('m=19456', 'm=4194304')],
    ['it wants 100 MiB', (hash) => hash.replace('m=19456', 'm=102400')],
    ['it wants 99 passes', (hash) => hash.replace('t=2', 't=99')],
    ['it wants nine threads', (hash) => hash.replace('p=1', 'p=9')],
    ['it is cut', (hash) => hash.slice(0, 50)],
    ['something follows', (hash) => `${hash}$x`],
  ])('refuses the right one when %s', async (_, change) =>
    expect(await hasher.verify(change(stored), 'right')).toBe(false),
  );

  it('refuses what does not fit into the queue with 429 and whole seconds, and leaves half of it to hashes', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify(stored, 'right')));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(60 - 34);
    expect(refused[0]).toMatchObject({ reason: { status: 429, retryAfterSeconds: 1 } });
    const checks = Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify(stored, 'right')));
    const hashes = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.hash('x')));
    expect(hashes.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    await checks;
  });
});
