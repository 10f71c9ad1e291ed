import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { EventBuffer } from '../audit/event-buffer.js';
import { LogLedgerStore } from '../audit/log-ledger-store.js';
import { AdminAccess } from '../credentials/access.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { noTenant } from './addressed.js';
import { ApiAdminErrors } from './api-errors.js';

export class LogChainView {
  @ApiProperty({ example: 48_211, description: 'Number of the last event in the chain; 0 while there is none' })
  readonly seq: number;

  @ApiProperty({ example: 'b0c5…', description: 'SHA-256 that binds every event up to it, in hex' })
  readonly hash: string;

  @ApiProperty({ example: 3, description: 'Events that are recorded and not in the chain yet' })
  readonly pending: number;

  @ApiProperty({ example: 1, description: 'Number of the oldest event that is still there' })
  readonly oldestSeq: number;

  @ApiProperty({ example: 90 })
  readonly retentionDays: number;
}

/** The end of the chain, for whoever keeps it outside. Beside the log, below which every name is the uuid of an event. */
@ApiTags('Admin: logs')
@AdminAccess()
@Controller('api/v1/tenants/:tenant/log-chain')
export class LogChainController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly ledger: LogLedgerStore,
    private readonly buffer: EventBuffer,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Where the chain of hashes of the log stands',
    description:
      'Keep `seq` and `hash` elsewhere: `rollbook audit verify` tells by them whether the log was rewritten.',
  })
  @ApiOkResponse({ type: LogChainView })
  @ApiAdminErrors(404)
  async read(@Param('tenant') slug: string): Promise<LogChainView> {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    await this.buffer.flush();
    return { ...(await this.ledger.headOf(tenant.pk)), retentionDays: tenant.logRetentionDays };
  }
}
