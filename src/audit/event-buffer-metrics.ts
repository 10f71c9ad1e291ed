import { Injectable } from '@nestjs/common';
import { EventBuffer } from './event-buffer.js';
import { counter, gauge, type Metric, MetricSource } from './metric-source.js';

/** How far the log of reads and refusals lags behind, and what was lost of it. */
@Injectable()
export class EventBufferMetrics extends MetricSource {
  readonly source = 'log';

  constructor(private readonly buffer: EventBuffer) {
    super();
  }

  override collect(): readonly Metric[] {
    const { pending, capacity, dropped, failedWrites } = this.buffer.figures();
    return [
      gauge('rollbook_log_pending_events', 'Log events of reads and refusals that wait to be written.', pending),
      gauge('rollbook_log_pending_events_limit', 'How many may wait; what is on top is dropped.', capacity),
      counter('rollbook_log_dropped_events_total', 'Log events of reads and refusals that were dropped.', dropped),
      counter('rollbook_log_write_failures_total', 'Batches of log events that could not be written.', failedWrites),
    ];
  }
}
