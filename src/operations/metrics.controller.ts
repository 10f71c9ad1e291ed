import { Controller, Get, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { AdminAccess, MetricsAccess } from '../credentials/access.js';
import { CrewPages } from './crew-pages.js';

const EXAMPLE = [
  '# HELP rollbook_operations_total SCIM operations by connector, event type of the log and outcome.',
  '# TYPE rollbook_operations_total counter',
  'rollbook_operations_total{tenant="default",connector="okta",operation="application.provision.user.push",outcome="success"} 42',
  '',
].join('\n');

/** For Prometheus. It names tenants and connectors, so it is nothing for everybody, wherever he calls from. */
@ApiTags('Operations')
@ApiBearerAuth('admin')
@AdminAccess()
@Controller()
export class MetricsController {
  constructor(private readonly pages: CrewPages) {}

  @Get('metrics')
  @MetricsAccess()
  @ApiOperation({
    summary: 'The metrics of this instance, for Prometheus',
    description:
      'Text format 0.0.4; of several workers the metrics of all, each with its label `worker`. Takes the token of `METRICS_TOKEN`, or an admin token of any role that is kept to no tenant.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } } })
  @ApiResponse({ status: 401, description: 'The token is missing or wrong' })
  @ApiResponse({ status: 403, description: 'The admin token is kept to one tenant' })
  @ApiResponse({ status: 429, description: 'Too many wrong tokens, and this one is wrong too' })
  @ApiResponse({
    status: 503,
    description: 'An admin token could not be looked up, or the first process does not answer its workers',
  })
  async metrics(@Res() response: Response): Promise<void> {
    const bytes = Buffer.from(await this.pages.render(), 'utf8');
    response.setHeader('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE);
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
  }
}
