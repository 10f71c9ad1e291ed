import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { PublicAccess } from '../credentials/access.js';
import { Readiness } from './readiness.js';

/** For orchestrators and balancers. Says nothing that is not for everyone. */
@ApiTags('Operations')
@PublicAccess()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @ApiOperation({ summary: 'The process is alive', security: [] })
  live(): { readonly status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The instance can serve: database reachable and migrated, not draining', security: [] })
  @ApiOkResponse({ description: 'Ready' })
  @ApiResponse({ status: 503, description: 'Not ready; `reason` says why' })
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ readonly status: string; readonly reason?: string }> {
    const reason = await this.readiness.notReadyBecause();
    if (reason === undefined) return { status: 'ready' };
    response.status(503);
    return { status: 'not ready', reason };
  }
}
