import { Injectable } from '@nestjs/common';
import type { Metric } from '../metric-source.js';
import { StoredMetricSource } from '../stored-metric-source.js';
import { LogExporters } from './log-exporters.js';

/** How far the sinks of `LOG_EXPORT` lag behind the log. Without sinks there is nothing to say. */
@Injectable()
export class LogSinkMetrics extends StoredMetricSource {
  readonly source = 'log_sinks';

  constructor(private readonly exporters: LogExporters) {
    super();
  }

  protected override async read(): Promise<readonly Metric[]> {
    const backlogs = await this.exporters.backlogs();
    return [
      {
        name: 'rollbook_log_export_backlog_events',
        help: 'Log events of all tenants that are still to be sent, by sink.',
        ...{ type: 'gauge', labels: ['sink'] },
        values: [...backlogs].map(([sink, value]) => ({ labels: { sink }, value })),
      },
    ];
  }
}
