import type { TenantScope } from './tenant.js';

/** What a connector's IdP did last. Times are RFC 3339 UTC with milliseconds. */
export interface ConnectorActivity extends TenantScope {
  /** Of the connector. */
  readonly pk: number;
  readonly lastRequestAt: string;
  /** Of the last answer below 400; null before the first one. */
  readonly lastSuccessAt: string | null;
  /** HTTP status of the last answer. */
  readonly lastStatus: number;
}

/** How a connector is doing, with the names that are no secret of its tenant to an admin of all tenants. */
export interface ConnectorOverview {
  readonly pk: number;
  readonly tenantPk: number;
  readonly tenantSlug: string;
  readonly slug: string;
  /** Its own switch and that of its tenant. */
  readonly isOn: boolean;
  /** Undefined before the first request. */
  readonly activity: ConnectorActivity | undefined;
}

/** Where the activity of connectors is kept. */
export abstract class ConnectorActivityStore {
  /** Outside any request's transaction; many at once. Never goes back in time, and skips connectors that are gone. */
  abstract record(activities: readonly ConnectorActivity[]): Promise<void>;
  /** Those of the connectors that were called at all, in any order. */
  abstract find(scope: TenantScope, connectorPks: readonly number[]): Promise<readonly ConnectorActivity[]>;
  /** The connectors of all tenants, the oldest first. */
  abstract overview(limit: number): Promise<readonly ConnectorOverview[]>;
}

/** Two notes about one connector as one, whichever order they come in. */
export function mergeActivity(one: ConnectorActivity, other: ConnectorActivity): ConnectorActivity {
  const { pk, tenantPk, lastRequestAt, lastStatus } = one.lastRequestAt <= other.lastRequestAt ? other : one;
  return { pk, tenantPk, lastRequestAt, lastSuccessAt: laterOf(one.lastSuccessAt, other.lastSuccessAt), lastStatus };
}

function laterOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
