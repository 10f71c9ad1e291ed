import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PasswordChecksService } from './password-checks.service.js';
import { PasswordClock } from './password-clock.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicyService } from './password-policy.service.js';
import { PasswordQueueMetrics } from './password-queue-metrics.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordThrottle } from './password-throttle.js';
import { PasswordsService } from './passwords.service.js';

/** Passwords of users: what they must be, how they are kept, whether one is right. Expects its stores from a global module. */
@Module({
  imports: [AuditModule],
  providers: [
    ...[PasswordHasher, PasswordsService, PasswordPolicyService, PasswordResetService],
    ...[PasswordClock, PasswordThrottle, PasswordChecksService, PasswordQueueMetrics],
  ],
  exports: [PasswordsService, PasswordPolicyService, PasswordResetService, PasswordChecksService],
})
export class PasswordModule {}
