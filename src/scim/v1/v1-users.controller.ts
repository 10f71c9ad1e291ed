import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ScimAccess } from '../../credentials/access.js';
import type { Caller } from '../../directory/caller.js';
import { UsersService } from '../../directory/users.service.js';
import { listingOf } from '../../directory/listing-of.js';
import { preconditionsOf } from '../../http/preconditions.js';
import { sendEmpty } from '../../http/send-scim.js';
import { parseProjection } from '../../protocol/projection/parse-projection.js';
import { parseListQuery } from '../../protocol/query/list-query.js';
import { patchFromV1 } from '../../protocol/v1/patch-from-v1.js';
import { queryFromV1 } from '../../protocol/v1/query-from-v1.js';
import { resourceFromV1 } from '../../protocol/v1/resource-from-v1.js';
import { CurrentCaller } from '../current-caller.js';
import { sendV1List, sendV1Read, sendV1Resource } from './send-v1.js';
import { ApiV1Create, ApiV1Delete, ApiV1List, ApiV1Patch, ApiV1Read, ApiV1Replace } from './swagger-v1.js';
import { v1UserExamples } from './swagger-v1-examples.js';
import { v1WriteOptions } from './v1-write-options.js';

/** `/Users` of a connector's SCIM 1.1 base URL, onto the same service as SCIM 2.0. */
@ApiTags('SCIM 1.1: users')
@ScimAccess()
@Controller('scim/:tenant/:connector/v1/Users')
export class V1UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @ApiV1Create('user', v1UserExamples)
  async create(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const schema = caller.schemas.User;
    this.users.tries(caller, 'create', { body: request.body as unknown });
    const projection = parseProjection(queryFromV1(request.query, schema), schema, caller.tolerances);
    const translate = (body: unknown): unknown => resourceFromV1(body, schema);
    const created = await this.users.create(caller, request.body, projection, translate);
    await sendV1Resource(request, response, 201, created, projection, schema);
  }

  @Get()
  @ApiV1List('user', v1UserExamples)
  async list(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const schema = caller.schemas.User;
    const asked = request.query;
    this.users.tries(caller, listingOf(asked));
    const query = parseListQuery(queryFromV1(asked, schema), schema, caller.tolerances);
    await sendV1List(request, response, await this.users.list(caller, query), query, schema);
  }

  @Get(':id')
  @ApiV1Read('user', v1UserExamples)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.User;
    const projection = await this.users.asked(caller, 'read', id, () =>
      parseProjection(queryFromV1(request.query, schema), schema, caller.tolerances),
    );
    await sendV1Read(request, response, await this.users.read(caller, id, projection), projection, schema);
  }

  @Put(':id')
  @ApiV1Replace('user', v1UserExamples)
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.User;
    const options = await this.users.asked(caller, 'update', id, () =>
      v1WriteOptions(request, caller, schema, (body) => resourceFromV1(body, schema)),
    );
    const replaced = await this.users.replace(caller, id, request.body, options);
    await sendV1Resource(request, response, 200, replaced, options.projection, schema);
  }

  /** A partial resource, not a list of operations: SCIM 1.1 protocol §3.3.2. */
  @Patch(':id')
  @ApiV1Patch('user', v1UserExamples)
  async patch(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.User;
    const options = await this.users.asked(caller, 'update', id, () =>
      v1WriteOptions(request, caller, schema, (body) => patchFromV1(body, schema, id)),
    );
    const patched = await this.users.patch(caller, id, request.body, options);
    await sendV1Resource(request, response, 200, patched, options.projection, schema);
  }

  @Delete(':id')
  @ApiV1Delete('user')
  async remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.users.remove(caller, id, preconditionsOf(request));
    sendEmpty(response, 204);
  }
}
