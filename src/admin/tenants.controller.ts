// admin: HTTP of /api/v1. Thin: checks the request, asks a service, shapes the answer. Knows no database.
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
import { AdminAccess, NarrowedToTenant } from '../credentials/access.js';
import type { Admin } from '../credentials/admin.js';
import { ForbiddenRole } from '../credentials/forbidden-role.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { callScope } from '../tenancy/call-scope.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { Tenant } from '../tenancy/tenant.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { Addressed, noTenant } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { CurrentAdmin } from './current-admin.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';
import { CreateTenant, DeleteTenantQuery, TenantView, UpdateTenant, tenantView } from './tenant.dto.js';

@ApiTags('Admin: tenants')
@ApiExtraModels(TenantView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly addressed: Addressed,
    private readonly urls: BaseUrls,
  ) {}

  @NarrowedToTenant()
  @Get()
  @ApiOperation({ summary: 'List the tenants', description: 'A token that is kept to a tenant sees that one alone.' })
  @ApiPage(TenantView, 'Tenants in the order of their creation')
  @ApiAdminErrors(400)
  async list(
    @CurrentAdmin() { tenant }: Admin,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<TenantView>> {
    const page = await readPage(query, (request) =>
      tenant === null ? this.tenants.list(request) : this.listOne(tenant.slug, request),
    );
    return sendPage(response, this.urls.admin('tenants'), query, page, tenantView);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a tenant',
    description: 'An empty directory with its own connectors and its own log.',
  })
  @ApiBody({
    type: CreateTenant,
    examples: { tenant: { summary: 'A tenant', value: { slug: 'acme', displayName: 'Acme Inc.' } } },
  })
  @ApiCreatedResponse({ type: TenantView })
  @ApiAdminErrors(400, slugTaken())
  async create(
    @CurrentCall() call: Call,
    @Body() { slug, displayName }: CreateTenant,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TenantView> {
    const tenant = await this.tenants.create(call, { slug, displayName });
    if (tenant === undefined) throw slugTaken();
    call.scope = callScope(tenant);
    response.setHeader('Location', this.urls.admin('tenants', slug));
    return tenantView(tenant);
  }

  @Get(':tenant')
  @ApiOperation({ summary: 'Read one tenant' })
  @ApiOkResponse({ type: TenantView })
  @ApiAdminErrors(404)
  async read(@CurrentCall() call: Call, @Param('tenant') slug: string): Promise<TenantView> {
    return tenantView(await this.addressed.tenant(call, slug));
  }

  @Patch(':tenant')
  @ApiOperation({
    summary: 'Rename a tenant, switch it off and on, or say how long its log is kept',
    description: 'A token that is kept to the tenant may rename it, and send neither `enabled` nor `logRetentionDays`.',
  })
  @ApiBody({
    type: UpdateTenant,
    examples: {
      rename: { summary: 'Rename', value: { displayName: 'Acme Corporation' } },
      disable: { summary: 'Switch off', value: { enabled: false } },
      retention: { summary: 'Keep the log for a year', value: { logRetentionDays: 365 } },
    },
  })
  @ApiOkResponse({ type: TenantView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @CurrentAdmin() admin: Admin,
    @Param('tenant') slug: string,
    @Body() patch: UpdateTenant,
  ): Promise<TenantView> {
    const tenant = await this.addressed.tenant(call, slug);
    if (patch.enabled !== undefined) assertOfAllTenants(admin, 'may not switch it off or on');
    if (patch.logRetentionDays !== undefined) assertOfAllTenants(admin, 'may not say how long its log is kept');
    const updated = await this.tenants.update(call, tenant, patch);
    if (updated === undefined) throw noTenant();
    return tenantView(updated);
  }

  @Delete(':tenant')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a tenant for good',
    description:
      'With its users, groups, connectors, credentials and its log. Takes `?confirm=` with the slug again, and an admin ' +
      'token of all tenants.',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(400, 404)
  async remove(
    @CurrentCall() call: Call,
    @CurrentAdmin() admin: Admin,
    @Param('tenant') slug: string,
    @Query() { confirm }: DeleteTenantQuery,
  ): Promise<void> {
    const tenant = await this.addressed.tenant(call, slug);
    assertOfAllTenants(admin, 'may not delete it with its log');
    if (confirm !== tenant.slug) {
      throw Problem.invalid([
        { path: 'confirm', detail: 'must repeat the slug: everything in the tenant will be lost' },
      ]);
    }
    if (!(await this.tenants.delete(call, tenant))) throw noTenant();
  }

  private async listOne(slug: string, { after = 0 }: PageRequest): Promise<readonly Tenant[]> {
    const tenant = await this.tenants.find(slug);
    return tenant !== undefined && tenant.pk > after ? [tenant] : [];
  }
}

function slugTaken(): Problem {
  return Problem.conflict('slug-taken', 'The slug is taken', 'There is a tenant with this slug already.');
}

/** Whether there is a tenant is for the platform to say, not for the tenant. @throws ForbiddenRole */
function assertOfAllTenants({ name, tenant }: Admin, refusal: string): void {
  if (tenant === null) return;
  throw new ForbiddenRole(
    `The admin token ${name} is kept to the tenant ${tenant.slug} and ${refusal}. Use an admin token that is kept to no tenant.`,
  );
}
