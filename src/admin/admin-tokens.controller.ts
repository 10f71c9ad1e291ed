import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Res, UsePipes } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { AdminTokensService } from '../credentials/admin-tokens.service.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { AdminTokenView, CreateAdminToken, CreatedAdminTokenView, adminTokenView } from './admin-token.dto.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { expiresAt } from './expires-at.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: admin tokens')
@ApiExtraModels(AdminTokenView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/admin-tokens')
export class AdminTokensController {
  constructor(
    private readonly adminTokens: AdminTokensService,
    private readonly urls: BaseUrls,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Create an admin token',
    description: 'The answer is the only place where it is ever shown.',
  })
  @ApiBody({
    type: CreateAdminToken,
    examples: { token: { summary: 'A token for a person', value: { name: 'jane, laptop' } } },
  })
  @ApiCreatedResponse({ type: CreatedAdminTokenView })
  @ApiAdminErrors(400)
  async create(@CurrentCall() call: Call, @Body() wanted: CreateAdminToken): Promise<CreatedAdminTokenView> {
    const draft = { name: wanted.name, expiresAt: expiresAt(wanted.expiresAt) };
    const { adminToken, token } = await this.adminTokens.create(call, draft);
    return { ...adminTokenView(adminToken), token };
  }

  @Get()
  @ApiOperation({ summary: 'List the admin tokens', description: 'Without `ADMIN_TOKEN` of the environment.' })
  @ApiPage(AdminTokenView, 'Admin tokens in the order of their creation, without the tokens themselves')
  @ApiAdminErrors(400)
  async list(@Query() query: PageQuery, @Res({ passthrough: true }) response: Response): Promise<Page<AdminTokenView>> {
    const page = await readPage(query, (request) => this.adminTokens.list(request));
    return sendPage(response, this.urls.admin('admin-tokens'), query, page, adminTokenView);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an admin token',
    description: 'The last usable one can only be revoked while `ADMIN_TOKEN` is set in the environment.',
  })
  @ApiNoContentResponse({ description: 'It no longer works' })
  @ApiAdminErrors(404, 409)
  async remove(@CurrentCall() call: Call, @Param('id') id: string): Promise<void> {
    const result = await this.adminTokens.delete(call, id);
    if (result === 'absent') throw Problem.notFound('There is no admin token with this id.');
    if (result === 'last') {
      throw Problem.conflict(
        'last-admin-token',
        'The last admin token cannot be revoked',
        'Nobody could use the admin API any more. Create another admin token first, or set ADMIN_TOKEN.',
      );
    }
  }
}
