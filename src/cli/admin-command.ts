import { type Json, isJsonObject } from '../protocol/json.js';
import { AdminClient, type ApiAnswer } from './admin-client.js';
import { type ApiRequest, buildRequest } from './build-request.js';
import { type CliIo, EXIT } from './cli-io.js';
import { adminToken, serverUrl } from './connection.js';
import { exportLog } from './export-log.js';
import { helpOn } from './help.js';
import { listAll } from './list-all.js';
import { blocksOf, linesOf, plain, tableOf } from './print-answer.js';
import { printLogs } from './print-logs.js';
import { type Invocation, nearestWords, readInvocation } from './read-invocation.js';
import { Refused } from './refused.js';
import { Unreachable } from './unreachable.js';
import { Unwritten } from './unwritten.js';
import { UsageError } from './usage-error.js';

/** Fields of an answer that are shown this once. */
const SECRETS = ['token', 'secret', 'clientSecret'];
const ONCE = 'Shown this once and never again: keep it in a safe place.\n';

/**
 * `rollbook tenant …`, `rollbook logs …` and all that the table of commands knows: one request to the admin API, or as
 * many as a list has pages. Standard output has the answer and nothing else.
 * @returns the exit status
 */
export async function adminCommand(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    const read = readInvocation(argv);
    if ('helpOn' in read) {
      const text = helpOn(read.helpOn);
      if (text === undefined) throw new UsageError('There is no such command.');
      io.write(text);
      return EXIT.ok;
    }
    await perform(read, io);
    return EXIT.ok;
  } catch (error) {
    return failure(error, io, nearestWords(argv));
  }
}

/**
 * Says what went wrong.
 * @param words of the command whose help helps
 * @returns the exit status
 * @throws what is no failure of a command
 */
export function failure(error: unknown, io: Pick<CliIo, 'writeError'>, words: readonly string[]): number {
  if (error instanceof UsageError) {
    io.writeError(`${error.message}\nTry: ${['rollbook', ...words, '--help'].join(' ')}\n`);
    return EXIT.usage;
  }
  const status = statusOf(error);
  if (status === undefined) throw error;
  io.writeError(`${(error as Error).message}\n`);
  return status;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof Refused) return EXIT.refused;
  if (error instanceof Unreachable) return EXIT.unreachable;
  return error instanceof Unwritten ? EXIT.unwritten : undefined;
}

async function perform(invocation: Invocation, io: CliIo): Promise<void> {
  const { command, options } = invocation;
  const tenant = io.environment.ROLLBOOK_TENANT === '' ? undefined : io.environment.ROLLBOOK_TENANT;
  const request = buildRequest(invocation, { now: new Date(), tenant });
  const url = serverUrl(typeof options.url === 'string' ? options.url : undefined, io.environment);
  const client = new AdminClient(url, adminToken(io.environment), io.interrupted);
  if (command.answer === 'events') return printLogs(client, request, invocation, io);
  if (command.answer === 'file') return exportLog(client, request, invocation, io);
  if (command.answer === 'list') return printList(client, request, invocation, io);
  printOne(await client.send(request), invocation, io);
}

async function printList(client: AdminClient, request: ApiRequest, { command, options }: Invocation, io: CliIo) {
  const limit = typeof options.limit === 'string' ? Number(options.limit) : undefined;
  const all = await listAll(client, request, { limit, pageSize: command.pageSize });
  if (options.json === true) io.write(document(all));
  else io.write(command.columns === undefined ? blocksOf(all.items) : tableOf(all.items, command.columns));
}

/** What has no body is printed as `{}` to a script, which expects one document. */
function printOne({ body, warning }: ApiAnswer, { command, options }: Invocation, io: CliIo): void {
  if (options.json === true) io.write(document(body ?? {}));
  else if (!isJsonObject(body)) io.write('Done.\n');
  else
    io.write(Array.isArray(body.items) ? tableOf(body.items as readonly Json[], command.columns ?? []) : linesOf(body));
  if (warning !== undefined) io.writeError(`${plain(warning)}\n`);
  if (holdsSecret(body) || (isJsonObject(body) && holdsSecret(body.credential))) io.writeError(ONCE);
}

const holdsSecret = (value: Json | undefined): boolean =>
  isJsonObject(value) && SECRETS.some((name) => typeof value[name] === 'string');

const document = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
