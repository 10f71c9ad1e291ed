import type { ResourceEffect } from '../audit/log-event.js';
import type { ResourceDraft, StoredResource } from '../directory/resource-store.js';
import { ScimError } from '../protocol/scim-error.js';
import { shownText } from '../protocol/shown-text.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { ResourceDocument } from '../protocol/resource.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Transaction } from './transaction.js';
import { isDuplicate } from './database-errors.js';
import { type IndexRow, type SearchKeys, searchKeysOf } from './index-rows.js';
import {
  fromInstantKey,
  RESOURCE_COLUMNS,
  type ResourceRow,
  resourceFromRow,
  toInstantKey,
  TYPE_CODE,
} from './resource-columns.js';
import { isSameJson } from './same-json.js';
import { chunksOf, placeholders, type SqlValue } from './sql.js';
import { deleteIndexRows, writeIndexRows } from './write-index-rows.js';

const USER_NAME_KEY = {
  index: 'uq_resource_user_name',
  columns: 'resource.tenant_id, resource.type, resource.user_name_key, resource.live',
};

/** The live resource under a lock that lasts until the transaction ends; on SQLite the transaction is the lock. */
export async function lockResource(
  tx: Transaction,
  scope: TenantScope,
  type: ResourceTypeName,
  id: string,
): Promise<StoredResource | undefined> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const [row] = await tx.query<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM resource r WHERE r.tenant_id = ? AND r.id = ? AND r.type = ? AND r.live = 1${lock}`,
    [scope.tenantPk, id, TYPE_CODE[type]],
  );
  return row && resourceFromRow(row);
}

const NEW_COLUMNS =
  'tenant_id, type, id, connector_id, authorized, version, created_at, last_modified_at, live, ' +
  'user_name_key, display_name_key, external_id_key, active, display, doc';

/** What a new resource is stored as: the values of `columns`, and what it is found by besides. Pure; `bench/seed` uses it too. */
export function newResourceRow(
  { tenantPk }: TenantScope,
  { type, id, connectorPk, authorized = true, document }: ResourceDraft,
  now: string,
): { readonly columns: string; readonly values: readonly SqlValue[]; readonly indexRows: readonly IndexRow[] } {
  const keys = searchKeysOf(type, document);
  const instant = toInstantKey(now);
  const head = [tenantPk, TYPE_CODE[type], id, connectorPk, Number(authorized), 1, instant, instant, 1];
  return {
    columns: NEW_COLUMNS,
    values: [...head, ...columnValues(keys), JSON.stringify(document)],
    indexRows: keys.rows,
  };
}

/** Who calls it also counts it (`live-count.ts`). @param now RFC 3339 UTC with milliseconds. @throws ScimError uniqueness */
export async function insertResource(
  tx: Transaction,
  scope: TenantScope,
  draft: ResourceDraft,
  now: string,
): Promise<StoredResource> {
  const { type, id, connectorPk, authorized = true, document } = draft;
  const { columns, values, indexRows } = newResourceRow(scope, draft, now);
  const { insertId } = await tx.execute(
    `INSERT INTO resource (${columns}) VALUES (${placeholders(values.length)})`,
    values,
    uniquenessOf(document),
  );
  await writeIndexRows(tx, scope, insertId, [], indexRows);
  const written = { version: 1, createdAt: now, lastModifiedAt: now };
  return { pk: insertId, type, id, connectorPk, authorized, ...written, document };
}

/** Writes `after` over `before`, whose row is locked; its index rows as a difference. @throws ScimError uniqueness */
export async function overwriteResource(
  tx: Transaction,
  scope: TenantScope,
  before: StoredResource,
  after: StoredResource,
): Promise<void> {
  const isDocumentChanged = before.document !== after.document;
  if (!isDocumentChanged) {
    await tx.defer(
      'UPDATE resource SET version = ?, connector_id = ?, authorized = ?, last_modified_at = ? WHERE pk = ? AND tenant_id = ?',
      [...ownColumns(after), before.pk, scope.tenantPk],
    );
    return;
  }
  const changed = changedNames(before.document, after.document);
  const keys = searchKeysOf(after.type, after.document, changed);
  await tx.defer(
    'UPDATE resource SET version = ?, connector_id = ?, authorized = ?, last_modified_at = ?, user_name_key = ?, display_name_key = ?, ' +
      'external_id_key = ?, active = ?, display = ?, doc = ? WHERE pk = ? AND tenant_id = ?',
    [...ownColumns(after), ...columnValues(keys), ...[JSON.stringify(after.document), before.pk, scope.tenantPk]],
    uniquenessOf(after.document),
  );
  await writeIndexRows(tx, scope, before.pk, searchKeysOf(before.type, before.document, changed).rows, keys.rows);
}

/**
 * `live` becomes NULL, which no unique key compares: the userName is free, the row is kept for a restore. The groups of
 * a user change by it, for it is among their members no more: a reader with an ETag must be told.
 * @returns what became of it, and of those groups
 */
export async function buryResource(
  tx: Transaction,
  scope: TenantScope,
  resource: StoredResource,
  now: string,
): Promise<readonly ResourceEffect[]> {
  await tx.defer('UPDATE resource SET live = NULL, deleted_at = ? WHERE pk = ? AND tenant_id = ?', [
    toInstantKey(now),
    resource.pk,
    scope.tenantPk,
  ]);
  await deleteIndexRows(tx, scope, resource.pk);
  const touched = resource.type === 'User' ? await touchGroupsOf(tx, scope, resource.pk, now) : [];
  return [{ id: resource.id, deletedAt: now }, ...touched];
}

const TOUCHED_AT_ONCE = 1_000;

/**
 * Another version for each group that a user is in. They are locked first and written by key, so that the log can name
 * the very ones that were: who joins or leaves meanwhile has a version of their own.
 * @returns what became of each, in the order in which the groups were created
 */
export async function touchGroupsOf(
  tx: Transaction,
  { tenantPk }: TenantScope,
  userPk: number,
  now: string,
): Promise<readonly ResourceEffect[]> {
  // From the memberships to the groups, never the other way: MariaDB would lock every group of the tenant.
  const [join, lock] = tx.dialect === 'mysql' ? ['STRAIGHT_JOIN', ' FOR UPDATE'] : ['CROSS JOIN', ''];
  const groups = await tx.query<{ pk: number; id: string; version: number; modified: string }>(
    `SELECT r.pk, r.id, r.version, r.last_modified_at AS modified FROM membership m ${join} resource r ON r.pk = m.group_pk ` +
      `WHERE m.member_pk = ? AND r.tenant_id = ? AND r.type = ? AND r.live = 1 ORDER BY m.group_pk${lock}`,
    [userPk, tenantPk, TYPE_CODE.Group],
  );
  const instant = toInstantKey(now);
  for (const chunk of chunksOf(groups, TOUCHED_AT_ONCE))
    await tx.defer(
      'UPDATE resource SET version = version + 1, last_modified_at = CASE WHEN last_modified_at > ? THEN last_modified_at ' +
        `ELSE ? END WHERE pk IN (${placeholders(chunk.length)}) AND tenant_id = ?`,
      [instant, instant, ...chunk.map(({ pk }) => pk), tenantPk],
    );
  return groups.map(({ id, version, modified }) => ({
    ...{ id, version: version + 1, at: fromInstantKey(modified > instant ? modified : instant) },
  }));
}

function ownColumns({ version, connectorPk, authorized, lastModifiedAt }: StoredResource) {
  return [version, connectorPk, Number(authorized), toInstantKey(lastModifiedAt)];
}

function columnValues({ columns, active, display }: SearchKeys) {
  return [columns.user_name_key, columns.display_name_key, columns.external_id_key, active, display];
}

/** What the failure of a statement that writes the document is: another user has its userName, or the failure itself. */
export const uniquenessOf =
  ({ userName }: ResourceDocument) =>
  (error: unknown): unknown => {
    if (!isDuplicate(error, USER_NAME_KEY)) return error;
    const name = typeof userName === 'string' ? userName : '';
    return ScimError.uniqueness(`A user with the userName "${shownText(name, 100)}" exists already.`, { cause: error });
  };

/** What differs at the top of two documents. */
function changedNames(before: ResourceDocument, after: ResourceDocument): ReadonlySet<string> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return new Set(names.filter((name) => !isSameJson(before[name] ?? null, after[name] ?? null)));
}
