import { Body, Controller, HttpCode, Param, Post, UsePipes } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { PasswordChecksService } from '../directory/password-checks.service.js';
import { callerAddress } from '../http/caller-address.js';
import { CurrentCall } from '../http/current-call.js';
import { Problem } from '../http/problem.js';
import { Addressed } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { CheckPassword, PasswordVerdict } from './password.dto.js';

/** Whether a password is right: for an application that signs users in with what the identity provider stored here. */
@ApiTags('Admin: passwords')
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/password-checks')
export class PasswordChecksController {
  constructor(
    private readonly addressed: Addressed,
    private readonly checks: PasswordChecksService,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Check the password of a user',
    description:
      'The same answer at the same cost whether the password is wrong or there is no such user. After ten wrong ones for a ' +
      'userName from one address the next are answered 429, for at most 15 minutes.',
  })
  @ApiOkResponse({ type: PasswordVerdict })
  @ApiAdminErrors(
    400,
    404,
    Problem.fromStatus(
      429,
      'There were too many wrong passwords for this userName from this address. Try again later.',
    ),
  )
  async check(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Body() { userName, password, ipAddress }: CheckPassword,
  ): Promise<PasswordVerdict> {
    const tenant = await this.addressed.tenant(call, slug);
    const address = ipAddress === undefined ? call.ipAddress : callerAddress(ipAddress, undefined);
    return { valid: await this.checks.check({ call, tenant }, { userName, password, address }) };
  }
}
