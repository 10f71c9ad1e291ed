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
import { BaseUrls } from '../tenancy/base-urls.js';
import type { ExtendedField } from '../tenancy/extended-field-store.js';
import { ExtendedFieldsService } from '../tenancy/extended-fields.service.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { Addressed } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { createFieldExamples, updateFieldExamples } from './extended-field-examples.js';
import {
  assertField,
  fieldHasValues,
  fieldIdTaken,
  noField,
  optionsInUse,
  tooManyFields,
} from './extended-field-rules.js';
import {
  CreateExtendedField,
  DeleteExtendedFieldQuery,
  ExtendedFieldView,
  ProfileEditorQuery,
  UpdateExtendedField,
  UpdateExtendedFieldQuery,
  extendedFieldView,
} from './extended-field.dto.js';
import { OktaProfileAttribute, oktaProfileAttribute } from './okta-profile-attribute.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

/** The attributes that an admin adds to the users of a tenant. */
@ApiTags('Admin: extended fields')
@ApiExtraModels(ExtendedFieldView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/extended-fields')
export class ExtendedFieldsController {
  constructor(
    private readonly fields: ExtendedFieldsService,
    private readonly addressed: Addressed,
    private readonly urls: BaseUrls,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the extended fields of a tenant' })
  @ApiPage(ExtendedFieldView, 'Extended fields in the order of their creation')
  @ApiAdminErrors(400, 404)
  async list(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Page<ExtendedFieldView>> {
    const tenant = await this.addressed.tenant(call, slug);
    const page = await readPage(query, async ({ limit, after = 0 }) =>
      (await this.fields.list({ tenantPk: tenant.pk })).filter(({ pk }) => pk > after).slice(0, limit),
    );
    const address = this.urls.admin('tenants', tenant.slug, 'extended-fields');
    return sendPage(response, address, query, page, extendedFieldView);
  }

  @Post()
  @ApiOperation({
    summary: 'Add a field to the users of a tenant',
    description:
      'It can be filled, filtered and sorted by at once. Admins see it under the default namespace; a connector shows and ' +
      'takes it as soon as its `customFields` name it.',
  })
  @ApiBody({ type: CreateExtendedField, examples: createFieldExamples })
  @ApiCreatedResponse({ type: ExtendedFieldView })
  @ApiAdminErrors(400, 404, fieldIdTaken())
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Body() body: CreateExtendedField,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExtendedFieldView> {
    const { fieldId, displayName, type = 'string', multiValued = false, required = false, options = [] } = body;
    const draft = { fieldId, displayName, type, multiValued, required, options };
    const tenant = await this.addressed.tenant(call, slug);
    assertField(draft);
    const created = await this.fields.create(call, { tenantPk: tenant.pk }, draft);
    if (created === 'taken') throw fieldIdTaken();
    if (created === 'full') throw tooManyFields();
    response.setHeader('Location', this.urls.admin('tenants', tenant.slug, 'extended-fields', fieldId));
    return extendedFieldView(created);
  }

  @Get(':fieldId')
  @ApiOperation({ summary: 'Read one extended field' })
  @ApiOkResponse({ type: ExtendedFieldView })
  @ApiAdminErrors(404)
  async read(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('fieldId') fieldId: string,
  ): Promise<ExtendedFieldView> {
    return extendedFieldView((await this.find(call, tenant, fieldId)).field);
  }

  @Get(':fieldId/okta')
  @ApiOperation({
    summary: "What to type into Okta's Profile Editor",
    description: 'Directory > Profile Editor > the app > Add Attribute. Add it after provisioning was enabled.',
  })
  @ApiOkResponse({ type: OktaProfileAttribute })
  @ApiAdminErrors(400, 404)
  async okta(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('fieldId') fieldId: string,
    @Query() { connector: slug }: ProfileEditorQuery,
  ): Promise<OktaProfileAttribute> {
    const { connector } = await this.addressed.connector(call, { tenant, connector: slug });
    const field = await this.fields.find({ tenantPk: connector.tenantPk }, fieldId);
    if (field === undefined) throw noField();
    return oktaProfileAttribute(field, connector);
  }

  @Patch(':fieldId')
  @ApiOperation({
    summary: 'Rename a field, switch it off or on, change its options',
    description:
      'Values stay. For another type, create another field. Taking away an option that users have is refused, unless ' +
      '`?confirm=true`: they keep it, and nobody else can be given it.',
  })
  @ApiBody({ type: UpdateExtendedField, examples: updateFieldExamples })
  @ApiOkResponse({ type: ExtendedFieldView })
  @ApiAdminErrors(400, 404, optionsInUse({ fieldId: 'shirt_size' }, 3))
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('fieldId') fieldId: string,
    @Query() { confirm }: UpdateExtendedFieldQuery,
    @Body() patch: UpdateExtendedField,
  ): Promise<ExtendedFieldView> {
    const { scope, field } = await this.find(call, tenant, fieldId);
    assertField({ fieldId: patch.fieldId, type: field.type, options: patch.options ?? field.options });
    const updated = await this.fields.update(call, scope, field, patch, confirm === 'true');
    if (updated === undefined) throw noField();
    if (updated === 'taken') throw fieldIdTaken();
    if ('holders' in updated) throw optionsInUse(field, updated.holders);
    return extendedFieldView(updated);
  }

  @Delete(':fieldId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a field with its values',
    description:
      'Refused while users have values of it, unless `?confirm=true`. They are gone from every answer at once.',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiAdminErrors(400, 404, fieldHasValues({ fieldId: 'shirt_size' }, 3))
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('fieldId') fieldId: string,
    @Query() { confirm }: DeleteExtendedFieldQuery,
  ): Promise<void> {
    const { scope, field } = await this.find(call, tenant, fieldId);
    const outcome = await this.fields.delete(call, scope, field, confirm === 'true');
    if (outcome === 'absent') throw noField();
    if (outcome !== 'deleted') throw fieldHasValues(field, outcome.holders);
  }

  private async find(
    call: Call,
    tenantSlug: string,
    fieldId: string,
  ): Promise<{ readonly scope: TenantScope; readonly field: ExtendedField }> {
    const { pk } = await this.addressed.tenant(call, tenantSlug);
    const scope = { tenantPk: pk };
    const field = await this.fields.find(scope, fieldId);
    if (field === undefined) throw noField();
    return { scope, field };
  }
}
