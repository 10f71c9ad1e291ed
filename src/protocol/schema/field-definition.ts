/** What values an extended field has. `select` is a string out of a list of options. */
export const FIELD_TYPES = ['string', 'integer', 'decimal', 'boolean', 'dateTime', 'reference', 'select'] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** An attribute that an admin defined at run time. */
export interface FieldDefinition {
  /** Given once and never again within a tenant: values are stored and indexed under it, so a field may be renamed. */
  readonly number: number;
  /** The name of the attribute. */
  readonly fieldId: string;
  readonly displayName: string;
  readonly type: FieldType;
  readonly multiValued: boolean;
  readonly required: boolean;
  /** All values that there are; empty but for `select`. */
  readonly options: readonly string[];
}
