import type { LogEvent } from '../audit/log-event.js';
import {
  type ExtendedField,
  ExtendedFieldStore,
  type FieldDraft,
  type FieldPatch,
  MAX_FIELDS,
} from '../tenancy/extended-field-store.js';
import { foldText } from '../protocol/schema/fold-text.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { fieldIndexNumber, MAX_FIELD_NUMBER } from './attribute-columns.js';
import { DELETED, FIELD_COLUMNS, fieldOf, type FieldRow } from './attribute-definition-rows.js';
import { isDuplicate } from './database-errors.js';
import { lockRow } from './lock-row.js';
import { placeholders, type SqlValue } from './sql.js';
import { storedKey } from './stored-key.js';
import type { Transaction } from './transaction.js';

const TAKEN = {
  index: 'uq_attribute_definition_field_id',
  columns: 'attribute_definition.tenant_id, attribute_definition.field_id_key',
};

/** Extended fields in a table. */
export class SqlExtendedFieldStore extends ExtendedFieldStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async list({ tenantPk }: TenantScope): Promise<readonly ExtendedField[]> {
    const rows = await this.database.read<FieldRow>(
      `SELECT ${FIELD_COLUMNS} FROM attribute_definition WHERE tenant_id = ? AND state <> ? ORDER BY number`,
      [tenantPk, DELETED],
    );
    return rows.map(fieldOf);
  }

  override create(scope: TenantScope, draft: FieldDraft, event: LogEvent): Promise<ExtendedField | 'taken' | 'full'> {
    const at = this.now().toISOString();
    const { fieldId, displayName, type, multiValued, required, options } = draft;
    return unlessTaken(() =>
      this.database.withTransaction(async (tx) => {
        const number = await nextNumber(tx, scope);
        if (number === undefined) return 'full';
        await tx.execute(
          'INSERT INTO attribute_definition (tenant_id, number, field_id, field_id_key, display_name, type, multi_valued, ' +
            'required, options, state, cleaned, created_at, last_modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)',
          [
            ...[scope.tenantPk, number, fieldId, fieldId.toLowerCase(), displayName, type],
            ...[Number(multiValued), Number(required), JSON.stringify(options), 'on', at, at],
          ],
        );
        await appendEvent(tx, scope.tenantPk, event);
        return { ...draft, pk: number, number, state: 'on', createdAt: at, lastModifiedAt: at };
      }),
    );
  }

  override update(
    scope: TenantScope,
    number: number,
    update: RowUpdate<ExtendedField, FieldPatch>,
  ): Promise<UpdatedRow<ExtendedField> | 'taken' | undefined> {
    return unlessTaken(() =>
      this.database.withTransaction(async (tx) => {
        // The lock of `bumpVersion`, which would write already.
        await lockRow(tx, 'tenant', { pk: scope.tenantPk });
        const before = await findField(tx, scope, number);
        if (before === undefined) return undefined;
        const change = update(before);
        if (change === undefined) return { row: before, changed: false };
        await bumpVersion(tx, scope);
        const after = { ...before, ...change.patch, lastModifiedAt: this.now().toISOString() };
        await tx.execute(
          'UPDATE attribute_definition SET field_id = ?, field_id_key = ?, display_name = ?, required = ?, options = ?, ' +
            'state = ?, last_modified_at = ? WHERE tenant_id = ? AND number = ?',
          [
            ...[after.fieldId, after.fieldId.toLowerCase(), after.displayName, Number(after.required)],
            ...[JSON.stringify(after.options), after.state, after.lastModifiedAt, scope.tenantPk, number],
          ],
        );
        if (after.fieldId !== before.fieldId) await changePublished(tx, scope, before.fieldId, [after.fieldId]);
        await appendEvent(tx, scope.tenantPk, change.event);
        return { row: after, changed: true };
      }),
    );
  }

  override delete(scope: TenantScope, number: number, event: LogEvent): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      await bumpVersion(tx, scope);
      const field = await findField(tx, scope, number);
      if (field === undefined) return false;
      await tx.execute(
        'UPDATE attribute_definition SET state = ?, field_id_key = NULL, last_modified_at = ? WHERE tenant_id = ? AND number = ?',
        [DELETED, this.now().toISOString(), scope.tenantPk, number],
      );
      await changePublished(tx, scope, field.fieldId, []);
      await appendEvent(tx, scope.tenantPk, event);
      return true;
    });
  }

  override async countHolders({ tenantPk }: TenantScope, number: number, among?: readonly string[]): Promise<number> {
    const keys = among?.map((text) => storedKey(foldText(text)));
    const isAmong = keys === undefined ? '' : ` AND value_key IN (${placeholders(keys.length)})`;
    const [row] = await this.database.search<{ holders: number }>(
      'SELECT COUNT(DISTINCT resource_pk) AS holders FROM attribute_index WHERE tenant_id = ? AND attribute_id = ?' +
        isAmong,
      [tenantPk, fieldIndexNumber(number), ...(keys ?? [])],
      { scanOf: tenantPk },
    );
    return Number(row?.holders ?? 0);
  }
}

/** Also locks the tenant's row, so that two who change its fields take turns. */
async function bumpVersion(tx: Transaction, { tenantPk }: TenantScope): Promise<void> {
  await tx.execute('UPDATE tenant SET schema_version = schema_version + 1 WHERE pk = ?', [tenantPk]);
}

/** A number that no field of the tenant ever had; undefined when there may be no more fields. */
async function nextNumber(tx: Transaction, scope: TenantScope): Promise<number | undefined> {
  await bumpVersion(tx, scope);
  const [tenant] = await tx.query<{ last: number; held: number }>(
    'SELECT t.last_field_number AS last, (SELECT COUNT(*) FROM attribute_definition d WHERE d.tenant_id = t.pk AND ' +
      'd.state <> ?) AS held FROM tenant t WHERE t.pk = ?',
    [DELETED, scope.tenantPk],
  );
  if (tenant === undefined || Number(tenant.held) >= MAX_FIELDS || tenant.last >= MAX_FIELD_NUMBER) return undefined;
  const number = tenant.last + 1;
  await tx.execute('UPDATE tenant SET last_field_number = ? WHERE pk = ?', [number, scope.tenantPk]);
  return number;
}

async function findField(tx: Transaction, scope: TenantScope, number: number): Promise<ExtendedField | undefined> {
  const [row] = await tx.query<FieldRow>(
    `SELECT ${FIELD_COLUMNS} FROM attribute_definition WHERE tenant_id = ? AND number = ? AND state <> ?`,
    [scope.tenantPk, number, DELETED],
  );
  return row && fieldOf(row);
}

/** In the lists of the tenant's connectors, other ids in place of one; none takes it out. */
async function changePublished(
  tx: Transaction,
  { tenantPk }: TenantScope,
  fieldId: string,
  replacement: readonly string[],
): Promise<void> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const rows = await tx.query<{ pk: number; custom_fields: string }>(
    `SELECT pk, custom_fields FROM connector WHERE tenant_id = ?${lock}`,
    [tenantPk],
  );
  for (const { pk, custom_fields } of rows) {
    const published = JSON.parse(custom_fields) as readonly string[];
    const isIt = (id: string): boolean => id.toLowerCase() === fieldId.toLowerCase();
    if (!published.some(isIt)) continue;
    const params: readonly SqlValue[] = [
      JSON.stringify(published.flatMap((id) => (isIt(id) ? replacement : [id]))),
      pk,
      tenantPk,
    ];
    await tx.execute('UPDATE connector SET custom_fields = ? WHERE pk = ? AND tenant_id = ?', params);
  }
}

async function unlessTaken<T>(write: () => Promise<T>): Promise<T | 'taken'> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicate(error, TAKEN)) return 'taken';
    throw error;
  }
}
