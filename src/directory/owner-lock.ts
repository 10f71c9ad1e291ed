import { Injectable } from '@nestjs/common';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { Connector } from '../tenancy/tenant.js';
import type { AdminCaller } from './admin-caller.js';
import { ForeignOwner } from './assert-writable.js';
import { ManagedByConnector, overwriteWarning } from './managed-by-connector.js';
import { OwnerGuard } from './owner-guard.js';
import type { StoredResource } from './resource-store.js';

/** Called with the resource under its row lock. @throws to refuse */
export type AssertUnlocked = (current: StoredResource) => void;

export interface Unlocked<T> {
  readonly result: T;
  /** Present when an identity provider will overwrite what was done. */
  readonly warning?: string;
}

/** Keeps admins from editing what an identity provider is about to write (README, "Lock"). */
@Injectable()
export class OwnerLock {
  constructor(private readonly owners: OwnerGuard) {}

  /**
   * Runs a write; where the resource turns out to be owned, once more with the owner known. What no existing connector owns
   * is free, what one owns whose switch is off may be written with a warning.
   * @throws ManagedByConnector
   */
  async write<T>(
    caller: AdminCaller,
    type: ResourceTypeName,
    work: (assertUnlocked: AssertUnlocked) => Promise<T>,
  ): Promise<Unlocked<T>> {
    const known = new Map<number, Connector | undefined>();
    let owner: Connector | undefined;
    for (;;) {
      try {
        const result = await work(({ connectorPk }) => {
          if (connectorPk !== null && !known.has(connectorPk)) throw new ForeignOwner(connectorPk);
          owner = connectorPk === null ? undefined : known.get(connectorPk);
        });
        return { result, ...(owner === undefined ? {} : { warning: overwriteWarning(owner) }) };
      } catch (error) {
        if (!(error instanceof ForeignOwner)) throw error;
        const found = await this.owners.find(caller.tenant, error.connectorPk);
        if (found?.syncEnabled === true) throw new ManagedByConnector(type, caller.tenant, found);
        known.set(error.connectorPk, found);
      }
    }
  }
}
