// Query: what a list request asks for (RFC 7644 §3.4.2). Parameters only; nothing here reads resources.
import type { Filter, ResolvedFilter } from '../filter/filter-ast.js';
import { parseFilter } from '../filter/parse-filter.js';
import { resolveFilter } from '../filter/resolve-filter.js';
import { parseProjection, type Projection } from '../projection/parse-projection.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { queryParameter } from './query-parameter.js';
import { parseSort, type Sort } from './sort.js';

/** Also announced as `pagination.defaultPageSize`. */
export const DEFAULT_COUNT = 100;
/** Also announced as `filter.maxResults` by ServiceProviderConfig. */
export const MAX_COUNT = 1_000;
/** How long a cursor is good for; announced as `pagination.cursorTimeout`. */
export const CURSOR_SECONDS = 3_600;

export interface ListQuery {
  readonly filter?: ResolvedFilter | undefined;
  /** The filter as it was written, to be told and for nothing else. */
  readonly asked?: Filter | undefined;
  /** Absent: in the order of creation. */
  readonly sort?: Sort | undefined;
  /** 1-based. */
  readonly startIndex: number;
  /** At most 1,000; 0 asks for the total alone. */
  readonly count: number;
  readonly projection: Projection;
  /** See `AskedCursor`; of lists of one type. */
  readonly question?: string;
  /** Present: pages by cursor instead of `startIndex` (RFC 9865). */
  readonly cursor?: AskedCursor | undefined;
}

export interface AskedCursor {
  /** As the page before gave it; empty for the first page. */
  readonly text: string;
  /** The parameters that have to be the same on every page: type, filter and order. */
  readonly question: string;
}

/**
 * Reads the query of a list request. Unknown parameters are ignored (RFC 7644 §3.4.2), Entra's `aadOptscim062020` among them.
 * @param query as the HTTP framework parsed it: a parameter given twice is an array there
 * @throws ScimError invalidValue | invalidFilter | invalidPath
 */
export function parseListQuery(
  query: Record<string, unknown>,
  schema: ResourceSchema,
  tolerances: Tolerances,
): ListQuery {
  const sort = parseSort(queryParameter(query, 'sortBy'), queryParameter(query, 'sortOrder'), schema, tolerances);
  const filter = filterText(query);
  const question = questionOf(schema, filter, sort);
  const asked = filter === undefined ? undefined : parseFilter(filter, tolerances);
  const resolved = asked === undefined ? undefined : resolveFilter(asked, schema, tolerances);
  const projection = parseProjection(query, schema, tolerances);
  const { startIndex, count, cursor } = parsePaging(query, question);
  return { filter: resolved, asked, sort, startIndex, count, projection, question, cursor };
}

/**
 * Which page is asked for, whatever it is a page of (RFC 7644 §3.4.2.4, RFC 9865).
 * @param question see `AskedCursor`
 * @throws ScimError invalidValue, also for `cursor` beside `startIndex`, which says something else
 */
export function parsePaging(
  query: Record<string, unknown>,
  question: string,
): Pick<ListQuery, 'startIndex' | 'count' | 'cursor'> {
  const text = queryParameter(query, 'cursor');
  if (text !== undefined && queryParameter(query, 'startIndex') !== undefined)
    throw ScimError.invalidValue('Use either "cursor" or "startIndex", not both.');
  return {
    startIndex: Math.max(1, integer(query, 'startIndex') ?? 1),
    count: Math.min(MAX_COUNT, Math.max(0, integer(query, 'count') ?? DEFAULT_COUNT)),
    cursor: text === undefined ? undefined : { text, question },
  };
}

/** The text of the filter; undefined where none is given. @throws ScimError invalidFilter for an empty one */
export function filterText(query: Record<string, unknown>): string | undefined {
  const text = queryParameter(query, 'filter');
  if (text?.trim() === '') throw ScimError.invalidFilter('The filter is empty. Leave it out to list everything.');
  return text;
}

function questionOf({ type }: ResourceSchema, filter: string | undefined, sort: Sort | undefined): string {
  return JSON.stringify([type.name, filter ?? null, sort === undefined ? null : [sort.path.key, sort.order]]);
}

/** `-?[0-9]+` and nothing else; beyond what a number holds exactly, the largest such number. */
function integer(query: Record<string, unknown>, name: string): number | undefined {
  const text = queryParameter(query, name);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw ScimError.invalidValue(`The query parameter "${name}" must be a whole number.`);
  return Math.min(Number.MAX_SAFE_INTEGER, Number(text));
}
