import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AdminClient } from './admin-client.js';
import type { ApiRequest } from './build-request.js';
import type { CliIo } from './cli-io.js';
import type { Invocation } from './read-invocation.js';
import { reasonOf, Unreachable } from './unreachable.js';
import { UsageError } from './usage-error.js';

/** Beside the file, until all of it is there. */
const PART = '.part';

/**
 * `rollbook audit export`: an answer without an end in sight, to standard output or into a file. The file appears when it
 * is whole, readable by its owner alone: what broke off never looks like an export.
 * @throws Refused | Unreachable; UsageError where the file cannot be written
 */
export async function exportLog(
  client: AdminClient,
  request: ApiRequest,
  { options }: Invocation,
  io: CliIo,
): Promise<void> {
  const { output } = options;
  const body = Readable.fromWeb(await client.open(request));
  if (typeof output !== 'string') return print(client, body, io);
  const part = `${output}${PART}`;
  const file = createWriteStream(part, { mode: 0o600 });
  try {
    await pipeline(body, file);
    await rename(part, output);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (isOfFile(error)) throw new UsageError(`${output} cannot be written: ${reasonOf(error)}.`);
    throw new Unreachable(client.url, error);
  }
}

/** The calls that make and name the file; a connection has others. */
const isOfFile = (error: unknown): boolean =>
  ['open', 'write', 'close', 'rename'].includes((error as NodeJS.ErrnoException).syscall ?? '');

async function print(client: AdminClient, body: Readable, io: CliIo): Promise<void> {
  body.setEncoding('utf8');
  try {
    for await (const text of body) io.write(String(text));
  } catch (error) {
    throw new Unreachable(client.url, error);
  }
}
