import { setImmediate as othersTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { LogQuery } from '../audit/log-store.js';
import { Problem } from '../http/problem.js';
import { ScimError } from '../protocol/scim-error.js';
import { parseLogQuery } from './log-query.js';
import { LogReader, tooMany } from './log-reader.js';
import { LogSummary, SUMMARY_FIELDS } from './log-summary.js';

const PAGE = 1_000;
/** Events that one summary counts. */
const MOST_EVENTS = 200_000;
const MOST_MS = 15_000;
/** Tenants for which this process counts at once. */
const AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;

/** Counts the events of a query, page by page, for one caller of a tenant at a time. */
@Injectable()
export class LogSummaries {
  /** Tenants. */
  private readonly underWay = new Set<number>();

  constructor(private readonly reader: LogReader) {}

  /** @throws Problem 400 for parameters, and where there are too many events to count; ScimError 429 while others count */
  async answer(tenantPk: number, parameters: Readonly<Record<string, unknown>>): Promise<object> {
    const { by = 'outcome.reason' } = parameters;
    if (typeof by !== 'string' || !SUMMARY_FIELDS.includes(by))
      throw Problem.invalid([{ path: 'by', detail: `must be one of ${SUMMARY_FIELDS.join(', ')}` }]);
    const paging = ['limit', 'after', 'sortOrder'].filter((name) => parameters[name] !== undefined);
    if (paging.length > 0)
      throw Problem.invalid(paging.map((path) => ({ path, detail: 'has no meaning here: all events are counted' })));
    const query = parseLogQuery(parameters, new Date(), { order: 'DESCENDING', since: 'week', also: ['by'] });
    this.assertFree(tenantPk);
    this.underWay.add(tenantPk);
    try {
      return await this.count(tenantPk, query, new LogSummary(by));
    } finally {
      this.underWay.delete(tenantPk);
    }
  }

  private assertFree(tenantPk: number): void {
    const isOwn = this.underWay.has(tenantPk);
    if (!isOwn && this.underWay.size < AT_ONCE) return;
    throw ScimError.tooManyRequests(
      `The log is being counted for ${isOwn ? 'this tenant' : 'other tenants'} already. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
      RETRY_AFTER_SECONDS,
    );
  }

  private async count(tenantPk: number, query: LogQuery, summary: LogSummary): Promise<object> {
    const started = performance.now();
    let after: number | undefined;
    for (let count = 0; ;) {
      const page = await this.reader.read(tenantPk, {
        ...query,
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const event of page.events) summary.add(event);
      if (page.more !== true || page.last === undefined) return summary.toBody();
      count += page.events.length;
      after = page.last;
      if (count >= MOST_EVENTS || performance.now() - started > MOST_MS) throw tooMany();
      // SQLite answers without ever waiting.
      await othersTurn();
    }
  }
}
