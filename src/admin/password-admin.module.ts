import { Module } from '@nestjs/common';
import { PasswordModule } from '../directory/password.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { Addressed } from './addressed.js';
import { PasswordChecksController } from './password-checks.controller.js';
import { PasswordPolicyController } from './password-policy.controller.js';
import { UserPasswordController } from './user-password.controller.js';

/** Passwords in the admin API. Expects the stores from a global module. */
@Module({
  imports: [TenancyModule, PasswordModule],
  controllers: [PasswordPolicyController, PasswordChecksController, UserPasswordController],
  providers: [Addressed],
})
export class PasswordAdminModule {}
