import {
  type ExtendedField,
  ExtendedFieldStore,
  type FieldDraft,
  type FieldPatch,
} from '../../src/tenancy/extended-field-store.js';
import type { RowUpdate, UpdatedRow } from '../../src/tenancy/row-update.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';

/** Extended fields in memory, for modules that only ask which there are. No user has a value of them. */
export class MemoryExtendedFieldStore extends ExtendedFieldStore {
  private readonly fields: { readonly tenantPk: number; field: ExtendedField }[] = [];

  override list({ tenantPk }: TenantScope): Promise<readonly ExtendedField[]> {
    return Promise.resolve(this.fields.filter((row) => row.tenantPk === tenantPk).map(({ field }) => field));
  }

  override create({ tenantPk }: TenantScope, draft: FieldDraft): Promise<ExtendedField> {
    const number = this.fields.length + 1;
    const field = { ...draft, pk: number, number, state: 'on', createdAt: '', lastModifiedAt: '' } as const;
    this.fields.push({ tenantPk, field });
    return Promise.resolve(field);
  }

  override async update(
    scope: TenantScope,
    number: number,
    update: RowUpdate<ExtendedField, FieldPatch>,
  ): Promise<UpdatedRow<ExtendedField> | undefined> {
    const row = this.fields.find(({ tenantPk, field }) => tenantPk === scope.tenantPk && field.number === number);
    const change = row && update(row.field);
    if (row !== undefined && change !== undefined) row.field = { ...row.field, ...change.patch };
    return row && { row: row.field, changed: change !== undefined };
  }

  override delete({ tenantPk }: TenantScope, number: number): Promise<boolean> {
    const index = this.fields.findIndex((row) => row.tenantPk === tenantPk && row.field.number === number);
    if (index >= 0) this.fields.splice(index, 1);
    return Promise.resolve(index >= 0);
  }

  override countHolders(): Promise<number> {
    return Promise.resolve(0);
  }
}
