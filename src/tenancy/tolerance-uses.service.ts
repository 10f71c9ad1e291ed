import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import type { Tolerance } from '../protocol/tolerance/tolerances.js';
import { BatchRecorder } from './batch-recorder.js';
import { addUses, type ConnectorToleranceUses, type ToleranceUses, ToleranceUseStore } from './tolerance-use-store.js';
import type { Connector } from './tenant.js';

const INTERVAL_MS = 5_000;

/** Counts by connector which departures from the RFC its calls made. Calls that were refused do not count. */
@Injectable()
export class ToleranceUsesService implements OnApplicationShutdown {
  private readonly recorder: BatchRecorder<ConnectorToleranceUses>;

  constructor(
    private readonly store: ToleranceUseStore,
    log: ProcessLog,
  ) {
    this.recorder = new BatchRecorder((uses) => store.add(uses), log, {
      ...{ intervalMs: INTERVAL_MS, what: 'the uses of tolerances', merge: addUses },
    });
  }

  /** Counts what a call that succeeded made use of; written later, in a batch. */
  noteSuccess({ scope, tolerances }: Call): void {
    if (scope?.connector === undefined || tolerances === undefined || tolerances.size === 0) return;
    const use = { uses: 1, lastUsedAt: new Date().toISOString() };
    const uses = new Map(Array.from(tolerances, (name): [Tolerance, typeof use] => [name, use]));
    this.recorder.note({ pk: scope.connector.pk, tenantPk: scope.tenantPk, uses });
  }

  /** Of every call so far. */
  async of(connector: Connector): Promise<ToleranceUses> {
    await this.recorder.flush();
    return this.store.find({ tenantPk: connector.tenantPk }, connector.pk);
  }

  onApplicationShutdown(): Promise<void> {
    return this.recorder.flush();
  }
}
