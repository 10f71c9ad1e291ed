import { CallMetrics } from '../../src/audit/call-metrics.js';

/** Counts nothing. */
export class NoMetrics extends CallMetrics {
  override answered(): void {}
  override ended(): void {}
  override keepOnly(): void {}
}
