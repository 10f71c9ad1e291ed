import type { ResourceEffect } from '../audit/log-event.js';
import {
  type CleanupStep,
  type DeletedField,
  type DescribeCleanup,
  FieldCleanupStore,
} from '../directory/field-cleanup-store.js';
import type { ResourceDocument } from '../protocol/resource.js';
import { FIELDS_KEY, withoutFields } from '../protocol/schema/field-values.js';
import type { Database } from './abstract-database.js';
import { appendChange } from './append-change.js';
import { appendEvent } from './append-event.js';
import { CUT_KEYS, fieldIndexNumber } from './attribute-columns.js';
import { DELETED } from './attribute-definition-rows.js';
import { changedValues } from './effect-of.js';
import { cutRowKey, type IndexRow } from './index-rows.js';
import { SETTLED_AFTER_MS } from './log-watermark.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';
import { deleteTheseRows } from './write-index-rows.js';

/** Rows of `attribute_index` that one transaction removes. Few, for on SQLite every writer waits for them. */
const ROWS = 50;

interface FoundRow {
  readonly attribute_id: number;
  readonly value_key: Buffer;
  readonly resource_pk: number;
  readonly element: number;
}

/** Finds what a deleted field has left by the rows that it was searched by. */
export class SqlFieldCleanupStore extends FieldCleanupStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async deletedFields(): Promise<readonly DeletedField[]> {
    const rows = await this.database.read<{ tenant: number; number: number; field_id: string; display_name: string }>(
      'SELECT tenant_id AS tenant, number, field_id, display_name FROM attribute_definition WHERE state = ? LIMIT 1000',
      [DELETED],
    );
    return rows.map(({ tenant, number, field_id, display_name }) => ({
      ...{ tenantPk: tenant, number, fieldId: field_id, displayName: display_name },
    }));
  }

  override cleanStep(field: DeletedField, describe: DescribeCleanup): Promise<CleanupStep> {
    return this.database.withTransaction(async (tx) => {
      const rows = await findRows(tx, field);
      if (rows.length === 0) return this.finish(tx, field, describe);
      const cleaned = await cleanDocuments(tx, field, [...new Set(rows.map(({ resource_pk }) => resource_pk))]);
      await deleteRows(tx, field, rows);
      if (cleaned.length === 0) return 'more';
      await tx.defer('UPDATE attribute_definition SET cleaned = cleaned + ? WHERE tenant_id = ? AND number = ?', [
        ...[cleaned.length, field.tenantPk, field.number],
      ]);
      await appendChange(tx, field, describe.step(cleaned.length), cleaned);
      return 'more';
    });
  }

  private async finish(
    tx: Transaction,
    { tenantPk, number }: DeletedField,
    describe: DescribeCleanup,
  ): Promise<CleanupStep> {
    const where = 'tenant_id = ? AND number = ? AND state = ?';
    const key = [tenantPk, number, DELETED];
    const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row] = await tx.query<{ cleaned: number; at: string }>(
      `SELECT cleaned, last_modified_at AS at FROM attribute_definition WHERE ${where}${lock}`,
      key,
    );
    if (row === undefined) return 'done';
    // Longer than another instance may keep the old fields, and any transaction lasts.
    if (Date.parse(row.at) > this.now().getTime() - SETTLED_AFTER_MS) return 'waiting';
    await tx.execute(`DELETE FROM attribute_definition WHERE ${where}`, key);
    if (row.cleaned > 0) await appendEvent(tx, tenantPk, describe.end(row.cleaned));
    return 'done';
  }
}

/** Those of the values, and those that mark long ones. */
function findRows(tx: Transaction, { tenantPk, number }: DeletedField): Promise<readonly FoundRow[]> {
  const own = fieldIndexNumber(number);
  const columns = 'attribute_id, value_key, resource_pk, element';
  return tx
    .query<FoundRow>(`SELECT ${columns} FROM attribute_index WHERE tenant_id = ? AND attribute_id = ? LIMIT ?`, [
      ...[tenantPk, own, ROWS],
    ])
    .then(async (rows) =>
      rows.length > 0
        ? rows
        : tx.query<FoundRow>(
            `SELECT ${columns} FROM attribute_index WHERE tenant_id = ? AND attribute_id = ? AND value_key = ? LIMIT ?`,
            [tenantPk, CUT_KEYS, cutRowKey(own), ROWS],
          ),
    );
}

/** @returns what became of those who had a value */
async function cleanDocuments(
  tx: Transaction,
  { tenantPk, number }: DeletedField,
  pks: readonly number[],
): Promise<readonly ResourceEffect[]> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const resources = await tx.query<{ pk: number; id: string; doc: string }>(
    `SELECT pk, id, doc FROM resource WHERE tenant_id = ? AND pk IN (${placeholders(pks.length)}) ORDER BY pk${lock}`,
    [tenantPk, ...pks],
  );
  const cleaned: ResourceEffect[] = [];
  for (const { pk, id, doc } of resources) {
    const document = JSON.parse(doc) as ResourceDocument;
    const rest = withoutFields(document, (one) => one === number);
    if (rest === document) continue;
    cleaned.push({ id, fields: changedValues(document[FIELDS_KEY], rest[FIELDS_KEY]) });
    await tx.execute('UPDATE resource SET doc = ? WHERE pk = ? AND tenant_id = ?', [
      JSON.stringify(rest),
      pk,
      tenantPk,
    ]);
  }
  return cleaned;
}

async function deleteRows(tx: Transaction, { tenantPk }: DeletedField, rows: readonly FoundRow[]): Promise<void> {
  const whole = rows.map(({ attribute_id, value_key, resource_pk, element }): readonly [number, IndexRow] => [
    resource_pk,
    { number: attribute_id, key: value_key, element },
  ]);
  await deleteTheseRows(tx, { tenantPk }, whole);
}
