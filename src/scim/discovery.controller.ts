import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PublicAccess, ScimAccess } from '../credentials/access.js';
import type { Caller } from '../directory/caller.js';
import { sendScim } from '../http/send-scim.js';
import { listResponse } from '../protocol/query/list-response.js';
import type { JsonObject } from '../protocol/json.js';
import type { ResourceTypeDefinition } from '../protocol/schema/attribute-definition.js';
import { resourceTypeBody, schemaBody, schemasOf, serviceProviderConfig } from '../protocol/schema/discovery.js';
import { ScimError } from '../protocol/scim-error.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { isSlug } from '../tenancy/tenant.js';
import { CurrentCaller } from './current-caller.js';
import { ApiScimAnswers } from './swagger.js';

/** Discovery (RFC 7644 §4), made from the definitions that validate. Read-only: every other method is 405. */
@ApiTags('SCIM: discovery')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2')
export class DiscoveryController {
  constructor(private readonly urls: BaseUrls) {}

  /** Readable without a credential, so that a client can find out how to authenticate (RFC 7643 §5). */
  @PublicAccess()
  @Get('ServiceProviderConfig')
  @ApiOperation({ summary: 'What this server supports, and how to authenticate', security: [] })
  serviceProviderConfig(
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    // Said for every well-formed address, whether or not there is such a tenant: nothing can be probed.
    if (!isSlug(tenant) || !isSlug(connector)) throw ScimError.notFound('The base URL names no tenant and connector.');
    sendScim(request, response, 200, serviceProviderConfig(this.urls.scim(tenant, connector), this.urls.swagger()));
  }

  @Get('ResourceTypes')
  @ApiOperation({ summary: 'The resource types' })
  @ApiScimAnswers()
  resourceTypes(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    this.sendList(request, response, this.resourceTypeBodies(caller));
  }

  @Get('ResourceTypes/:name')
  @ApiOperation({ summary: 'One resource type' })
  @ApiScimAnswers()
  resourceType(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    this.sendOne(request, response, this.resourceTypeBodies(caller), name);
  }

  @Get('Schemas')
  @ApiOperation({ summary: 'The schemas, as validation reads them' })
  @ApiScimAnswers()
  schemas(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    this.sendList(request, response, this.schemaBodies(caller));
  }

  @Get('Schemas/:urn')
  @ApiOperation({ summary: 'One schema by its URN' })
  @ApiScimAnswers()
  schema(
    @CurrentCaller() caller: Caller,
    @Param('urn') urn: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    this.sendOne(request, response, this.schemaBodies(caller), urn);
  }

  private resourceTypeBodies(caller: Caller): readonly JsonObject[] {
    return typesOf(caller).map((type) => resourceTypeBody(type, this.base(caller)));
  }

  private schemaBodies(caller: Caller): readonly JsonObject[] {
    return schemasOf(typesOf(caller)).map((schema) => schemaBody(schema, this.base(caller)));
  }

  private base({ tenant, connector }: Caller): string {
    return this.urls.scim(tenant.slug, connector.slug);
  }

  /** Always complete: paging parameters are ignored and a filter is refused (RFC 7644 §4). */
  private sendList(request: Request, response: Response, bodies: readonly JsonObject[]): void {
    if (request.query.filter !== undefined) throw ScimError.forbidden('Discovery endpoints cannot be filtered.');
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

function typesOf({ schemas }: Caller): readonly ResourceTypeDefinition[] {
  return [schemas.User.type, schemas.Group.type];
}
