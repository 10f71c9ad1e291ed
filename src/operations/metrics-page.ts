import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Counter, Gauge, Registry } from 'prom-client';
import { type Metric, MetricSource } from '../audit/metric-source.js';
import { ProcessLog } from '../audit/process-log.js';
import { processMetrics } from './process-metrics.js';
import { PrometheusCallMetrics } from './prometheus-call-metrics.js';
import { SOURCE_UP } from './source-up.js';

/** Prometheus itself gives up after ten seconds. */
const PATIENCE_MS = 2_000;

/** Puts one scrape together: what was counted, what the sources of all modules know now, and the process. */
@Injectable()
export class MetricsPage implements OnApplicationBootstrap {
  private sources: readonly MetricSource[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly calls: PrometheusCallMetrics,
    private readonly log: ProcessLog,
  ) {
    // From now on: the first scrape is to tell of the start, too.
    processMetrics();
  }

  onApplicationBootstrap(): void {
    const providers = this.discovery.getProviders().map(({ instance }): unknown => instance);
    this.sources = [...new Set(providers.filter((one) => one instanceof MetricSource))];
  }

  /** The page in Prometheus' text format 0.0.4. */
  async render(): Promise<string> {
    const registry = new Registry();
    const up = new Gauge({ ...SOURCE_UP, labelNames: ['source'], registers: [registry] });
    const answers = await Promise.all(this.sources.map((source) => this.ask(source)));
    this.sources.forEach(({ source }, index) => {
      const metrics = answers[index];
      up.set({ source }, Number(metrics !== undefined && this.shown(source, metrics, registry)));
    });
    const pages = [this.calls.registry, registry, processMetrics()].map((one) => one.metrics());
    return (await Promise.all(pages)).join('\n');
  }

  private async ask(source: MetricSource): Promise<readonly Metric[] | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it took too long')), PATIENCE_MS);
    });
    try {
      return await Promise.race([Promise.resolve(source.collect()), tooLate]);
    } catch (error) {
      this.log.warn({ err: error, source: source.source }, 'a source of metrics did not answer');
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns false where two sources use one name, or one a name that is none */
  private shown(source: string, metrics: readonly Metric[], registry: Registry): boolean {
    try {
      for (const metric of metrics) {
        const isTaken = [this.calls.registry, processMetrics()].some((one) => one.getSingleMetric(metric.name));
        if (isTaken) throw new Error(`the name ${metric.name} is taken`);
        show(metric, registry);
      }
      return true;
    } catch (error) {
      this.log.error({ err: error, source }, 'a source of metrics cannot be shown');
      return false;
    }
  }
}

function show({ name, help, type, labels = [], values }: Metric, registry: Registry): void {
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  if (type === 'gauge') {
    const gauge = new Gauge(options);
    for (const one of values) gauge.set({ ...one.labels }, one.value);
  } else {
    const counter = new Counter(options);
    for (const one of values) counter.inc({ ...one.labels }, one.value);
  }
}
