/** The wait was longer than allowed. */
export class TurnstileTimeout extends Error {
  constructor() {
    super('no place became free in time');
    this.name = 'TurnstileTimeout';
  }
}

export interface TurnstileLoad {
  /** Places there are. */
  readonly limit: number;
  readonly inUse: number;
  readonly waiting: number;
  /** How many have waited in vain so far. */
  readonly timeouts: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Lets `places` callers in at once and the others wait in the order in which they came, each at most for its own time.
 * One place is SQLite's single writer; as many as the pool has connections is what bounds the wait for MySQL.
 */
export class Turnstile {
  private readonly queue: Waiting[] = [];
  private places: number;
  private timeouts = 0;

  constructor(private readonly limit: number) {
    this.places = limit;
  }

  load(): TurnstileLoad {
    const { limit, places, queue, timeouts } = this;
    return { limit, inUse: limit - places, waiting: queue.length, timeouts };
  }

  /** @returns the function that gives the place back; calling it twice is harmless. @throws TurnstileTimeout */
  async enter(timeoutMs: number): Promise<() => void> {
    if (this.places > 0) this.places -= 1;
    else await this.wait(timeoutMs);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.leave();
    };
  }

  private wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        enter: resolve,
        timer: setTimeout(() => {
          this.queue.splice(this.queue.indexOf(waiting), 1);
          this.timeouts += 1;
          reject(new TurnstileTimeout());
        }, timeoutMs),
      };
      this.queue.push(waiting);
    });
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) {
      this.places += 1;
      return;
    }
    clearTimeout(next.timer);
    next.enter();
  }
}
