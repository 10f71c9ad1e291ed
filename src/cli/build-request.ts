import { type Json, type JsonObject, isJsonObject } from '../protocol/json.js';
import type { Command } from './command.js';
import { jsonOrFile, optionValue } from './option-value.js';
import type { Invocation } from './read-invocation.js';
import { DEFAULT_TENANT } from './switches.js';
import { UsageError } from './usage-error.js';

/** One request to the admin API. */
export interface ApiRequest {
  readonly method: Command['method'];
  /** From `/api/v1` on, every segment encoded. */
  readonly path: string;
  /** A list is sent as one parameter for each of its values. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | undefined;
}

export interface Surroundings {
  readonly now: Date;
  /** ROLLBOOK_TENANT. */
  readonly tenant: string | undefined;
}

/** The request that an invocation stands for. @throws UsageError for a value of the wrong kind */
export function buildRequest({ command, args, options }: Invocation, { now, tenant }: Surroundings): ApiRequest {
  const named = Object.fromEntries((command.args ?? []).map((name, index) => [name, args[index] ?? '']));
  const inPath: Record<string, string> = { tenant: tenantOf(options.tenant, tenant), ...named };
  const query: Record<string, string | readonly string[]> = {};
  const headers: Record<string, string> = {};
  let body: JsonObject = { ...dataOf(options.data), ...command.body };
  for (const [name, value] of Object.entries(named)) {
    if (!command.path.includes(`{${name}}`)) body = { ...body, [name]: value };
  }
  for (const [name, option] of Object.entries(command.options ?? {})) {
    const text = options[name];
    if (typeof text !== 'string') continue;
    const value = optionValue(option.kind, name, text, now);
    if (option.in === 'header') headers[option.field] = headerText(name, text);
    else if (option.in === 'query') query[option.field] = parameterOf(value);
    else body = withField(body, option.field.split('.'), value);
  }
  const takesBody = command.method !== 'GET' && command.method !== 'DELETE';
  refuseEmpty(command, body);
  return {
    method: command.method,
    path: filled(command.path, inPath),
    query,
    headers,
    body: takesBody ? body : undefined,
  };
}

function parameterOf(value: Json): string | readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map(String);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function headerText(name: string, text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new UsageError(`--${name} must be 1 to 255 visible ASCII characters without blanks.`);
}

function tenantOf(option: string | boolean | undefined, variable: string | undefined): string {
  const slug = typeof option === 'string' ? option : (variable ?? DEFAULT_TENANT);
  if (/^\.{0,2}$/.test(slug)) throw new UsageError('--tenant must not be empty, "." or "..".');
  return slug;
}

function filled(path: string, values: Readonly<Record<string, string>>): string {
  return `/api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))}`;
}

function dataOf(text: string | boolean | undefined): JsonObject {
  if (typeof text !== 'string') return {};
  const data = jsonOrFile(text, '--data');
  if (!isJsonObject(data)) throw new UsageError('--data must be a JSON object.');
  if (!text.startsWith('@') && 'password' in data) {
    throw new UsageError(
      'A password in --data could be read in the list of processes. Put the JSON into a file and use --data @FILE.',
    );
  }
  return data;
}

function withField(body: JsonObject, [name = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...body, [name]: value };
  const inner = body[name];
  return { ...body, [name]: withField(isJsonObject(inner) ? inner : {}, rest, value) };
}

/** A change of nothing is a mistake, not a request. */
function refuseEmpty(command: Command, body: JsonObject): void {
  if (command.method === 'PATCH' && Object.keys(body).length === 0) {
    throw new UsageError('Say what to change: no option was given.');
  }
}
