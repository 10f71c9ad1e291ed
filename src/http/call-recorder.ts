import { Injectable } from '@nestjs/common';
import type { Call, CallScope } from '../audit/call.js';
import { type CallEnd, CallMetrics } from '../audit/call-metrics.js';
import { EventBuffer } from '../audit/event-buffer.js';
import type { LogEvent, LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import { ToleranceUsesService } from '../tenancy/tolerance-uses.service.js';
import { PathScope } from '../credentials/path-scope.js';
import { RepeatedRefusals } from './repeated-refusals.js';
import { SummarizedReads } from './summarized-reads.js';
import { surfaceOf } from './surface-of.js';

export interface Refusal {
  readonly status: number;
  readonly scimType?: string | undefined;
  readonly reason: string;
  /** Where the status does not tell it. */
  readonly eventType?: string;
}

const CALL_API = 'application.provision.integration.call_api';

/** Event types of refusals that reached no operation. */
function refusalType(status: number): string {
  if (status === 401) return 'application.integration.authentication_failure';
  if (status === 429) return 'application.integration.rate_limit_exceeded';
  return 'application.integration.general_failure';
}

const REFUSED: Readonly<Record<number, string>> = {
  401: 'A caller could not be authenticated',
  403: 'A call was refused',
  404: 'A call named something that does not exist',
  405: 'A call used a method that is not allowed here',
  413: 'A call sent a body that is too large',
  415: 'A call sent a body of an unsupported type',
};

/**
 * Sees to it that every SCIM call leaves one event: the change event that its transaction committed, else one made here.
 * Only strangers who are refused over and over share one (`RepeatedRefusals`), and reads where the connector says so
 * (`SummarizedReads`).
 * A refusal whose path names no tenant stands in the process log alone; one whose tenant the database cannot tell now gets its
 * event when it can.
 */
@Injectable()
export class CallRecorder {
  constructor(
    private readonly buffer: EventBuffer,
    private readonly paths: PathScope,
    private readonly toleranceUses: ToleranceUsesService,
    private readonly repeated: RepeatedRefusals,
    private readonly reads: SummarizedReads,
    private readonly metrics: CallMetrics,
  ) {}

  succeeded(call: Call, status: number): void {
    this.toleranceUses.noteSuccess(call);
    const { scope, operation } = call;
    const eventType = call.recorded ? call.eventType : (operation?.eventType ?? CALL_API);
    // A bulk request makes no event; its operations do.
    if (eventType === undefined) return;
    this.count(call, { eventType, status });
    if (call.recorded || scope === undefined) return;
    call.recorded = true;
    if (this.reads.take(call, scope)) return;
    this.buffer.add(
      scope.tenantPk,
      makeEvent(call, {
        eventType,
        displayMessage:
          operation?.success ?? `${call.actor?.displayName ?? 'A caller'} called ${call.method} ${call.path}`,
        target: targetsOf(call),
        debugData: { status },
      }),
    );
  }

  async refused(call: Call, refusal: Refusal): Promise<void> {
    const eventType = call.operation?.eventType ?? refusal.eventType ?? refusalType(refusal.status);
    let isAway = false;
    try {
      call.scope ??= await this.scopeOf(call.path);
    } catch {
      isAway = true;
    }
    const { scope, explain } = call;
    this.count(call, { eventType, status: refusal.status, scimType: refusal.scimType });
    if (call.recorded || (scope === undefined && !isAway)) return;
    call.recorded = true;
    if (scope === undefined) return this.recordLater(call, refusalEvent(call, eventType, refusal));
    if (isStranger(call) && !this.repeated.isAlone(call, scope, refusal.status)) return;
    this.buffer.add(
      scope.tenantPk,
      refusalEvent(call, eventType, refusal),
      explain && ((event) => explain(event, scope)),
    );
  }

  /** Whose call it is can be told when the database is back. */
  private recordLater({ path, explain }: Call, event: LogEvent): void {
    this.buffer.addUnassigned(async () => {
      const scope = await this.scopeOf(path);
      return (
        scope && {
          tenantPk: scope.tenantPk,
          event: ofConnector(event, scope),
          complete: explain && ((own) => explain(own, scope)),
        }
      );
    });
  }

  /** What admins do is counted by its answer alone. */
  private count(call: Call, end: CallEnd): void {
    const surface = surfaceOf(call.path);
    if (surface === 'scim' || surface === 'oauth') this.metrics.ended(call, end);
  }

  /** For calls that were refused before the guard knew who calls. @throws ScimError 503 while the database cannot tell */
  private async scopeOf(path: string): Promise<CallScope | undefined> {
    const [, root, tenantSlug, connectorSlug] = path.split('/');
    return root?.toLowerCase() === 'scim' ? this.paths.lookUp(tenantSlug, connectorSlug) : undefined;
  }
}

/** Anybody can be one as often as he likes. */
function isStranger({ actor, failedSignIn }: Call): boolean {
  return actor === undefined || failedSignIn === true;
}

function refusalEvent(call: Call, eventType: string, { status, scimType, reason }: Refusal): LogEvent {
  return makeEvent(call, {
    eventType,
    displayMessage: call.operation?.failure ?? REFUSED[status] ?? 'A call failed',
    severity: status >= 500 && status !== 501 ? 'ERROR' : 'WARN',
    outcome: { result: 'FAILURE', reason: call.refusal ?? reason },
    target: targetsOf(call),
    debugData: { ...(scimType === undefined ? {} : { scimType }), status },
  });
}

/** The event of a call whose connector was not known when it was made. */
function ofConnector(event: LogEvent, { connector }: CallScope): LogEvent {
  if (connector === undefined) return event;
  return {
    ...event,
    debugContext: { debugData: { appname: connector.slug, ...event.debugContext.debugData } },
    target: [...event.target, connectorTarget(connector)],
  };
}

/** What the call is about, and the connector through which it came: Okta's two targets. */
function targetsOf({ operation, scope }: Call): readonly LogTarget[] {
  const about = operation?.target === undefined ? [] : [operation.target];
  return scope?.connector === undefined ? about : [...about, connectorTarget(scope.connector)];
}
