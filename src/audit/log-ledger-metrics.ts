import { Injectable } from '@nestjs/common';
import { LogLedgerStore } from './log-ledger-store.js';
import { gauge, type Metric } from './metric-source.js';
import { StoredMetricSource } from './stored-metric-source.js';

/** How far the chain and the index lag behind the log. */
@Injectable()
export class LogLedgerMetrics extends StoredMetricSource {
  readonly source = 'log_ledger';

  constructor(private readonly ledger: LogLedgerStore) {
    super();
  }

  protected override async read(): Promise<readonly Metric[]> {
    const pending = await this.ledger.pendingOfAll();
    return [gauge('rollbook_log_unchained_events', 'Log events that are not in the chain and the index yet.', pending)];
  }
}
