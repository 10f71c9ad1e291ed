import type { LogEvent } from '../audit/log-event.js';
import type { FieldDefinition } from '../protocol/schema/field-definition.js';
import type { RowUpdate, UpdatedRow } from './row-update.js';
import type { TenantScope } from './tenant.js';

/** Extended fields of one tenant. */
export const MAX_FIELDS = 200;
/** Of one field of type `select`. */
export const MAX_OPTIONS = 100;

/** An extended field of a tenant. */
export interface ExtendedField extends FieldDefinition {
  /** Place in lists; the number. */
  readonly pk: number;
  /** Off: no connector publishes it and nobody sees its values, which are kept. */
  readonly state: 'on' | 'off';
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}

export type FieldDraft = Omit<FieldDefinition, 'number'>;

/** Neither the type nor whether it has many values ever changes: they say how the values that are there are compared. */
export type FieldPatch = Partial<Pick<ExtendedField, 'fieldId' | 'displayName' | 'required' | 'options' | 'state'>>;

/**
 * Where extended fields are kept. A change, the tenant's next `schemaVersion` and the log event commit in one transaction, in
 * which an update is told the field that it changes: of two at once, the second one sees what the first one wrote.
 * Ids are compared in any letter case, as names of attributes are (RFC 7643 §2.1).
 */
export abstract class ExtendedFieldStore {
  /** All of the tenant, in the order of their creation; at most `MAX_FIELDS`. */
  abstract list(scope: TenantScope): Promise<readonly ExtendedField[]>;
  /** Gives it the tenant's next number. @returns `taken` when there is such an id, `full` at `MAX_FIELDS` */
  abstract create(scope: TenantScope, draft: FieldDraft, event: LogEvent): Promise<ExtendedField | 'taken' | 'full'>;
  /** A new id also takes the place of the old one in the tenant's connectors. @returns undefined when the field is gone */
  abstract update(
    scope: TenantScope,
    number: number,
    update: RowUpdate<ExtendedField, FieldPatch>,
  ): Promise<UpdatedRow<ExtendedField> | 'taken' | undefined>;
  /** Takes it out of the tenant's connectors too. What users have of it is left to `FieldCleanup`. @returns false when it was gone */
  abstract delete(scope: TenantScope, number: number, event: LogEvent): Promise<boolean>;
  /** Live users with a value of the field. @param among only with one of these texts, in any letter case; at most `MAX_OPTIONS` */
  abstract countHolders(scope: TenantScope, number: number, among?: readonly string[]): Promise<number>;
}
