import { shownText } from '../protocol/shown-text.js';
import { uuidv7 } from './uuidv7.js';
import type { Call } from './call.js';
import type { AttributeChange, LogActor, LogEvent, LogTarget } from './log-event.js';
import { instantText } from './instant-text.js';

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
  alternateId: 'anonymous',
  detailEntry: null,
  displayName: 'Unknown caller',
  id: 'anonymous',
  type: 'Anonymous',
};

// The same in every event; nobody changes an event once it is made.
const AUTHENTICATION: LogEvent['authenticationContext'] = {
  authenticationProvider: null,
  authenticationStep: 0,
  credentialProvider: null,
  credentialType: null,
  externalSessionId: null,
  interface: null,
  issuer: null,
};
const SECURITY: LogEvent['securityContext'] = { asNumber: null, asOrg: null, domain: null, isProxy: null, isp: null };

/** Okta limits these strings; longer ones are cut, never refused. */
const clip = (text: string, length = 255): string => (text.length <= length ? text : shownText(text, length - 1));

/** The event of a refusal with more of what is known about it. What is absent stays as it is. */
export function explained(
  event: LogEvent,
  { reason, actor = event.actor }: { readonly reason?: string | undefined; readonly actor?: LogActor },
): LogEvent {
  return {
    ...event,
    actor,
    outcome: reason === undefined ? event.outcome : { reason: clip(reason), result: event.outcome.result },
    transaction: { ...event.transaction, detail: detailOf(actor) },
  };
}

/** Makes the log event of a call. Everything in it comes from here or from `content`: an allow-list by construction. */
export function makeEvent(call: Call, content: EventContent): LogEvent {
  // For whoever counts calls by what they turned out to be; a unit of work that runs again makes its event again.
  call.eventType = content.eventType;
  const actor = call.actor ?? ANONYMOUS;
  const outcome = content.outcome ?? { result: 'SUCCESS', reason: null };
  // Names stand in their order everywhere: such an event is written the fastest (canonical-json.ts).
  return {
    actor,
    authenticationContext: AUTHENTICATION,
    changes: content.changes ?? [],
    client: {
      device: null,
      geographicalContext: null,
      id: null,
      ipAddress: call.ipAddress,
      userAgent: { browser: null, os: null, rawUserAgent: call.userAgent === null ? null : clip(call.userAgent) },
      zone: null,
    },
    debugContext: { debugData: debugDataOf(call, outcome.result, content.debugData) },
    displayMessage: clip(content.displayMessage),
    effects: undefined,
    eventType: content.eventType,
    legacyEventType: null,
    outcome: { reason: outcome.reason === null ? null : clip(outcome.reason), result: outcome.result },
    published: instantText(),
    request: {
      ipChain:
        call.ipAddress === null
          ? []
          : [{ ip: call.ipAddress, source: null, version: call.ipAddress.includes(':') ? 'V6' : 'V4' }],
    },
    securityContext: SECURITY,
    severity: content.severity ?? (outcome.result === 'FAILURE' ? 'ERROR' : 'INFO'),
    target: content.target ?? [],
    transaction: {
      detail: detailOf(actor),
      id: call.id,
      type: 'WEB',
    },
    uuid: uuidv7(),
    version: '0',
  };
}

function detailOf(actor: LogActor): LogEvent['transaction']['detail'] {
  return actor.type === 'Anonymous' ? {} : { requestApiTokenId: actor.id };
}

function debugDataOf(
  call: Call,
  result: LogEvent['outcome']['result'],
  more: EventContent['debugData'],
): LogEvent['debugContext']['debugData'] {
  return {
    ...(call.scope?.connector === undefined ? {} : { appname: call.scope.connector.slug }),
    durationMs: Math.round(performance.now() - call.startedMs),
    method: call.method,
    requestUri: clip(call.path),
    ...more,
    ...(result === 'SUCCESS' ? tolerancesOf(call) : {}),
  };
}

/** Which departures from the RFC the call made; a call that is refused made none that counts. */
function tolerancesOf({ tolerances }: Call): { readonly tolerances?: string } {
  return tolerances === undefined || tolerances.size === 0 ? {} : { tolerances: [...tolerances].join(', ') };
}
