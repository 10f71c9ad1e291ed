import { shortName } from '../filter/attribute-name.js';
import type { ResourceTypeName } from '../schema/attribute-definition.js';
import type { ResourceSchemas } from '../schema/resource-types.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { findSort, type Sort } from './sort.js';

/**
 * The order of a list over every type: that of `Sort`, over all resources together. A type that does not have the attribute
 * is absent here: its resources have no value of it and come last (descending first).
 */
export interface RootSort {
  readonly order: Sort['order'];
  readonly of: Readonly<Partial<Record<ResourceTypeName, Sort>>>;
}

/**
 * Reads `sortBy` and `sortOrder` of a query over the server root (RFC 7644 §3.4.2.1).
 * @throws ScimError invalidPath | invalidValue as `parseSort`, and for an attribute that no type has
 */
export function parseRootSort(
  sortBy: string | undefined,
  sortOrder: string | undefined,
  schemas: ResourceSchemas,
  tolerances: Tolerances,
): RootSort | undefined {
  const name = (sortBy ?? '').trim();
  if (name === '') return undefined;
  const sortFor = (type: ResourceTypeName): Sort | undefined => findSort(name, sortOrder, schemas[type], tolerances);
  const [users, groups] = [sortFor('User'), sortFor('Group')];
  const known = users ?? groups;
  if (known === undefined)
    throw ScimError.invalidPath(
      `Neither users nor groups have an attribute ${shortName(name)}. Correct the name in "sortBy".`,
    );
  return {
    order: known.order,
    of: { ...(users === undefined ? {} : { User: users }), ...(groups === undefined ? {} : { Group: groups }) },
  };
}
