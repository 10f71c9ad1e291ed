import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ScimAccess } from '../../credentials/access.js';
import type { Caller } from '../../directory/caller.js';
import { GroupsService } from '../../directory/groups.service.js';
import { BodyLimit } from '../../http/body-limit.js';
import { listingOf } from '../../directory/listing-of.js';
import { preconditionsOf } from '../../http/preconditions.js';
import { sendEmpty } from '../../http/send-scim.js';
import { parseProjection } from '../../protocol/projection/parse-projection.js';
import { parseListQuery } from '../../protocol/query/list-query.js';
import { patchFromV1 } from '../../protocol/v1/patch-from-v1.js';
import { queryFromV1 } from '../../protocol/v1/query-from-v1.js';
import { resourceFromV1 } from '../../protocol/v1/resource-from-v1.js';
import { CurrentCaller } from '../current-caller.js';
import { setResourceHeaders } from '../send-resource.js';
import { sendV1List, sendV1Read, sendV1Resource } from './send-v1.js';
import { ApiV1Create, ApiV1Delete, ApiV1List, ApiV1Patch, ApiV1Read, ApiV1Replace } from './swagger-v1.js';
import { v1GroupExamples } from './swagger-v1-examples.js';
import { v1WriteOptions } from './v1-write-options.js';

/** As in SCIM 2.0: a group of 100,000 members fits. */
const GROUP_BODY_BYTES = 32 * 1024 * 1024;

/** `/Groups` of a connector's SCIM 1.1 base URL, onto the same service as SCIM 2.0. */
@ApiTags('SCIM 1.1: groups')
@ScimAccess()
@Controller('scim/:tenant/:connector/v1/Groups')
export class V1GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiV1Create('group', v1GroupExamples)
  async create(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const schema = caller.schemas.Group;
    this.groups.tries(caller, 'create', { body: request.body as unknown });
    const projection = parseProjection(queryFromV1(request.query, schema), schema, caller.tolerances);
    const translate = (body: unknown): unknown => resourceFromV1(body, schema);
    const created = await this.groups.create(caller, request.body, projection, translate);
    await sendV1Resource(request, response, 201, created, projection, schema);
  }

  @Get()
  @ApiV1List('group', v1GroupExamples)
  async list(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const schema = caller.schemas.Group;
    const asked = request.query;
    this.groups.tries(caller, listingOf(asked));
    const query = parseListQuery(queryFromV1(asked, schema), schema, caller.tolerances);
    await sendV1List(request, response, await this.groups.list(caller, query), query, schema);
  }

  @Get(':id')
  @ApiV1Read('group', v1GroupExamples)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.Group;
    const projection = await this.groups.asked(caller, 'read', id, () =>
      parseProjection(queryFromV1(request.query, schema), schema, caller.tolerances),
    );
    await sendV1Read(request, response, await this.groups.read(caller, id, projection), projection, schema);
  }

  @Put(':id')
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiV1Replace('group', v1GroupExamples)
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.Group;
    const options = await this.groups.asked(caller, 'update', id, () =>
      v1WriteOptions(request, caller, schema, (body) => resourceFromV1(body, schema)),
    );
    const replaced = await this.groups.replace(caller, id, request.body, options);
    await sendV1Resource(request, response, 200, replaced, options.projection, schema);
  }

  /** A partial resource (SCIM 1.1 protocol §3.3.2). 204 for large groups, as in SCIM 2.0: reading them back would cost. */
  @Patch(':id')
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiV1Patch('group', v1GroupExamples)
  async patch(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const schema = caller.schemas.Group;
    const options = await this.groups.asked(caller, 'update', id, () =>
      v1WriteOptions(request, caller, schema, (body) => patchFromV1(body, schema, id)),
    );
    const answer = { mayBeEmpty: request.query.attributes === undefined, preferEmpty: false };
    const patched = await this.groups.patchMaybeEmpty(caller, id, request.body, { ...options, ...answer });
    if ('resource' in patched) return sendV1Resource(request, response, 200, patched, options.projection, schema);
    setResourceHeaders(response, patched);
    sendEmpty(response, 204);
  }

  @Delete(':id')
  @ApiV1Delete('group')
  async remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.groups.remove(caller, id, preconditionsOf(request));
    sendEmpty(response, 204);
  }
}
