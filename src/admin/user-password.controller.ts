import { Body, Controller, Delete, HttpCode, Param, Put, UsePipes } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { PasswordResetService } from '../directory/password-reset.service.js';
import { CurrentCall } from '../http/current-call.js';
import { RequestPreconditions } from '../http/preconditions.js';
import { Problem } from '../http/problem.js';
import type { Preconditions } from '../protocol/preconditions.js';
import { Addressed } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiPreconditions } from './api-directory.js';
import { ApiAdminErrors } from './api-errors.js';
import { SetPassword } from './password.dto.js';

/** Write-only: nothing reads a password back. Also while a connector manages the user (README, "Lock"). */
@ApiTags('Admin: passwords')
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/users/:id/password')
export class UserPasswordController {
  constructor(
    private readonly addressed: Addressed,
    private readonly passwords: PasswordResetService,
  ) {}

  @Put()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Reset the password of a user',
    description:
      'It must fit the password policy of the tenant. Also while a connector manages the user, which may send another one.',
  })
  @ApiBody({
    type: SetPassword,
    examples: { reset: { summary: 'Reset', value: { password: 'a quiet harbour at noon' } } },
  })
  @ApiPreconditions()
  @ApiNoContentResponse({ description: 'It is set' })
  @ApiAdminErrors(
    400,
    404,
    412,
    Problem.fromStatus(429, 'The server is busy with the passwords of other requests. Try again in a second.'),
  )
  async reset(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Param('id') id: string,
    @Body() { password }: SetPassword,
    @RequestPreconditions() preconditions: Preconditions,
  ): Promise<void> {
    const tenant = await this.addressed.tenant(call, slug);
    await this.passwords.reset({ call, tenant }, id, password, preconditions);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove the password of a user',
    description: 'No password is right for this user then, until one is set.',
  })
  @ApiPreconditions()
  @ApiNoContentResponse({ description: 'There is none any more' })
  @ApiAdminErrors(404, 412)
  async remove(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Param('id') id: string,
    @RequestPreconditions() preconditions: Preconditions,
  ): Promise<void> {
    const tenant = await this.addressed.tenant(call, slug);
    await this.passwords.reset({ call, tenant }, id, null, preconditions);
  }
}
