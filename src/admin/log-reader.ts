import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EventBuffer } from '../audit/event-buffer.js';
import type { LogEvent } from '../audit/log-event.js';
import { type LogPage, type LogQuery, LogStore } from '../audit/log-store.js';
import { Problem } from '../http/problem.js';
import { ScimError } from '../protocol/scim-error.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { LOG_FORMATS, writeLog } from './log-formats.js';
import { encodeLogPosition, type LogDefaults, parseLogQuery } from './log-query.js';

/** What a page of the log is asked with, and where its answer goes. */
export interface LogRequest {
  readonly tenantPk: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The address of this list, without a query. */
  readonly address: string;
  readonly request: Request;
  readonly response: Response;
}

/** Answers with a page of the log as Okta does: a bare array, or lines, and `Link` headers `self` and `next`. */
@Injectable()
export class LogReader {
  constructor(
    private readonly logs: LogStore,
    private readonly buffer: EventBuffer,
    private readonly urls: BaseUrls,
  ) {}

  /** @throws Problem 400 for parameters, and for a condition that too few of too many events meet */
  async answer(asked: LogRequest, defaults?: LogDefaults): Promise<readonly LogEvent[] | StreamableFile> {
    const { request, response } = asked;
    const query = parseLogQuery(asked.parameters, new Date(), defaults);
    const page = await this.read(asked.tenantPk, query);
    const isPoll = query.order === 'ASCENDING' && query.until === undefined;
    // A poll goes on behind what it looked at; anybody else would take an empty page for the end.
    if (page.isCut === true && page.events.length === 0 && !(isPoll && query.after !== undefined)) throw tooMany();
    response.setHeader('Link', this.linksOf(asked, query, page, isPoll).join(', '));
    response.vary('Accept');
    const format = request.accepts([...LOG_FORMATS]);
    if (format !== 'application/x-ndjson' && format !== 'text/csv') return page.events;
    return new StreamableFile(Readable.from(writeLog(page.events, format)), { type: `${format}; charset=utf-8` });
  }

  /** One page. @throws Problem 400 where the database takes too long */
  async read(tenantPk: number, query: LogQuery): Promise<LogPage> {
    await this.buffer.flush();
    try {
      return await this.logs.query(tenantPk, query);
    } catch (error) {
      if (error instanceof ScimError && error.scimType === 'tooMany') throw tooMany();
      throw error;
    }
  }

  async find(tenantPk: number, uuid: string): Promise<LogEvent | undefined> {
    await this.buffer.flush();
    return this.logs.find(tenantPk, uuid);
  }

  private linksOf(
    { request, address }: LogRequest,
    query: LogQuery,
    page: LogPage,
    isPoll: boolean,
  ): readonly string[] {
    const self = new URL(address);
    self.search = new URL(request.originalUrl, this.urls.publicUrl).search;
    const links = [`<${self.href}>; rel="self"`];
    const position = page.last ?? query.after;
    if (isPoll || page.more === true || page.events.length === query.limit) {
      if (position !== undefined) {
        const since = query.order === 'DESCENDING' ? query.since : undefined;
        self.searchParams.set('after', encodeLogPosition({ position, since }));
        self.searchParams.delete('since');
      }
      links.push(`<${self.href}>; rel="next"`);
    }
    return links;
  }
}

export function tooMany(): Problem {
  return Problem.fromStatus(
    400,
    'Too many events would have to be looked through. Narrow the time with since and until, or add a condition with eq ' +
      'on eventType, outcome.result, actor.id, target.id, client.ipAddress, transaction.id or connector.',
  );
}
