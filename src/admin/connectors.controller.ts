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
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { CredentialIssuer, type IssuedCredential } from '../credentials/credential-issuer.service.js';
import type { CredentialType } from '../credentials/credential.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { ConnectorActivity } from '../tenancy/connector-activity-store.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';
import { presetOf } from '../tenancy/connector-settings.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import { ExtendedFieldsService } from '../tenancy/extended-fields.service.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import { setupOf } from '../tenancy/setup/setup-of.js';
import type { ConnectorDraft, ConnectorPatch } from '../tenancy/tenant-store.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { Addressed, noConnector } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { SetupSheetView } from './connector-setup.dto.js';
import {
  ConnectorView,
  CreateConnector,
  CreatedConnectorView,
  UpdateConnector,
  connectorView,
} from './connector.dto.js';
import { credentialView } from './credential.dto.js';
import { assertNoneUnknown } from './extended-field-rules.js';
import { ApiIdempotencyKey, once, RequestClaim } from './idempotency.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';
import { mergeTolerances } from './merge-tolerances.js';
import { withinConnectorLimit } from './within-connector-limit.js';

@ApiTags('Admin: connectors')
@ApiExtraModels(ConnectorView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors')
export class ConnectorsController {
  constructor(
    private readonly connectors: ConnectorsService,
    private readonly issuer: CredentialIssuer,
    private readonly activity: ConnectorActivityService,
    private readonly fields: ExtendedFieldsService,
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
    const activities = await this.activity.of(page.items);
    return sendPage(response, address, query, page, (connector) =>
      this.viewWith(tenant, connector, activities.get(connector.pk)),
    );
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Create a connector',
    description:
      'The answer has the SCIM base URL to paste into the IdP. Create a credential next, or have one made along with it by ' +
      '`issueCredential`: its secret is shown in the answer, this once.',
  })
  @ApiBody({
    type: CreateConnector,
    examples: {
      okta: { summary: 'Okta', value: { slug: 'okta-hr', displayName: 'Okta (HR)', provider: 'okta' } },
      credential: {
        summary: 'Okta, with a key and a secret',
        value: { slug: 'okta-sales', displayName: 'Okta (Sales)', provider: 'okta', issueCredential: 'basic' },
      },
      entra: {
        summary: 'Microsoft Entra, switched off',
        value: { slug: 'entra', displayName: 'Entra', provider: 'entra', syncEnabled: false },
      },
    },
  })
  @ApiCreatedResponse({ type: CreatedConnectorView })
  @ApiIdempotencyKey()
  @ApiAdminErrors(400, 404, slugTaken(), 422)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Body() { slug, displayName, issueCredential, ...settings }: CreateConnector,
    @RequestClaim() claim: KeyClaim | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedConnectorView> {
    const tenant = await this.addressed.tenant(call, tenantSlug);
    const wanted = await this.withFieldsAsSpelled(tenant, settings);
    const draft = { slug, displayName, ...presetOf(settings.provider ?? 'okta'), ...wanted };
    const created = await withinConnectorLimit(() =>
      once(() => this.make(call, tenant, draft, issueCredential, claim), issueCredential !== undefined),
    );
    if (created === undefined) throw slugTaken();
    response.setHeader('Location', this.urls.admin('tenants', tenant.slug, 'connectors', slug));
    const view = await this.view(tenant, created.connector);
    if (!('issued' in created)) return view;
    return { ...view, credential: { ...credentialView(created.credential), ...created.issued } };
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

  @Get(':connector/setup')
  @ApiOperation({
    summary: 'Read what to enter at the identity provider',
    description:
      'Field by field, under the labels that stand in its forms, for the provider of the connector. Never holds a secret: ' +
      'where one belongs, `source` says where it was shown.',
  })
  @ApiOkResponse({ type: SetupSheetView })
  @ApiAdminErrors(404)
  async setup(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
  ): Promise<SetupSheetView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const [one, other] = [tenant.slug, connector.slug];
    return setupOf(connector.provider, {
      ...{ scim: this.urls.scim(one, other), scim11: this.urls.scim11(one, other) },
      tokenEndpoint: this.urls.tokenEndpoint(one, other),
      oauthMetadata: this.urls.authorizationServerMetadata(one, other),
    });
  }

  @Patch(':connector')
  @ApiOperation({ summary: 'Change a connector, or turn its synchronization switch' })
  @ApiBody({
    type: UpdateConnector,
    examples: {
      off: { summary: 'Switch synchronization off', value: { syncEnabled: false } },
      on: { summary: 'Switch synchronization on', value: { syncEnabled: true } },
      rename: { summary: 'Rename', value: { displayName: 'Okta (production)' } },
      tolerance: { summary: 'Accept one dialect more', value: { tolerances: { opCase: true } } },
    },
  })
  @ApiOkResponse({ type: ConnectorView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Body() { tolerances, ...settings }: UpdateConnector,
  ): Promise<ConnectorView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const patch = await this.withFieldsAsSpelled(tenant, settings);
    const updated = await this.connectors.update(call, connector, (before) => ({
      ...patch,
      ...(tolerances === undefined ? {} : { tolerances: mergeTolerances(before.tolerances, tolerances) }),
    }));
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

  /** Ids match in any letter case; what is kept names each field once, in its own. @throws Problem 400 for ids of no field */
  private async withFieldsAsSpelled<T extends Pick<ConnectorPatch, 'customFields'>>(
    { pk }: Tenant,
    settings: T,
  ): Promise<T> {
    if (settings.customFields === undefined) return settings;
    const { spelled, unknown } = await this.fields.resolveIds({ tenantPk: pk }, settings.customFields);
    assertNoneUnknown(unknown);
    return { ...settings, customFields: spelled };
  }

  private async make(
    call: Call,
    tenant: Tenant,
    draft: Omit<ConnectorDraft, 'id'>,
    credentialType: CredentialType | undefined,
    claim: KeyClaim | undefined,
  ): Promise<{ readonly connector: Connector } | (IssuedCredential & { readonly connector: Connector }) | undefined> {
    const scope = { tenantPk: tenant.pk };
    if (credentialType !== undefined) return this.issuer.createWithConnector(call, scope, draft, credentialType, claim);
    const connector = await this.connectors.create(call, scope, draft, claim);
    return connector && { connector };
  }

  private async view(tenant: Tenant, connector: Connector): Promise<ConnectorView> {
    const activities = await this.activity.of([connector]);
    return this.viewWith(tenant, connector, activities.get(connector.pk));
  }

  private viewWith(tenant: Tenant, connector: Connector, activity: ConnectorActivity | undefined): ConnectorView {
    return connectorView(connector, {
      scimBaseUrl: this.urls.scim(tenant.slug, connector.slug),
      scim11BaseUrl: this.urls.scim11(tenant.slug, connector.slug),
      ...{ isTenantEnabled: tenant.enabled, activity },
    });
  }
}

function slugTaken(): Problem {
  return Problem.conflict(
    'slug-taken',
    'The slug is taken',
    'There is a connector with this slug in this tenant already.',
  );
}
