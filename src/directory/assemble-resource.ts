import type { JsonObject } from '../protocol/json.js';
import { versionTag } from '../protocol/etag.js';
import type { ScimResource } from '../protocol/resource.js';
import { publishedDocument } from '../protocol/schema/field-values.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { MemberRow, StoredResource } from './resource-store.js';

/** What a resource's references and locations start with: the connector's SCIM base URL. */
export type ScimBaseUrl = string;

/** The rows of a resource as far as they are shown. */
export interface ShownRows {
  readonly members?: readonly MemberRow[];
  readonly groups?: readonly MemberRow[];
}

export function locationOf(base: ScimBaseUrl, resource: Pick<StoredResource, 'type' | 'id'>): string {
  return `${base}/${resource.type}s/${resource.id}`;
}

/** The complete resource of RFC 7643 §3.1: `schemas`, `id` and `meta` around the stored document. */
export function assembleResource(
  stored: StoredResource,
  schema: ResourceSchema,
  base: ScimBaseUrl,
  rows: ShownRows,
): ScimResource {
  const document = publishedDocument(stored.document, schema.extendedFields);
  const schemas = [schema.type.schema.id];
  for (const extension of schema.type.extensions)
    if (extension.schema.id in document) schemas.push(extension.schema.id);
  return {
    schemas,
    id: stored.id,
    ...document,
    ...(rows.members === undefined ? {} : { members: memberReferences(rows.members, base) }),
    ...(rows.groups === undefined || rows.groups.length === 0 ? {} : { groups: groupReferences(rows.groups, base) }),
    meta: metaOf(stored, base),
  };
}

export function metaOf(stored: Omit<StoredResource, 'document'>, base: ScimBaseUrl): JsonObject {
  return {
    resourceType: stored.type,
    created: stored.createdAt,
    lastModified: stored.lastModifiedAt,
    location: locationOf(base, stored),
    version: versionTag(stored.version),
  };
}

export function groupReferences(rows: readonly MemberRow[], base: ScimBaseUrl): readonly JsonObject[] {
  return rows.map((row) => reference(row, 'Group', 'direct', base));
}

export function memberReferences(rows: readonly MemberRow[], base: ScimBaseUrl): readonly JsonObject[] {
  return rows.map((row) => reference(row, 'User', 'User', base));
}

/** `type` says what a member is (RFC 7643 §4.2) and how a group was reached (§4.1.2). */
function reference(row: MemberRow, target: 'User' | 'Group', type: string, base: ScimBaseUrl): JsonObject {
  return { value: row.id, $ref: `${base}/${target}s/${row.id}`, type, display: row.display };
}
