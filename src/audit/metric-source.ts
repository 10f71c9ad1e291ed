/** One metric as Prometheus knows it, with its values now. */
export interface Metric {
  /** `rollbook_…`; a counter ends with `_total`, and units stand in the name (`_seconds`). */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** A counter only grows while the process lives. */
  readonly type: 'gauge' | 'counter';
  /** The names of its labels; none if absent. */
  readonly labels?: readonly string[];
  readonly values: readonly MetricValue[];
}

export interface MetricValue {
  /** A value for each name in `labels`. Bounded in number: constants and slugs, never ids or what a client sent. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Something that knows numbers about this instance and is asked for them at every scrape of `/metrics`. Whichever module
 * lists a subclass among its providers has its metrics shown; nothing else is to be registered.
 */
export abstract class MetricSource {
  /** A word for `rollbook_metric_source_up`. */
  abstract readonly source: string;
  /**
   * Asked about every 15 seconds, by any number of scrapers. One that throws, or takes longer than two seconds, is left out of
   * that scrape. One that asks the database is a `StoredMetricSource`.
   */
  abstract collect(): readonly Metric[] | Promise<readonly Metric[]>;
}

/** A gauge without labels. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', values: [{ value }] };
}

/** A counter without labels. */
export function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', values: [{ value }] };
}
