import type { Counter, Histogram } from 'prom-client';
import type { CallEnd } from '../audit/call-metrics.js';
import { CallSeries } from './call-series.js';

export const OUTCOMES = ['success', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What all connectors share. */
export interface CallCollectors {
  readonly operations: Counter<'tenant' | 'connector' | 'operation' | 'outcome'>;
  readonly durations: Histogram<'tenant' | 'connector' | 'operation' | 'outcome'>;
  readonly refusals: Counter<'tenant' | 'connector' | 'status' | 'scim_type'>;
  readonly tolerances: Counter<'tenant' | 'connector' | 'tolerance'>;
}

/** The series of one connector; what they are found by is made once, not at every call. */
export class ConnectorSeries {
  private readonly operations = new Map<string, Record<Outcome, CallSeries>>();
  private readonly refusals = new Map<string, Counter.Internal>();
  private readonly tolerances = new Map<string, Counter.Internal>();
  /** How to forget each of them. */
  private readonly removals: (() => void)[] = [];

  constructor(
    readonly tenant: string,
    readonly connector: string,
    private readonly collectors: CallCollectors,
  ) {}

  add({ eventType, status, scimType = '' }: CallEnd, durationMs: number): void {
    const outcome = outcomeOf(status);
    this.operation(eventType)[outcome].add(durationMs);
    if (outcome !== 'success') this.refusal(String(status), scimType).inc();
  }

  addTolerance(name: string): void {
    let series = this.tolerances.get(name);
    if (series === undefined) {
      const labels = { ...this.names(), tolerance: name };
      series = this.collectors.tolerances.labels(labels);
      this.tolerances.set(name, series);
      this.removals.push(() => this.collectors.tolerances.remove(labels));
    }
    series.inc();
  }

  /** Sees to it that all calls so far are counted. */
  count(): void {
    for (const series of this.operations.values()) for (const outcome of OUTCOMES) series[outcome].count();
  }

  remove(): void {
    for (const removal of this.removals) removal();
  }

  private operation(eventType: string): Record<Outcome, CallSeries> {
    let series = this.operations.get(eventType);
    if (series === undefined) {
      series = {
        success: this.newOperation(eventType, 'success'),
        refused: this.newOperation(eventType, 'refused'),
        failed: this.newOperation(eventType, 'failed'),
      };
      this.operations.set(eventType, series);
    }
    return series;
  }

  private newOperation(operation: string, outcome: Outcome): CallSeries {
    const labels = { ...this.names(), operation, outcome };
    const { operations, durations } = this.collectors;
    // A series that began with its first event would hide that one from rate() and increase().
    operations.inc(labels, 0);
    this.removals.push(() => {
      operations.remove(labels);
      durations.remove(labels);
    });
    return new CallSeries(operations.labels(labels), durations.labels(labels));
  }

  private refusal(status: string, scimType: string): Counter.Internal {
    const key = `${status} ${scimType}`;
    let series = this.refusals.get(key);
    if (series === undefined) {
      const labels = { ...this.names(), status, scim_type: scimType };
      series = this.collectors.refusals.labels(labels);
      this.refusals.set(key, series);
      this.removals.push(() => this.collectors.refusals.remove(labels));
    }
    return series;
  }

  private names(): { readonly tenant: string; readonly connector: string } {
    return { tenant: this.tenant, connector: this.connector };
  }
}

/** 501 is an answer like 404: the server has not failed. */
function outcomeOf(status: number): Outcome {
  if (status < 400) return 'success';
  return status < 500 || status === 501 ? 'refused' : 'failed';
}
