import type { FieldType } from '../protocol/schema/field-definition.js';
import type { ExtendedField } from '../tenancy/extended-field-store.js';

/** A row of `attribute_definition` as `FIELD_COLUMNS` selects it. */
export interface FieldRow {
  readonly number: number;
  readonly field_id: string;
  readonly display_name: string;
  readonly type: string;
  /** 0 or 1, as the next one. */
  readonly multi_valued: number;
  readonly required: number;
  /** JSON: a list of texts. */
  readonly options: string;
  readonly state: string;
  readonly created_at: string;
  readonly last_modified_at: string;
}

export const FIELD_COLUMNS =
  'number, field_id, display_name, type, multi_valued, required, options, state, created_at, last_modified_at';

/** State of a row whose field is gone and whose values are still being removed; its id is free. */
export const DELETED = 'deleted';

export function fieldOf(row: FieldRow): ExtendedField {
  return {
    ...{ pk: row.number, number: row.number, fieldId: row.field_id, displayName: row.display_name },
    type: row.type as FieldType,
    ...{ multiValued: row.multi_valued === 1, required: row.required === 1 },
    options: JSON.parse(row.options) as readonly string[],
    state: row.state === 'off' ? 'off' : 'on',
    ...{ createdAt: row.created_at, lastModifiedAt: row.last_modified_at },
  };
}
