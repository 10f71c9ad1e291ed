import { Readable } from 'node:stream';
import type { AdminClient } from './admin-client.js';
import type { ApiRequest } from './build-request.js';
import type { CliIo } from './cli-io.js';
import type { Invocation } from './read-invocation.js';
import { Unreachable } from './unreachable.js';
import { Unwritten } from './unwritten.js';
import { isStandardOutput, writeOutputFile } from './write-output-file.js';

/**
 * `rollbook audit export`: an answer without an end in sight, to standard output or into a file. What broke off
 * never looks like an export: see `write-output-file.ts`.
 * @throws Refused | Unreachable | Unwritten
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
  try {
    if (isStandardOutput(output)) return await print(client, body, io);
    await writeOutputFile(output, body);
  } catch (error) {
    body.destroy();
    if (isOfFile(error)) throw new Unwritten(output, error);
    throw error instanceof Unreachable ? error : new Unreachable(client.url, error);
  }
}

/** The calls that find, make and name the file; a connection has others. */
const isOfFile = (error: unknown): boolean =>
  ['stat', 'open', 'write', 'close', 'rename'].includes((error as NodeJS.ErrnoException).syscall ?? '');

async function print(client: AdminClient, body: Readable, io: CliIo): Promise<void> {
  body.setEncoding('utf8');
  try {
    for await (const text of body) io.write(String(text));
  } catch (error) {
    throw new Unreachable(client.url, error);
  }
}
