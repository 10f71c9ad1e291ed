import { Controller, Get, Param, Query, Req, Res, type StreamableFile, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { LogEvent } from '../audit/log-event.js';
import { AdminAccess } from '../credentials/access.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { noTenant } from './addressed.js';
import { ApiAdminErrors } from './api-errors.js';
import { ApiLogEvent, ApiLogEvents } from './log-event.dto.js';
import { ApiLogQuery } from './log-parameters.js';
import { LogReader } from './log-reader.js';
import { RecordLogReadInterceptor } from './record-log-read.interceptor.js';

/** The tenant's log, asked as Okta's System Log is: a bare array, `Link` headers `self` and `next`. */
@ApiTags('Admin: logs')
@AdminAccess()
@UseInterceptors(RecordLogReadInterceptor)
@Controller('api/v1/tenants/:tenant/logs')
export class LogsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly reader: LogReader,
    private readonly urls: BaseUrls,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The log: who did what, and why a call failed',
    description:
      'Without `until`, ascending, it can be polled: `Link: rel="next"` is always present, also on an empty page. Otherwise ' +
      'the page without it is the last one; a page may be short although it has one.',
  })
  @ApiLogQuery()
  @ApiLogEvents('Events in the shape of Okta’s LogEvent')
  @ApiAdminErrors(400, 404)
  async list(
    @Param('tenant') slug: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<readonly LogEvent[] | StreamableFile> {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    const address = this.urls.admin('tenants', tenant.slug, 'logs');
    return this.reader.answer({ tenantPk: tenant.pk, parameters, address, request, response });
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'One event by its uuid' })
  @ApiLogEvent()
  @ApiAdminErrors(404)
  async read(@Param('tenant') slug: string, @Param('uuid') uuid: string): Promise<LogEvent> {
    const tenant = await this.tenants.find(slug);
    const event = tenant && (await this.reader.find(tenant.pk, uuid));
    if (event === undefined) throw Problem.notFound('There is no such event in the log of this tenant.');
    return event;
  }
}
