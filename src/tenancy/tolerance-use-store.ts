import type { Tolerance } from '../protocol/tolerance/tolerances.js';
import type { TenantScope } from './tenant.js';

/** How often, and when last, calls departed from the RFC in one way. */
export interface ToleranceUse {
  /** Calls; an operation of a bulk request is one. */
  readonly uses: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly lastUsedAt: string;
}

export type ToleranceUses = ReadonlyMap<Tolerance, ToleranceUse>;

/** Uses by the calls of one connector. */
export interface ConnectorToleranceUses extends TenantScope {
  /** Of the connector. */
  readonly pk: number;
  readonly uses: ToleranceUses;
}

/** Where the uses of tolerances are counted. */
export abstract class ToleranceUseStore {
  /** Adds to what is counted. Outside any request's transaction; all or none. Skips connectors that are gone. */
  abstract add(uses: readonly ConnectorToleranceUses[]): Promise<void>;
  /** Those that the connector's calls used at all. */
  abstract find(scope: TenantScope, connectorPk: number): Promise<ToleranceUses>;
}

/** The uses of two batches together. */
export function addUses(one: ConnectorToleranceUses, other: ConnectorToleranceUses): ConnectorToleranceUses {
  const sums = new Map(one.uses);
  for (const [name, { uses, lastUsedAt }] of other.uses) {
    const known = sums.get(name);
    const later = known !== undefined && known.lastUsedAt > lastUsedAt ? known.lastUsedAt : lastUsedAt;
    sums.set(name, { uses: uses + (known?.uses ?? 0), lastUsedAt: later });
  }
  return { ...one, uses: sums };
}
