import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { EventBuffer } from '../audit/event-buffer.js';
import type { LogEvent } from '../audit/log-event.js';
import { LogStore } from '../audit/log-store.js';
import { AdminAccess } from '../credentials/access.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { ApiAdminErrors } from './api-errors.js';
import { encodeLogPosition, parseLogQuery } from './log-query.js';
import { Problem } from '../http/problem.js';

/** The tenant's log, asked as Okta's System Log is: a bare array, `Link` headers `self` and `next`. */
@ApiTags('Admin: logs')
@AdminAccess()
@Controller('api/v1/tenants/:tenant/logs')
export class LogsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly logs: LogStore,
    private readonly buffer: EventBuffer,
    private readonly urls: BaseUrls,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The log: who did what, and why a call failed',
    description:
      'Without `until`, ascending, it can be polled: `Link: rel="next"` is always present, also on an empty page.',
  })
  @ApiQuery({ name: 'since', required: false, description: 'RFC 3339; default: 7 days before `until`' })
  @ApiQuery({ name: 'until', required: false, description: 'RFC 3339, exclusive; default: now' })
  @ApiQuery({ name: 'after', required: false, description: 'Only from the `next` link of an earlier answer' })
  @ApiQuery({ name: 'limit', required: false, type: Number, description: '0 to 1000; default 100' })
  @ApiQuery({ name: 'sortOrder', required: false, enum: ['ASCENDING', 'DESCENDING'] })
  @ApiOkResponse({ description: 'Events in the shape of Okta’s LogEvent' })
  @ApiAdminErrors(400, 404)
  async list(
    @Param('tenant') slug: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<readonly LogEvent[]> {
    const query = parseLogQuery(parameters, new Date());
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw Problem.notFound('There is no tenant with this name.');
    await this.buffer.flush();
    const page = await this.logs.query(tenant.pk, query);
    const self = new URL(this.urls.admin('tenants', tenant.slug, 'logs'));
    self.search = new URL(request.originalUrl, this.urls.publicUrl).search;
    const links = [`<${self.href}>; rel="self"`];
    const isPolling = query.order === 'ASCENDING' && query.until === undefined;
    const position = page.last ?? query.after;
    if (isPolling || page.more === true || page.events.length === query.limit) {
      if (position !== undefined) {
        const since = query.order === 'DESCENDING' ? query.since : undefined;
        self.searchParams.set('after', encodeLogPosition({ position, since }));
        self.searchParams.delete('since');
      }
      links.push(`<${self.href}>; rel="next"`);
    }
    response.setHeader('Link', links.join(', '));
    return page.events;
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'One event by its uuid' })
  @ApiOkResponse({ description: 'The event' })
  @ApiAdminErrors(404)
  async read(@Param('tenant') slug: string, @Param('uuid') uuid: string): Promise<LogEvent> {
    const tenant = await this.tenants.find(slug);
    if (tenant !== undefined) {
      await this.buffer.flush();
      const event = await this.logs.find(tenant.pk, uuid);
      if (event !== undefined) return event;
    }
    throw Problem.notFound('There is no such event in the log of this tenant.');
  }
}
