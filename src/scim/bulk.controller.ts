import { Controller, type ExecutionContext, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AccessGuard } from '../credentials/access.guard.js';
import { ScimAccess } from '../credentials/access.js';
import { BulkService } from '../directory/bulk.service.js';
import type { Caller } from '../directory/caller.js';
import { BodyLimit } from '../http/body-limit.js';
import { CallRecorder } from '../http/call-recorder.js';
import { CurrentContext } from '../http/current-context.js';
import { sendScim } from '../http/send-scim.js';
import { BULK_LIMITS } from '../protocol/bulk/bulk-limits.js';
import { bulkResponse } from '../protocol/bulk/bulk-response.js';
import { parseBulk } from '../protocol/bulk/parse-bulk.js';
import { CurrentCaller } from './current-caller.js';
import { ApiScimBulk } from './swagger-bulk.js';

/** More names than fit into the payload: each operation is held to the limit of a request of its own. */
const BULK_KEYS = BULK_LIMITS.payloadBytes;

/** `/Bulk` of a connector's SCIM 2.0 base URL (RFC 7644 §3.7). */
@ApiTags('SCIM: bulk')
@ScimAccess()
@Controller('scim/:tenant/:connector/v2/Bulk')
export class BulkController {
  constructor(
    private readonly bulk: BulkService,
    private readonly recorder: CallRecorder,
    private readonly guard: AccessGuard,
  ) {}

  @Post()
  @BodyLimit(BULK_LIMITS.payloadBytes, BULK_KEYS)
  @ApiScimBulk()
  async run(
    @CurrentCaller() caller: Caller,
    @CurrentContext() context: ExecutionContext,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const results = await this.bulk.run(caller, parseBulk(request.body, caller.tolerances), {
      admit: () => this.guard.canActivate(context),
      succeeded: (call, status) => this.recorder.succeeded(call, status),
      refused: (call, refusal) => this.recorder.refused(call, refusal),
    });
    sendScim(request, response, 200, bulkResponse(results));
  }
}
