import { shownText } from '../protocol/shown-text.js';
import { uuidv7 } from './uuidv7.js';
import type { Call } from './call.js';
import type { AttributeChange, LogActor, LogEvent, LogTarget } from './log-event.js';

export interface EventContent {
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity?: LogEvent['severity'];
  readonly outcome?: LogEvent['outcome'];
  readonly target?: readonly LogTarget[];
  readonly changes?: readonly AttributeChange[];
  readonly debugData?: Readonly<Record<string, string | number | null>>;
}

const ANONYMOUS: LogActor = {
  id: 'anonymous',
  type: 'Anonymous',
  alternateId: 'anonymous',
  displayName: 'Unknown caller',
  detailEntry: null,
};

// The same in every event; nobody changes an event once it is made.
const AUTHENTICATION: LogEvent['authenticationContext'] = {
  authenticationProvider: null,
  credentialProvider: null,
  credentialType: null,
  issuer: null,
  interface: null,
  authenticationStep: 0,
  externalSessionId: null,
};
const SECURITY: LogEvent['securityContext'] = { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null };

/** Okta limits these strings; longer ones are cut, never refused. */
const clip = (text: string, length = 255): string => (text.length <= length ? text : shownText(text, length - 1));

/** Makes the log event of a call. Everything in it comes from here or from `content`: an allow-list by construction. */
export function makeEvent(call: Call, content: EventContent): LogEvent {
  // For whoever counts calls by what they turned out to be; a unit of work that runs again makes its event again.
  call.eventType = content.eventType;
  const actor = call.actor ?? ANONYMOUS;
  const outcome = content.outcome ?? { result: 'SUCCESS', reason: null };
  return {
    uuid: uuidv7(),
    published: new Date().toISOString(),
    eventType: content.eventType,
    version: '0',
    severity: content.severity ?? (outcome.result === 'FAILURE' ? 'ERROR' : 'INFO'),
    legacyEventType: null,
    displayMessage: clip(content.displayMessage),
    actor,
    client: {
      userAgent: { rawUserAgent: call.userAgent === null ? null : clip(call.userAgent), os: null, browser: null },
      zone: null,
      device: null,
      id: null,
      ipAddress: call.ipAddress,
      geographicalContext: null,
    },
    outcome: { result: outcome.result, reason: outcome.reason === null ? null : clip(outcome.reason) },
    target: content.target ?? [],
    transaction: {
      type: 'WEB',
      id: call.id,
      detail: actor.type === 'Anonymous' ? {} : { requestApiTokenId: actor.id },
    },
    debugContext: {
      debugData: {
        method: call.method,
        requestUri: clip(call.path),
        durationMs: Math.round(performance.now() - call.startedMs),
        ...(call.scope?.connector === undefined ? {} : { appname: call.scope.connector.slug }),
        ...(outcome.result === 'SUCCESS' ? tolerancesOf(call) : {}),
        ...content.debugData,
      },
    },
    authenticationContext: AUTHENTICATION,
    securityContext: SECURITY,
    request: {
      ipChain:
        call.ipAddress === null
          ? []
          : [{ ip: call.ipAddress, version: call.ipAddress.includes(':') ? 'V6' : 'V4', source: null }],
    },
    changes: content.changes ?? [],
  };
}

/** Which departures from the RFC the call made; a call that is refused made none that counts. */
function tolerancesOf({ tolerances }: Call): { readonly tolerances?: string } {
  return tolerances === undefined || tolerances.size === 0 ? {} : { tolerances: [...tolerances].join(', ') };
}
