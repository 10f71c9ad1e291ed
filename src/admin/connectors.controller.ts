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
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { presetOf } from '../tenancy/connector-settings.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { Addressed, noConnector } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { ConnectorView, CreateConnector, UpdateConnector, connectorView } from './connector.dto.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: connectors')
@ApiExtraModels(ConnectorView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors')
export class ConnectorsController {
  constructor(
    private readonly connectors: ConnectorsService,
    private readonly addressed: Addressed,
    private readonly urls: BaseUrls,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the connectors of a tenant' })
  @ApiPage(ConnectorView, 'Connectors in the order of their creation')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<ConnectorView>> {
    const tenant = await this.addressed.tenant(call, tenantSlug);
    const page = await readPage(query, (request) => this.connectors.list({ tenantPk: tenant.pk }, request));
    const address = this.urls.admin('tenants', tenant.slug, 'connectors');
    return sendPage(response, address, query, page, (connector) => this.view(tenant, connector));
  }

  @Post()
  @ApiOperation({
    summary: 'Create a connector',
    description: 'The answer has the SCIM base URL to paste into the IdP. Create a credential next.',
  })
  @ApiBody({
    type: CreateConnector,
    examples: {
      okta: { summary: 'Okta', value: { slug: 'okta', displayName: 'Okta', provider: 'okta' } },
      entra: {
        summary: 'Microsoft Entra, switched off',
        value: { slug: 'entra', displayName: 'Entra', provider: 'entra', syncEnabled: false },
      },
    },
  })
  @ApiCreatedResponse({ type: ConnectorView })
  @ApiAdminErrors(400, 404, 409)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Body() { slug, displayName, ...settings }: CreateConnector,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConnectorView> {
    const tenant = await this.addressed.tenant(call, tenantSlug);
    const draft = { slug, displayName, ...presetOf(settings.provider ?? 'okta'), ...settings };
    const connector = await this.connectors.create(call, { tenantPk: tenant.pk }, draft);
    if (connector === undefined) {
      throw Problem.conflict(
        'slug-taken',
        'The slug is taken',
        'There is a connector with this slug in this tenant already.',
      );
    }
    response.setHeader('Location', this.urls.admin('tenants', tenant.slug, 'connectors', slug));
    return this.view(tenant, connector);
  }

  @Get(':connector')
  @ApiOperation({ summary: 'Read one connector' })
  @ApiOkResponse({ type: ConnectorView })
  @ApiAdminErrors(404)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
  ): Promise<ConnectorView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    return this.view(tenant, connector);
  }

  @Patch(':connector')
  @ApiOperation({ summary: 'Change a connector, or turn its synchronization switch' })
  @ApiBody({
    type: UpdateConnector,
    examples: {
      off: { summary: 'Switch synchronization off', value: { syncEnabled: false } },
      on: { summary: 'Switch synchronization on', value: { syncEnabled: true } },
      rename: { summary: 'Rename', value: { displayName: 'Okta (production)' } },
    },
  })
  @ApiOkResponse({ type: ConnectorView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Body() patch: UpdateConnector,
  ): Promise<ConnectorView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const updated = await this.connectors.update(call, connector, patch);
    if (updated === undefined) throw noConnector();
    return this.view(tenant, updated);
  }

  @Delete(':connector')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a connector',
    description: 'Its credentials stop working at once. Its users and groups stay and become `manual`.',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(404)
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
  ): Promise<void> {
    const { connector } = await this.addressed.connector(call, { tenant: tenantSlug, connector: connectorSlug });
    if (!(await this.connectors.delete(call, connector))) throw noConnector();
  }

  private view(tenant: Tenant, connector: Connector): ConnectorView {
    return connectorView(connector, this.urls.scim(tenant.slug, connector.slug));
  }
}
