import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res, UsePipes } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { AdminBrowser } from '../directory/admin-browser.service.js';
import { AdminDirectoryService } from '../directory/admin-directory.service.js';
import { CurrentCall } from '../http/current-call.js';
import { RequestPreconditions } from '../http/preconditions.js';
import type { Preconditions } from '../protocol/preconditions.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { CONFLICTS } from './api-conflicts.js';
import { ApiPreconditions } from './api-directory.js';
import { ApiAdminErrors } from './api-errors.js';
import { memberExamples } from './directory-examples.js';
import { GroupView, MemberView, groupView, memberView } from './directory-item.dto.js';
import { DirectoryRequests, unlessManaged } from './directory-requests.js';
import { AddMembers, RemoveMembersQuery } from './group-members.dto.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: groups')
@ApiExtraModels(MemberView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/groups/:id/members')
export class GroupMembersController {
  constructor(
    private readonly directory: AdminDirectoryService,
    private readonly browser: AdminBrowser,
    private readonly requests: DirectoryRequests,
    private readonly urls: BaseUrls,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the members of a group' })
  @ApiPage(MemberView, 'Users in the order of their creation')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<MemberView>> {
    const caller = await this.requests.caller(call, tenant);
    const page = await readPage(query, (request) => this.browser.members(caller, id, request));
    const address = this.urls.admin('tenants', caller.tenant.slug, 'groups', id, 'members');
    return sendPage(response, address, query, page, memberView);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Add users to a group', description: 'Those that are members already stay members.' })
  @ApiBody({ type: AddMembers, examples: memberExamples })
  @ApiPreconditions()
  @ApiOkResponse({ type: GroupView })
  @ApiAdminErrors(400, 404, CONFLICTS.managed, 412)
  async add(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() { ids }: AddMembers,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    const wanted = { add: ids, remove: [] };
    const changed = await unlessManaged(this.directory.changeMembers(caller, id, wanted, preconditions));
    return this.requests.answer(caller, changed, response, groupView);
  }

  @Delete()
  @ApiOperation({ summary: 'Take users out of a group', description: 'Those that are no members stay none.' })
  @ApiPreconditions()
  @ApiOkResponse({ type: GroupView })
  @ApiAdminErrors(400, 404, CONFLICTS.managed, 412)
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() { id: ids }: RemoveMembersQuery,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const caller = await this.requests.caller(call, tenant);
    const wanted = { add: [], remove: ids };
    const changed = await unlessManaged(this.directory.changeMembers(caller, id, wanted, preconditions));
    return this.requests.answer(caller, changed, response, groupView);
  }
}
