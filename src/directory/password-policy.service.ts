import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { makeEvent } from '../audit/make-event.js';
import { changedFields } from '../tenancy/changed-fields.js';
import type { Tenant } from '../tenancy/tenant.js';
import { DEFAULT_PASSWORD_POLICY } from './password-policy.js';
import { type PasswordPolicy, PasswordStore } from './password-store.js';

/** The policy of a tenant and what its log says about its changes. Holds for passwords that are set from then on. */
@Injectable()
export class PasswordPolicyService {
  constructor(private readonly store: PasswordStore) {}

  async find({ pk }: Tenant): Promise<PasswordPolicy> {
    return (await this.store.findPolicy({ tenantPk: pk })) ?? DEFAULT_PASSWORD_POLICY;
  }

  /** A patch that changes nothing writes nothing. @returns undefined when the tenant is gone */
  async update(call: Call, tenant: Tenant, patch: Partial<PasswordPolicy>): Promise<PasswordPolicy | undefined> {
    let after = DEFAULT_PASSWORD_POLICY;
    const found = await this.store.updatePolicy({ tenantPk: tenant.pk }, (stored) => {
      const before = stored ?? DEFAULT_PASSWORD_POLICY;
      const changes = changedFields<PasswordPolicy>(before, patch);
      after = { ...before, ...patch };
      if (changes.length === 0) return undefined;
      const { slug, displayName } = tenant;
      const event = makeEvent(call, {
        eventType: 'policy.lifecycle.update',
        displayMessage: `The password policy of the tenant ${displayName} was changed`,
        target: [{ id: slug, type: 'Tenant', alternateId: slug, displayName, detailEntry: null }],
        changes,
      });
      return { policy: after, event };
    });
    return found ? after : undefined;
  }
}
