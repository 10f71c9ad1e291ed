/** So long work that never waits may keep one turn of the event loop: a quarter of what a timer may come late. */
const MOST_MS = 5;

/**
 * SQLite answers without waiting, each COMMIT on the disk included, so all requests that arrive together would be answered in one turn of the event
 * loop, and whatever else is due would come behind the last of them. Who asks here before each piece of work goes on at once while
 * the turn is young, and otherwise in a later one, in the order of asking.
 */
export class LoopTurn {
  private began: number | undefined;

  /** @param mostMs how old a turn may be in which a piece of work still begins */
  constructor(private readonly mostMs = MOST_MS) {}

  /** @returns what to wait for; undefined while the turn is young, so that nobody waits for nothing */
  enter(): Promise<void> | undefined {
    if (!this.isOld()) return this.begin();
    return this.enterLater();
  }

  private async enterLater(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.isOld());
    this.begin();
  }

  private isOld(): boolean {
    return this.began !== undefined && performance.now() - this.began >= this.mostMs;
  }

  private begin(): undefined {
    if (this.began !== undefined) return;
    this.began = performance.now();
    setImmediate(() => (this.began = undefined));
  }
}
