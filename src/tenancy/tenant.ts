import type { ConnectorSettings } from './connector-settings.js';

/** The isolation boundary: one directory, its connectors, its log. */
export interface Tenant {
  readonly pk: number;
  readonly slug: string;
  readonly displayName: string;
  readonly enabled: boolean;
  /** Grows with every change of an extended field, so that schemas may be kept as long as it stands still. */
  readonly schemaVersion: number;
  /** How long an event stays in the log. */
  readonly logRetentionDays: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
}

/** Days: what a log that is asked about the last week needs at least, and ten years. */
export const LOG_RETENTION = { least: 7, most: 3_650, preset: 90 } as const;

/** One IdP's connection into a tenant. */
export interface Connector extends ConnectorSettings {
  readonly pk: number;
  /** Public id (UUID). */
  readonly id: string;
  readonly tenantPk: number;
  readonly slug: string;
  readonly displayName: string;
  /** Until when the bodies of its calls are captured, also where that is over; null where they were not. */
  readonly bodyCaptureUntil: string | null;
  readonly createdAt: string;
}

/** Proof that a store method was given a tenant; every key of tenant data begins with it. */
export interface TenantScope {
  readonly tenantPk: number;
}

/** `[a-z0-9](-?[a-z0-9])*`, at most 63 characters: Okta refuses `_` in a base URL. */
export function isSlug(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:-?[a-z0-9])*$/.test(text);
}
