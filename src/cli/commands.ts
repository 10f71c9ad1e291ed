import type { Command } from './command.js';
import { AUDIT_EXPORT_COMMAND } from './audit-export-command.js';
import { AUDIT_SINKS_COMMAND } from './audit-sinks-command.js';
import { CONNECTOR_COMMANDS } from './connector-commands.js';
import { CREDENTIAL_COMMANDS } from './credential-commands.js';
import { FIELD_COMMANDS } from './field-commands.js';
import { GRANTABLE_COMMANDS } from './grantable-commands.js';
import { GROUP_COMMANDS } from './group-commands.js';
import { LOG_COMMANDS } from './log-commands.js';
import { PASSWORD_COMMANDS } from './password-commands.js';
import { TENANT_COMMANDS } from './tenant-commands.js';
import { USER_COMMANDS } from './user-commands.js';

/** Every command that speaks to the admin API, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...TENANT_COMMANDS,
  ...CONNECTOR_COMMANDS,
  ...CREDENTIAL_COMMANDS,
  ...USER_COMMANDS,
  ...GROUP_COMMANDS,
  ...FIELD_COMMANDS,
  ...GRANTABLE_COMMANDS,
  ...PASSWORD_COMMANDS,
  ...LOG_COMMANDS,
  AUDIT_EXPORT_COMMAND,
  AUDIT_SINKS_COMMAND,
];

/** Verbs of a noun that speak to the database instead, and are no request. */
export const VERBS_ON_DATABASE: Readonly<Record<string, readonly string[]>> = { audit: ['verify', 'replay'] };

/** The first words of all commands, each once. */
export const NOUNS: readonly string[] = [...new Set(COMMANDS.map(({ words }) => words[0]))];
