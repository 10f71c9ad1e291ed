import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PublicAccess, ScimAccess } from '../../credentials/access.js';
import { recognisedOwnerOf } from '../../credentials/credential-owner-of.js';
import type { Caller } from '../../directory/caller.js';
import { sendScim } from '../../http/send-scim.js';
import type { ResourceTypeDefinition } from '../../protocol/schema/attribute-definition.js';
import { serviceProviderConfig } from '../../protocol/schema/discovery.js';
import { ScimError } from '../../protocol/scim-error.js';
import { findSchemaV1, resourceTypesV1, schemasV1, serviceProviderConfigV1 } from '../../protocol/v1/discovery-v1.js';
import { BaseUrls } from '../../tenancy/base-urls.js';
import { takesPasswords } from '../../tenancy/connector-settings.js';
import { isSlug } from '../../tenancy/tenant.js';
import { CurrentCaller } from '../current-caller.js';
import { v1DiscoveryExamples } from './swagger-v1-discovery-examples.js';
import { v1ListExample } from './swagger-v1-examples.js';
import { ApiV1Discovery, ApiV1DiscoveryOf, ApiV1OpenDiscovery } from './swagger-v1.js';

/** Discovery in SCIM 1.1, from the same definitions as in 2.0. Read-only: every other method is 405. */
@ApiTags('SCIM 1.1: discovery')
@ScimAccess()
@Controller('scim/:tenant/:connector/v1')
export class V1DiscoveryController {
  constructor(private readonly urls: BaseUrls) {}

  /** Readable without a credential and said of every well-formed address, as in SCIM 2.0: nothing can be probed. */
  @PublicAccess()
  @Get('ServiceProviderConfigs')
  @ApiV1OpenDiscovery('What this server supports, and how to authenticate', v1DiscoveryExamples.config)
  serviceProviderConfigs(
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    if (!isSlug(tenant) || !isSlug(connector)) throw ScimError.notFound('The base URL names no tenant and connector.');
    const hasPasswords = takesPasswords(recognisedOwnerOf(request)?.connector);
    const config = serviceProviderConfig(this.urls.scim11(tenant, connector), this.urls.swagger(), hasPasswords);
    sendScim(request, response, 200, serviceProviderConfigV1(config));
  }

  @Get('ResourceTypes')
  @ApiV1Discovery("The resource types; not in SCIM 1.1, but in Okta's test of it", v1DiscoveryExamples.resourceTypes)
  resourceTypes(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    sendScim(request, response, 200, resourceTypesV1(typesOf(caller)));
  }

  @Get('Schemas')
  @ApiV1Discovery('The schemas, as validation reads them', v1ListExample(v1DiscoveryExamples.schema))
  schemas(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    sendScim(request, response, 200, schemasV1(typesOf(caller)));
  }

  @Get('Schemas/:name')
  @ApiV1DiscoveryOf('One schema: `Users` or `Groups`, or its id', v1DiscoveryExamples.schema)
  schema(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const body = findSchemaV1(typesOf(caller), name);
    if (body === undefined) throw ScimError.notFound('There is no schema with this name. There are Users and Groups.');
    sendScim(request, response, 200, body);
  }
}

const typesOf = ({ schemas }: Caller): readonly ResourceTypeDefinition[] => [schemas.User.type, schemas.Group.type];
