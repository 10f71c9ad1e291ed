import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { MemberStream, MemberStreams } from '../directory/resource-answers.js';
import { destroyWhenStalled } from '../http/destroy-when-stalled.js';
import { setScimType } from '../http/send-scim.js';
import type { Json, JsonObject } from '../protocol/json.js';
import { isJsonObject } from '../protocol/json.js';

/** What is collected before it is written; also what must be there before the status goes out. */
const WRITE_BYTES = 64 * 1024;
/** A client that takes nothing for so long is gone. */
const STALLED_MS = 120_000;
const OF_RESOURCE = ['Location', 'Content-Location', 'ETag'];

/**
 * Sends a message some of whose groups have too many members to be in memory: these are read while the message goes out, as fast as
 * the client takes it. Without a Content-Length: a failure half-way throws, and the connection ends before the last chunk, so that
 * nobody takes what arrived for the whole.
 * @param body the message as it is sent, with empty lists for what `streams` has
 * @param show makes of a resource what is sent of it; here of nothing but some members
 */
export async function sendStreamed(
  request: Request,
  response: Response,
  status: number,
  body: JsonObject,
  streams: MemberStreams,
  show: (group: JsonObject) => JsonObject,
): Promise<void> {
  const begin = (): void => {
    if (response.headersSent) return;
    response.statusCode = status;
    setScimType(request, response);
    destroyWhenStalled(response, STALLED_MS);
  };
  if (request.method === 'HEAD') {
    begin();
    response.end();
    return;
  }
  try {
    let text = '';
    for await (const part of partsOf(body, streams, show)) {
      text += part;
      if (text.length < WRITE_BYTES) continue;
      begin();
      if (!(await written(response, text))) {
        // Nobody reads it any more; the log is still to know of the call.
        response.end();
        return;
      }
      text = '';
    }
    begin();
    response.end(text, 'utf8');
  } catch (error) {
    // The error is an answer of its own when it comes soon enough.
    if (!response.headersSent) for (const name of OF_RESOURCE) response.removeHeader(name);
    throw error;
  }
}

/** @returns false when the client is gone: nothing more is to be read for it */
async function written(response: Response, text: string): Promise<boolean> {
  if (isGone(response)) return false;
  if (response.write(text, 'utf8')) {
    // On SQLite nothing else here would let other requests in.
    await othersTurn();
    return !isGone(response);
  }
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
  return !isGone(response);
}

const isGone = (response: Response): boolean => response.destroyed || response.closed;

/** The JSON of a message: of one resource, or of a list of them. */
async function* partsOf(
  body: JsonObject,
  streams: MemberStreams,
  show: (group: JsonObject) => JsonObject,
): AsyncIterable<string> {
  const { Resources: resources, id } = body;
  const stream = typeof id === 'string' ? streams.get(id) : undefined;
  if (stream !== undefined && Array.isArray(body.members)) {
    const [head, tail] = around(body, 'members');
    yield head;
    yield* elementsOf(stream, show);
    yield tail;
  } else if (Array.isArray(resources)) {
    const [head, tail] = around(body, 'Resources');
    yield head;
    let separator = '';
    for (const resource of resources as readonly Json[]) {
      yield separator;
      if (isJsonObject(resource)) yield* partsOf(resource, streams, show);
      separator = ',';
    }
    yield tail;
  } else {
    yield JSON.stringify(body);
  }
}

async function* elementsOf(stream: MemberStream, show: (group: JsonObject) => JsonObject): AsyncIterable<string> {
  let separator = '';
  for await (const members of stream) {
    const { members: shown } = show({ schemas: [], members });
    if (!Array.isArray(shown) || shown.length === 0) continue;
    yield separator + JSON.stringify(shown).slice(1, -1);
    separator = ',';
  }
}

/** The JSON of an object up to the elements of one of its lists, and from behind them. */
function around(object: JsonObject, list: string): readonly [head: string, tail: string] {
  const entries = Object.entries(object);
  const place = entries.findIndex(([name]) => name === list);
  const texts = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const head = [...texts.slice(0, place), `${JSON.stringify(list)}:[`].join(',');
  return [`{${head}`, [']', ...texts.slice(place + 1)].join(',') + '}'];
}
