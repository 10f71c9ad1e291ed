import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../credentials/access.js';
import { Problem } from '../http/problem.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { noTenant } from './addressed.js';
import { ApiAdminErrors } from './api-errors.js';
import { ApiLogQuery } from './log-parameters.js';
import { LogSummaries } from './log-summaries.js';
import { MOST_GROUPS, SUMMARY_FIELDS } from './log-summary.js';
import { RecordLogReadInterceptor } from './record-log-read.interceptor.js';

/** The log in numbers. Beside the log, below which every name is the uuid of an event. */
@ApiTags('Admin: logs')
@AdminAccess()
@UseInterceptors(RecordLogReadInterceptor)
@Controller('api/v1/tenants/:tenant/log-summary')
export class LogSummaryController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly summaries: LogSummaries,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'How many events there are, by a field: which calls were refused, by reason',
    description: `Counts what \`since\`, \`until\`, \`filter\` and \`q\` leave, for at most ${MOST_GROUPS} values; \`others\` is the rest.`,
  })
  @ApiQuery({ name: 'by', required: false, enum: SUMMARY_FIELDS, description: 'Default: outcome.reason' })
  @ApiLogQuery({ isPaged: false })
  @ApiOkResponse({
    schema: {
      example: {
        by: 'outcome.reason',
        total: 3,
        groups: [
          {
            value: 'There is no user with this id.',
            count: 3,
            first: '2026-11-21T20:00:00.000Z',
            last: '2026-11-21T20:10:00.000Z',
          },
        ],
        others: 0,
      },
    },
  })
  @ApiAdminErrors(
    400,
    404,
    Problem.fromStatus(429, 'The log is being counted for this tenant already. Try again in 5 seconds.'),
  )
  async summarize(@Param('tenant') slug: string, @Query() parameters: Record<string, unknown>): Promise<object> {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    return this.summaries.answer(tenant.pk, parameters);
  }
}
