import type { TenantScope } from '../tenancy/tenant.js';
import { type IndexRow, type SearchKeys, searchKeysOf } from './index-rows.js';
import type { Snapshot } from './open-snapshot.js';
import { fromInstantKey, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow } from './resource-columns.js';
import { inOrderOf, placeholders } from './sql.js';

const RESOURCES = 500;
const MEMBERS = 10_000;

interface WholeRow extends ResourceRow {
  readonly deleted_at: string | null;
  readonly live: number | null;
  readonly user_name_key: Buffer | null;
  readonly display_name_key: Buffer | null;
  readonly external_id_key: Buffer | null;
  readonly active: number | null;
  readonly display: string;
}

interface FoundIndexRow {
  readonly resource_pk: number;
  readonly attribute_id: number;
  readonly value_key: Buffer;
  readonly element: number;
}

/** What `audit/replay` compares with; declared there under another name, as this folder knows nothing of it. */
export type ReadResource = ReturnType<typeof wholeResource>;

/** Users and groups of a tenant by id, tombstones among them, with every column and every row that hangs on them. */
export async function* readDirectory(snapshot: Snapshot, { tenantPk }: TenantScope): AsyncGenerator<ReadResource> {
  for (let after = ''; ;) {
    const rows = await snapshot.rows<WholeRow>(
      `SELECT ${RESOURCE_COLUMNS}, r.deleted_at, r.live, r.user_name_key, r.display_name_key, r.external_id_key, r.active, ` +
        `r.display FROM resource r${inOrderOf(snapshot.dialect, 'uq_resource_id')} ` +
        'WHERE r.tenant_id = ? AND r.id > ? ORDER BY r.id LIMIT ?',
      [tenantPk, after, RESOURCES],
    );
    const found = await indexRowsOf(
      snapshot,
      rows.map(({ pk }) => pk),
    );
    for (const row of rows) {
      const resource = resourceFromRow(row);
      const members = resource.type === 'Group' ? await membersOf(snapshot, row.pk) : [];
      yield wholeResource(row, members, found.get(row.pk) ?? []);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < RESOURCES) return;
    after = last.id;
  }
}

function wholeResource(row: WholeRow, members: readonly string[], found: readonly FoundIndexRow[]) {
  const { connectorPk: connector, ...resource } = resourceFromRow(row);
  const { type, id, authorized, version, createdAt, lastModifiedAt, document } = resource;
  const keys = searchKeysOf(type, document);
  return {
    ...{ type, id, connector, authorized, version, createdAt, lastModifiedAt, document, members },
    deletedAt: row.deleted_at === null ? null : fromInstantKey(row.deleted_at),
    wrongKeys: [...wrongColumns(row, keys), ...wrongIndexRows(row, keys, found)],
  };
}

/** Names of columns that are not what the document makes of them; `live` and `deleted_at` say the same thing twice. */
function wrongColumns(row: WholeRow, { columns, active, display }: SearchKeys): readonly string[] {
  const isSame = (one: Buffer | null, other: Buffer | null): boolean =>
    one === null || other === null ? one === other : Buffer.compare(one, other) === 0;
  return [
    ...(['user_name_key', 'display_name_key', 'external_id_key'] as const).filter(
      (name) => !isSame(row[name], columns[name]),
    ),
    ...(row.active === active ? [] : ['active']),
    ...(row.display === display ? [] : ['display']),
    ...((row.live === 1) === (row.deleted_at === null) ? [] : ['live']),
  ];
}

/** What is deleted is found by nothing. */
function wrongIndexRows({ live }: WholeRow, { rows }: SearchKeys, found: readonly FoundIndexRow[]): readonly string[] {
  const identity = ({ number, key, element }: IndexRow): string => `${number}:${element}:${key.toString('hex')}`;
  const wanted = live === 1 ? new Set(rows.map(identity)) : new Set<string>();
  const stored = new Set(
    found.map(({ attribute_id, value_key, element }) => identity({ number: attribute_id, key: value_key, element })),
  );
  const isSame = wanted.size === stored.size && [...wanted].every((row) => stored.has(row));
  return isSame ? [] : ['attribute_index'];
}

async function indexRowsOf(
  snapshot: Snapshot,
  pks: readonly number[],
): Promise<ReadonlyMap<number, readonly FoundIndexRow[]>> {
  const found = new Map<number, FoundIndexRow[]>();
  if (pks.length === 0) return found;
  const rows = await snapshot.rows<FoundIndexRow>(
    `SELECT i.resource_pk, i.attribute_id, i.value_key, i.element FROM attribute_index i WHERE i.resource_pk IN (${placeholders(pks.length)})`,
    pks,
  );
  for (const row of rows) {
    const own = found.get(row.resource_pk);
    if (own === undefined) found.set(row.resource_pk, [row]);
    else own.push(row);
  }
  return found;
}

/** A member that is no resource any more has no id, and so an empty one. */
async function membersOf(snapshot: Snapshot, groupPk: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after = 0; ;) {
    const rows = await snapshot.rows<{ pk: number; id: string | null }>(
      `SELECT m.member_pk AS pk, r.id FROM membership m${inOrderOf(snapshot.dialect, 'PRIMARY')} ` +
        'LEFT JOIN resource r ON r.pk = m.member_pk ' +
        'WHERE m.group_pk = ? AND m.member_pk > ? ORDER BY m.member_pk LIMIT ?',
      [groupPk, after, MEMBERS],
    );
    for (const { id } of rows) ids.push(id ?? '');
    const last = rows.at(-1);
    if (last === undefined || rows.length < MEMBERS) return ids;
    after = last.pk;
  }
}
