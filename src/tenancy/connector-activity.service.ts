import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { instantText } from '../audit/instant-text.js';
import { ProcessLog } from '../audit/process-log.js';
import { BatchRecorder } from './batch-recorder.js';
import {
  type ConnectorActivity,
  ConnectorActivityStore,
  type ConnectorOverview,
  mergeActivity,
} from './connector-activity-store.js';
import type { Connector } from './tenant.js';

/** After so long another instance sees it, too. */
const INTERVAL_MS = 2_000;

/** When the IdP of a connector last called, and how it was answered. */
@Injectable()
export class ConnectorActivityService implements OnApplicationShutdown {
  private readonly recorder: BatchRecorder<ConnectorActivity>;

  constructor(
    private readonly store: ConnectorActivityStore,
    log: ProcessLog,
  ) {
    this.recorder = new BatchRecorder((activities) => store.record(activities), log, {
      ...{ intervalMs: INTERVAL_MS, what: 'the activity of connectors', merge: mergeActivity },
    });
  }

  /**
   * Notes the answer to a SCIM call. Calls with a credential of the connector count, and 401 under its base URL: an IdP
   * whose token has expired is what an admin looks for. What anybody may read does not count without a credential.
   */
  noteAnswer(call: Call, status: number): void {
    const { scope, actor } = call;
    if (scope?.connector === undefined) return;
    if (actor?.type !== 'PublicClientApp' && status !== 401) return;
    const at = instantText();
    this.recorder.note({
      pk: scope.connector.pk,
      tenantPk: scope.tenantPk,
      lastRequestAt: at,
      lastSuccessAt: status < 400 ? at : null,
      lastStatus: status,
    });
  }

  /** By the key of the connector; of those of one tenant that were called at all. */
  async of(connectors: readonly Connector[]): Promise<ReadonlyMap<number, ConnectorActivity>> {
    const [first] = connectors;
    if (first === undefined) return new Map();
    const pks = connectors.map(({ pk }) => pk);
    const found = new Map((await this.store.find({ tenantPk: first.tenantPk }, pks)).map((one) => [one.pk, one]));
    for (const pk of pks) {
      const latest = this.latest(pk, found.get(pk));
      if (latest !== undefined) found.set(pk, latest);
    }
    return found;
  }

  /** How the connectors of all tenants are doing, the oldest first. */
  async overview(limit: number): Promise<readonly ConnectorOverview[]> {
    const connectors = await this.store.overview(limit);
    return connectors.map((one) => ({ ...one, activity: this.latest(one.pk, one.activity) }));
  }

  onApplicationShutdown(): Promise<void> {
    return this.recorder.flush();
  }

  private latest(pk: number, stored: ConnectorActivity | undefined): ConnectorActivity | undefined {
    const unwritten = this.recorder.unwritten(pk);
    return stored === undefined || unwritten === undefined ? (stored ?? unwritten) : mergeActivity(stored, unwritten);
  }
}
