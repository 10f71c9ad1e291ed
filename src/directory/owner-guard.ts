import { Injectable } from '@nestjs/common';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ScimError } from '../protocol/scim-error.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { ForeignOwner } from './assert-writable.js';
import type { Caller } from './caller.js';

/** Decides what it means that a resource belongs to another connector: only asked where that is so. */
@Injectable()
export class OwnerGuard {
  constructor(private readonly connectors: ConnectorsService) {}

  /**
   * Runs a write; where it meets a foreign owner that no longer exists, runs it once more with that known.
   * @throws ScimError forbidden (403) that names the owner
   */
  async write<T>(caller: Caller, type: ResourceTypeName, work: (goneOwner?: number) => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ForeignOwner)) throw error;
      const owner = await this.find(caller.tenant, error.connectorPk);
      if (owner === undefined) return work(error.connectorPk);
      throw ScimError.forbidden(
        `This ${type.toLowerCase()} belongs to the connector "${owner.slug}" (${owner.displayName}) of the tenant ` +
          `"${caller.tenant.slug}" and can only be changed through it. Remove it from one of the two identity providers.`,
      );
    }
  }

  /** The connector that owns something; undefined where it is no more, and what it left behind therefore `manual`. */
  async find({ pk: tenantPk }: Tenant, connectorPk: number): Promise<Connector | undefined> {
    const [owner] = await this.connectors.findByPk({ tenantPk }, [connectorPk]);
    return owner;
  }
}
