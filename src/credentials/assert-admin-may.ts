import { ScimError } from '../protocol/scim-error.js';
import type { AdminRule } from './access.js';
import type { Admin } from './admin.js';
import { ForbiddenRole } from './forbidden-role.js';

/**
 * Whether an admin may use a route. Whatever is not of its own tenant does not exist for a token that is kept to one: the
 * answer is that of a slug that no tenant has, before anything is looked up.
 * @param tenantSlug as the path names it; undefined where the path names none
 * @throws ScimError 404
 * @throws ForbiddenRole
 */
export function assertAdminMay(admin: Admin, rule: AdminRule, tenantSlug: string | undefined): void {
  const { tenant, role, name } = admin;
  if (role === 'metrics' && !rule.isMetrics) {
    throw new ForbiddenRole(`The token ${name} reads /metrics and nothing else. Use an admin token.`);
  }
  if (tenant !== null && tenantSlug !== undefined && tenantSlug !== tenant.slug) {
    throw ScimError.notFound('There is no tenant with this slug.');
  }
  if (tenant !== null && tenantSlug === undefined && !rule.isNarrowed) {
    throw new ForbiddenRole(
      `The admin token ${name} is kept to the tenant ${tenant.slug}, and this concerns all tenants. Use an admin token ` +
        'that is kept to no tenant.',
    );
  }
  if (role !== 'admin' && rule.need === 'write') {
    throw new ForbiddenRole(
      `The admin token ${name} has the role ${role}, which reads and changes nothing. Use an admin token with the role ` +
        'admin.',
    );
  }
}
