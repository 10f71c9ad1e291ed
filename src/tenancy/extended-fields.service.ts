import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { AttributeChange, LogEvent, LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { changedFields } from './changed-fields.js';
import { type ExtendedField, ExtendedFieldStore, type FieldDraft, type FieldPatch } from './extended-field-store.js';
import { switched } from './switched.js';
import { TenancyChanges } from './tenancy-changes.js';
import type { TenantScope } from './tenant.js';

/** What came of an attempt to delete: done, nothing there, or refused because so many users have values of it. */
export type FieldDeletion = 'deleted' | 'absent' | { readonly holders: number };

/** The extended fields of a tenant as its admin defines them, and what the log says about their changes. */
@Injectable()
export class ExtendedFieldsService {
  constructor(
    private readonly store: ExtendedFieldStore,
    private readonly changes: TenancyChanges,
  ) {}

  list(scope: TenantScope): Promise<readonly ExtendedField[]> {
    return this.store.list(scope);
  }

  /** @param fieldId in any letter case */
  async find(scope: TenantScope, fieldId: string): Promise<ExtendedField | undefined> {
    const key = fieldId.toLowerCase();
    return (await this.store.list(scope)).find((field) => field.fieldId.toLowerCase() === key);
  }

  /**
   * Asks nothing for none.
   * @param fieldIds in any letter case, perhaps repeated
   * @returns the fields that are meant, each once as it is spelled, and the ids that belong to none
   */
  async resolveIds(
    scope: TenantScope,
    fieldIds: readonly string[],
  ): Promise<{ readonly spelled: readonly string[]; readonly unknown: readonly string[] }> {
    if (fieldIds.length === 0) return { spelled: [], unknown: [] };
    const known = new Map((await this.store.list(scope)).map(({ fieldId }) => [fieldId.toLowerCase(), fieldId]));
    const spelled = new Set(fieldIds.flatMap((id) => known.get(id.toLowerCase()) ?? []));
    return { spelled: [...spelled], unknown: fieldIds.filter((id) => !known.has(id.toLowerCase())) };
  }

  /** @returns `taken` when the tenant has the id in any letter case; `full` at `MAX_FIELDS` */
  async create(call: Call, scope: TenantScope, draft: FieldDraft): Promise<ExtendedField | 'taken' | 'full'> {
    const event = makeEvent(call, {
      eventType: 'extended_field.lifecycle.create',
      displayMessage: `The extended field ${draft.fieldId} was created`,
      target: [fieldTarget(draft)],
      changes: changedFields<Partial<FieldDraft>>({}, draft),
    });
    return this.announced(call, await this.store.create(scope, draft, event));
  }

  /**
   * A patch that changes nothing writes nothing.
   * @param evenIfHeld take away also options that users have: they keep them, and nobody else gets them
   * @returns undefined when it is gone, `taken` when another has the new id, how many users have an option that would go
   */
  async update(
    call: Call,
    scope: TenantScope,
    field: ExtendedField,
    patch: FieldPatch,
    evenIfHeld: boolean,
  ): Promise<ExtendedField | 'taken' | { readonly holders: number } | undefined> {
    const gone = evenIfHeld ? [] : removedOptions(field, patch);
    const holders = gone.length === 0 ? 0 : await this.store.countHolders(scope, field.number, gone);
    if (holders > 0) return { holders };
    const isCounted = (row: ExtendedField): boolean =>
      evenIfHeld || removedOptions(row, patch).every((option) => gone.includes(option));
    const outcome = await this.store.update(scope, field.number, (before) => {
      const changes = changedFields<FieldPatch>(before, patch);
      if (changes.length === 0 || !isCounted(before)) return undefined;
      return { patch, event: updateEvent(call, before, changes) };
    });
    if (typeof outcome !== 'object') return this.announced(call, outcome);
    // Options that came since the field was read would go as well.
    if (!isCounted(outcome.row)) return this.update(call, scope, outcome.row, patch, evenIfHeld);
    return outcome.changed ? this.announced(call, outcome.row) : outcome.row;
  }

  /** @param evenIfHeld delete also what users have values of: nobody sees them any more at once, and they are removed next */
  async delete(call: Call, scope: TenantScope, field: ExtendedField, evenIfHeld: boolean): Promise<FieldDeletion> {
    const holders = await this.store.countHolders(scope, field.number);
    if (holders > 0 && !evenIfHeld) return { holders };
    const event = makeEvent(call, {
      eventType: 'extended_field.lifecycle.delete',
      displayMessage: `The extended field ${field.fieldId} was deleted; users who had a value: ${holders}`,
      severity: 'WARN',
      target: [fieldTarget(field)],
    });
    return this.announced(call, (await this.store.delete(scope, field.number, event)) ? 'deleted' : 'absent');
  }

  /** Also after a change that did not happen: what another instance did meanwhile is looked up sooner. */
  private announced<T>(call: Call, outcome: T): T {
    if (typeof outcome === 'object' || outcome === 'deleted') call.recorded = true;
    this.changes.announce();
    return outcome;
  }
}

function updateEvent(call: Call, field: ExtendedField, changes: readonly AttributeChange[]): LogEvent {
  const turned = switched(changes, 'state', 'on');
  const verb = turned === undefined ? 'update' : turned.isOn ? 'activate' : 'deactivate';
  const what = turned === undefined ? 'changed' : `switched ${turned.isOn ? 'on' : 'off'}`;
  const andMore = turned?.isWithMore === true ? ' and changed' : '';
  return makeEvent(call, {
    eventType: `extended_field.lifecycle.${verb}`,
    displayMessage: `The extended field ${field.fieldId} was ${what}${andMore}`,
    target: [fieldTarget(field)],
    changes,
  });
}

/** Options are the same in any letter case. */
function removedOptions(
  { options: before }: ExtendedField,
  { options: after = before }: FieldPatch,
): readonly string[] {
  const kept = new Set(after.map(foldText));
  return before.filter((option) => !kept.has(foldText(option)));
}

/** How an extended field appears in the log. */
export function fieldTarget({ fieldId, displayName }: Pick<ExtendedField, 'fieldId' | 'displayName'>): LogTarget {
  return { id: fieldId, type: 'ExtendedField', alternateId: fieldId, displayName, detailEntry: null };
}
