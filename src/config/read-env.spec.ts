import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { readEnv } from './read-env.js';

const TOKEN = 'canary-0123456789-0123456789-0123456789';
const folder = mkdtempSync(join(tmpdir(), 'rollbook-env-'));
const file = (name: string, contents: string): string => {
  writeFileSync(join(folder, name), contents);
  return join(folder, name);
};
const rsaKey = generateKeyPairSync('rsa', {
  ...{ modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' } },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('defaults', () => {
  it('need no variable at all', () => {
    expect(readEnv({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      database: { kind: 'sqlite', file: resolve('data/rollbook.sqlite') },
      publicUrl: 'http://localhost:3000',
      adminToken: undefined,
      metricsToken: undefined,
      migrate: 'auto',
      trustProxy: [],
      maxCredentials: 4,
      maxFailedSignIns: 30,
      checkpointFile: undefined,
      signingKey: undefined,
      logExport: [],
      logLevel: 'info',
      logFormat: 'json',
    });
  });

  it('treat empty variables as unset and ignore unknown ones', () => {
    expect(readEnv({ PORT: '', ADMIN_TOKEN: '', DATABASE_URL_FILE: '', TRUST_PROXY: '', COLOUR: 'red' })).toEqual(
      readEnv({}),
    );
  });

  it('log prettily on a terminal, unless told otherwise', () => {
    expect(readEnv({}, { isTerminal: true }).logFormat).toBe('pretty');
    expect(readEnv({ LOG_FORMAT: 'json' }, { isTerminal: true }).logFormat).toBe('json');
  });

  it('build PUBLIC_URL from PORT', () => expect(readEnv({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080'));
});

describe('accepted', () => {
  const mysql = { kind: 'mysql', host: 'db', port: 3306, user: 'u', password: 'p', database: 'd' };
  it.each([
    ['sqlite:./a/b.sqlite', { kind: 'sqlite', file: resolve('a/b.sqlite') }],
    ['sqlite:/var/lib/b.sqlite', { kind: 'sqlite', file: '/var/lib/b.sqlite' }],
    ['sqlite:///var/lib/b.sqlite', { kind: 'sqlite', file: '/var/lib/b.sqlite' }],
    ['mysql://u:p@db/d', mysql],
    ['mariadb://u:p@db:3307/d', { ...mysql, port: 3307 }],
    ['mysql://u@db/d', { ...mysql, password: '' }],
    ['mysql://u%40x:p%2F%25%C3%A4%3A@db/my%20d', { ...mysql, user: 'u@x', password: 'p/%ä:', database: 'my d' }],
    ['mysql://u:p@[::1]:3306/d', { ...mysql, host: '::1' }],
  ])('DATABASE_URL %s', (text, expected) => expect(readEnv({ DATABASE_URL: text }).database).toEqual(expected));

  it.each([
    ['https://id.example.com', 'https://id.example.com'],
    ['https://id.example.com/', 'https://id.example.com'],
    ['HTTP://ID.example.com:8080/rollbook/', 'http://id.example.com:8080/rollbook'],
  ])('PUBLIC_URL %s', (text, expected) => expect(readEnv({ PUBLIC_URL: text }).publicUrl).toBe(expected));

  it.each([
    ['off', []],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1,fd00::/64', ['10.0.0.0/8', '::1', 'fd00::/64']],
  ])('TRUST_PROXY %s', (text, expected) => expect(readEnv({ TRUST_PROXY: text }).trustProxy).toEqual(expected));

  it.each([`${TOKEN}`, `${TOKEN}\n`, `${TOKEN}\r\n`])('ADMIN_TOKEN_FILE without its last line break', (contents) => {
    expect(readEnv({ ADMIN_TOKEN_FILE: file('token', contents) }).adminToken).toBe(TOKEN);
  });

  it('DATABASE_URL_FILE', () => {
    const source = { DATABASE_URL_FILE: file('url', 'mysql://u:p@db/d\n') };
    expect(readEnv(source).database).toEqual(mysql);
  });

  it.each([
    ['1', 1],
    ['2', 2],
    ['100', 100],
  ])('MAX_CREDENTIALS %s', (text, expected) =>
    expect(readEnv({ MAX_CREDENTIALS: text }).maxCredentials).toBe(expected),
  );

  it('PORT 0 where PUBLIC_URL says what clients use', () => {
    expect(readEnv({ PORT: '0', PUBLIC_URL: 'http://localhost:9' }).port).toBe(0);
  });
});

describe('refused, naming the variable, what is wrong and what is expected', () => {
  it.each<[string, string, RegExp]>([
    ['HOST', 'a b', /"a b"; expected an IP address or a host name/],
    ['HOST', 'http://x', /expected an IP/],
    ['PORT', 'abc', /"abc"; expected a whole number/],
    ['PORT', '-1', /whole number/],
    ['PORT', '65536', /whole number/],
    ['PORT', '80.5', /whole number/],
    ['PORT', '0x50', /whole number/],
    ['PORT', ' 80', /whole number/],
    ['PORT', '9'.repeat(5000), /^PORT: is "9{59}…"; expected/],
    ['MAX_FAILED_SIGN_INS', '0', /whole number from 1 to 10000/],
    ['MAX_FAILED_SIGN_INS', '10001', /whole number from 1 to 10000/],
    ['MAX_FAILED_SIGN_INS', '-1', /whole number/],
    ['MAX_FAILED_SIGN_INS', '1e3', /"1e3"; expected a whole number/],
    ['LOG_CHECKPOINTS', '/no/such/folder/checkpoints.ndjson', /expected a file in a folder that exists/],
    ['LOG_CHECKPOINTS', tmpdir(), /expected a file in a folder that exists/],
    ['LOG_SIGNING_KEY', 'canary', /^LOG_SIGNING_KEY: is no Ed25519 private key in PEM; expected [^c]+$/],
    ['LOG_SIGNING_KEY', rsaKey, /is no Ed25519 private key in PEM/],
    ['MAX_CREDENTIALS', '0', /whole number from 1 to 100/],
    ['MAX_CREDENTIALS', '101', /whole number from 1 to 100/],
    ['MAX_CREDENTIALS', '-1', /whole number/],
    ['MAX_CREDENTIALS', '4.0', /whole number/],
    ['MAX_CREDENTIALS', '04', /whole number/],
    ['MAX_CREDENTIALS', 'many', /"many"; expected a whole number/],
    ['MIGRATE', 'AUTO', /one of auto, off, only/],
    ['LOG_EXPORT', 'syslog://host', /^LOG_EXPORT: holds an address that is none; expected file:/],
    ['LOG_EXPORT', 'tcp://user:secret@host:1', /^LOG_EXPORT: (?!.*secret)/],
    ['LOG_LEVEL', 'verbose', /one of fatal, error/],
    ['LOG_FORMAT', 'xml', /one of json, pretty/],
    ['DATABASE_URL', 'postgres://u:canary@db/d', /none of sqlite:/],
    ['DATABASE_URL', 'canary', /none of sqlite:/],
    ['DATABASE_URL', 'mysql:u:canary@db/d', /none of sqlite:/],
    ['DATABASE_URL', 'sqlite::memory:', /in memory, which a restart would empty/],
    ['DATABASE_URL', 'sqlite:file::memory:?cache=shared', /in memory/],
    ['DATABASE_URL', 'sqlite:', /names no file/],
    ['DATABASE_URL', 'sqlite:./data/', /names no file/],
    ['DATABASE_URL', 'sqlite://data/x', /ambiguous/],
    ['DATABASE_URL', 'sqlite:./x?mode=ro', /no options/],
    ['DATABASE_URL', 'mysql://u:canary@db:99999/d', /no port/],
    ['DATABASE_URL', 'mysql://u:canary@db', /single database/],
    ['DATABASE_URL', 'mysql://u:canary@db/', /single database/],
    ['DATABASE_URL', 'mysql://u:canary@db/a/b', /single database/],
    ['DATABASE_URL', 'mysql://:canary@db/d', /no user/],
    ['DATABASE_URL', 'mysql://db/d', /no user/],
    ['DATABASE_URL', 'mysql:///d', /no host/],
    ['DATABASE_URL', 'mysql://u:canary@/d', /names no host|not a URL/],
    ['DATABASE_URL', 'mysql://u:canary@d%20b/d', /no host/],
    ['DATABASE_URL', 'mysql://u:canary%zz@db/d', /%25 for a %/],
    ['DATABASE_URL', 'mysql://u:canary%ff@db/d', /%25 for a %/],
    ['DATABASE_URL', 'mysql://u:canary@db/d?ssl=true', /no options/],
    ['PUBLIC_URL', 'example.com', /absolute http or https/],
    ['PUBLIC_URL', '/scim', /absolute/],
    ['PUBLIC_URL', 'ftp://example.com', /absolute/],
    ['PUBLIC_URL', 'https:example.com', /absolute/],
    ['PUBLIC_URL', 'https://', /absolute/],
    ['PUBLIC_URL', 'https://u:canary@example.com', /without user/],
    ['PUBLIC_URL', 'https://u:canary@exa mple.com', /without user/],
    ['PUBLIC_URL', 'https://example.com?x=1', /without user, query/],
    ['PUBLIC_URL', 'https://example.com?', /query/],
    ['PUBLIC_URL', 'https://example.com#x', /fragment/],
    ['ADMIN_TOKEN', 'canary', /too short/],
    ['ADMIN_TOKEN', 'canary'.padEnd(31, 'x'), /too short/],
    ['ADMIN_TOKEN', 'canary'.padEnd(600, 'x'), /too long/],
    ['ADMIN_TOKEN', `${TOKEN} `, /cannot be sent/],
    ['ADMIN_TOKEN', `${TOKEN}ä`, /cannot be sent/],
    ['ADMIN_TOKEN', `Bearer ${TOKEN}`, /cannot be sent/],
    ['METRICS_TOKEN', 'canary', /too short/],
    ['METRICS_TOKEN', `${TOKEN} `, /cannot be sent/],
    ['METRICS_TOKEN_FILE', join(folder, 'missing'), /cannot be read \(ENOENT\)/],
    ['TRUST_PROXY', 'true', /1 of 1 entries/],
    ['TRUST_PROXY', '*', /IP addresses or CIDR/],
    ['TRUST_PROXY', '1', /IP addresses/],
    ['TRUST_PROXY', '10.0.0.0/0', /IP addresses/],
    ['TRUST_PROXY', '10.0.0.0/33', /IP addresses/],
    ['TRUST_PROXY', '::/129', /IP addresses/],
    ['TRUST_PROXY', '10.0.0.0/8/8', /IP addresses/],
    ['TRUST_PROXY', '10.0.0.0/', /IP addresses/],
    ['TRUST_PROXY', '10.0.0.1,,10.0.0.2', /1 of 3 entries/],
    ['TRUST_PROXY', 'proxy.example.com', /IP addresses/],
    ['ADMIN_TOKEN_FILE', join(folder, 'missing'), /cannot be read \(ENOENT\)/],
    ['ADMIN_TOKEN_FILE', folder, /cannot be read \(EISDIR\)/],
    ['ADMIN_TOKEN_FILE', file('empty', '\n'), /empty file/],
    ['DATABASE_URL_FILE', join(folder, 'missing'), /cannot be read/],
  ])('%s=%s', (name, value, expected) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: .*expected`));
    expect(problems[0]).toMatch(expected);
    expect(problems[0]).not.toContain('canary');
  });

  it('a secret given twice', () => {
    const source = { ADMIN_TOKEN: TOKEN, ADMIN_TOKEN_FILE: file('twice', TOKEN) };
    expect(problemsOf(source)).toEqual([expect.stringMatching(/^ADMIN_TOKEN: .*only one of the two/)]);
  });

  it('one token for everything', () => {
    const source = { ADMIN_TOKEN: TOKEN, METRICS_TOKEN_FILE: file('same', TOKEN) };
    expect(problemsOf(source)).toEqual([expect.stringMatching(/^METRICS_TOKEN: is the same as ADMIN_TOKEN; expected/)]);
    expect(problemsOf({ ADMIN_TOKEN: TOKEN, METRICS_TOKEN: `${TOKEN}x` })).toEqual([]);
  });

  it('a bad value from a file', () => {
    expect(problemsOf({ ADMIN_TOKEN_FILE: file('short', 'canary') })).toEqual([expect.not.stringContaining('canary')]);
  });

  it('PORT 0 without PUBLIC_URL', () =>
    expect(problemsOf({ PORT: '0' })).toEqual([expect.stringContaining('PUBLIC_URL')]));

  it('everything at once, one line each', () => {
    const source = {
      HOST: ' ',
      PORT: 'x',
      DATABASE_URL: 'x',
      PUBLIC_URL: 'x',
      ADMIN_TOKEN: 'x',
      METRICS_TOKEN: 'y',
      MIGRATE: 'x',
      TRUST_PROXY: 'x',
      LOG_LEVEL: 'x',
      LOG_FORMAT: 'x',
    };
    const names = problemsOf(source).map((problem) => problem.split(':')[0]);
    expect(names.sort()).toEqual(Object.keys(source).sort());
    expect(() => readEnv(source)).toThrow(
      /^Rollbook cannot start with this configuration:(?:\n- [A-Z_]+: [^\n]+){10}$/,
    );
  });
});
