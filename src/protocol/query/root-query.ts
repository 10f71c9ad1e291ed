import { parseFilter } from '../filter/parse-filter.js';
import { parseProjection, type Projection } from '../projection/parse-projection.js';
import type { ResourceTypeName } from '../schema/attribute-definition.js';
import type { ResourceSchemas } from '../schema/resource-types.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { filterText, type ListQuery, parsePaging } from './list-query.js';
import { queryParameter } from './query-parameter.js';
import { resolveRootFilter, type RootFilter } from './root-filter.js';
import { parseRootSort, type RootSort } from './root-sort.js';

/** What a query over the server root asks for: users and groups in one list (RFC 7644 §3.4.2.1). */
export interface RootQuery extends Pick<ListQuery, 'startIndex' | 'count' | 'cursor' | 'asked'> {
  readonly filter?: RootFilter;
  /** Absent: users before groups, each in the order of creation. */
  readonly sort?: RootSort;
  /** Of the same names for each type, as far as it has them. */
  readonly projection: Readonly<Record<ResourceTypeName, Projection>>;
}

/**
 * Reads the query of GET on the base URL, with the parameters of every list.
 * @param query as for `parseListQuery`, or `searchParameters` of the body of POST `/.search`
 * @throws ScimError as `parseListQuery`
 */
export function parseRootQuery(
  query: Record<string, unknown>,
  schemas: ResourceSchemas,
  tolerances: Tolerances,
): RootQuery {
  const sort = parseRootSort(queryParameter(query, 'sortBy'), queryParameter(query, 'sortOrder'), schemas, tolerances);
  const filter = filterText(query);
  const asked = filter === undefined ? undefined : parseFilter(filter, tolerances);
  return {
    ...(asked === undefined ? {} : { asked, filter: resolveRootFilter(asked, schemas, tolerances) }),
    ...(sort === undefined ? {} : { sort }),
    projection: {
      User: parseProjection(query, schemas.User, tolerances),
      Group: parseProjection(query, schemas.Group, tolerances),
    },
    ...parsePaging(query, JSON.stringify(['root', filter ?? null, sort === undefined ? null : orderOf(sort)])),
  };
}

const orderOf = ({ of, order }: RootSort): readonly unknown[] => [of.User?.path.key, of.Group?.path.key, order];
