import { parseArgs } from 'node:util';
import { failure } from './admin-command.js';
import { type CliIo, EXIT } from './cli-io.js';
import { UsageError } from './usage-error.js';

export const AUDIT_VERIFY_HELP = `Usage: rollbook audit verify [options]

Computes the chain of hashes of the log again, from the database itself (DATABASE_URL), and names the first event that was
changed, deleted, inserted or moved. Changes nothing; may run beside the server.

  --tenant SLUG         only this tenant; default: all
  --checkpoints FILE    compare with checkpoints: what LOG_CHECKPOINTS names, or the process log
  --deleted SLUG        a tenant that was deleted on purpose, with its log: leave its checkpoints out; may be repeated
  --public-key FILE     count only checkpoints that this Ed25519 key (PEM) signed; an unsigned one is a break
  --json                one JSON document: { "ok", "unsigned", "gone", "tenants": [{ tenant, checked, removed, pending, seq, hash, break? }] }
  --help                this text

Exit status: 0 the log is intact, 1 it is not, or a log that a checkpoint knows is gone, 2 the command was not understood, or
a file that it names holds no checkpoint or no key, 3 the database could not be read.
`;

/** What became of one tenant's chain. */
export interface VerifiedTenant {
  readonly tenant: string;
  readonly checked: number;
  readonly removed: number;
  readonly pending: number;
  readonly seq: number;
  readonly hash: string;
  readonly checkpoints: { readonly agreed: number; readonly removed: number };
  readonly break?: {
    readonly seq: number;
    readonly uuid?: string;
    readonly published?: string;
    readonly reason: string;
  };
}

export interface VerifiedLogs {
  readonly tenants: readonly VerifiedTenant[];
  /** Checkpoints that were not signed by the key. */
  readonly unsigned: number;
  /** Tenants whose log, as checkpoints know it, the database has no more: deleted, perhaps made again, or replaced. */
  readonly gone: readonly string[];
}

export interface WhichLogs {
  /** Slug; undefined: all. */
  readonly tenant: string | undefined;
  /** Files. */
  readonly checkpoints: string | undefined;
  readonly publicKey: string | undefined;
}

export interface AuditVerifyIo extends CliIo {
  /** @throws UsageError for what does not exist, Error in words when the database cannot be read */
  verify(which: WhichLogs): Promise<VerifiedLogs>;
}

interface Wish extends WhichLogs {
  /** Slugs. */
  readonly deleted: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** `rollbook audit verify …`: `argv` is what follows these words. @returns the exit status */
export async function auditVerify(argv: readonly string[], io: AuditVerifyIo): Promise<number> {
  try {
    const wish = readWish(argv);
    if (wish.help) {
      io.write(AUDIT_VERIFY_HELP);
      return EXIT.ok;
    }
    if (wish.publicKey !== undefined && wish.checkpoints === undefined)
      throw new UsageError('--public-key goes with --checkpoints.');
    if (wish.deleted.length > 0 && wish.checkpoints === undefined)
      throw new UsageError('--deleted goes with --checkpoints.');
    const { tenants, unsigned, gone: missed } = await io.verify(wish);
    const gone = missed.filter((slug) => !wish.deleted.includes(slug));
    const ok = unsigned === 0 && gone.length === 0 && tenants.every((one) => one.break === undefined);
    io.write(wish.json ? `${JSON.stringify({ ok, unsigned, gone, tenants })}\n` : lines(tenants, unsigned, gone));
    return ok ? EXIT.ok : EXIT.refused;
  } catch (error) {
    if (error instanceof UsageError) return failure(error, io, ['audit', 'verify']);
    io.writeError(`rollbook: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.unreachable;
  }
}

function lines(tenants: readonly VerifiedTenant[], unsigned: number, gone: readonly string[]): string {
  const said = tenants.map(({ tenant, checked, removed, pending, seq, checkpoints, break: found }) => {
    const counts =
      `${checked} events checked, ${removed} removed by retention, ${pending} not yet in the chain, ` +
      `${checkpoints.agreed} checkpoints agree`;
    if (found === undefined) return `${tenant}: intact up to event ${seq} (${counts})`;
    const which = found.uuid === undefined ? '' : `, ${found.uuid} of ${found.published ?? ''}`;
    return `${tenant}: BROKEN at event ${found.seq}${which}: ${found.reason} (${counts})`;
  });
  if (unsigned > 0) said.push(`BROKEN: ${unsigned} checkpoints are not signed by this key`);
  for (const tenant of gone)
    said.push(
      `${tenant}: BROKEN: a checkpoint knows a log of this name that is not here any more: it was deleted or replaced. ` +
        `If the tenant was deleted on purpose, say --deleted ${tenant}`,
    );
  if (said.length === 0) said.push('There is no log yet.');
  return `${said.join('\n')}\n`;
}

function readWish(argv: readonly string[]): Wish {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        tenant: { type: 'string' },
        checkpoints: { type: 'string' },
        deleted: { type: 'string', multiple: true, default: [] },
        'public-key': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return {
      ...{ tenant: values.tenant, checkpoints: values.checkpoints, publicKey: values['public-key'] },
      ...{ deleted: values.deleted, json: values.json, help: values.help },
    };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}
