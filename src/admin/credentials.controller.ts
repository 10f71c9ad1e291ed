import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UsePipes,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { Connector } from '../tenancy/tenant.js';
import { Addressed } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { createCredentialExamples, createdCredentialExamples } from './credential-examples.js';
import {
  CreateCredential,
  CreatedCredentialView,
  CredentialView,
  UpdateCredential,
  credentialView,
} from './credential.dto.js';
import { expiresAt } from './expires-at.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: credentials')
@ApiExtraModels(CredentialView, CreatedCredentialView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors/:connector/credentials')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly addressed: Addressed,
    private readonly urls: BaseUrls,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Create a credential',
    description: 'The answer is the only place where the token, or the secret, is ever shown.',
  })
  @ApiBody({ type: CreateCredential, examples: createCredentialExamples })
  @ApiCreatedResponse({
    description: 'With the token, or with key and secret',
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(CreatedCredentialView) },
        examples: createdCredentialExamples,
      },
    },
  })
  @ApiAdminErrors(400, 404)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Body() wanted: CreateCredential,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedCredentialView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const { type, name } = wanted;
    const draft = { type, name, expiresAt: expiresAt(wanted.expiresAt) };
    const { credential, issued } = await this.credentials.create(call, connector, draft);
    const path = ['tenants', tenant.slug, 'connectors', connector.slug, 'credentials', credential.id];
    response.setHeader('Location', this.urls.admin(...path));
    return { ...credentialView(credential), ...issued };
  }

  @Get()
  @ApiOperation({ summary: 'List the credentials of a connector' })
  @ApiPage(CredentialView, 'Credentials in the order of their creation, without their secrets')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<CredentialView>> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const page = await readPage(query, (request) => this.credentials.list(connector, request));
    const address = this.urls.admin('tenants', tenant.slug, 'connectors', connector.slug, 'credentials');
    return sendPage(response, address, query, page, credentialView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one credential' })
  @ApiOkResponse({ type: CredentialView })
  @ApiAdminErrors(404)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Param('id') id: string,
  ): Promise<CredentialView> {
    const { connector } = await this.addressed.connector(call, { tenant: tenantSlug, connector: connectorSlug });
    return credentialView(await this.find(connector, id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename, switch off and on, or extend a credential' })
  @ApiBody({
    type: UpdateCredential,
    examples: {
      disable: { summary: 'Switch off', value: { enabled: false } },
      extend: { summary: 'Extend', value: { expiresAt: '2027-11-21T00:00:00Z' } },
    },
  })
  @ApiOkResponse({ type: CredentialView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Param('id') id: string,
    @Body() wanted: UpdateCredential,
  ): Promise<CredentialView> {
    const { connector } = await this.addressed.connector(call, { tenant: tenantSlug, connector: connectorSlug });
    const credential = await this.find(connector, id);
    const end = expiresAt(wanted.expiresAt);
    const patch = { ...wanted, ...(end === undefined ? {} : { expiresAt: end }) };
    const updated = await this.credentials.update(call, connector, credential, patch);
    if (updated === undefined) throw noCredential();
    return credentialView(updated);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a credential',
    description: 'Other instances may accept it for half a second more.',
  })
  @ApiNoContentResponse({ description: 'It no longer works' })
  @ApiAdminErrors(404)
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Param('id') id: string,
  ): Promise<void> {
    const { connector } = await this.addressed.connector(call, { tenant: tenantSlug, connector: connectorSlug });
    if (!(await this.credentials.delete(call, connector, await this.find(connector, id)))) throw noCredential();
  }

  private async find(connector: Connector, id: string): Promise<Credential> {
    const credential = await this.credentials.find(connector, id);
    if (credential === undefined) throw noCredential();
    return credential;
  }
}

const noCredential = (): Problem => Problem.notFound('There is no credential with this id in this connector.');
