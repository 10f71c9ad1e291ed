/** How far the log of a tenant was sent to a sink. */
export interface ExportPosition {
  readonly tenantPk: number;
  readonly tenantSlug: string;
  /** Of the last event that was sent or set aside; 0 before the first. */
  readonly position: number;
  /** Position of the last event of the log, 0 where there is none. */
  readonly newest: number;
  readonly exported: number;
  readonly setAside: number;
  readonly exportedAt: string | null;
  readonly failingSince: string | null;
  readonly problem: string | null;
}

export interface ExportStep {
  readonly tenantPk: number;
  readonly from: number;
  readonly to: number;
  readonly exported: number;
  readonly setAside: number;
}

export interface Backlog {
  /** At most `MOST_COUNTED`. */
  readonly count: number;
  /** When the first of them was published; null where there is none. */
  readonly oldest: string | null;
}

/** Beyond it nobody needs to know how many there are. */
export const MOST_COUNTED = 100_000;

/** Where it is kept how far the log was sent. */
export abstract class LogExportStore {
  /** Of every tenant, also of those of which nothing was sent yet. @throws ScimError unavailable */
  abstract positions(sink: string): Promise<readonly ExportPosition[]>;
  /**
   * Moves a position on, and ends its failing. Only from where it was: of two instances that believe to be the one, the
   * second moves nothing. @returns whether it moved
   */
  abstract advance(sink: string, step: ExportStep, now: Date): Promise<boolean>;
  /** Notes why nothing can be sent; since when stays what it was. @param problem at most 255 characters */
  abstract fail(sink: string, tenantPk: number, problem: string, now: Date): Promise<void>;
  abstract backlog(tenantPk: number, position: number): Promise<Backlog>;
}
