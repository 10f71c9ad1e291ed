import { type Metric, MetricSource } from './metric-source.js';

/**
 * Something that asks the database for its numbers, which may mean to count. However many scrape, and however often, it asks
 * once at a time, and shows for a while what it was answered.
 */
export abstract class StoredMetricSource extends MetricSource {
  /** How long an answer is shown; less than the usual pause between two scrapes, so that one scraper alone sees none twice. */
  keptMs = 10_000;
  private asked: Promise<readonly Metric[]> | undefined;
  /** Undefined while the answer is on its way: whoever comes meanwhile waits for the same one. */
  private answeredMs: number | undefined;

  /** Asks. Never runs twice at once. */
  protected abstract read(): Promise<readonly Metric[]>;

  override collect(): Promise<readonly Metric[]> {
    const isOld = this.answeredMs !== undefined && performance.now() - this.answeredMs >= this.keptMs;
    if (this.asked === undefined || isOld) this.asked = this.ask();
    return this.asked;
  }

  private async ask(): Promise<readonly Metric[]> {
    this.answeredMs = undefined;
    try {
      const metrics = await this.read();
      this.answeredMs = performance.now();
      return metrics;
    } catch (error) {
      this.answeredMs = -Infinity;
      throw error;
    }
  }
}
