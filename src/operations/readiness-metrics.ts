import { Injectable } from '@nestjs/common';
import { gauge, type Metric, MetricSource } from '../audit/metric-source.js';
import { Readiness } from './readiness.js';

/** A database that takes longer is as good as none; a scraper does not wait for it. */
const PATIENCE_MS = 1_000;

/** What `/readyz` says, as a number. */
@Injectable()
export class ReadinessMetrics extends MetricSource {
  readonly source = 'readiness';

  constructor(private readonly readiness: Readiness) {
    super();
  }

  override async collect(): Promise<readonly Metric[]> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('The database is slow.'), PATIENCE_MS);
    });
    const reason = await Promise.race([this.readiness.notReadyBecause(), tooLate]);
    clearTimeout(timer);
    return [
      gauge(
        'rollbook_ready',
        'Whether the instance can serve, as /readyz has it: 1 or 0.',
        Number(reason === undefined),
      ),
    ];
  }
}
