import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ReadsOnly, ScimAccess } from '../credentials/access.js';
import type { Caller } from '../directory/caller.js';
import { listingOf, searchOf } from '../directory/listing-of.js';
import { RootQueryService } from '../directory/root-query.service.js';
import { parseRootQuery } from '../protocol/query/root-query.js';
import { searchParameters } from '../protocol/query/search-request.js';
import { CurrentCaller } from './current-caller.js';
import { sendRootList } from './send-list.js';
import { ApiScimRootList, ApiScimRootSearch } from './swagger-root.js';

/** The SCIM 2.0 base URL itself: users and groups in one list (RFC 7644 §3.4.2.1, §3.4.3). */
@ApiTags('SCIM: users and groups')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2')
export class RootController {
  constructor(private readonly root: RootQueryService) {}

  @Get()
  @ApiScimRootList()
  list(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = request.query;
    this.root.tries(caller, listingOf(asked));
    return this.answer(caller, asked, request, response);
  }

  @Post('.search')
  @ReadsOnly()
  @ApiScimRootSearch()
  search(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.root.tries(caller, searchOf(request.body));
    return this.answer(caller, searchParameters(request.body, caller.tolerances), request, response);
  }

  private async answer(
    caller: Caller,
    parameters: Record<string, unknown>,
    request: Request,
    response: Response,
  ): Promise<void> {
    const query = parseRootQuery(parameters, caller.schemas, caller.tolerances);
    await sendRootList(request, response, await this.root.list(caller, query), query, caller.schemas);
  }
}
