import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../config/read-env.js';
import { checkConfiguration, SHOWN_VARIABLES } from './configuration-findings.js';

const folder = mkdtempSync(join(tmpdir(), 'rollbook-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'token');
writeFileSync(file, 'canary-canary-canary-canary-canary-canary');

const levelOf = (source: NodeJS.ProcessEnv, name: string): string | undefined =>
  checkConfiguration(source).findings.find((finding) => finding.name === name)?.level;
const messageOf = (source: NodeJS.ProcessEnv, name: string): string | undefined =>
  checkConfiguration(source).findings.find((finding) => finding.name === name)?.message;

describe('the configuration', () => {
  it('shows every variable that readEnv reads, and no other', () => {
    const read = new Set<string>();
    readEnv(
      new Proxy<NodeJS.ProcessEnv>(
        {},
        {
          get: (_, name) => void read.add(String(name).replace(/_FILE$/, '')),
        },
      ),
    );
    expect(Object.keys(SHOWN_VARIABLES).sort()).toEqual([...read].sort());
  });

  it.each<[NodeJS.ProcessEnv, string, string]>([
    [{}, 'PORT', '3000 (default)'],
    [{ PORT: '8080' }, 'PORT', '8080'],
    [{ PORT: '8080' }, 'PUBLIC_URL', 'http://localhost:8080 (default)'],
    [{}, 'ADMIN_TOKEN', 'none (default)'],
    [{ ADMIN_TOKEN: 'canary-canary-canary-canary-canary-canary' }, 'ADMIN_TOKEN', '(not shown)'],
    [{ ADMIN_TOKEN_FILE: file }, 'ADMIN_TOKEN', '(not shown) (from the file in ADMIN_TOKEN_FILE)'],
    [{ METRICS_TOKEN: 'canary-canary-canary-canary-canary-canary' }, 'METRICS_TOKEN', '(not shown)'],
    [{ DATABASE_URL: 'mysql://u:canary@db/d' }, 'DATABASE_URL', 'mysql://u:…@db:3306/d'],
    [{ DATABASE_URL: 'mysql://u:canary@[::1]:1/d' }, 'DATABASE_URL', 'mysql://u:…@[::1]:1/d'],
    [{ DATABASE_URL: 'sqlite:/x/y' }, 'DATABASE_URL', 'sqlite:/x/y'],
    [{ TRUST_PROXY: '10.0.0.1, ::1' }, 'TRUST_PROXY', '10.0.0.1, ::1'],
  ])('%j shows %s as %s', (source, name, message) => {
    expect(messageOf(source, name)).toBe(message);
    expect(levelOf(source, name)).toBe('ok');
  });

  it.each<[NodeJS.ProcessEnv, readonly string[]]>([
    [{ PORT: 'x' }, ['PORT']],
    [{ PORT: '0' }, ['PUBLIC_URL']],
    [{ PORT: '0', MIGRATE: 'x' }, ['PUBLIC_URL', 'MIGRATE']],
    [{ DATABASE_URL: 'postgres://u:canary@db/d' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'mysql://u:canary@db' }, ['DATABASE_URL']],
    [{ ADMIN_TOKEN: 'canary' }, ['ADMIN_TOKEN']],
    [{ METRICS_TOKEN: 'canary' }, ['METRICS_TOKEN']],
    [{ ADMIN_TOKEN: 'canary', ADMIN_TOKEN_FILE: file }, ['ADMIN_TOKEN']],
    [{ ADMIN_TOKEN_FILE: join(folder, 'missing') }, ['ADMIN_TOKEN']],
    [{ PUBLIC_URL: 'https://u:canary@x' }, ['PUBLIC_URL']],
    [{ PUBLIC_URL: 'x', PORT: 'x', HOST: ' ', LOG_LEVEL: 'x' }, ['HOST', 'PORT', 'PUBLIC_URL', 'LOG_LEVEL']],
  ])('%j has problems', (source, names) => {
    const { findings, wrong, env } = checkConfiguration(source);
    const problems = findings.filter(({ level }) => level === 'problem');
    expect(problems.map(({ name }) => name.replace(/_FILE$/, '')).sort()).toEqual([...names].sort());
    expect([...wrong].sort()).toEqual([...names].sort());
    expect(problems.every(({ action }) => (action ?? '') !== '')).toBe(true);
    expect(findings).toHaveLength(Object.keys(SHOWN_VARIABLES).length);
    expect(JSON.stringify(findings)).not.toContain('canary');
    expect(env.migrate).toBe('auto');
  });
});
