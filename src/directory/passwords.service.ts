import { Injectable } from '@nestjs/common';
import type { ResourceDocument } from '../protocol/resource.js';
import { ScimError } from '../protocol/scim-error.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { PasswordHasher } from './password-hasher.js';
import { DEFAULT_PASSWORD_POLICY } from './password-policy.js';
import { brokenPasswordRules } from './password-rules.js';
import { type PasswordPolicy, PasswordStore } from './password-store.js';
import { opaqueText } from './password-text.js';
import type { ResourceUpdate } from './resource-store.js';

/**
 * What a request makes of the password of a user, given what it makes of its document. Pure, so that it may run again when the
 * transaction restarts: the hash was made before.
 * @throws ScimError invalidValue where the password holds the userName
 */
export type NewPassword = (document: ResourceDocument) => Pick<ResourceUpdate, 'passwordHash'>;

/** Checks and hashes passwords before a transaction begins: no connection and no lock waits for argon2. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly store: PasswordStore,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * @param password undefined leaves the password of the user alone, null removes it
   * @param document of the user where it is known already: then every broken rule is named at once
   * @throws ScimError invalidValue that names the rules and never the password, 429 when too many wait for a hash
   */
  async prepare(
    scope: TenantScope,
    password: string | null | undefined,
    document?: ResourceDocument,
  ): Promise<NewPassword> {
    if (password === undefined) return () => ({});
    if (password === null) return () => ({ passwordHash: null });
    const policy = (await this.store.findPolicy(scope)) ?? DEFAULT_PASSWORD_POLICY;
    assertAllowed(policy, password, document);
    const passwordHash = await this.hasher.hash(scope, opaqueText(password) ?? '');
    return (final) => {
      assertAllowed(policy, password, final);
      return { passwordHash };
    };
  }
}

function assertAllowed(policy: PasswordPolicy, password: string, document: ResourceDocument | undefined): void {
  const userName = typeof document?.userName === 'string' ? document.userName : undefined;
  const broken = brokenPasswordRules(policy, password, userName);
  if (broken.length > 0)
    throw ScimError.invalidValue(`The password does not fit the password policy: it ${broken.join('; it ')}.`);
}
