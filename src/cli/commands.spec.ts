import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.js';
import { COMMANDS } from './commands.js';
import { helpOn, programHelp } from './help.js';
import { switchesOf } from './switches.js';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  };
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
}

const DOCUMENT = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as OpenApi;
const PREFIX = '/api/v1';

/** Routes of the admin API that no command sends. A route that is added gets a command, not a line here. */
const WITHOUT_COMMAND: readonly string[] = [];

/** The names of path parameters are no matter of the command line. */
const routeOf = (method: string, path: string): string => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`;

const OPERATIONS = new Map(
  Object.entries(DOCUMENT.paths)
    .filter(([path]) => path.startsWith(PREFIX))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [routeOf(method, path.slice(PREFIX.length)), one] as const),
    ),
);

/** What a route takes, by query and body; undefined where the document does not list the fields of its body. */
function takenBy(operation: Operation): { query: readonly string[]; body: readonly string[] | undefined } {
  const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
  const reference = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
  const properties = DOCUMENT.components.schemas[reference]?.properties;
  return { query, body: properties === undefined ? undefined : Object.keys(properties) };
}

const shared = COMMANDS.flatMap((command) => {
  const operation = OPERATIONS.get(routeOf(command.method, command.path));
  return operation === undefined ? [] : [[command.words.join(' '), command, takenBy(operation)] as const];
});

describe('the commands and docs/openapi.json', () => {
  it('every route of the admin API is reached by a command', () => {
    const reached = new Set(COMMANDS.map(({ method, path }) => routeOf(method, path)));
    const missing = [...OPERATIONS.keys()].filter((route) => !reached.has(route));
    expect(missing).toEqual(WITHOUT_COMMAND);
    expect(OPERATIONS.size).toBeGreaterThan(15);
  });

  it('every command has a route', () => {
    const routes = COMMANDS.map(({ method, path }) => routeOf(method, path));
    expect(routes.filter((route) => !OPERATIONS.has(route))).toEqual([]);
  });

  it.each(shared)('%s sends only what the route takes', (_, command, { query, body }) => {
    const options = Object.values(command.options ?? {});
    const fields = [
      ...options.filter((option) => option.in === 'body').map(({ field }) => field.split('.')[0] ?? ''),
      ...(command.args ?? []).filter((name) => !command.path.includes(`{${name}}`)),
      ...Object.keys(command.body ?? {}),
    ];
    const parameters = options.filter((option) => option.in === 'query').map(({ field }) => field);
    expect(parameters.filter((name) => !query.includes(name))).toEqual([]);
    if (body !== undefined) expect(fields.filter((name) => !body.includes(name))).toEqual([]);
  });

  it('a route with pages is answered as a list', () => {
    const paged = COMMANDS.filter(({ method, path }) =>
      takenBy(OPERATIONS.get(routeOf(method, path)) ?? {}).query.includes('after'),
    );
    expect(paged.length).toBeGreaterThan(10);
    expect(paged.filter(({ answer }) => answer !== 'list' && answer !== 'events')).toEqual([]);
  });

  it('what a route takes can be given to one of its commands', () => {
    const missing = [...OPERATIONS].flatMap(([route, operation]) => {
      const commands = COMMANDS.filter(({ method, path }) => routeOf(method, path) === route);
      const { query, body = [] } = takenBy(operation);
      const given = new Set(commands.flatMap(fieldsOf));
      return [...query, ...body].filter((name) => !given.has(name)).map((name) => `${route}: ${name}`);
    });
    expect(missing).toEqual([]);
  });
});

/** `after` and `limit` are followed, not given. */
function fieldsOf(command: Command): readonly string[] {
  const options = Object.values(command.options ?? {}).map(({ field }) => field.split('.')[0] ?? '');
  return [...options, ...(command.args ?? []), ...Object.keys(command.body ?? {}), 'after', 'limit'];
}

describe('the table itself', () => {
  it('has each command once', () => {
    const all = COMMANDS.map(({ words }) => words.join(' '));
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(COMMANDS.map((command) => [command.words.join(' '), command] as const))('%s is in order', (_, command) => {
    const parameters = [...command.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const args = command.args ?? [];
    expect(parameters.filter((name) => name !== 'tenant' && !args.includes(name))).toEqual([]);
    const own = Object.keys(command.options ?? {});
    expect(own.filter((name) => name in switchesOf(command))).toEqual([]);
    expect(own.every((name) => /^[a-z][a-z-]*[a-z]$|^q$/.test(name))).toBe(true);
    if (command.answer === 'list' && command.pageSize === undefined) expect(command.columns?.length).toBeGreaterThan(1);
    const help = helpOn(command.words) ?? '';
    for (const name of [...own, ...Object.keys(switchesOf(command))]) expect(help).toContain(`--${name}`);
    for (const name of args) expect(help).toContain(name.toUpperCase());
    expect(programHelp([{ word: 'serve', summary: 'serve' }])).toContain(command.words.slice(1).join(' '));
    expect(helpOn([command.words[0]])?.toLowerCase()).toContain(command.summary.toLowerCase());
  });

  it.each([[['nonsense']], [['tenant', 'nonsense', 'x']], [[]]])('no help on %j', (words) => {
    const text = helpOn(words);
    expect(text === undefined || text.includes('<verb>')).toBe(true);
  });
});
