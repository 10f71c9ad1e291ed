import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../protocol/json.js';
import type { AdminClient, ApiAnswer } from './admin-client.js';
import type { ApiRequest } from './build-request.js';
import type { CliIo } from './cli-io.js';
import { eventLine } from './event-line.js';
import type { Invocation } from './read-invocation.js';
import { Refused } from './refused.js';
import { Unreachable } from './unreachable.js';

const PAGE = 1000;
/** Pages in a row without an event, after which the rest of the log is left alone. */
const MOST_EMPTY = 100;
const POLL_MS = 1_000;
const FOLLOW_FROM_MS = 60_000;

/**
 * `rollbook logs` and the histories: every page to the end, or for ever. Ends without an error when it is interrupted.
 * @throws Refused | Unreachable
 */
export async function printLogs(
  client: AdminClient,
  request: ApiRequest,
  { options }: Invocation,
  io: CliIo,
): Promise<void> {
  const { json, ndjson, follow } = options;
  const print = (event: Json): void => io.write(`${ndjson === true ? JSON.stringify(event) : eventLine(event)}\n`);
  if (follow === true) {
    const since = request.query.since ?? new Date(Date.now() - FOLLOW_FROM_MS).toISOString();
    // A history goes down in time unless told otherwise.
    const query = { ...request.query, since, sortOrder: 'ASCENDING' };
    await followEvents(client, { ...request, query }, print, io);
    return;
  }
  const limit = typeof options.limit === 'string' ? Number(options.limit) : Infinity;
  const kept: Json[] = [];
  for await (const event of events(client, request, limit, io)) {
    if (json === true) kept.push(event);
    else print(event);
  }
  if (json === true) io.write(`${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * Page after page to the end. Going up there is always a next page, and one that found nothing may have looked through
 * a part of the log only: the end is where the next link is missing, or leads to where we are.
 */
async function* events(
  client: AdminClient,
  request: ApiRequest,
  limit: number,
  io: Pick<CliIo, 'writeError'>,
): AsyncGenerator<Json> {
  let next: URLSearchParams | undefined;
  let empty = 0;
  for (let left = limit; left > 0;) {
    const answer = await client.send(pageOf(request, next, String(Math.min(PAGE, left))));
    const page = eventsOf(answer);
    yield* page;
    left -= page.length;
    empty = page.length === 0 ? empty + 1 : 0;
    const isEnd = answer.next === undefined || (empty > 0 && answer.next.get('after') === (next?.get('after') ?? null));
    if (isEnd) return;
    if (empty === MOST_EMPTY) {
      io.writeError('Much of the log was looked through in vain, so the rest was not: narrow the time with --since.\n');
      return;
    }
    next = answer.next;
  }
}

async function followEvents(
  client: AdminClient,
  request: ApiRequest,
  print: (event: Json) => void,
  io: CliIo,
): Promise<void> {
  let next: URLSearchParams | undefined;
  let isCut = false;
  while (!io.interrupted.aborted) {
    try {
      const answer = await client.send(pageOf(request, next, String(PAGE)));
      isCut = false;
      const page = eventsOf(answer);
      page.forEach(print);
      next = answer.next ?? next;
      if (page.length === 0) await untilNextPoll(io);
    } catch (error) {
      if (io.interrupted.aborted) return;
      // A restart of the server ends no collector; before the first page it is a mistake in the address.
      if (next === undefined || !isPassing(error)) throw error;
      if (!isCut) io.writeError(`${error.message} Trying on.\n`);
      isCut = true;
      await untilNextPoll(io);
    }
  }
}

function isPassing(error: unknown): error is Error {
  return error instanceof Unreachable || (error instanceof Refused && error.status >= 500);
}

function pageOf(request: ApiRequest, next: URLSearchParams | undefined, limit: string): ApiRequest {
  const query = next === undefined ? request.query : Object.fromEntries(next);
  return { ...request, query: { ...query, limit } };
}

function eventsOf({ body }: ApiAnswer): readonly Json[] {
  if (!Array.isArray(body)) throw Refused.notRollbook(200);
  return body as readonly Json[];
}

/** Returns at once when interrupted. */
async function untilNextPoll({ interrupted }: CliIo): Promise<void> {
  await pause(POLL_MS, undefined, { signal: interrupted }).catch(() => undefined);
}
