import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { LogEvent } from '../../src/audit/log-event.js';

/** A complete log event that says little. */
export function sampleEvent(displayMessage = 'Something happened', published = new Date().toISOString()): LogEvent {
  return {
    uuid: uuidv7(),
    published,
    eventType: 'test.event',
    version: '0',
    severity: 'INFO',
    legacyEventType: null,
    displayMessage,
    actor: { id: 'system', type: 'SystemPrincipal', alternateId: 'system', displayName: 'Test', detailEntry: null },
    client: {
      userAgent: { rawUserAgent: null, os: null, browser: null },
      zone: null,
      device: null,
      id: null,
      ipAddress: null,
      geographicalContext: null,
    },
    outcome: { result: 'SUCCESS', reason: null },
    target: [],
    transaction: { type: 'WEB', id: 'none', detail: {} },
    debugContext: { debugData: {} },
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: null,
    },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    request: { ipChain: [] },
    changes: [],
  };
}

/** An update that asks nothing of the row. */
export const updateTo =
  <Patch>(patch: Patch, displayMessage?: string) =>
  (): { readonly patch: Patch; readonly event: LogEvent } => ({ patch, event: sampleEvent(displayMessage) });
