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
import { CredentialIssuer, type IssuedCredential } from '../credentials/credential-issuer.service.js';
import { CredentialLimit } from '../credentials/credential-limit.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { Addressed, noConnector } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import {
  createCredentialExamples,
  createdCredentialExamples,
  rotateCredentialExamples,
} from './credential-examples.js';
import {
  CreateCredential,
  CreatedCredentialView,
  CredentialView,
  RotateCredential,
  UpdateCredential,
  credentialView,
} from './credential.dto.js';
import { keysOfNew, keysOfPatch } from './client-keys.js';
import { EXAMPLE_KEYS } from './example-keys.js';
import { expiresAt } from './expires-at.js';
import { ApiIdempotencyKey, once, RequestClaim } from './idempotency.js';
import { ApiPage, type Page, PageQuery, readPage, sendPage } from './page.js';

@ApiTags('Admin: credentials')
@ApiExtraModels(CredentialView, CreatedCredentialView)
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/connectors/:connector/credentials')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly issuer: CredentialIssuer,
    private readonly limit: CredentialLimit,
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
  @ApiIdempotencyKey()
  @ApiAdminErrors(400, 404, tooManyCredentials(4), 422)
  async create(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Body() wanted: CreateCredential,
    @RequestClaim() claim: KeyClaim | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedCredentialView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const { jwks, publicKeyPem, authentication, ...rest } = wanted;
    const publicKeys = keysOfNew({ type: rest.type, authentication, jwks, publicKeyPem });
    const draft = { ...rest, publicKeys, expiresAt: expiresAt(wanted.expiresAt) };
    const created = await once(() => this.issuer.create(call, connector, draft, claim), publicKeys === null);
    if (created === undefined) throw noConnector();
    return this.shown(response, tenant, connector, created);
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
  @ApiOperation({ summary: 'Rename, switch off and on, extend or restrict a credential' })
  @ApiBody({
    type: UpdateCredential,
    examples: {
      disable: { summary: 'Switch off', value: { enabled: false } },
      extend: { summary: 'Extend', value: { expiresAt: '2027-11-21T00:00:00Z' } },
      keys: {
        summary: 'Other public keys of an oauth client that signs',
        value: { jwks: { keys: [EXAMPLE_KEYS.ed25519] } },
      },
      restrict: {
        summary: 'Let it only read, from one network',
        value: { scope: 'read', allowedIps: ['192.0.2.0/24'] },
      },
    },
  })
  @ApiOkResponse({ type: CredentialView })
  @ApiAdminErrors(400, 404, tooManyCredentials(4))
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
    const { jwks, publicKeyPem, ...rest } = wanted;
    const keys = keysOfPatch(credential, { jwks, publicKeyPem });
    const patch = { ...rest, ...keys, ...(end === undefined ? {} : { expiresAt: end }) };
    const updated = await this.credentials.update(call, connector, credential, patch);
    if (updated === undefined) throw noCredential();
    if (updated === 'full') throw tooManyCredentials(this.limit.perConnector);
    return credentialView(updated);
  }

  @Post(':id/rotate')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Rotate a credential',
    description:
      'Makes a new secret of the same type, name, scope and addresses. The old one goes on working for `overlapSeconds`, at most ' +
      '30 days. The answer is the only place where the new secret is ever shown; where it was lost, the old one can be rotated ' +
      'again while it works. That makes one more successor, and does not put off the end of the old one.',
  })
  @ApiBody({ type: RotateCredential, examples: rotateCredentialExamples })
  @ApiCreatedResponse({
    description: 'The new credential, with its token, or with key and secret',
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(CreatedCredentialView) },
        examples: createdCredentialExamples,
      },
    },
  })
  @ApiIdempotencyKey()
  @ApiAdminErrors(400, 404, tooManyCredentials(4), 422)
  async rotate(
    @CurrentCall() call: Call,
    @Param('tenant') tenantSlug: string,
    @Param('connector') connectorSlug: string,
    @Param('id') id: string,
    @Body() { overlapSeconds, expiresAt: end }: RotateCredential,
    @RequestClaim() claim: KeyClaim | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedCredentialView> {
    const { tenant, connector } = await this.addressed.connector(call, {
      tenant: tenantSlug,
      connector: connectorSlug,
    });
    const old = await this.find(connector, id);
    const wanted = { overlapSeconds, expiresAt: expiresAt(end) };
    if (!old.enabled) throw isDisabled();
    if (old.publicKeys !== null) throw hasNoSecret();
    const rotated = await once(() => this.issuer.rotate(call, connector, old, wanted, claim));
    if (rotated === undefined) throw (await this.find(connector, id)).enabled ? hasEnded() : isDisabled();
    return this.shown(response, tenant, connector, rotated);
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

  /** The one answer with the secret. @throws Problem 409 at the limit */
  private shown(
    response: Response,
    tenant: Tenant,
    connector: Connector,
    created: IssuedCredential | 'full',
  ): CreatedCredentialView {
    if (created === 'full') throw tooManyCredentials(this.limit.perConnector);
    const { credential, issued } = created;
    const path = ['tenants', tenant.slug, 'connectors', connector.slug, 'credentials', credential.id];
    response.setHeader('Location', this.urls.admin(...path));
    return { ...credentialView(credential), ...issued };
  }

  private async find(connector: Connector, id: string): Promise<Credential> {
    const credential = await this.credentials.find(connector, id);
    if (credential === undefined) throw noCredential();
    return credential;
  }
}

const noCredential = (): Problem => Problem.notFound('There is no credential with this id in this connector.');

const isDisabled = (): Problem =>
  Problem.conflict(
    'credential-disabled',
    'The credential is disabled',
    'A disabled credential is not rotated, because its successor would work. Enable it first, or create another one.',
  );

const hasEnded = (): Problem =>
  Problem.conflict(
    'credential-ended',
    'The credential has ended',
    'It expired, or the overlap of its rotation is over. It is not rotated, because its successor would work. Create another one.',
  );

const hasNoSecret = (): Problem =>
  Problem.conflict(
    'credential-without-secret',
    'The credential has no secret to rotate',
    'The client signs with a key of its own. Send its new public keys, beside the old ones while both are used: PATCH the credential with "jwks".',
  );

function tooManyCredentials(limit: number): Problem {
  return Problem.conflict(
    'too-many-credentials',
    'The connector has as many credentials as it may',
    `At most ${limit} credentials of a connector may be valid at a time (MAX_CREDENTIALS), disabled ones included. Delete one ` +
      'that is no longer used, or rotate one with "overlapSeconds": 0.',
  );
}
