import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { StoredResource } from '../directory/resource-store.js';
import { storedWithText } from '../directory/stored-text.js';

/** How `resource.type` says it; stored in every row, so never changed. */
export const TYPE_CODE: Readonly<Record<ResourceTypeName, number>> = { User: 1, Group: 2 };

/** A row as `RESOURCE_COLUMNS` selects it. */
export interface ResourceRow {
  readonly pk: number;
  readonly type: number;
  readonly id: string;
  readonly connector_id: number | null;
  /** 0 or 1. */
  readonly authorized: number;
  readonly version: number;
  readonly created_at: string;
  readonly last_modified_at: string;
  readonly doc: string;
}

/** Of the alias `r`. */
export const RESOURCE_COLUMNS =
  'r.pk, r.type, r.id, r.connector_id, r.authorized, r.version, r.created_at, r.last_modified_at, r.doc';

export function resourceFromRow(row: ResourceRow): StoredResource {
  const facts = {
    pk: row.pk,
    type: row.type === TYPE_CODE.User ? ('User' as const) : ('Group' as const),
    id: row.id,
    connectorPk: row.connector_id,
    authorized: row.authorized === 1,
    version: row.version,
    createdAt: fromInstantKey(row.created_at),
    lastModifiedAt: fromInstantKey(row.last_modified_at),
  };
  return storedWithText(facts, row.doc);
}

/** RFC 3339 UTC with milliseconds -> the key of a dateTime: nine digits, so that text order is time order. */
export function toInstantKey(timestamp: string): string {
  return `${timestamp.slice(0, -1)}000000Z`;
}

export function fromInstantKey(key: string): string {
  return `${key.slice(0, 'YYYY-MM-DDTHH:MM:SS.fff'.length)}Z`;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * True for a lower-case UUID. Nothing else is an id of ours, and MySQL compares text columns with trailing spaces cut,
 * so nothing else reaches a statement.
 */
export function isResourceId(text: string): boolean {
  return ID.test(text);
}
