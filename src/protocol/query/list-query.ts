// Query: what a list request asks for (RFC 7644 §3.4.2). Parameters only; nothing here reads resources.
import type { ResolvedFilter } from '../filter/filter-ast.js';
import { parseFilter } from '../filter/parse-filter.js';
import { resolveFilter } from '../filter/resolve-filter.js';
import { parseProjection, type Projection } from '../projection/parse-projection.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { queryParameter } from './query-parameter.js';

const DEFAULT_COUNT = 100;
/** Also announced as `filter.maxResults` by ServiceProviderConfig. */
export const MAX_COUNT = 1_000;

export interface ListQuery {
  readonly filter?: ResolvedFilter;
  /** 1-based. */
  readonly startIndex: number;
  /** At most 1,000; 0 asks for the total alone. */
  readonly count: number;
  readonly projection: Projection;
}

/**
 * Reads the query of a list request. Unknown parameters are ignored (RFC 7644 §3.4.2), Entra's `aadOptscim062020` among them.
 * @param query as the HTTP framework parsed it: a parameter given twice is an array there
 * @throws ScimError invalidValue | invalidFilter, notImplemented for sorting
 */
export function parseListQuery(query: Record<string, unknown>, schema: ResourceSchema): ListQuery {
  refuseUnsupported(query);
  const filter = queryParameter(query, 'filter');
  const projection = parseProjection(query, schema);
  return {
    ...(filter === undefined ? {} : { filter: readFilter(filter, schema) }),
    startIndex: Math.max(1, integer(query, 'startIndex') ?? 1),
    count: Math.min(MAX_COUNT, Math.max(0, integer(query, 'count') ?? DEFAULT_COUNT)),
    projection,
  };
}

function refuseUnsupported(query: Record<string, unknown>): void {
  if ((queryParameter(query, 'sortBy') ?? '') !== '')
    throw ScimError.notImplemented(
      'Sorting is not supported. Leave out "sortBy"; lists come in the order of creation.',
    );
  // An empty cursor asks for the first page of a walk by cursors (RFC 9865 §2), so it is refused too.
  if (queryParameter(query, 'cursor') !== undefined)
    throw ScimError.invalidValue('Paging by cursor is not supported. Use "startIndex" and "count".');
}

function readFilter(text: string, schema: ResourceSchema): ResolvedFilter {
  if (text.trim() === '') throw ScimError.invalidFilter('The filter is empty. Leave it out to list everything.');
  return resolveFilter(parseFilter(text), schema);
}

/** `-?[0-9]+` and nothing else; beyond what a number holds exactly, the largest such number. */
function integer(query: Record<string, unknown>, name: string): number | undefined {
  const text = queryParameter(query, name);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw ScimError.invalidValue(`The query parameter "${name}" must be a whole number.`);
  return Math.min(Number.MAX_SAFE_INTEGER, Number(text));
}
