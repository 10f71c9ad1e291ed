import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';

/** While a connector synchronizes, what it owns is read-only in the admin API (README, "Lock"). */
export class ManagedByConnector extends Error {
  constructor(type: ResourceTypeName, tenant: Tenant, owner: Connector) {
    const what = type.toLowerCase();
    super(
      `This ${what} is provisioned by the connector "${owner.slug}" (${owner.displayName}), whose synchronization is on. ` +
        `Change it in the identity provider, or switch the synchronization off first: PATCH /api/v1/tenants/${tenant.slug}` +
        `/connectors/${owner.slug} {"syncEnabled": false}.` +
        (type === 'User' ? ' Only sign-in can be switched here meanwhile: PATCH with "active" alone.' : ''),
    );
    this.name = 'ManagedByConnector';
  }
}

/** What an admin is told whose edit the identity provider will undo. */
export function overwriteWarning(owner: Connector): string {
  return (
    `The connector "${owner.slug}" owns this and its synchronization is off. What was changed here is overwritten when it ` +
    'is switched on again and the identity provider sends its own version.'
  );
}
