import { Counter, Histogram, Registry } from 'prom-client';
import type { Call } from '../audit/call.js';
import { type CallEnd, CallMetrics, type ConnectorName, MOST_CONNECTORS, type Surface } from '../audit/call-metrics.js';
import { CallSeries } from './call-series.js';
import { type CallCollectors, ConnectorSeries } from './connector-series.js';

/** What those that come later share. No slug: it has an underscore. */
const OTHERS = '_others';

/** In seconds. Okta gives up after 60, a transaction after 25. */
const BUCKETS = [0.005, 0.01, 0.025, 0.1, 0.25, 1, 5, 25];
const NAMES = ['tenant', 'connector'] as const;
const CLIENT_CLOSED = 499;

/** Counts calls in memory, for the scrapes of this instance. */
export class PrometheusCallMetrics extends CallMetrics {
  private readonly registered = new Registry();
  private readonly requests: Counter<'surface' | 'status'>;
  private readonly requestDurations: Histogram<'surface' | 'status_class'>;
  private readonly collectors: CallCollectors;
  private readonly answers = new Map<Surface, Map<number, CallSeries>>();
  private readonly connectors = new Map<string, ConnectorSeries>();
  /** Calls of one connector come one after the other. */
  private latest: ConnectorSeries | undefined;

  constructor() {
    super();
    const registers = [this.registered];
    this.requests = new Counter({
      ...{ name: 'rollbook_http_requests_total', labelNames: ['surface', 'status'], registers },
      help: 'HTTP requests by the part of the server and the status; 499: the client went away before.',
    });
    this.requestDurations = new Histogram({
      ...{ name: 'rollbook_http_request_duration_seconds', labelNames: ['surface', 'status_class'], registers },
      ...{ help: 'How long HTTP requests took until they were answered.', buckets: BUCKETS },
    });
    this.collectors = collectorsIn(this.registered);
  }

  /** What is to be scraped, with all calls so far. */
  get registry(): Registry {
    for (const ofSurface of this.answers.values()) for (const series of ofSurface.values()) series.count();
    for (const series of this.connectors.values()) series.count();
    return this.registered;
  }

  override answered(surface: Surface, status: number, durationMs: number): void {
    this.answer(surface, status).add(durationMs);
  }

  override ended(call: Call, end: CallEnd): void {
    const { scope, tolerances } = call;
    const series = this.series(scope?.tenantSlug ?? '', scope?.connector?.slug ?? '');
    series.add(end, performance.now() - call.startedMs);
    if (end.status < 400 && tolerances !== undefined) for (const name of tolerances) series.addTolerance(name);
  }

  override keepOnly(connectors: readonly ConnectorName[]): void {
    this.latest = undefined;
    const tenants = new Set(connectors.map(({ tenant }) => tenant));
    const names = new Set(connectors.map(({ tenant, connector }) => `${tenant}/${connector}`));
    for (const [key, series] of this.connectors) {
      const isKept = series.connector === '' ? series.tenant === '' || tenants.has(series.tenant) : names.has(key);
      if (isKept) continue;
      series.remove();
      this.connectors.delete(key);
    }
  }

  private series(tenant: string, connector: string): ConnectorSeries {
    const { latest } = this;
    if (latest?.tenant === tenant && latest.connector === connector) return latest;
    return (this.latest = this.find(tenant, connector));
  }

  private find(tenant: string, connector: string): ConnectorSeries {
    const key = `${tenant}/${connector}`;
    const known = this.connectors.get(key);
    if (known !== undefined) return known;
    if (this.connectors.size >= MOST_CONNECTORS && tenant !== OTHERS) return this.find(OTHERS, OTHERS);
    const made = new ConnectorSeries(tenant, connector, this.collectors);
    this.connectors.set(key, made);
    return made;
  }

  private answer(surface: Surface, status: number): CallSeries {
    const ofSurface = this.answers.get(surface) ?? new Map<number, CallSeries>();
    this.answers.set(surface, ofSurface);
    const known = ofSurface.get(status);
    if (known !== undefined) return known;
    const made = new CallSeries(
      this.requests.labels({ surface, status: String(status) }),
      this.requestDurations.labels({ surface, status_class: statusClass(status) }),
    );
    ofSurface.set(status, made);
    return made;
  }
}

function collectorsIn(registry: Registry): CallCollectors {
  const registers = [registry];
  return {
    operations: new Counter({
      ...{ name: 'rollbook_operations_total', labelNames: [...NAMES, 'operation', 'outcome'], registers },
      help: 'SCIM operations by connector, event type of the log and outcome.',
    }),
    durations: new Histogram({
      ...{ name: 'rollbook_operation_duration_seconds', labelNames: [...NAMES, 'operation', 'outcome'], registers },
      ...{ help: 'How long SCIM operations took.', buckets: BUCKETS },
    }),
    refusals: new Counter({
      ...{ name: 'rollbook_refusals_total', labelNames: [...NAMES, 'status', 'scim_type'], registers },
      help: 'SCIM operations that were refused or failed, by status and scimType.',
    }),
    tolerances: new Counter({
      ...{ name: 'rollbook_tolerance_uses_total', labelNames: [...NAMES, 'tolerance'], registers },
      help: 'Departures from the RFC that were accepted, by tolerance.',
    }),
  };
}

/** `2xx` and so on; a client that does not wait for its answer is worth a class of its own. */
function statusClass(status: number): string {
  return status === CLIENT_CLOSED ? 'aborted' : `${Math.floor(status / 100)}xx`;
}
