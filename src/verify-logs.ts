import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Checkpoint, isSignedBy, readCheckpoint } from './audit/checkpoint.js';
import type { VerifiedLogs, VerifiedTenant, WhichLogs } from './cli/audit-verify.js';
import { UsageError } from './cli/usage-error.js';
import { readEnv } from './config/read-env.js';
import { chainId } from './persistence/event-chain.js';
import { openForReading } from './persistence/open-for-reading.js';
import { verifyLog } from './persistence/verify-log.js';

/** What `rollbook audit verify` asks the database and the files. */
export async function verifyLogs(environment: NodeJS.ProcessEnv, which: WhichLogs): Promise<VerifiedLogs> {
  const { checkpoints, unsigned } = await readCheckpoints(which);
  const database = await openForReading(readEnv(environment).database);
  try {
    const known = await database.read<{ pk: number; slug: string }>('SELECT pk, slug FROM tenant ORDER BY pk');
    const wanted = known.filter(({ slug }) => which.tenant === undefined || slug === which.tenant);
    if (which.tenant !== undefined && wanted.length === 0)
      throw new UsageError(`There is no tenant ${JSON.stringify(which.tenant)}.`);
    const tenants: VerifiedTenant[] = [];
    for (const { pk, slug } of wanted) {
      const own = checkpoints.filter(({ chain }) => chain === chainId(pk));
      tenants.push({ tenant: slug, ...(await verifyLog(database, pk, own)) });
    }
    const chains = new Set(known.map(({ pk }) => chainId(pk)));
    const lost = checkpoints.filter(({ chain, tenant }) => !chains.has(chain) && (which.tenant ?? tenant) === tenant);
    const gone = [...new Set(lost.map(({ tenant }) => tenant))];
    return { tenants, unsigned, gone };
  } finally {
    await database.close();
  }
}

async function readCheckpoints({
  checkpoints: file,
  publicKey,
}: WhichLogs): Promise<{ readonly checkpoints: readonly Checkpoint[]; readonly unsigned: number }> {
  if (file === undefined) return { checkpoints: [], unsigned: 0 };
  const key = publicKey === undefined ? undefined : readPublicKey(publicKey);
  const checkpoints: Checkpoint[] = [];
  let unsigned = 0;
  for (const line of await linesOf(file)) {
    const checkpoint = readCheckpoint(line);
    if (checkpoint === undefined) continue;
    if (key === undefined || isSignedBy(checkpoint, key)) checkpoints.push(checkpoint);
    else unsigned += 1;
  }
  if (checkpoints.length + unsigned === 0) throw new UsageError('--checkpoints names a file that holds no checkpoint.');
  return { checkpoints, unsigned };
}

async function linesOf(file: string): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    // A process log has other lines, too: only those that may be checkpoints are kept.
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      if (line.includes('"hash"')) lines.push(line);
  } catch (error) {
    throw new UsageError(
      `--checkpoints names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}).`,
    );
  }
  return lines;
}

function readPublicKey(file: string): KeyObject {
  try {
    const key = createPublicKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw new UsageError('--public-key names no file with an Ed25519 public key in PEM.');
}
