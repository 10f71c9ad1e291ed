import { Controller, Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ReadsOnly, ScimAccess } from '../credentials/access.js';
import type { Caller } from '../directory/caller.js';
import { UsersService } from '../directory/users.service.js';
import { listingOf, searchOf } from '../directory/listing-of.js';
import { preconditionsOf } from '../http/preconditions.js';
import { sendEmpty } from '../http/send-scim.js';
import { parseProjection } from '../protocol/projection/parse-projection.js';
import { parseListQuery } from '../protocol/query/list-query.js';
import { parseSearchRequest } from '../protocol/query/search-request.js';
import { CurrentCaller } from './current-caller.js';
import { ResourceId } from './resource-id.js';
import { sendList } from './send-list.js';
import { sendRead, sendResource } from './send-resource.js';
import {
  ApiScimCreate,
  ApiScimDelete,
  ApiScimList,
  ApiScimPatch,
  ApiScimRead,
  ApiScimReplace,
  ApiScimSearch,
} from './swagger.js';
import { userExamples } from './swagger-examples.js';
import { writeOptions } from './write-options.js';

/** `/Users` of a connector's SCIM 2.0 base URL. */
@ApiTags('SCIM: users')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2/Users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @ApiScimCreate('user', userExamples)
  async create(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.users.tries(caller, 'create', { body: request.body as unknown });
    const projection = parseProjection(request.query, caller.schemas.User, caller.tolerances);
    const created = await this.users.create(caller, request.body, projection);
    await sendResource(request, response, 201, created, projection, caller.schemas.User);
  }

  @Get()
  @ApiScimList('user', userExamples)
  async list(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = request.query;
    this.users.tries(caller, listingOf(asked));
    const query = parseListQuery(asked, caller.schemas.User, caller.tolerances);
    await sendList(request, response, await this.users.list(caller, query), query, caller.schemas.User);
  }

  @Post('.search')
  @ReadsOnly()
  @ApiScimSearch('user', userExamples)
  async search(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.users.tries(caller, searchOf(request.body));
    const query = parseSearchRequest(request.body, caller.schemas.User, caller.tolerances);
    await sendList(request, response, await this.users.list(caller, query), query, caller.schemas.User);
  }

  @Get(':id')
  @ApiScimRead('user', userExamples)
  async read(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projection = await this.users.asked(caller, 'read', id, () =>
      parseProjection(request.query, caller.schemas.User, caller.tolerances),
    );
    await sendRead(request, response, await this.users.read(caller, id, projection), projection, caller.schemas.User);
  }

  @Put(':id')
  @ApiScimReplace('user', userExamples)
  async replace(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const options = await this.users.asked(caller, 'update', id, () =>
      writeOptions(request, caller, caller.schemas.User),
    );
    const replaced = await this.users.replace(caller, id, request.body, options);
    await sendResource(request, response, 200, replaced, options.projection, caller.schemas.User);
  }

  @Patch(':id')
  @ApiScimPatch('user', userExamples)
  async patch(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const options = await this.users.asked(caller, 'update', id, () =>
      writeOptions(request, caller, caller.schemas.User),
    );
    const patched = await this.users.patch(caller, id, request.body, options);
    await sendResource(request, response, 200, patched, options.projection, caller.schemas.User);
  }

  @Delete(':id')
  @ApiScimDelete('user')
  async remove(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.users.remove(caller, id, preconditionsOf(request));
    sendEmpty(response, 204);
  }
}
