import { ScimError } from '../protocol/scim-error.js';
import type { CredentialOwner } from './credential.js';

/** Says to a caller who is known why nothing happens. @throws ScimError forbidden, where tenant or connector is switched off */
export function refuseSwitchedOff({ tenant, connector }: CredentialOwner): void {
  if (!tenant.enabled) {
    throw ScimError.forbidden(
      `The tenant ${tenant.slug} is disabled, so nothing was read or changed. An admin enables it with PATCH ` +
        `/api/v1/tenants/${tenant.slug} {"enabled": true}.`,
    );
  }
  if (!connector.syncEnabled) {
    throw ScimError.forbidden(
      `The synchronization switch of the connector ${connector.slug} is off, so nothing was read or changed. An admin ` +
        `switches it on with PATCH /api/v1/tenants/${tenant.slug}/connectors/${connector.slug} {"syncEnabled": true}.`,
    );
  }
}
