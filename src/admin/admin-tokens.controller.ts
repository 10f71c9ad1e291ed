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
import { AdminAccess, NarrowedToTenant } from '../credentials/access.js';
import type { Admin } from '../credentials/admin.js';
import { AdminTokensService } from '../credentials/admin-tokens.service.js';
import type { AdminTenant } from '../credentials/credential.js';
import { ForbiddenRole } from '../credentials/forbidden-role.js';
import { TooManyAdminTokens } from '../credentials/credential-store.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { AdminTokenView, CreateAdminToken, CreatedAdminTokenView, adminTokenView } from './admin-token.dto.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { CurrentAdmin } from './current-admin.js';
import { expiresAt } from './expires-at.js';
import { ApiIdempotencyKey, once, RequestClaim } from './idempotency.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: admin tokens')
@ApiExtraModels(AdminTokenView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/admin-tokens')
export class AdminTokensController {
  constructor(
    private readonly adminTokens: AdminTokensService,
    private readonly tenants: TenantsService,
    private readonly urls: BaseUrls,
  ) {}

  @NarrowedToTenant()
  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Create an admin token',
    description:
      'The answer is the only place where it is ever shown. A token that is kept to a tenant makes only tokens of that tenant.',
  })
  @ApiBody({
    type: CreateAdminToken,
    examples: {
      token: { summary: 'A token for a person', value: { name: 'jane, laptop' } },
      auditor: { summary: 'To read one tenant', value: { name: 'audit 2027', role: 'auditor', tenant: 'acme' } },
    },
  })
  @ApiCreatedResponse({ type: CreatedAdminTokenView })
  @ApiIdempotencyKey()
  @ApiAdminErrors(400, tooManyTokens({ limit: 1_000 }, null), 422)
  async create(
    @CurrentCall() call: Call,
    @CurrentAdmin() admin: Admin,
    @Body() wanted: CreateAdminToken,
    @RequestClaim() claim: KeyClaim | undefined,
  ): Promise<CreatedAdminTokenView> {
    const { name, role } = wanted;
    const tenant = await this.wantedTenant(admin, wanted.tenant);
    const draft = { name, role, tenant, expiresAt: expiresAt(wanted.expiresAt) };
    try {
      const { adminToken, token } = await once(() => this.adminTokens.create(call, draft, claim));
      return { ...adminTokenView(adminToken), token };
    } catch (error) {
      throw error instanceof TooManyAdminTokens ? tooManyTokens(error, tenant) : error;
    }
  }

  @NarrowedToTenant()
  @Get()
  @ApiOperation({
    summary: 'List the admin tokens',
    description:
      'Without `ADMIN_TOKEN` of the environment. A token that is kept to a tenant sees only the tokens of that tenant.',
  })
  @ApiPage(AdminTokenView, 'Admin tokens in the order of their creation, without the tokens themselves')
  @ApiAdminErrors(400)
  async list(
    @CurrentAdmin() { tenant }: Admin,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<AdminTokenView>> {
    const page = await readPage(query, (request) => this.adminTokens.list(request, tenant));
    return sendPage(response, this.urls.admin('admin-tokens'), query, page, adminTokenView);
  }

  @NarrowedToTenant()
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an admin token',
    description:
      'The last usable admin of all tenants can only be revoked while `ADMIN_TOKEN` is set in the environment.',
  })
  @ApiNoContentResponse({ description: 'It no longer works' })
  @ApiAdminErrors(404, isLast())
  async remove(@CurrentCall() call: Call, @CurrentAdmin() { tenant }: Admin, @Param('id') id: string): Promise<void> {
    const result = await this.adminTokens.delete(call, id, tenant);
    if (result === 'absent') throw Problem.notFound('There is no admin token with this id.');
    if (result === 'last') throw isLast();
  }

  /** The tenants of others are unknown to a token that is kept to one. @throws Problem 400 @throws ForbiddenRole */
  private async wantedTenant(admin: Admin, slug: string | null | undefined): Promise<AdminTenant | null> {
    const own = admin.tenant;
    if (slug === undefined || slug === own?.slug) return own;
    if (slug === null) {
      if (own === null) return null;
      throw new ForbiddenRole(
        `The admin token ${admin.name} is kept to the tenant ${own.slug} and makes tokens of that tenant alone. Use an ` +
          'admin token that is kept to no tenant.',
      );
    }
    const tenant = own === null ? await this.tenants.find(slug) : undefined;
    if (tenant === undefined) throw Problem.invalid([{ path: 'tenant', detail: 'there is no tenant with this slug' }]);
    return { pk: tenant.pk, slug: tenant.slug };
  }
}

function isLast(): Problem {
  return Problem.conflict(
    'last-admin-token',
    'The last admin token cannot be revoked',
    'Nobody could change anything but single tenants any more. Create another admin token of all tenants first, or set ADMIN_TOKEN.',
  );
}

function tooManyTokens({ limit }: Pick<TooManyAdminTokens, 'limit'>, tenant: AdminTenant | null): Problem {
  return Problem.conflict(
    'too-many-admin-tokens',
    'There are as many admin tokens as there may be',
    `At most ${limit} admin tokens may be kept to ${tenant === null ? 'no tenant' : `the tenant ${tenant.slug}`}, expired ones ` +
      'included. Revoke one that is no longer used.',
  );
}
