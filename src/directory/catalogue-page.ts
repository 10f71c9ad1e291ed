import { createHash } from 'node:crypto';
import { evaluateFilter } from '../protocol/filter/evaluate-filter.js';
import { isJsonObject } from '../protocol/json.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import type { Sort } from '../protocol/query/sort.js';
import type { ScimResource } from '../protocol/resource.js';
import { compareKeys, valueKey } from '../protocol/schema/value-key.js';
import { ScimError } from '../protocol/scim-error.js';
import { answered } from './answered-resource.js';
import type { ResourceList } from './resource-answers.js';

/** An entry of the catalogue as a resource; `pk` gives the order of creation. */
export interface CatalogueEntry {
  readonly pk: number;
  readonly id: string;
  readonly resource: ScimResource;
}

/** Where a page ended. */
interface Position {
  readonly pk: number;
  /** What the list is sorted by; null where the last entry has none. */
  readonly key: string | null;
}

type Placed = CatalogueEntry & Position;

/**
 * One page of a list that is held in memory as a whole: filtered, ordered and paged as the lists of users and groups are.
 * @throws ScimError invalidCursor
 */
export function pageOf(entries: readonly CatalogueEntry[], query: ListQuery): ResourceList {
  const { filter, sort, startIndex, count, cursor } = query;
  const matching = entries.filter(({ resource }) => filter === undefined || evaluateFilter(filter, resource));
  const ordered = inOrder(
    matching.map((entry) => ({ ...entry, key: sortKey(entry.resource, sort) })),
    sort,
  );
  const after = cursor === undefined || cursor.text === '' ? undefined : openCursor(cursor.text, cursor.question);
  const rest = after === undefined ? ordered : ordered.filter((entry) => compare(after, entry, sort) < 0);
  const first = cursor === undefined ? startIndex - 1 : 0;
  const page = rest.slice(first, first + count);
  const last = page.at(-1);
  const isMore = cursor !== undefined && last !== undefined && page.length < rest.length;
  return {
    totalResults: ordered.length,
    resources: page.map(({ id, resource }) => answered(id, resource)),
    ...(isMore ? { nextCursor: cursorTo(last, cursor.question) } : {}),
  };
}

function inOrder(entries: readonly Placed[], sort: Sort | undefined): readonly Placed[] {
  return [...entries].sort((one, other) => compare(one, other, sort));
}

/** See `Sort`: what has no key comes last, ties in the order of creation, and `descending` is all of that backwards. */
function compare(one: Position, other: Position, sort: Sort | undefined): number {
  const ascending = compareNullable(one.key, other.key) || one.pk - other.pk;
  return sort?.order === 'descending' ? -ascending : ascending;
}

function compareNullable(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compareKeys(one, other);
}

/** Everything here has one value, but for `schemas`, which is the same everywhere. */
function sortKey(resource: ScimResource, sort: Sort | undefined): string | null {
  if (sort === undefined) return null;
  const { attribute, subAttribute } = sort.path;
  const value = resource[attribute.name];
  const leaf = subAttribute === undefined ? value : isJsonObject(value) ? value[subAttribute.name] : undefined;
  if (typeof leaf !== 'string' && typeof leaf !== 'number' && typeof leaf !== 'boolean') return null;
  return valueKey(subAttribute ?? attribute, leaf) ?? null;
}

/** In clear: the client has just read what it holds. Bound to type, filter and order, so that it opens no other list. */
function cursorTo({ pk, key }: Position, question: string): string {
  return Buffer.from(JSON.stringify([pk, key, digestOf(question)])).toString('base64url');
}

function openCursor(text: string, question: string): Position {
  const [pk, key] = readJson(Buffer.from(text, 'base64url').toString('utf8'));
  const isPosition = typeof pk === 'number' && (key === null || typeof key === 'string');
  if (!isPosition || cursorTo({ pk, key }, question) !== text)
    throw ScimError.invalidCursor(
      'The cursor is not one of this list. Send "nextCursor" of the page before as it is, with the same filter and order, or begin again with an empty "cursor".',
    );
  return { pk, key };
}

function readJson(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const digestOf = (question: string): string => createHash('sha256').update(question).digest('base64url').slice(0, 16);
