import type { LogEvent } from '../audit/log-event.js';

/**
 * What a patch makes of a row, and the event of that. A store calls it within the transaction that writes, with the row as
 * it is there, locked: what was read before may have been changed by another admin. Possibly called more than once; pure.
 * @returns undefined where nothing changes: nothing is written then, and nothing logged
 */
export type RowUpdate<Row, Patch> = (before: Row) => { readonly patch: Patch; readonly event: LogEvent } | undefined;

/** A row after its update. */
export interface UpdatedRow<Row> {
  readonly row: Row;
  /** Whether anything was written, with its event. */
  readonly changed: boolean;
}
