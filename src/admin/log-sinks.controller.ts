import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LogExporters, type SinkStatus } from '../audit/export/log-exporters.js';
import { AdminAccess } from '../credentials/access.js';
import { ApiAdminErrors } from './api-errors.js';

/** How far the logs were sent to the sinks of LOG_EXPORT: a matter of the installation, not of a tenant. */
@ApiTags('Admin: logs')
@AdminAccess()
@Controller('api/v1/log-sinks')
export class LogSinksController {
  constructor(private readonly exporters: LogExporters) {}

  @Get()
  @ApiOperation({
    summary: 'The sinks of LOG_EXPORT, and how many events wait for each',
    description: 'Counts at most 100,000 waiting events of each tenant.',
  })
  @ApiOkResponse({
    schema: {
      example: {
        items: [
          {
            ...{ sink: 'tcp://siem.example:6514', format: 'rfc5424', backlog: 12, oldest: '2026-11-21T20:00:00.000Z' },
            ...{ exported: 40213, setAside: 0, lastExportedAt: '2026-11-21T20:00:01.000Z' },
            failingSince: '2026-11-21T20:00:03.000Z',
            problem: 'The receiver cannot be reached: ECONNREFUSED.',
          },
        ],
      },
    },
  })
  @ApiAdminErrors(401)
  async list(): Promise<{ readonly items: readonly SinkStatus[] }> {
    return { items: await this.exporters.status() };
  }
}
