import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { AttributeChange, LogEvent, LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { changedFields } from './changed-fields.js';
import { type Switched, switched } from './switched.js';
import { TenancyChanges } from './tenancy-changes.js';
import { TenantStore } from './tenant-store.js';
import type { KeyClaim } from './idempotency-store.js';
import type { ConnectorDraft, ConnectorPatch, PageRequest } from './tenant-store.js';
import type { Connector, TenantScope } from './tenant.js';

/** Connectors of one tenant and what its log says about their changes. Absence is `undefined`. */
@Injectable()
export class ConnectorsService {
  constructor(
    private readonly store: TenantStore,
    private readonly changes: TenancyChanges,
  ) {}

  list(scope: TenantScope, page: PageRequest): Promise<readonly Connector[]> {
    return this.store.listConnectors(scope, page);
  }

  find(scope: TenantScope, slug: string): Promise<Connector | undefined> {
    return this.store.findConnector(scope, slug);
  }

  /** The owners of things, by their keys; who is missing is no more. Asks nothing for none. */
  async findByPk(scope: TenantScope, pks: readonly number[]): Promise<readonly Connector[]> {
    return pks.length === 0 ? [] : this.store.findConnectorsByPk(scope, pks);
  }

  /** @returns undefined when the slug is taken in this tenant @throws KeyTaken | TooManyConnectors */
  async create(
    call: Call,
    scope: TenantScope,
    wanted: Omit<ConnectorDraft, 'id'>,
    claim?: KeyClaim,
  ): Promise<Connector | undefined> {
    const { draft, event } = newConnector(call, wanted);
    const created = await this.store.createConnector(scope, draft, event, claim);
    if (created !== undefined) call.recorded = true;
    return created;
  }

  /** A patch that changes nothing writes nothing. @returns undefined when the connector is gone */
  async update(
    call: Call,
    connector: Connector,
    wanted: ConnectorPatch | ((before: Connector) => ConnectorPatch),
  ): Promise<Connector | undefined> {
    const updated = await this.store.updateConnector({ tenantPk: connector.tenantPk }, connector.pk, (before) => {
      const patch = typeof wanted === 'function' ? wanted(before) : wanted;
      const changes = changedFields<ConnectorPatch>(before, patch);
      return changes.length === 0 ? undefined : { patch, event: updateEvent(call, before, changes) };
    });
    if (updated?.changed === true) call.recorded = true;
    if (updated?.changed !== false) this.changes.announce();
    return updated?.row;
  }

  /** Its credentials go with it; its users and groups become `manual`. @returns false when it was gone */
  async delete(call: Call, connector: Connector): Promise<boolean> {
    const event = makeEvent(call, {
      eventType: 'application.lifecycle.delete',
      displayMessage: `The connector ${connector.displayName} was deleted with its credentials`,
      severity: 'WARN',
      target: [connectorTarget(connector)],
    });
    const scope = { tenantPk: connector.tenantPk };
    const deleted = await this.store.deleteConnector(scope, connector.pk, event, (resources) =>
      makeEvent(call, {
        eventType: 'application.lifecycle.release',
        displayMessage: `${resources} users and groups of the connector ${connector.displayName} became manual, for it is being deleted`,
        target: [connectorTarget(connector)],
      }),
    );
    if (deleted) call.recorded = true;
    this.changes.announce();
    return deleted;
  }
}

/** A connector that is to be made, and what the log says about it. */
export function newConnector(
  call: Call,
  wanted: Omit<ConnectorDraft, 'id'>,
): { readonly draft: ConnectorDraft; readonly event: LogEvent } {
  const draft = { id: uuidv7(), ...wanted };
  const event = makeEvent(call, {
    eventType: 'application.lifecycle.create',
    displayMessage: `The connector ${wanted.displayName} was created`,
    target: [connectorTarget(draft)],
    changes: changedFields<Partial<ConnectorDraft>>({}, wanted),
  });
  return { draft, event };
}

function updateEvent(call: Call, connector: Connector, changes: readonly AttributeChange[]): LogEvent {
  const turned = switched(changes, 'syncEnabled');
  return makeEvent(call, {
    ...(turned === undefined ? describeUpdate(connector) : describeSwitch(connector, turned)),
    target: [connectorTarget(connector)],
    changes,
  });
}

function describeSwitch(
  { displayName }: Connector,
  { isOn, isWithMore }: Switched,
): { eventType: string; displayMessage: string } {
  return {
    eventType: `application.lifecycle.${isOn ? 'activate' : 'deactivate'}`,
    displayMessage:
      `Synchronization of the connector ${displayName} was switched ${isOn ? 'on' : 'off'}` +
      (isWithMore ? ', and other settings of it were changed' : ''),
  };
}

function describeUpdate(connector: Connector): { eventType: string; displayMessage: string } {
  return {
    eventType: 'application.lifecycle.update',
    displayMessage: `The connector ${connector.displayName} was changed`,
  };
}

/** How a connector appears in the log. */
export function connectorTarget(connector: Pick<Connector, 'id' | 'slug' | 'displayName'>): LogTarget {
  const { id, slug, displayName } = connector;
  return { alternateId: slug, detailEntry: null, displayName, id, type: 'AppInstance' };
}
