import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const SRC = join(__dirname, '..', 'src');

/** docs/adr/0001-audit-below-tenancy.md. `.` stands for the files directly in src: app, main, cli. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  config: [],
  audit: ['protocol'],
  tenancy: ['protocol', 'audit'],
  credentials: ['protocol', 'audit', 'tenancy'],
  directory: ['protocol', 'audit', 'tenancy'],
  http: ['protocol', 'audit', 'tenancy', 'credentials'],
  scim: ['protocol', 'audit', 'tenancy', 'credentials', 'directory', 'http'],
  oauth: ['protocol', 'audit', 'tenancy', 'credentials', 'http'],
  admin: ['protocol', 'audit', 'tenancy', 'credentials', 'directory', 'http'],
  // Only the ports that these declare.
  persistence: ['protocol', 'config', 'audit', 'tenancy', 'credentials', 'directory'],
  operations: ['config', 'protocol', 'audit', 'credentials'],
  simulator: ['config', 'protocol'],
  // A client of the admin API: it never opens the database nor imports the server.
  cli: ['config', 'protocol'],
};
/** What `persistence` may take from the modules: ports, the types in them, and data of the log. */
const PORT_FILES =
  /^(?:(?:audit|tenancy|credentials|directory)\/[a-z-]+-store|directory\/stored-text|audit\/(?:log-event(?:-schema)?|metric-source)|tenancy\/(?:tenant|connector-settings|row-update|in-steps)|credentials\/credential)\.ts$/;
/** npm packages that only one folder may import. */
const OWNED: Readonly<Record<string, string>> = {
  typeorm: 'persistence',
  'better-sqlite3': 'persistence',
  mysql2: 'persistence',
  pino: 'operations',
  'prom-client': 'operations',
  passport: 'credentials',
  'passport-strategy': 'credentials',
  'passport-http-bearer': 'credentials',
  '@node-rs/argon2': 'directory',
};

interface Import {
  readonly file: string;
  readonly target: string;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [
    ...text.matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g),
  ].map((match) => ({ file, target: match[1] ?? match[2] ?? match[3] ?? '' }));
}

const folderOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '.') : '.');

function resolved({ file, target }: Import): string {
  return join(dirname(file), target).split(sep).join('/').replace(/\.js$/, '.ts');
}

/** Offences against the table, as sentences. */
export function offences(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((one) => {
    const from = folderOf(one.file);
    if (from === '.') return [];
    if (!one.target.startsWith('.')) {
      const owner = OWNED[one.target];
      const isForeign = from === 'protocol' || (owner !== undefined && owner !== from);
      return isForeign ? [`${one.file} imports the package ${one.target}`] : [];
    }
    const target = resolved(one);
    const to = folderOf(target);
    if (to === from) return [];
    if (!(MAY_IMPORT[from] ?? []).includes(to)) return [`${one.file} imports ${target}`];
    const needsPort = from === 'persistence' && !['protocol', 'config'].includes(to);
    return needsPort && !PORT_FILES.test(target) ? [`${one.file} imports ${target}, which is no port`] : [];
  });
}

function cycles(imports: readonly Import[]): readonly string[] {
  const graph = new Map<string, string[]>();
  for (const one of imports) {
    if (one.target.startsWith('.')) graph.set(one.file, [...(graph.get(one.file) ?? []), resolved(one)]);
  }
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

const FILES = sourceFiles(SRC);
const IMPORTS = FILES.flatMap(importsOf);

describe('architecture', () => {
  it('finds the sources and their imports', () => {
    expect(FILES.length).toBeGreaterThan(80);
    expect(IMPORTS.length).toBeGreaterThan(200);
  });

  it('keeps to the import table', () => expect(offences(IMPORTS)).toEqual([]));

  it('has no cycle between files', () => expect(cycles(IMPORTS)).toEqual([]));

  it('resolves every relative import to a file', () => {
    const missing = IMPORTS.filter((one) => one.target.startsWith('.') && !existsSync(join(SRC, resolved(one))));
    expect(missing).toEqual([]);
  });

  it('knows every folder', () => {
    expect([...new Set(FILES.map(folderOf))].filter((folder) => folder !== '.').sort()).toEqual(
      Object.keys(MAY_IMPORT).sort(),
    );
  });

  it('has no barrel, no junk drawer, no forwardRef', () => {
    expect(FILES.filter((file) => /(^|\/)(index\.ts|utils?|helpers?|common)(\/|$)/.test(file))).toEqual([]);
    expect(FILES.filter((file) => readFileSync(join(SRC, file), 'utf8').includes('forwardRef'))).toEqual([]);
  });
});

describe('the architecture test can fail', () => {
  it.each([
    ['protocol/etag.ts', 'node:crypto'],
    ['protocol/etag.ts', '../config/env.js'],
    ['scim/users.controller.ts', '../persistence/database.js'],
    ['scim/users.controller.ts', 'typeorm'],
    ['admin/user-password.controller.ts', '@node-rs/argon2'],
    ['persistence/database.ts', '../directory/users.service.js'],
    ['simulator/scenario.ts', '../scim/scim.module.js'],
    ['cli/admin-command.ts', '../persistence/database.js'],
    ['cli/doctor/doctor-command.ts', '../../inspect-database.js'],
  ])('%s importing %s is an offence', (file, target) => expect(offences([{ file, target }])).toHaveLength(1));

  it('finds a cycle', () => {
    const loop = [
      { file: 'scim/a.ts', target: './b.js' },
      { file: 'scim/b.ts', target: './a.js' },
    ];
    expect(cycles(loop)).toEqual(['scim/a.ts -> scim/b.ts -> scim/a.ts']);
  });
});
