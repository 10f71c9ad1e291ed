import { parseArgs } from 'node:util';
import type { DatabaseUrl } from '../config/env.js';
import { failure } from './admin-command.js';
import { type CliIo, EXIT } from './cli-io.js';
import { checkConfiguration } from './doctor/configuration-findings.js';
import { UsageError } from './usage-error.js';
import { isEqual, replayLines, type ReplayResult } from './replay-report.js';

export interface AuditReplayIo extends CliIo {
  /** @param describe differences to describe */
  replayDatabase(url: DatabaseUrl, tenant: string, describe: number): Promise<ReplayResult>;
}

export const AUDIT_REPLAY_HELP = `Usage: rollbook audit replay [options]

Makes the users, groups and memberships of a tenant again from nothing but the events of its log, and compares them with
those in the database, byte by byte. Looks at the database that DATABASE_URL names, also beside a running server, as it is
at one moment. Reads only. Passwords are in no event and are not compared.

  --tenant SLUG   which tenant; default: ROLLBOOK_TENANT, or default
  --limit N       how many differences to describe, default 10; ids and names of attributes, never a value
  --json          one JSON document instead of lines
  --help          this text

Exit status: 0 equal, 1 different, 2 it could not be done, or not for users and groups older than the log.
`;

interface Wish {
  readonly tenant: string;
  readonly limit: number;
  readonly json: boolean;
  readonly help: boolean;
}

/** `rollbook audit replay …`: `argv` is what follows these words. @returns the exit status */
export async function auditReplay(argv: readonly string[], io: AuditReplayIo): Promise<number> {
  try {
    const wish = readWish(argv, io.environment);
    if (wish.help) {
      io.write(AUDIT_REPLAY_HELP);
      return EXIT.ok;
    }
    const { env, wrong } = checkConfiguration(io.environment);
    if (wrong.has('DATABASE_URL')) throw new UsageError('DATABASE_URL cannot be used; rollbook doctor says why.');
    const result = await io.replayDatabase(env.database, wish.tenant, wish.limit);
    if ('failure' in result) {
      io.writeError(`rollbook: ${result.failure}\n`);
      return EXIT.usage;
    }
    const equal = isEqual(result);
    io.write(wish.json ? `${JSON.stringify({ equal, ...result }, null, 2)}\n` : replayLines(wish.tenant, result));
    if (equal) return EXIT.ok;
    return result.differenceCount + result.breaks.length > 0 ? EXIT.refused : EXIT.usage;
  } catch (error) {
    return failure(error, io, ['audit', 'replay']);
  }
}

function readWish(argv: readonly string[], environment: NodeJS.ProcessEnv): Wish {
  const { limit = '10', tenant = environment.ROLLBOOK_TENANT ?? '', json, help } = parsed(argv);
  if (!/^[0-9]{1,6}$/.test(limit)) throw new UsageError('--limit must be a whole number from 0 to 999999.');
  return { tenant: tenant === '' ? 'default' : tenant, limit: Number(limit), json, help };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        tenant: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}
