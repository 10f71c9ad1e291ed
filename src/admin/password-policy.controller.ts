import { Body, Controller, Get, Param, Patch, UsePipes } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Call } from '../audit/call.js';
import { AdminAccess } from '../credentials/access.js';
import { PasswordPolicyService } from '../directory/password-policy.service.js';
import { CurrentCall } from '../http/current-call.js';
import { Addressed, noTenant } from './addressed.js';
import { adminValidationPipe } from './admin-validation-pipe.js';
import { ApiAdminErrors } from './api-errors.js';
import { PasswordPolicyView, UpdatePasswordPolicy } from './password.dto.js';

/** What a tenant asks of passwords, whoever sets them: an admin, or a connector with `"passwordSync": "store"`. */
@ApiTags('Admin: passwords')
@AdminAccess()
@UsePipes(adminValidationPipe)
@Controller('api/v1/tenants/:tenant/password-policy')
export class PasswordPolicyController {
  constructor(
    private readonly addressed: Addressed,
    private readonly policies: PasswordPolicyService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the password policy of a tenant' })
  @ApiOkResponse({ type: PasswordPolicyView })
  @ApiAdminErrors(404)
  async read(@CurrentCall() call: Call, @Param('tenant') slug: string): Promise<PasswordPolicyView> {
    return this.policies.find(await this.addressed.tenant(call, slug));
  }

  @Patch()
  @ApiOperation({
    summary: 'Change the password policy of a tenant',
    description: 'Holds for passwords that are set from then on; those that are stored stay valid.',
  })
  @ApiBody({
    type: UpdatePasswordPolicy,
    examples: {
      longer: { summary: 'Longer passwords', value: { minLength: 15 } },
      composed: {
        summary: 'What Okta asks by default',
        value: { requireUppercase: true, requireLowercase: true, requireDigit: true },
      },
    },
  })
  @ApiOkResponse({ type: PasswordPolicyView })
  @ApiAdminErrors(400, 404)
  async update(
    @CurrentCall() call: Call,
    @Param('tenant') slug: string,
    @Body() patch: UpdatePasswordPolicy,
  ): Promise<PasswordPolicyView> {
    const tenant = await this.addressed.tenant(call, slug);
    const updated = await this.policies.update(call, tenant, { ...patch });
    if (updated === undefined) throw noTenant();
    return updated;
  }
}
