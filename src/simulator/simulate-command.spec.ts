import type { Defect } from '../../test/support/fake-scim-defects.js';
import { startFakeDirectory } from '../../test/support/fake-scim-directory.js';
import type { Report } from './report.js';
import { simulateCommand, SIMULATE_HELP } from './simulate-command.js';

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly started: number;
  readonly stopped: number;
  /** The versions of SCIM that a server was started for. */
  readonly versions: readonly string[];
}

/** `{url}` and `{token}` in the arguments stand for those of a fake directory. */
async function simulate(
  argv: readonly string[],
  ...defects: readonly Defect[]
): Promise<Run & { readonly token: string }> {
  const fake = await startFakeDirectory(...defects);
  const texts = { out: '', err: '' };
  const counts = { started: 0, stopped: 0 };
  const versions: string[] = [];
  try {
    const filled = argv.map((word) => word.replace('{url}', fake.url).replace('{token}', fake.token));
    const status = await simulateCommand(filled, {
      write: (text) => void (texts.out += text),
      writeError: (text) => void (texts.err += text),
      startServer: async (scim) => {
        counts.started += 1;
        versions.push(scim);
        return { url: fake.url, token: fake.token, stop: async () => void (counts.stopped += 1) };
      },
    });
    return { status, ...texts, ...counts, versions, token: fake.token };
  } finally {
    await fake.close();
  }
}

const SPEC = ['--only', 'okta-spec'] as const;

describe('rollbook simulate', () => {
  it('plays against a URL and prints a line for each step', async () => {
    const { status, out, err, started } = await simulate(['okta', '--url', '{url}', '--token', '{token}', ...SPEC]);
    expect([status, err, started]).toEqual([0, '', 0]);
    expect(out).toMatch(/^ok {5}1 {2}Required Test: Test Users endpoint {2}\d+ ms$/m);
    expect(out).toMatch(/All 19 steps went well/);
    expect(out).toMatch(/note: Okta itself accepts only https/);
  });

  it.each([
    ['raw token', ['--token', '{token}', '--style', 'raw']],
    ['key and secret', ['--key', 'the-key', '--secret', 'the-secret-1234567890']],
  ])('signs in with %s', async (_, credential) => {
    const { status } = await simulate(['okta', '--url', '{url}', ...credential, ...SPEC, '--only', 'okta-credentials']);
    expect(status).toBe(0);
  });

  it('starts a server when no URL is given, and stops it', async () => {
    expect(await simulate(['okta', ...SPEC])).toMatchObject({ status: 0, started: 1, stopped: 1 });
  });

  it('plays SCIM 1.1 against a base URL of its own, which a server of SCIM 2.0 fails', async () => {
    const run = await simulate(['okta', '--scim', '1.1', '--only', 'okta-11-spec']);
    expect(run).toMatchObject({ status: 1, started: 1, stopped: 1, versions: ['1.1'] });
    expect((await simulate(['okta', ...SPEC])).versions).toEqual(['2.0']);
  });

  it('stops the server after a failure, too', async () => {
    const run = await simulate(['okta', ...SPEC], '401 has no body');
    expect(run).toMatchObject({ status: 1, started: 1, stopped: 1 });
  });

  it('shows an admin what failed', async () => {
    const { out } = await simulate(['okta', ...SPEC], 'unknown user is 404');
    expect(out).toMatch(/^FAIL {3}3 {2}Required Test: Test invalid User by username/m);
    expect(out).toContain('Expected status 200, got 404.');
    expect(out).toContain('request: GET /Users?filter=');
    expect(out).toContain('Okta\'s error text: "Not Found. Errors reported by remote server: Nobody."');
    expect(out).toMatch(/3 steps went well, 1 failed, 15 were not played/);
  });

  it.each<[number, Defect[]]>([
    [0, []],
    [1, ['list without schemas']],
  ])('--json prints one document and exits with %i', async (expected, defects) => {
    const { status, out } = await simulate(['okta', ...SPEC, '--json'], ...defects);
    expect(status).toBe(expected);
    expect((JSON.parse(out) as Report).ok).toBe(expected === 0);
  });

  it('--help explains every option and scenario', async () => {
    expect(await simulate(['--help'])).toMatchObject({ status: 0, out: SIMULATE_HELP, started: 0 });
    for (const word of [
      '--url',
      '--token',
      '--style',
      '--key',
      '--secret',
      '--scim',
      'okta-11-template-app',
      '--only',
      '--cleanup',
      '--json',
      'okta-app-wizard',
    ]) {
      expect(SIMULATE_HELP).toContain(word);
    }
  });

  it.each<[readonly string[], Defect[]]>([
    [['okta', '--url', '{url}', '--token', '{token}', '--json'], ['credential is echoed']],
    [['okta', '--url', '{url}', '--token', '{token}'], ['token in the query string']],
    [['okta', '--url', '{url}', '--token', '{token}', ...SPEC], []],
    [['okta', '--token', '{token}'], []],
    [['okta', '--url', '{url}', '--token', '{token}', '--only', '{token}'], []],
    [['{token}'], []],
  ])('%j never prints the credential', async (argv, defects) => {
    const { out, err, token } = await simulate(argv, ...defects);
    expect(out + err).not.toContain(token);
  });
});

describe('wrong usage ends with status 2 and words, before anything is sent', () => {
  it.each<[readonly string[], RegExp]>([
    [[], /which identity provider to play: okta/],
    [['entraid'], /The simulator plays these: okta, entra, /],
    [['constructor'], /The simulator plays these/],
    [['Okta'], /The simulator plays these/],
    [['entra', '--only', 'okta-spec'], /The names are: entra-default-job, /],
    [['okta', 'entra'], /Only one word/],
    [['okta', '--url', 'nonsense', '--token', 'x'], /whole address/],
    [['okta', '--url', 'https://user:x@example.com/', '--token', 'x'], /user name or password/],
    [['okta', '--url', 'https://example.com/'], /--url needs --token/],
    [['okta', '--token', 'x'], /needs the --url/],
    [['okta', '--url', 'https://example.com/', '--token', ''], /--token must not be empty/],
    [['okta', '--url', 'https://example.com/', '--token', 'a b'], /--token must not/],
    [['okta', '--url', 'https://example.com/', '--token', 'a\r\nX: y'], /--token must not/],
    [['okta', '--url', 'https://example.com/', '--token', 'x', '--style', 'basic'], /either bearer or raw/],
    [['okta', '--url', 'https://example.com/', '--token', 'x', '--key', 'y'], /not both/],
    [['okta', '--url', 'https://example.com/', '--key', 'y'], /both --key and --secret/],
    [['okta', '--url', 'https://example.com/', '--secret', 'y'], /both --key and --secret/],
    [['okta', '--only', 'okta-everything'], /The names are: okta-credentials, okta-spec/],
    [['okta', '--scim', '1.0'], /either 2\.0 or 1\.1/],
    [['entra', '--scim', '1.1'], /for these only: okta/],
    [['okta', '--scim', '1.1', '--only', 'okta-spec'], /The names are: okta-11-spec, /],
    [['okta', '--nonsense'], /--nonsense/],
    [['okta', '--json=yes'], /--json/],
    [['okta', '--url'], /--url/],
  ])('%j', async (argv, words) => {
    const { status, out, err, started } = await simulate(argv);
    expect([status, out, started]).toEqual([2, '', 0]);
    expect(err).toMatch(words);
    expect(err).toMatch(/Try: rollbook simulate --help/);
  });
});
