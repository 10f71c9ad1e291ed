import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCli } from './support/run-cli.js';
import { temporaryFolder } from './support/temporary-folder.js';

/** What rollbook makes in TMPDIR for a server of its own. */
describe('the temporary folder of rollbook', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(temporaryFolder(), 'rollbook-tmpdir-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'is gone after %s',
    async (signal, status) => {
      const simulation = startCli(['simulate', 'okta'], { TMPDIR: folder }, { cwd: folder });
      await simulation.until(/Playing/);
      expect(readdirSync(folder)).toHaveLength(1);
      simulation.end(signal);
      expect(await simulation.done).toMatchObject({ status, err: '' });
      expect(readdirSync(folder)).toEqual([]);
    },
    30_000,
  );

  it.each(['simulate okta', 'openapi'])('%s says that there is no place for it', async (line) => {
    const { status, err } = await startCli(line.split(' '), { TMPDIR: join(folder, 'none') }, { cwd: folder }).done;
    expect([status, err]).toEqual([2, expect.stringMatching(/^No temporary folder can be made in .*none: ENOENT/)]);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('is gone after openapi', async () => {
    expect(await startCli(['openapi'], { TMPDIR: folder }, { cwd: folder }).done).toMatchObject({ status: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
