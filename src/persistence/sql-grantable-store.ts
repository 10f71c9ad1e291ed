import { MoreThan } from 'typeorm';
import type { LogEvent } from '../audit/log-event.js';
import {
  CATALOGUE_LIMIT,
  type Grantable,
  type GrantableDraft,
  type GrantableKind,
  type GrantablePatch,
  GrantableStore,
} from '../directory/grantable-store.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { GRANTABLE_SCHEMAS, type GrantableTypeName } from '../protocol/schema/grantable-types.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { isDuplicate } from './database-errors.js';
import { GrantableEntity } from './entities/grantable.entity.js';
import { lockRow } from './lock-row.js';
import { storedKey } from './stored-key.js';

const KIND_CODE: Readonly<Record<GrantableKind, number>> = { role: 1, entitlement: 2 };
const TAKEN = {
  index: 'uq_grantable_id',
  columns: 'grantable.tenant_id, grantable.kind, grantable.id_key',
};

/** Roles and entitlements in a table. */
export class SqlGrantableStore extends GrantableStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async list(scope: TenantScope, kind: GrantableKind, page: PageRequest): Promise<readonly Grantable[]> {
    const where = { tenantPk: scope.tenantPk, kind: KIND_CODE[kind], pk: MoreThan(page.after ?? 0) };
    const rows = await this.database.readEntities((manager) =>
      manager.find(GrantableEntity, { where, order: { pk: 'ASC' }, take: page.limit }),
    );
    return rows.map(grantableOf);
  }

  override async find(scope: TenantScope, kind: GrantableKind, id: string): Promise<Grantable | undefined> {
    const row = await this.database.readEntities((manager) =>
      manager.findOneBy(GrantableEntity, keyOf(scope, kind, id)),
    );
    return row?.id === id ? grantableOf(row) : undefined;
  }

  override async create(
    scope: TenantScope,
    draft: GrantableDraft,
    event: LogEvent,
  ): Promise<Grantable | 'taken' | 'full'> {
    const at = this.now().toISOString();
    const { displayName, description, type, id } = draft;
    const key = keyOf(scope, draft.kind, id);
    const values = { ...key, type, id, displayName, description, version: 1, createdAt: at, lastModifiedAt: at };
    try {
      return await this.database.withTransaction(async (tx) => {
        // So that two who create at once do not both find the last free place.
        await lockRow(tx, 'tenant', { pk: scope.tenantPk });
        const held = await (await tx.entities()).countBy(GrantableEntity, { tenantPk: key.tenantPk, kind: key.kind });
        if (held >= CATALOGUE_LIMIT) return 'full';
        const { identifiers } = await (await tx.entities()).insert(GrantableEntity, values);
        await appendEvent(tx, scope.tenantPk, event);
        return grantableOf({ pk: Number(identifiers[0]?.pk), ...values });
      });
    } catch (error) {
      if (isDuplicate(error, TAKEN)) return 'taken';
      throw error;
    }
  }

  override update(
    scope: TenantScope,
    kind: GrantableKind,
    id: string,
    update: RowUpdate<Grantable, GrantablePatch>,
  ): Promise<UpdatedRow<Grantable> | undefined> {
    const key = keyOf(scope, kind, id);
    return this.database.withTransaction(async (tx) => {
      await lockRow(tx, 'grantable', { tenant_id: key.tenantPk, kind: key.kind, id_key: key.idKey });
      const row = await (await tx.entities()).findOneBy(GrantableEntity, key);
      if (row?.id !== id) return undefined;
      const change = update(grantableOf(row));
      if (change === undefined) return { row: grantableOf(row), changed: false };
      const values = { ...change.patch, version: row.version + 1, lastModifiedAt: this.now().toISOString() };
      await (await tx.entities()).update(GrantableEntity, { pk: row.pk, tenantPk: key.tenantPk }, values);
      await appendEvent(tx, scope.tenantPk, change.event);
      return { row: grantableOf({ ...row, ...values }), changed: true };
    });
  }

  override delete(scope: TenantScope, kind: GrantableKind, id: string, event: LogEvent): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { affected } = await (await tx.entities()).delete(GrantableEntity, { ...keyOf(scope, kind, id), id });
      if (affected === 0) return false;
      await appendEvent(tx, scope.tenantPk, event);
      return true;
    });
  }

  override async typesInUse({ tenantPk }: TenantScope): Promise<ReadonlySet<GrantableTypeName>> {
    const rows = await this.database.read<{ type: string }>('SELECT DISTINCT type FROM grantable WHERE tenant_id = ?', [
      tenantPk,
    ]);
    return new Set(rows.map(({ type }) => typeOf(type)));
  }
}

/** The columns of the unique key. Ids are compared as users' `roles.value` is; `id` itself is compared by the caller. */
function keyOf({ tenantPk }: TenantScope, kind: GrantableKind, id: string) {
  return { tenantPk, kind: KIND_CODE[kind], idKey: storedKey(foldText(id)) };
}

function grantableOf(row: GrantableEntity): Grantable {
  const { pk, type, id, displayName, description, version, createdAt, lastModifiedAt } = row;
  const kind = row.kind === KIND_CODE.role ? 'role' : 'entitlement';
  return { pk, kind, type: typeOf(type), id, displayName, description, version, createdAt, lastModifiedAt };
}

function typeOf(text: string): GrantableTypeName {
  const schema = Object.values(GRANTABLE_SCHEMAS).find(({ type }) => type.name === text);
  if (schema === undefined) throw new Error(`a row of grantable has the unknown type ${text}`);
  return schema.type.name;
}
