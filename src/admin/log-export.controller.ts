import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { noTenant } from './addressed.js';
import { ApiAdminErrors } from './api-errors.js';
import { EXPORT_FORMATS } from './log-export-query.js';
import { LogExports } from './log-exports.js';
import { ApiLogQuery } from './log-parameters.js';

/** The log as one file. Beside the log, below which every name is the uuid of an event. */
@ApiTags('Admin: logs')
@AdminAccess()
@Controller('api/v1/tenants/:tenant/log-export')
export class LogExportController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly exports: LogExports,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The whole log as one file, for a SIEM or a shelf',
    description:
      'Every event that was published before `until` (default: now), oldest first, as one answer without a length: NDJSON, CSV, ' +
      'OCSF, CEF or RFC 5424. A connection that breaks means that the file is not whole. The export is itself two events.',
  })
  @ApiQuery({ name: 'format', required: false, enum: EXPORT_FORMATS, description: 'Default: ndjson' })
  @ApiLogQuery({ isPaged: false, since: 'the beginning of the log' })
  @ApiOkResponse({
    description: 'One event on each line',
    content: Object.fromEntries(
      ['application/x-ndjson', 'text/csv', 'text/plain'].map((type) => [type, { schema: { type: 'string' } }]),
    ),
  })
  @ApiAdminErrors(
    400,
    404,
    Problem.fromStatus(
      429,
      'As many exports as may run at once are running for this tenant already. Try again in 10 seconds.',
    ),
  )
  async export(
    @Param('tenant') slug: string,
    @Query() parameters: Record<string, unknown>,
    @CurrentCall() call: Call,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    await this.exports.answer({ tenant, call, parameters, request, response });
  }
}
