import type { Call } from '../audit/call.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';
import type { Tenant, TenantScope } from '../tenancy/tenant.js';

/** An admin who works on the directory of a tenant, in one call. */
export interface AdminCaller {
  readonly call: Call;
  readonly tenant: Tenant;
}

/** Admins write to the letter: what the schema does not know is refused, never dropped. Nobody types URNs twice, though. */
export const adminTolerances = (): Tolerances => new Tolerances('strict', { extensionWithoutUrn: true });

export function scopeOf({ tenant }: AdminCaller): TenantScope {
  return { tenantPk: tenant.pk };
}
