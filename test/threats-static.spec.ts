import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const SRC = join(ROOT, 'src');
/** Programs that call a server; the server itself calls nobody. */
const CLIENTS = /^(?:cli|simulator)\/|^(?:temporary-server)\.ts$/;

interface Source {
  readonly file: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ file: relative(SRC, path), text: readFileSync(path, 'utf8') }));

function offenders(pattern: RegExp, isLookedAt: (file: string) => boolean = () => true): readonly string[] {
  return sources.filter(({ file, text }) => isLookedAt(file) && pattern.test(text)).map(({ file }) => file);
}

const COMPARED_SECRET =
  /\b\w*(?:secret|hash|digest)\w*\s*(?:===|!==)\s*\w*(?:secret|hash|digest)\w*\b|localeCompare\(\w*secret/i;
const HTTP_CLIENT =
  /\bfetch\(|from 'node:(?:http2|dns|dgram)'|\b(?:http|https)\.(?:request|get)\(|from '(?:axios|undici|got)'/;

it('T04: no secret is compared by ===', () => {
  expect(offenders(COMPARED_SECRET)).toEqual([]);
  expect(COMPARED_SECRET.test('row.secretHash === hash')).toBe(true);
});

it('T05: secrets come from one place, and that from the random bytes of the system', () => {
  expect(offenders(/\brandomBytes\(/, (file) => file.startsWith('credentials/'))).toEqual(['credentials/secret.ts']);
  expect(offenders(/Math\.random\(/, (file) => file.startsWith('credentials/'))).toEqual([]);
});

it('T10: nothing makes the parser of Node lenient', () => {
  expect(offenders(/insecureHTTPParser/)).toEqual([]);
  expect(readFileSync(join(ROOT, 'package.json'), 'utf8')).not.toMatch(/insecure-http-parser/);
});

it('T65: the server calls no address, whatever a client has written into a resource', () => {
  expect(offenders(HTTP_CLIENT, (file) => !CLIENTS.test(file))).toEqual([]);
  expect(offenders(HTTP_CLIENT).length).toBeGreaterThan(0);
});

it.each([
  // GHSA-2rp8-mm9q-fp49, GHSA-9ggv-8w38-r7pm, CVE-2025-60542.
  ['typeorm', [1, 1, 0]],
  // CVE-2026-33011 and the other ways around its guards were in the Fastify adapter; the core is held new all the same.
  ['@nestjs/core', [12, 5, 0]],
] as const)('T64: %s is not older than what its advisories ask', (name, least) => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
  };
  const found = (lock.packages[`node_modules/${name}`]?.version ?? '0.0.0').split('.').map(Number);
  const index = found.findIndex((part, at) => part !== least[at]);
  expect(index === -1 || (found[index] ?? 0) > (least[index] ?? 0)).toBe(true);
  expect(lock.packages['node_modules/@nestjs/platform-fastify']).toBeUndefined();
});
