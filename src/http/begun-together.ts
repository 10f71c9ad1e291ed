/** Requests that are begun together, at most: whoever is answered first of them waits for the work of all. */
const MOST = 16;

/**
 * Begins the requests that arrive in one turn of the event loop together behind it, and not each when it is read. Between its
 * waits the work of each is the same as that of the next: it then runs step by step for all of them, with the code of a step at hand in
 * the caches of the processor, and the answers go out one after the other to clients that are awake. A lone request waits for nobody: the first
 * of a turn is begun at once unless the turn before had several. See ADR 15.
 */
export function begunTogether<A, B>(begin: (request: A, response: B) => void): (request: A, response: B) => void {
  let waiting: (readonly [A, B])[] = [];
  let count = 0;
  let countBefore = 0;
  const beginWaiting = (): void => {
    const all = waiting;
    waiting = [];
    for (const [request, response] of all) begin(request, response);
  };
  const endTurn = (): void => {
    countBefore = count;
    count = 0;
    beginWaiting();
  };
  return (request, response) => {
    count += 1;
    if (count === 1) {
      setImmediate(endTurn);
      if (countBefore <= 1) return begin(request, response);
    }
    if (waiting.push([request, response]) === MOST) beginWaiting();
  };
}
