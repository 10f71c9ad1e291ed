import { Controller, Get, Param, UsePipes } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { CurrentCall } from '../http/current-call.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';
import { ToleranceUsesService } from '../tenancy/tolerance-uses.service.js';
import { Addressed } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { ToleranceList, toleranceList } from './tolerance.dto.js';

/** How a connector's IdP departs from the RFC. They are switched with the connector itself. */
@ApiTags('Admin: connectors')
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors/:connector/tolerances')
export class TolerancesController {
  constructor(
    private readonly addressed: Addressed,
    private readonly uses: ToleranceUsesService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List the tolerances of a connector and how often each was used',
    description: 'Switch them with PATCH of the connector: `mode` for all, `tolerances` for single ones.',
  })
  @ApiOkResponse({ type: ToleranceList })
  @ApiAdminErrors(404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') slug: string,
  ): Promise<ToleranceList> {
    const { connector } = await this.addressed.connector(call, { tenant, connector: slug });
    return toleranceList(new Tolerances(connector.mode, connector.tolerances), await this.uses.of(connector));
  }
}
