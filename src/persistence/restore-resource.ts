import type { ResourceEffect } from '../audit/log-event.js';
import type { StoredResource } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { ResourceDocument } from '../protocol/resource.js';
import { FIELDS_KEY, withoutFields } from '../protocol/schema/field-values.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { DELETED } from './attribute-definition-rows.js';
import { searchKeysOf } from './index-rows.js';
import {
  isResourceId,
  RESOURCE_COLUMNS,
  type ResourceRow,
  resourceFromRow,
  toInstantKey,
  TYPE_CODE,
} from './resource-columns.js';
import type { Transaction } from './transaction.js';
import { writeIndexRows } from './write-index-rows.js';
import { touchGroupsOf, uniquenessOf } from './write-resource.js';

/** A tombstone that is young enough, locked; on SQLite the transaction is the lock. */
export async function lockTombstone(
  tx: Transaction,
  scope: TenantScope,
  type: ResourceTypeName,
  id: string,
  deletedSince: string,
): Promise<StoredResource | undefined> {
  if (!isResourceId(id)) return undefined;
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const [row] = await tx.query<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM resource r WHERE r.tenant_id = ? AND r.id = ? AND r.type = ? AND r.live IS NULL ` +
      `AND r.deleted_at >= ?${lock}`,
    [scope.tenantPk, id, TYPE_CODE[type], toInstantKey(deletedSince)],
  );
  return row && resourceFromRow(row);
}

/**
 * Undoes `buryResource`: the columns and the memberships are there still, only what finds it is written again.
 * @returns it, and what became of the groups that it is in again
 * @throws ScimError uniqueness
 */
export async function restoreResource(
  tx: Transaction,
  scope: TenantScope,
  tombstone: StoredResource,
  now: string,
): Promise<{ readonly restored: StoredResource; readonly groups: readonly ResourceEffect[] }> {
  const document = await withoutDeletedFields(tx, scope, tombstone.document);
  const restored = { ...tombstone, version: tombstone.version + 1, lastModifiedAt: now, document };
  const { pk, version, type } = restored;
  const isSame = document === tombstone.document;
  await tx.defer(
    `UPDATE resource SET live = 1, deleted_at = NULL, version = ?, last_modified_at = ?${isSame ? '' : ', doc = ?'} WHERE pk = ? AND tenant_id = ?`,
    [version, toInstantKey(now), ...(isSame ? [] : [JSON.stringify(document)]), pk, scope.tenantPk],
    uniquenessOf(document),
  );
  await writeIndexRows(tx, scope, pk, [], searchKeysOf(type, document).rows);
  return { restored, groups: type === 'User' ? await touchGroupsOf(tx, scope, pk, now) : [] };
}

/** Fields that were deleted while the user was are not brought back by it. */
async function withoutDeletedFields(
  tx: Transaction,
  { tenantPk }: TenantScope,
  document: ResourceDocument,
): Promise<ResourceDocument> {
  if (!(FIELDS_KEY in document)) return document;
  const rows = await tx.query<{ number: number }>(
    'SELECT number FROM attribute_definition WHERE tenant_id = ? AND state <> ?',
    [tenantPk, DELETED],
  );
  const known = new Set(rows.map(({ number }) => number));
  return withoutFields(document, (number) => !known.has(number));
}
