import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** FUZZ_RUNS as in the property tests; here a hundred thousand when it is not set. */
const CASES = process.env.FUZZ_RUNS ?? '100000';

/** `npm run fuzz -- …` over the build. */
async function fuzz(...options: string[]): Promise<{ code: number | null; text: string }> {
  if (!existsSync(join(ROOT, 'dist', 'protocol'))) throw new Error('dist is missing: run npm run build');
  const child = spawn(process.execPath, [join(ROOT, 'test', 'fuzz', 'fuzz.mjs'), ...options]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, text };
}

describe('the protocol core under random input', () => {
  it(`refuses or takes ${CASES} cases, and does nothing else`, async () => {
    const { code, text } = await fuzz('--cases', CASES, '--seed', '1');
    expect(text).toContain(`${CASES} cases`);
    expect(text).toContain(' 0 failures');
    expect(code).toBe(0);
  }, 120_000);

  it('takes a good part of what the grammars make', async () => {
    for (const target of ['filter', 'path', 'query', 'search', 'user', 'group', 'patch-user', 'patch-group', 'bulk']) {
      const { text } = await fuzz('--cases', '1000', '--target', target);
      const [, accepted = '', refused = ''] = /\((\d+) accepted, (\d+) refused/.exec(text) ?? [];
      expect({ target, enough: Number(accepted) >= 30 && Number(refused) >= 30 }).toEqual({ target, enough: true });
    }
  });
});

describe('the fuzzer can fail', () => {
  it.each([
    ['throws', 'TypeError', 'nickName'],
    ['stalls', 'ms every time', 'nickName'],
    ['pollutes', 'a prototype was changed', '__proto__'],
    ['echoes', 'a refusal of', 'nickName'],
  ])('on a defect that %s, with the smallest input and how to see it again', async (defect, words, input) => {
    const { code, text } = await fuzz('--cases', '20000', '--seed', '3', '--failures', '1', '--defect', defect);
    expect(code).toBe(1);
    expect(text).toContain(words);
    expect(text).toContain(`input: ${JSON.stringify(input)}`);
    const [, number = ''] = /again: --seed 3 --from (\d+) --cases 1/.exec(text) ?? [];
    const again = await fuzz('--seed', '3', '--from', number, '--cases', '1', '--defect', defect);
    expect(again).toMatchObject({ code: 1, text: expect.stringContaining(words) as string });
    expect(await fuzz('--seed', '3', '--from', number, '--cases', '1')).toMatchObject({ code: 0 });
  });

  it.each([
    [['--cases', 'many'], /--cases is a whole number/],
    [['--target', 'nothing'], /no target nothing/],
    [['--defect', '__proto__'], /no defect __proto__/],
    [['--unknown'], /unknown/],
  ])('%j is no way to start it', async (options, words) => {
    const { code, text } = await fuzz(...options);
    expect(code).toBe(2);
    expect(text).toMatch(words);
  });
});
