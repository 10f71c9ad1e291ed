/** So many times as long as writing took. */
const SHARE = 6;
/** A transaction of many units takes long, and none of those who wait for the next one is to wait much longer for it. */
const MOST_MS = 16;
/** Nobody reads when nobody has begun to for so long: about as long as a client takes from an answer to its next request. */
const PAUSE_MS = 0.5;

/**
 * A COMMIT of SQLite keeps everybody waiting, and whoever writes without a pause would keep those who read waiting most of the time.
 * So the time behind a COMMIT is theirs, as long as somebody reads.
 */
export class ReadersTime {
  private untilMs = 0;
  /** How many there were when this was passed last. */
  private readsBefore = 0;

  /** @param reads how many were begun so far */
  constructor(private readonly reads: () => number) {}

  /** @param writingMs how long the transaction took that was committed just now */
  begin(writingMs: number): void {
    this.untilMs = performance.now() + Math.min(MOST_MS, SHARE * writingMs);
  }

  /** Waits until it is over, once; for a turn of the event loop where nobody has read since it was passed last. */
  async pass(): Promise<void> {
    const { untilMs } = this;
    this.untilMs = 0;
    let nowMs = performance.now();
    for (let lastMs = Number.NEGATIVE_INFINITY; nowMs < untilMs;) {
      // Also where another unit waits already: nobody could begin to read since the COMMIT.
      await new Promise<void>((resolve) => setImmediate(resolve));
      nowMs = performance.now();
      const isRead = this.reads() !== this.readsBefore;
      this.readsBefore = this.reads();
      if (isRead) lastMs = nowMs;
      else if (nowMs - lastMs >= PAUSE_MS) break;
    }
    this.readsBefore = this.reads();
  }
}
