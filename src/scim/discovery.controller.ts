import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PublicAccess, ScimAccess } from '../credentials/access.js';
import { recognisedOwnerOf } from '../credentials/credential-owner-of.js';
import type { Caller } from '../directory/caller.js';
import { CatalogueReader } from '../directory/catalogue-reader.service.js';
import { sendScim } from '../http/send-scim.js';
import { listResponse } from '../protocol/query/list-response.js';
import type { JsonObject } from '../protocol/json.js';
import type { ResourceTypeDefinition } from '../protocol/schema/attribute-definition.js';
import { resourceTypeBody, schemaBody, schemasOf, serviceProviderConfig } from '../protocol/schema/discovery.js';
import { ScimError } from '../protocol/scim-error.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { takesPasswords } from '../tenancy/connector-settings.js';
import { isSlug } from '../tenancy/tenant.js';
import { CurrentCaller } from './current-caller.js';
import { discoveryExamples } from './swagger-discovery-examples.js';
import { listExample } from './swagger-examples.js';
import { ApiScimDiscovery, ApiScimDiscoveryOf, ApiScimOpenDiscovery } from './swagger.js';

const NO_PLURAL = 'There is no such SCIM endpoint. Read /ServiceProviderConfig (RFC 7644 section 4).';

/** Discovery (RFC 7644 §4), made from the definitions that validate. Read-only: every other method is 405. */
@ApiTags('SCIM: discovery')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2')
export class DiscoveryController {
  constructor(
    private readonly urls: BaseUrls,
    private readonly catalogue: CatalogueReader,
  ) {}

  /** Readable without a credential, so that a client can find out how to authenticate (RFC 7643 §5). */
  @PublicAccess()
  @Get('ServiceProviderConfig')
  @ApiScimOpenDiscovery('What this server supports, and how to authenticate', discoveryExamples.config)
  serviceProviderConfig(
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    // Said for every well-formed address, whether or not there is such a tenant: nothing can be probed. What the connector
    // does with passwords, only its own credential learns.
    if (!isSlug(tenant) || !isSlug(connector)) throw ScimError.notFound('The base URL names no tenant and connector.');
    assertNoFilter(request);
    const hasPasswords = takesPasswords(recognisedOwnerOf(request)?.connector);
    const base = this.urls.scim(tenant, connector);
    sendScim(request, response, 200, serviceProviderConfig(base, this.urls.swagger(), hasPasswords));
  }

  /**
   * SCIM 1.1's name of the same, which some clients keep. Not for everybody, unlike the one above: whether a connector is
   * strict is nobody else's business.
   */
  @Get('ServiceProviderConfigs')
  @ApiScimDiscoveryOf(
    'The same under the name of SCIM 1.1; 404 where the connector does not tolerate it',
    discoveryExamples.config,
    NO_PLURAL,
  )
  serviceProviderConfigs(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    caller.tolerances.accept('pluralServiceProviderConfigs', () => ScimError.notFound(NO_PLURAL));
    assertNoFilter(request);
    const hasPasswords = takesPasswords(caller.connector);
    sendScim(request, response, 200, serviceProviderConfig(this.base(caller), this.urls.swagger(), hasPasswords));
  }

  @Get('ResourceTypes')
  @ApiScimDiscovery('The resource types', listExample(discoveryExamples.resourceType))
  async resourceTypes(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.sendList(request, response, await this.resourceTypeBodies(caller));
  }

  @Get('ResourceTypes/:name')
  @ApiScimDiscoveryOf('One resource type', discoveryExamples.resourceType)
  async resourceType(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.sendOne(request, response, await this.resourceTypeBodies(caller), name);
  }

  @Get('Schemas')
  @ApiScimDiscovery('The schemas, as validation reads them', listExample(discoveryExamples.schema))
  async schemas(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.sendList(request, response, await this.schemaBodies(caller));
  }

  @Get('Schemas/:urn')
  @ApiScimDiscoveryOf('One schema by its URN', discoveryExamples.schema)
  async schema(
    @CurrentCaller() caller: Caller,
    @Param('urn') urn: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.sendOne(request, response, await this.schemaBodies(caller), urn);
  }

  private async resourceTypeBodies(caller: Caller): Promise<readonly JsonObject[]> {
    return (await this.typesOf(caller)).map((type) => resourceTypeBody(type, this.base(caller)));
  }

  private async schemaBodies(caller: Caller): Promise<readonly JsonObject[]> {
    return schemasOf(await this.typesOf(caller)).map((schema) => schemaBody(schema, this.base(caller)));
  }

  private async typesOf(caller: Caller): Promise<readonly ResourceTypeDefinition[]> {
    const { User, Group } = caller.schemas;
    return [User.type, Group.type, ...(await this.catalogue.types(caller))];
  }

  private base({ tenant, connector }: Caller): string {
    return this.urls.scim(tenant.slug, connector.slug);
  }

  /** Always complete: paging parameters are ignored and a filter is refused (RFC 7644 §4). */
  private sendList(request: Request, response: Response, bodies: readonly JsonObject[]): void {
    assertNoFilter(request);
    sendScim(request, response, 200, listResponse(bodies, bodies.length, { startIndex: 1 }));
  }

  private sendOne(request: Request, response: Response, bodies: readonly JsonObject[], id: string): void {
    const wanted = id.toLowerCase();
    const body = bodies.find((one) => typeof one.id === 'string' && one.id.toLowerCase() === wanted);
    if (body === undefined)
      throw ScimError.notFound('There is nothing with this name. The list is at the address without it.');
    sendScim(request, response, 200, body);
  }
}

/** RFC 7644 §4. What was meant to choose must not answer with everything. */
function assertNoFilter(request: Request): void {
  if (request.query.filter !== undefined) throw ScimError.forbidden('Discovery endpoints cannot be filtered.');
}
