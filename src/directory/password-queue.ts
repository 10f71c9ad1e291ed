/** There was no place to wait in: the caller may try again in a moment. */
export class QueueFull extends Error {
  constructor() {
    super('the queue is full');
    this.name = 'QueueFull';
  }
}

/**
 * Runs a few works at once and lets a bounded number wait, in the order in which they came. What does not fit is refused at
 * once instead of piling up: each hash takes 19 MiB and a core.
 */
export class PasswordQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly places: number) {}

  /** @param room how many may be waiting already for this one to join them. @throws QueueFull */
  async run<T>(work: () => Promise<T>, room: number): Promise<T> {
    if (this.running < this.places) this.running += 1;
    else if (this.waiting.length >= room) throw new QueueFull();
    // A place is handed over by the one who leaves it, so `running` stays as it is.
    else await new Promise<void>((enter) => this.waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
