import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res, UsePipes } from '@nestjs/common';
import {
  ApiBody,
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
import { CurrentCall } from '../http/current-call.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { type CatalogueAddress, CatalogueAdmin, idTaken, stillHeld } from './catalogue-admin.js';
import { ApiPage, type Page, PageQuery } from './page.js';
import { CreateRole, DeleteGrantableQuery, RoleView, UpdateGrantable, roleView } from './role.dto.js';

/** The roles that a tenant offers to its identity providers: `/Roles` of SCIM. */
@ApiTags('Admin: roles and entitlements')
@ApiExtraModels(RoleView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/roles')
export class RolesController {
  constructor(private readonly catalogue: CatalogueAdmin) {}

  @Get()
  @ApiOperation({ summary: 'List the roles that an identity provider may assign' })
  @ApiPage(RoleView, 'Roles in the order of their creation')
  @ApiAdminErrors(400, 404)
  list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<RoleView>> {
    return this.catalogue.list(at(call, tenant), query, response, roleView);
  }

  @Post()
  @ApiOperation({
    summary: 'Add a role to the catalogue',
    description: 'Okta discovers it at `/Roles`, which `/ResourceTypes` names as soon as there is one.',
  })
  @ApiBody({
    type: CreateRole,
    examples: {
      role: { summary: 'A role', value: { id: 'billing-admin', displayName: 'Billing administrator' } },
    },
  })
  @ApiCreatedResponse({ type: RoleView })
  @ApiAdminErrors(400, 404, idTaken('role'))
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Body() { id, displayName, description = null }: CreateRole,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoleView> {
    const draft = { type: 'Role', id, displayName, description } as const;
    return roleView(await this.catalogue.create(at(call, tenant), draft, response));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one role' })
  @ApiOkResponse({ type: RoleView })
  @ApiAdminErrors(404)
  async read(@CurrentCall() call: Call, @Param('tenant') tenant: string, @Param('id') id: string): Promise<RoleView> {
    return roleView(await this.catalogue.read(at(call, tenant), id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Rename a role, or describe it otherwise',
    description: 'What users hold stays as the identity provider sent it.',
  })
  @ApiBody({
    type: UpdateGrantable,
    examples: {
      rename: { summary: 'Rename', value: { displayName: 'Billing' } },
      blank: { summary: 'Take the description away', value: { description: null } },
    },
  })
  @ApiOkResponse({ type: RoleView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() patch: UpdateGrantable,
  ): Promise<RoleView> {
    return roleView(await this.catalogue.update(at(call, tenant), id, patch));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take a role out of the catalogue',
    description: 'Refused while users have it; with `?confirm=true` they keep the value and it is no longer offered.',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(400, 404, stillHeld('role', 3))
  remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() { confirm }: DeleteGrantableQuery,
  ): Promise<void> {
    return this.catalogue.remove(at(call, tenant), id, confirm === 'true');
  }
}

const at = (call: Call, tenant: string): CatalogueAddress => ({ call, tenant, kind: 'role' });
