import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { connectorTarget } from './connectors.service.js';
import { TenancyChanges } from './tenancy-changes.js';
import { TenantStore } from './tenant-store.js';
import type { Connector } from './tenant.js';

const MINUTE_MS = 60_000;
/** Minutes that the bodies of a connector may be captured at a time. */
export const MAX_CAPTURE_MINUTES = 60;

/** Switches the capture of bodies on for a while, and off. That its time is over needs no event: the one that began it says when. */
@Injectable()
export class BodyCaptureSwitch {
  constructor(
    private readonly store: TenantStore,
    private readonly changes: TenancyChanges,
  ) {}

  /** @returns undefined when the connector is gone */
  on(call: Call, connector: Connector, minutes: number): Promise<Connector | undefined> {
    const until = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    return this.turn(call, connector, until);
  }

  /** One that is off stays so, without a word. @returns undefined when the connector is gone */
  off(call: Call, connector: Connector): Promise<Connector | undefined> {
    return this.turn(call, connector, null);
  }

  private async turn(
    call: Call,
    { tenantPk, pk }: Connector,
    bodyCaptureUntil: string | null,
  ): Promise<Connector | undefined> {
    const updated = await this.store.updateConnector({ tenantPk }, pk, (before) =>
      capturesUntil(before) === bodyCaptureUntil
        ? undefined
        : { patch: { bodyCaptureUntil }, event: turnEvent(call, before, bodyCaptureUntil) },
    );
    if (updated?.changed === true) call.recorded = true;
    if (updated?.changed !== false) this.changes.announce();
    return updated?.row;
  }
}

function turnEvent(call: Call, connector: Connector, until: string | null): LogEvent {
  const { displayName, bodyCaptureUntil: from } = connector;
  return makeEvent(call, {
    eventType: `application.integration.body_capture.${until === null ? 'stop' : 'start'}`,
    displayMessage: `The bodies of the calls of ${displayName} are captured${until === null ? ' no more' : `, masked, until ${until}`}`,
    severity: 'WARN',
    target: [connectorTarget(connector)],
    changes: [{ path: 'bodyCaptureUntil', from, to: until }],
  });
}

/** Until when the bodies of a connector are captured; null where they are not, or no more. */
export function capturesUntil({ bodyCaptureUntil }: Connector): string | null {
  return bodyCaptureUntil !== null && Date.parse(bodyCaptureUntil) > Date.now() ? bodyCaptureUntil : null;
}
