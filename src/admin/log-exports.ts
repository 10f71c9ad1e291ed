import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Call } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import type { ExportContext } from '../audit/export/export-context.js';
import { exportLine } from '../audit/export/export-line.js';
import type { LogEvent } from '../audit/log-event.js';
import { LogStore } from '../audit/log-store.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { ScimError } from '../protocol/scim-error.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { callScope } from '../tenancy/call-scope.js';
import type { Tenant } from '../tenancy/tenant.js';
import { destroyWhenStalled } from '../http/destroy-when-stalled.js';
import { csvHead, csvRecord } from './log-formats.js';
import { type ExportFormat, type LogExportQuery, parseLogExport } from './log-export-query.js';
import { logPages } from './log-pages.js';
import { LogReader } from './log-reader.js';

const PAGE = 500;
/** Exports that this process writes at once, each with a page in memory, and those of them for one tenant. */
const AT_ONCE = 4;
const OF_ONE_TENANT = 2;
const RETRY_AFTER_SECONDS = 10;
/** A client that takes nothing of what was written for so long has gone. */
const STALLED_MS = 120_000;

const MEDIA_TYPES: Readonly<Record<ExportFormat, readonly [type: string, suffix: string]>> = {
  ndjson: ['application/x-ndjson', 'ndjson'],
  ocsf: ['application/x-ndjson', 'ocsf.ndjson'],
  csv: ['text/csv', 'csv'],
  cef: ['text/plain', 'cef'],
  rfc5424: ['text/plain', 'syslog'],
};

export interface ExportRequest {
  readonly tenant: Tenant;
  readonly call: Call;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly request: Request;
  readonly response: Response;
}

/** How an export ended. */
interface Ending {
  readonly count: number;
  readonly reason: string | null;
}

/**
 * Writes the log of a tenant into an answer, page by page, as fast as the client takes it. What breaks on the way breaks the
 * connection: a file that is short must never look like one that is whole.
 */
@Injectable()
export class LogExports implements OnModuleDestroy {
  private readonly underWay: number[] = [];
  private isStopping = false;

  constructor(
    private readonly reader: LogReader,
    private readonly store: LogStore,
    private readonly buffer: EventBuffer,
    private readonly urls: BaseUrls,
    private readonly log: ProcessLog,
  ) {}

  /** Before the requests in flight are waited for. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** @throws Problem 400 for parameters; ScimError 429 while others export, 503 where the export cannot be recorded */
  async answer(asked: ExportRequest): Promise<void> {
    const { tenant, call } = asked;
    const wanted = parseLogExport(asked.parameters, new Date(), PAGE);
    this.assertFree(tenant.pk);
    this.underWay.push(tenant.pk);
    try {
      call.scope = callScope(tenant);
      await this.export(asked, wanted);
    } finally {
      this.underWay.splice(this.underWay.indexOf(tenant.pk), 1);
    }
  }

  private assertFree(tenantPk: number): void {
    const own = this.underWay.filter((pk) => pk === tenantPk).length;
    if (own < OF_ONE_TENANT && this.underWay.length < AT_ONCE) return;
    throw ScimError.tooManyRequests(
      `As many exports as may run at once are running ${own < OF_ONE_TENANT ? 'for other tenants' : 'for this tenant'} ` +
        `already. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
      RETRY_AFTER_SECONDS,
    );
  }

  private async export({ tenant, call, request, response }: ExportRequest, wanted: LogExportQuery): Promise<void> {
    // Else who gave up while something rare is looked for would keep his place until it is found.
    const isGone = (): boolean => response.destroyed || response.closed;
    const pages = logPages(this.reader, tenant.pk, wanted.query, isGone);
    // Before anything is answered: what is wrong with the query, or with the database, has a status of its own.
    const first = await pages.next();
    if (isGone()) return;
    const [type, suffix] = MEDIA_TYPES[wanted.format];
    response.setHeader('Content-Type', `${type}; charset=utf-8`);
    response.setHeader('Content-Disposition', `attachment; filename="rollbook-${tenant.slug}.${suffix}"`);
    if (request.method === 'HEAD') return void response.end();
    await this.noteStart(call, tenant, wanted);

    const written = { count: 0 };
    const context = { tenant: tenant.slug, host: new URL(this.urls.publicUrl).hostname };
    let broken: unknown;
    const onError = (error: unknown): void => {
      broken = error;
      // A reset, not an end: the end of the connection may be all that marks the end of the answer (HTTP/1.0).
      request.socket.resetAndDestroy();
    };
    const texts = textsOf(first, orElse(pages, onError), { format: wanted.format, context, written });
    destroyWhenStalled(response, STALLED_MS);
    try {
      await pipeline(Readable.from(texts, { highWaterMark: 1 }), response);
      this.noteEnd(call, tenant, { count: written.count, reason: null });
    } catch {
      const { count } = written;
      if (broken !== undefined)
        this.log.error({ requestId: call.id, err: broken, count }, 'an export of the log broke off');
      this.noteEnd(call, tenant, { count, reason: this.reasonOf(broken) });
    }
  }

  private reasonOf(broken: unknown): string {
    if (broken !== undefined) return 'The log could not be read to its end.';
    // Who ended the connection then, the client or we at the end of the patience, does not show.
    if (this.isStopping) return 'The connection ended before the log did, while the server was being stopped.';
    return 'The client went away before the end.';
  }

  /** No export without its event: what cannot be recorded is not exported. */
  private async noteStart(call: Call, tenant: Tenant, { format, query }: LogExportQuery): Promise<void> {
    const event = makeEvent(call, {
      eventType: 'system.log.export.start',
      displayMessage: `${callerOf(call)} began to export the log as ${format}`,
      debugData: {
        ...{ format, since: query.since ?? null, until: query.until },
        // Not its text: what somebody looks for may be anything.
        filtered: query.where === undefined ? 'no' : 'yes',
      },
    });
    await this.store.append([{ tenantPk: tenant.pk, event }]);
  }

  private noteEnd(call: Call, tenant: Tenant, { count, reason }: Ending): void {
    const event = makeEvent(call, {
      eventType: 'system.log.export.complete',
      displayMessage: `${callerOf(call)} ${reason === null ? 'exported' : 'could not export'} the log: ${count} events`,
      ...(reason === null ? {} : { severity: 'WARN', outcome: { result: 'FAILURE', reason } }),
      debugData: { count },
    });
    this.buffer.add(tenant.pk, event);
  }
}

const callerOf = ({ actor }: Call): string =>
  actor === undefined ? 'A caller' : `The admin token ${actor.displayName}`;

interface Pages<T> {
  next(): Promise<IteratorResult<T, void>>;
}

interface Writing {
  readonly format: ExportFormat;
  readonly context: ExportContext;
  readonly written: { count: number };
}

/** One text for each page. Ends the pages where nobody takes the next. */
async function* textsOf(
  first: IteratorResult<readonly LogEvent[], void>,
  pages: Pages<readonly LogEvent[]>,
  { format, context, written }: Writing,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvHead();
  for (let page = first; page.done !== true; page = await pages.next()) {
    yield page.value.map((event) => lineOf(event, format, context)).join('');
    written.count += page.value.length;
  }
}

/** Tells of an error of the pages; one that the reader of the texts throws into them is none. */
function orElse<T>(pages: AsyncGenerator<T, void>, onError: (error: unknown) => void): Pages<T> {
  return {
    next: () =>
      pages.next().catch((error: unknown) => {
        onError(error);
        throw error;
      }),
  };
}

function lineOf(event: LogEvent, format: ExportFormat, context: ExportContext): string {
  return format === 'csv' ? csvRecord(event) : `${exportLine(event, format, context)}\n`;
}
