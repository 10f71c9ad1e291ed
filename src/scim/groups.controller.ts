import { Controller, Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ReadsOnly, ScimAccess } from '../credentials/access.js';
import type { Caller } from '../directory/caller.js';
import { GroupsService } from '../directory/groups.service.js';
import { BodyLimit } from '../http/body-limit.js';
import { listingOf, searchOf } from '../directory/listing-of.js';
import { preconditionsOf } from '../http/preconditions.js';
import { sendEmpty } from '../http/send-scim.js';
import { parseProjection } from '../protocol/projection/parse-projection.js';
import { parseListQuery } from '../protocol/query/list-query.js';
import { parseSearchRequest } from '../protocol/query/search-request.js';
import { CurrentCaller } from './current-caller.js';
import { ResourceId } from './resource-id.js';
import { sendList } from './send-list.js';
import { sendRead, sendResource, setResourceHeaders } from './send-resource.js';
import {
  ApiScimCreate,
  ApiScimDelete,
  ApiScimList,
  ApiScimPatch,
  ApiScimRead,
  ApiScimReplace,
  ApiScimSearch,
} from './swagger.js';
import { groupExamples } from './swagger-examples.js';
import { writeOptions } from './write-options.js';

/** A group of 100,000 members with `value`, `display` and `$ref` each fits. */
const GROUP_BODY_BYTES = 32 * 1024 * 1024;

/** `/Groups` of a connector's SCIM 2.0 base URL. */
@ApiTags('SCIM: groups')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2/Groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiScimCreate('group', groupExamples)
  async create(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.groups.tries(caller, 'create', { body: request.body as unknown });
    const projection = parseProjection(request.query, caller.schemas.Group, caller.tolerances);
    const created = await this.groups.create(caller, request.body, projection);
    await sendResource(request, response, 201, created, projection, caller.schemas.Group);
  }

  @Get()
  @ApiScimList('group', groupExamples)
  async list(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = request.query;
    this.groups.tries(caller, listingOf(asked));
    const query = parseListQuery(asked, caller.schemas.Group, caller.tolerances);
    await sendList(request, response, await this.groups.list(caller, query), query, caller.schemas.Group);
  }

  @Post('.search')
  @ReadsOnly()
  @ApiScimSearch('group', groupExamples)
  async search(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.groups.tries(caller, searchOf(request.body));
    const query = parseSearchRequest(request.body, caller.schemas.Group, caller.tolerances);
    await sendList(request, response, await this.groups.list(caller, query), query, caller.schemas.Group);
  }

  @Get(':id')
  @ApiScimRead('group', groupExamples)
  async read(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projection = await this.groups.asked(caller, 'read', id, () =>
      parseProjection(request.query, caller.schemas.Group, caller.tolerances),
    );
    await sendRead(request, response, await this.groups.read(caller, id, projection), projection, caller.schemas.Group);
  }

  @Put(':id')
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiScimReplace('group', groupExamples)
  async replace(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const options = await this.groups.asked(caller, 'update', id, () =>
      writeOptions(request, caller, caller.schemas.Group),
    );
    const replaced = await this.groups.replace(caller, id, request.body, options);
    await sendResource(request, response, 200, replaced, options.projection, caller.schemas.Group);
  }

  /** 200 with the group; 204 where RFC 7644 §3.5.2 allows it and reading back would cost (large groups) or Entra asks. */
  @Patch(':id')
  @BodyLimit(GROUP_BODY_BYTES)
  @ApiScimPatch('group', groupExamples)
  async patch(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const options = await this.groups.asked(caller, 'update', id, () =>
      writeOptions(request, caller, caller.schemas.Group),
    );
    const answer = {
      mayBeEmpty: request.query.attributes === undefined,
      preferEmpty: caller.connector.provider === 'entra',
    };
    const patched = await this.groups.patchMaybeEmpty(caller, id, request.body, { ...options, ...answer });
    if ('resource' in patched)
      return sendResource(request, response, 200, patched, options.projection, caller.schemas.Group);
    setResourceHeaders(response, patched);
    sendEmpty(response, 204);
  }

  @Delete(':id')
  @ApiScimDelete('group')
  async remove(
    @CurrentCaller() caller: Caller,
    @ResourceId() id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.groups.remove(caller, id, preconditionsOf(request));
    sendEmpty(response, 204);
  }
}
