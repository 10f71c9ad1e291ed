import { type Metric, MetricSource } from '../audit/metric-source.js';
import type { Database } from './abstract-database.js';
import { RESTART_REASONS } from './database-errors.js';
import type { TurnstileLoad } from './turnstile.js';

/** Who waits for the database, and how often a unit of work had to run again. Asks the database nothing. */
export class DatabaseMetrics extends MetricSource {
  readonly source = 'database';

  constructor(private readonly database: Database) {
    super();
  }

  override collect(): readonly Metric[] {
    const loads = Object.entries(this.database.loads());
    const perPool = (name: string, help: string, pick: (load: TurnstileLoad) => number): Metric => ({
      name: `rollbook_database_pool_${name}`,
      help,
      type: name.endsWith('_total') ? 'counter' : 'gauge',
      labels: ['pool'],
      values: loads.map(([pool, load]) => ({ labels: { pool }, value: pick(load) })),
    });
    return [
      perPool('limit', 'Places of the pool: connections, or the one writer of SQLite.', ({ limit }) => limit),
      perPool('in_use', 'Places of the pool that are taken.', ({ inUse }) => inUse),
      perPool('waiting', 'Callers that wait for a place of the pool.', ({ waiting }) => waiting),
      perPool('timeouts_total', 'Callers that waited for a place in vain.', ({ timeouts }) => timeouts),
      {
        name: 'rollbook_transaction_restarts_total',
        help: 'Transactions that ran again because the database gave them up.',
        type: 'counter',
        labels: ['reason'],
        values: RESTART_REASONS.map((reason) => ({
          labels: { reason },
          value: this.database.restarts.get(reason) ?? 0,
        })),
      },
    ];
  }
}
