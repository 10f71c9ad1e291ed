import type { PasswordPolicy } from './password-store.js';

/** What a policy may be set to. NIST SP 800-63B: at least 64 characters must be allowed. */
export const PASSWORD_LENGTHS = {
  minLength: { least: 6, most: 64 },
  maxLength: { least: 64, most: 256 },
} as const;

/**
 * Of a tenant whose admin said nothing: as NIST SP 800-63B has it, a length and a blocklist, and no rules of composition.
 * The random placeholder of eight characters that Okta sends with every new user passes it.
 */
export const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  minLength: 8,
  maxLength: 128,
  requireUppercase: false,
  requireLowercase: false,
  requireDigit: false,
  requireSpecial: false,
  forbidUserName: true,
  forbidCommon: true,
};
