import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
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
    return this.turn(call, connector, until, {
      eventType: 'application.integration.body_capture.start',
      displayMessage: `The bodies of the calls of ${connector.displayName} are captured, masked, until ${until}`,
    });
  }

  /** One that is off stays so, without a word. @returns undefined when the connector is gone */
  async off(call: Call, connector: Connector): Promise<Connector | undefined> {
    if (capturesUntil(connector) === null) return connector;
    return this.turn(call, connector, null, {
      eventType: 'application.integration.body_capture.stop',
      displayMessage: `The bodies of the calls of ${connector.displayName} are captured no more`,
    });
  }

  private async turn(
    call: Call,
    connector: Connector,
    until: string | null,
    words: { readonly eventType: string; readonly displayMessage: string },
  ): Promise<Connector | undefined> {
    const event = makeEvent(call, {
      ...words,
      severity: 'WARN',
      target: [connectorTarget(connector)],
      changes: [{ path: 'bodyCaptureUntil', from: connector.bodyCaptureUntil, to: until }],
    });
    const { tenantPk, pk } = connector;
    const updated = await this.store.updateConnector({ tenantPk }, pk, { bodyCaptureUntil: until }, event);
    if (updated !== undefined) call.recorded = true;
    this.changes.announce();
    return updated;
  }
}

/** Until when the bodies of a connector are captured; null where they are not, or no more. */
export function capturesUntil({ bodyCaptureUntil }: Connector): string | null {
  return bodyCaptureUntil !== null && Date.parse(bodyCaptureUntil) > Date.now() ? bodyCaptureUntil : null;
}
