import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res, UsePipes } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { AdminDirectoryService } from '../directory/admin-directory.service.js';
import { CurrentCall } from '../http/current-call.js';
import { RequestPreconditions } from '../http/preconditions.js';
import type { Preconditions } from '../protocol/preconditions.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { CONFLICTS } from './api-conflicts.js';
import { ApiMergePatch, ApiPreconditions, ApiScimBody, ApiUnchanged } from './api-directory.js';
import { ApiAdminErrors } from './api-errors.js';
import { createGroupExamples, updateGroupExamples } from './directory-examples.js';
import { GroupView, groupView } from './directory-item.dto.js';
import { GroupsQuery } from './directory-query.dto.js';
import { DirectoryRequests, unlessManaged, warned } from './directory-requests.js';
import { ApiPage, type Page } from './page.js';

@ApiTags('Admin: groups')
@ApiExtraModels(GroupView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/groups')
export class AdminGroupsController {
  constructor(
    private readonly directory: AdminDirectoryService,
    private readonly requests: DirectoryRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List or search the groups of a tenant' })
  @ApiPage(GroupView, 'Groups in the order of their creation')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Query() query: GroupsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<GroupView>> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.list(caller, 'Group', query, response, groupView);
  }

  @Post()
  @ApiOperation({ summary: 'Create a group', description: 'Its source is `manual`.' })
  @ApiScimBody('The attributes of SCIM; `schemas` may be left out', createGroupExamples)
  @ApiCreatedResponse({ type: GroupView })
  @ApiAdminErrors(400, 404)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Body() body: object,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.created(caller, await this.directory.create(caller, 'Group', body), response, groupView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one group' })
  @ApiOkResponse({ type: GroupView })
  @ApiUnchanged()
  @ApiAdminErrors(404, 412)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.read(caller, 'Group', id, response, groupView);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a group',
    description: '409 `managed-by-connector` while the connector that owns it synchronizes.',
  })
  @ApiMergePatch(updateGroupExamples)
  @ApiPreconditions()
  @ApiOkResponse({ type: GroupView })
  @ApiAdminErrors(400, 404, CONFLICTS.managed, 412)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() body: object,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    const changed = await unlessManaged(this.directory.patch(caller, 'Group', id, body, preconditions));
    return this.requests.answer(caller, changed, response, groupView);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a group', description: 'It can be restored for 30 days.' })
  @ApiPreconditions()
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(404, CONFLICTS.managed, 412)
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const caller = await this.requests.caller(call, tenant);
    const { warning } = await unlessManaged(this.directory.remove(caller, 'Group', id, preconditions));
    warned(warning, response);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Restore a deleted group',
    description: 'With its id, attributes and members, within 30 days.',
  })
  @ApiOkResponse({ type: GroupView })
  @ApiAdminErrors(404)
  async restore(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.answer(
      caller,
      { result: await this.directory.restore(caller, 'Group', id) },
      response,
      groupView,
    );
  }
}
