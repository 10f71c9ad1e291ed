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
import { CreateEntitlement, EntitlementView, entitlementView } from './entitlement.dto.js';
import { ApiPage, type Page, PageQuery } from './page.js';
import { DeleteGrantableQuery, UpdateGrantable } from './role.dto.js';

/** The entitlements that a tenant offers to its identity providers: `/Entitlements`, `/Licenses` and `/Profiles` of SCIM. */
@ApiTags('Admin: roles and entitlements')
@ApiExtraModels(EntitlementView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/entitlements')
export class EntitlementsController {
  constructor(private readonly catalogue: CatalogueAdmin) {}

  @Get()
  @ApiOperation({ summary: 'List the entitlements that an identity provider may assign' })
  @ApiPage(EntitlementView, 'Entitlements in the order of their creation')
  @ApiAdminErrors(400, 404)
  list(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<EntitlementView>> {
    return this.catalogue.list(at(call, tenant), query, response, entitlementView);
  }

  @Post()
  @ApiOperation({
    summary: 'Add an entitlement to the catalogue',
    description: 'Okta discovers it at the endpoint of its type, which `/ResourceTypes` names as soon as there is one.',
  })
  @ApiBody({
    type: CreateEntitlement,
    examples: {
      entitlement: { summary: 'An entitlement', value: { id: 'reports', displayName: 'May see reports' } },
      license: { summary: 'A licence', value: { id: 'pro', displayName: 'Professional', type: 'License' } },
    },
  })
  @ApiCreatedResponse({ type: EntitlementView })
  @ApiAdminErrors(400, 404, idTaken('entitlement'))
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Body() { id, displayName, description = null, type = 'Entitlement' }: CreateEntitlement,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EntitlementView> {
    const draft = { type, id, displayName, description };
    return entitlementView(await this.catalogue.create(at(call, tenant), draft, response));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one entitlement' })
  @ApiOkResponse({ type: EntitlementView })
  @ApiAdminErrors(404)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
  ): Promise<EntitlementView> {
    return entitlementView(await this.catalogue.read(at(call, tenant), id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Rename an entitlement, or describe it otherwise',
    description: 'What users hold stays as the identity provider sent it.',
  })
  @ApiBody({
    type: UpdateGrantable,
    examples: {
      rename: { summary: 'Rename', value: { displayName: 'Reports' } },
      blank: { summary: 'Take the description away', value: { description: null } },
    },
  })
  @ApiOkResponse({ type: EntitlementView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() patch: UpdateGrantable,
  ): Promise<EntitlementView> {
    return entitlementView(await this.catalogue.update(at(call, tenant), id, patch));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take an entitlement out of the catalogue',
    description: 'Refused while users have it; with `?confirm=true` they keep the value and it is no longer offered.',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(400, 404, stillHeld('entitlement', 3))
  remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() { confirm }: DeleteGrantableQuery,
  ): Promise<void> {
    return this.catalogue.remove(at(call, tenant), id, confirm === 'true');
  }
}

const at = (call: Call, tenant: string): CatalogueAddress => ({ call, tenant, kind: 'entitlement' });
