/*
 * A change without a description for the log does not compile. Nothing here ever runs: `npm run typecheck` compiles it, and
 * each line below that did compile would be reported as a directive without use.
 */
import type { AccessTokenStore } from '../../src/credentials/access-token-store.js';
import type { AdminTokenStore, CredentialStore } from '../../src/credentials/credential-store.js';
import type { ExpiryWarningStore } from '../../src/credentials/expiry-warning-store.js';
import type { FieldCleanupStore } from '../../src/directory/field-cleanup-store.js';
import type { GrantableStore } from '../../src/directory/grantable-store.js';
import type { PasswordStore } from '../../src/directory/password-store.js';
import type { ResourceStore } from '../../src/directory/resource-store.js';
import type { TombstoneStore } from '../../src/directory/tombstone-store.js';
import type { ExtendedFieldStore } from '../../src/tenancy/extended-field-store.js';
import type { TenantStore } from '../../src/tenancy/tenant-store.js';

/** A value of every type, so that the only thing wrong with a call is what it leaves out. */
declare const x: never;
declare const resources: ResourceStore;
declare const tombstones: TombstoneStore;
declare const passwords: PasswordStore;
declare const grantables: GrantableStore;
declare const cleanup: FieldCleanupStore;
declare const tenants: TenantStore;
declare const fields: ExtendedFieldStore;
declare const credentials: CredentialStore;
declare const adminTokens: AdminTokenStore;
declare const warnings: ExpiryWarningStore;
declare const accessTokens: AccessTokenStore;

export const REFUSED = [
  // @ts-expect-error no description
  () => resources.create(x, x),
  // @ts-expect-error no description
  () => resources.update(x, x, x, x),
  // @ts-expect-error no description
  () => resources.remove(x, x, x, x),
  // @ts-expect-error no description
  () => tombstones.restore(x, x, x, x),
  // @ts-expect-error no description
  () => tombstones.purge(x, x),
  // @ts-expect-error a policy without its event
  () => passwords.updatePolicy(x, () => ({ policy: x })),
  // @ts-expect-error no event
  () => grantables.create(x, x),
  // @ts-expect-error a patch without its event
  () => grantables.update(x, x, x, () => ({ patch: x })),
  // @ts-expect-error no event
  () => grantables.delete(x, x, x),
  // @ts-expect-error no description
  () => cleanup.cleanStep(x),
  // @ts-expect-error no event
  () => tenants.createTenant(x),
  // @ts-expect-error a patch without its event
  () => tenants.updateTenant(x, () => ({ patch: x })),
  // @ts-expect-error no event
  () => tenants.createConnector(x, x),
  // @ts-expect-error a patch without its event
  () => tenants.updateConnector(x, x, () => ({ patch: x })),
  // @ts-expect-error no event
  () => tenants.deleteConnector(x, x),
  // @ts-expect-error no event
  () => fields.create(x, x),
  // @ts-expect-error a patch without its event
  () => fields.update(x, x, () => ({ patch: x })),
  // @ts-expect-error no event
  () => fields.delete(x, x),
  // @ts-expect-error no event
  () => credentials.create(x, x, undefined, x),
  // @ts-expect-error no event
  () => credentials.rotate(x, x, x, undefined, x),
  // @ts-expect-error a connector without its event
  () => credentials.createWithConnector(x, { draft: x }, x),
  // @ts-expect-error a credential without its event
  () => credentials.createWithConnector(x, x, { draft: x }),
  // @ts-expect-error a patch without its event
  () => credentials.update(x, x, () => ({ patch: x }), x),
  // @ts-expect-error no event
  () => credentials.delete(x, x),
  // @ts-expect-error no description
  () => adminTokens.create(x),
  // @ts-expect-error a change without a description
  () => adminTokens.create(x, { maxAlike: 2 }),
  // @ts-expect-error no description
  () => adminTokens.delete(x, x),
  // @ts-expect-error a change without a description
  () => adminTokens.delete(x, x, { tenantPk: 1 }),
  // @ts-expect-error no event
  () => warnings.warn(x, x, x),
  // @ts-expect-error no event
  () => accessTokens.create(x, x, x, undefined, x),
  // @ts-expect-error no event
  () => accessTokens.delete(x, x, x, undefined, x),
];
