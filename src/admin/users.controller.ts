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
import { createUserExamples, updateUserExamples } from './directory-examples.js';
import { userView, UserView } from './directory-item.dto.js';
import { UsersQuery } from './directory-query.dto.js';
import { DirectoryRequests, unlessManaged, warned } from './directory-requests.js';
import { ApiPage, type Page } from './page.js';

@ApiTags('Admin: users')
@ApiExtraModels(UserView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/users')
export class AdminUsersController {
  constructor(
    private readonly directory: AdminDirectoryService,
    private readonly requests: DirectoryRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List or search the users of a tenant' })
  @ApiPage(UserView, 'Users in the order of their creation')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Query() query: UsersQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<UserView>> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.list(caller, 'User', query, response, userView);
  }

  @Post()
  @ApiOperation({ summary: 'Create a user', description: 'Its source is `manual`.' })
  @ApiScimBody('The attributes of SCIM; `schemas` may be left out', createUserExamples)
  @ApiCreatedResponse({ type: UserView })
  @ApiAdminErrors(400, 404, CONFLICTS.nameTaken)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Body() body: object,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.created(caller, await this.directory.create(caller, 'User', body), response, userView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one user' })
  @ApiOkResponse({ type: UserView })
  @ApiUnchanged()
  @ApiAdminErrors(404, 412)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.read(caller, 'User', id, response, userView);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a user',
    description:
      '409 `managed-by-connector` while the connector that owns it synchronizes, unless `active` alone is changed.',
  })
  @ApiMergePatch(updateUserExamples)
  @ApiPreconditions()
  @ApiOkResponse({ type: UserView })
  @ApiAdminErrors(400, 404, CONFLICTS.managed, 412)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() body: object,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserView> {
    const caller = await this.requests.caller(call, tenant);
    const changed = await unlessManaged(this.directory.patch(caller, 'User', id, body, preconditions));
    return this.requests.answer(caller, changed, response, userView);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user', description: 'It can be restored for 30 days.' })
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
    const { warning } = await unlessManaged(this.directory.remove(caller, 'User', id, preconditions));
    warned(warning, response);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Restore a deleted user',
    description:
      'With its id, attributes and memberships, within 30 days; 409 when its userName belongs to another user now.',
  })
  @ApiOkResponse({ type: UserView })
  @ApiAdminErrors(404, CONFLICTS.nameTaken)
  async restore(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserView> {
    const caller = await this.requests.caller(call, tenant);
    return this.requests.answer(
      caller,
      { result: await this.directory.restore(caller, 'User', id) },
      response,
      userView,
    );
  }
}
