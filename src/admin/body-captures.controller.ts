import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res, UsePipes } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { CurrentCall } from '../http/current-call.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { BodyCaptureSwitch } from '../tenancy/body-capture-switch.service.js';
import { BodyCaptures } from '../tenancy/body-captures.service.js';
import { Addressed, noConnector } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import {
  BodyCaptureListQuery,
  BodyCaptureState,
  BodyCaptureView,
  StartBodyCapture,
  bodyCaptureState,
  bodyCaptureView,
} from './body-capture.dto.js';
import { LogReads } from './log-reads.js';
import { ApiPage, type Page, readPage, sendPage } from './page.js';

/** The bodies of a connector's calls, masked, for an admin who looks for what is wrong. No auditor sees them. */
@ApiTags('Admin: connectors')
@ApiExtraModels(BodyCaptureView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors/:connector')
export class BodyCapturesController {
  constructor(
    private readonly addressed: Addressed,
    private readonly turns: BodyCaptureSwitch,
    private readonly captures: BodyCaptures,
    private readonly reads: LogReads,
    private readonly urls: BaseUrls,
  ) {}

  @Get('body-capture')
  @AdminAccess('write')
  @ApiOperation({ summary: 'Read whether the bodies of a connector are captured, and until when' })
  @ApiOkResponse({ type: BodyCaptureState })
  @ApiAdminErrors(404)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') slug: string,
  ): Promise<BodyCaptureState> {
    return bodyCaptureState((await this.addressed.connector(call, { tenant, connector: slug })).connector);
  }

  @Put('body-capture')
  @ApiOperation({
    summary: 'Capture the bodies of a connector for a while, masked',
    description:
      'What its SCIM calls send and are answered, for at most an hour. Values of attributes that its schema knows are kept, but for ' +
      'those that are never returned, such as `password`; of everything else only that it was there. Ends by itself.',
  })
  @ApiBody({
    type: StartBodyCapture,
    examples: { quarter: { summary: 'A quarter of an hour', value: { minutes: 15 } } },
  })
  @ApiOkResponse({ type: BodyCaptureState })
  @ApiAdminErrors(400, 404)
  async start(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') slug: string,
    @Body() { minutes }: StartBodyCapture,
  ): Promise<BodyCaptureState> {
    const { connector } = await this.addressed.connector(call, { tenant, connector: slug });
    const updated = await this.turns.on(call, connector, minutes);
    if (updated === undefined) throw noConnector();
    return bodyCaptureState(updated);
  }

  @Delete('body-capture')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Capture the bodies of a connector no more',
    description: 'Those that were stay to be read until they are a day old.',
  })
  @ApiNoContentResponse({ description: 'It is off' })
  @ApiAdminErrors(404)
  async stop(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') slug: string,
  ): Promise<void> {
    const { connector } = await this.addressed.connector(call, { tenant, connector: slug });
    if ((await this.turns.off(call, connector)) === undefined) throw noConnector();
  }

  @Get('body-captures')
  @AdminAccess('write')
  @ApiOperation({
    summary: 'List the bodies that were captured of a connector, the newest first',
    description: 'At most the last 1,000 calls, none older than a day. That they were read stands in the log.',
  })
  @ApiPage(BodyCaptureView, 'Calls with their masked bodies')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') slug: string,
    @Query() query: BodyCaptureListQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<BodyCaptureView>> {
    const { tenant, connector } = await this.addressed.connector(call, { tenant: tenantSlug, connector: slug });
    const { transaction } = query;
    const page = await readPage(query, (request) => this.captures.list(connector, request, transaction));
    if (call.scope !== undefined) this.reads.note(call, call.scope, `bodies of the connector ${connector.displayName}`);
    const address = this.urls.admin('tenants', tenant.slug, 'connectors', connector.slug, 'body-captures');
    return sendPage(response, address, query, page, bodyCaptureView, transaction === undefined ? {} : { transaction });
  }
}
