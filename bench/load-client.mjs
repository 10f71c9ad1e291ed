import { HttpConnection } from './http-connection.mjs';
import { quantile } from './statistics.mjs';

/** An answer that is not the right one. It voids the figure: the speed of wrong answers means nothing. */
export class WrongAnswer extends Error {}

/** Beyond the time it was given a load may take this long for the answers still due. */
const GRACE_MS = 30_000;

/**
 * Keeps `connections` requests in flight until the time or the number is up.
 * @param next makes the next request: `{ text, status, verify(json) }`
 * @param isDone ends it earlier
 * @param verifyEvery every how manieth body is parsed and given to `verify`; the status of every answer is checked
 * @returns requests, seconds, rate in requests per second, median, 99th percentile and maximum of the latency in ms
 * @throws WrongAnswer | Error when the server is wrong, silent, or closes a connection
 */
export async function runLoad({
  port,
  connections,
  next,
  seconds = 60,
  requests = 1_000_000,
  verifyEvery = 16,
  isDone = () => false,
}) {
  const lines = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  const latencies = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let sent = 0;
  const drive = async (line) => {
    while (sent < requests && performance.now() < end && !isDone()) {
      const number = sent++;
      const request = next();
      const sentAt = performance.now();
      const answer = await line.exchange(request.text);
      latencies.push(performance.now() - sentAt);
      checkAnswer(request, answer, number % verifyEvery === 0);
    }
  };
  try {
    await within(seconds * 1000 + GRACE_MS, Promise.all(lines.map(drive)));
  } finally {
    lines.forEach((line) => line.close());
  }
  const elapsed = (performance.now() - begun) / 1000;
  return {
    requests: latencies.length,
    seconds: elapsed,
    rate: latencies.length / elapsed,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    max: quantile(latencies, 1),
  };
}

/** @throws WrongAnswer */
export function checkAnswer(request, { status, body }, withBody = true) {
  const expected = [request.status].flat();
  if (!expected.includes(status)) {
    throw new WrongAnswer(`expected status ${expected.join(' or ')}, got ${status}: ${body.toString('utf8', 0, 400)}`);
  }
  if (!withBody || request.verify === undefined || status === 204) return;
  const problem = request.verify(JSON.parse(body.toString('utf8')));
  if (problem !== undefined) throw new WrongAnswer(`${problem}: ${body.toString('utf8', 0, 400)}`);
}

async function within(ms, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
