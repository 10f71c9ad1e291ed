import { PasswordHasher } from './password-hasher.js';

const SCOPE = { tenantPk: 1 };
const OTHER = { tenantPk: 2 };
const hasher = new PasswordHasher();
let stored = '';
beforeAll(async () => {
  stored = await hasher.hash(SCOPE, 'right');
});

describe('PasswordHasher', () => {
  it('hashes as OWASP asks, with another salt each time', async () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/);
    expect(await hasher.hash(SCOPE, 'right')).not.toBe(stored);
  });

  it('knows the right one', async () => expect(await hasher.verify(SCOPE, stored, 'right')).toBe(true));

  it.each([
    ['another', 'wrong'],
    ['another letter case', 'Right'],
    ['nothing', ''],
    ['with a space', 'right '],
    ['with a NUL', 'right\0'],
  ])('refuses %s', async (_, text) => expect(await hasher.verify(SCOPE, stored, text)).toBe(false));

  it('tells apart what differs after byte 72', async () => {
    const long = 'x'.repeat(250);
    const hash = await hasher.hash(SCOPE, `${long}a`);
    expect([await hasher.verify(SCOPE, hash, `${long}a`), await hasher.verify(SCOPE, hash, `${long}b`)]).toEqual([
      true,
      false,
    ]);
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
    expect(await hasher.verify(SCOPE, change(stored), 'right')).toBe(false),
  );

  it('refuses what does not fit into the queue with 429 and whole seconds', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify(SCOPE, stored, 'right')));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(60 - 34);
    expect(refused[0]).toMatchObject({ reason: { status: 429, retryAfterSeconds: 1 } });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['its own checks', () => hasher.verify(SCOPE, stored, 'right')],
    ['checks of another tenant', () => hasher.verify(OTHER, stored, 'right')],
    ['hashes of another tenant', () => hasher.hash(OTHER, 'x')],
  ])('an import of one tenant leaves places to %s', async (_, ask) => {
    const burst = Promise.allSettled(Array.from({ length: 100 }, () => hasher.hash(SCOPE, 'x')));
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, ask));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    await burst;
  });
});
