import { Injectable } from '@nestjs/common';
import { makeEvent } from '../audit/make-event.js';
import { systemCall } from '../audit/system-call.js';
import { callScope } from '../tenancy/call-scope.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import { credentialTarget } from './credential-target.js';
import { dueWarning, WARNING_HORIZON_MS } from './expiry-warning.js';
import { type ExpiringCredential, ExpiryWarningStore } from './expiry-warning-store.js';

const PAGE = 500;

/** Says in the log of its tenant that a credential ends soon, once for each threshold, whichever instance looks. */
@Injectable()
export class ExpiryWarnings {
  constructor(private readonly store: ExpiryWarningStore) {}

  /** Gives every warning that is due at `now`. @returns how many this instance gave */
  async giveDue(now: Date): Promise<number> {
    const range = { from: now.toISOString(), until: new Date(now.getTime() + WARNING_HORIZON_MS).toISOString() };
    let given = 0;
    for (let after = 0; ;) {
      const page = await this.store.listExpiring(range, { after, limit: PAGE });
      for (const expiring of page) if (await this.give(expiring, now)) given += 1;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return given;
      after = last.owner.credential.pk;
    }
  }

  private async give({ owner, warnedDays }: ExpiringCredential, now: Date): Promise<boolean> {
    const { tenant, connector, credential } = owner;
    const days = dueWarning(credential.expiresAt, warnedDays, now);
    if (days === undefined) return false;
    const call = { ...systemCall('upkeep'), scope: callScope(tenant, connector) };
    const event = makeEvent(call, {
      eventType: 'system.api_token.expiry_warning',
      displayMessage:
        `The credential ${credential.name} of the connector ${connector.displayName} expires in less than ${inWords(days)}, ` +
        `at ${credential.expiresAt}: rotate it`,
      severity: 'WARN',
      target: [credentialTarget(credential), connectorTarget(connector)],
      debugData: { expiresAt: credential.expiresAt, thresholdDays: days },
    });
    return this.store.warn({ tenantPk: tenant.pk }, credential, days, event);
  }
}

const inWords = (days: number): string => (days === 1 ? 'a day' : `${days} days`);
