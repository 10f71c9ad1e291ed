import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ScimAccess } from '../credentials/access.js';
import type { Caller } from '../directory/caller.js';
import { CatalogueReader } from '../directory/catalogue-reader.service.js';
import { parseProjection } from '../protocol/projection/parse-projection.js';
import { parseListQuery } from '../protocol/query/list-query.js';
import { GRANTABLE_SCHEMAS, type GrantableTypeName } from '../protocol/schema/grantable-types.js';
import { CurrentCaller } from './current-caller.js';
import { sendList } from './send-list.js';
import { sendRead } from './send-resource.js';
import { entitlementExamplesOf, roleExamples } from './swagger-catalogue-examples.js';
import { ApiScimList, ApiScimRead } from './swagger.js';

/** What Okta's Identity Governance may assign. Read-only: an admin keeps the catalogue, and every other method is 405. */
@ApiTags('SCIM: roles and entitlements')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueReader) {}

  @Get('Roles')
  @ApiScimList('role', roleExamples)
  roles(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.list('Role', caller, request, response);
  }

  @Get('Roles/:id')
  @ApiScimRead('role', roleExamples)
  role(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.read('Role', id, caller, request, response);
  }

  @Get('Entitlements')
  @ApiScimList('entitlement', entitlementExamplesOf.Entitlement)
  entitlements(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.list('Entitlement', caller, request, response);
  }

  @Get('Entitlements/:id')
  @ApiScimRead('entitlement', entitlementExamplesOf.Entitlement)
  entitlement(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.read('Entitlement', id, caller, request, response);
  }

  @Get('Licenses')
  @ApiScimList('license', entitlementExamplesOf.License)
  licenses(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.list('License', caller, request, response);
  }

  @Get('Licenses/:id')
  @ApiScimRead('license', entitlementExamplesOf.License)
  license(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.read('License', id, caller, request, response);
  }

  @Get('Profiles')
  @ApiScimList('profile', entitlementExamplesOf.Profile)
  profiles(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.list('Profile', caller, request, response);
  }

  @Get('Profiles/:id')
  @ApiScimRead('profile', entitlementExamplesOf.Profile)
  profile(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.read('Profile', id, caller, request, response);
  }

  private async list(type: GrantableTypeName, caller: Caller, request: Request, response: Response): Promise<void> {
    const schema = GRANTABLE_SCHEMAS[type];
    this.catalogue.tries(caller, type);
    const query = parseListQuery(request.query, schema, caller.tolerances);
    await sendList(request, response, await this.catalogue.list(caller, type, query), query, schema);
  }

  private async read(
    type: GrantableTypeName,
    id: string,
    caller: Caller,
    request: Request,
    response: Response,
  ): Promise<void> {
    const schema = GRANTABLE_SCHEMAS[type];
    this.catalogue.tries(caller, type, id);
    const projection = parseProjection(request.query, schema, caller.tolerances);
    await sendRead(request, response, await this.catalogue.read(caller, type, id), projection, schema);
  }
}
