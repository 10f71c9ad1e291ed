import { writeSync } from 'node:fs';

/** One call to the system writes some twenty lines of a busy server; those of an idle one wait so long at most. */
const ENOUGH_BYTES = 3_072;
const WRITE_AFTER_MS = 100;
/** What a pipe takes as one: the lines of several workers do not mix. */
const WRITE_BYTES = 4_096;
/** Kept for a reader that is slow. */
const CAPACITY_BYTES = 1024 * 1024;
/** How long a process that ends waits for its reader. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 10;

type Write = (fd: number, bytes: Uint8Array) => number;

/**
 * Lines for a file descriptor, many at a time, written by this thread: what was written is out, however the process ends. Who reads them
 * may be slow, stuck or gone, and a server never waits for that: beyond a megabyte lines are lost, and those that follow say how
 * many; behind a reader that is gone all are.
 */
export class BufferedOutput {
  private lines: string[] = [];
  private bytes = 0;
  private lost = 0;
  /** Of what was handed over in part. */
  private rest: Uint8Array = new Uint8Array(0);
  private timer: NodeJS.Timeout | undefined;
  private isGone = false;

  constructor(
    private readonly fd: number,
    private readonly writeTo: Write = writeSync,
  ) {}

  /** @param line with its line break */
  write(line: string): void {
    if (this.isGone) return;
    if (this.bytes >= CAPACITY_BYTES) {
      this.lost += 1;
      return;
    }
    if (this.lost > 0) this.sayLost();
    this.add(line);
    // Once it has not gone out at once, the timer tries again.
    if (this.bytes >= ENOUGH_BYTES && this.rest.length === 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), WRITE_AFTER_MS).unref();
  }

  /** Writes what the reader takes now. @returns whether nothing is left */
  flush(): boolean {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (!this.isGone) {
      if (this.rest.length === 0) this.rest = this.nextChunk();
      if (this.rest.length === 0) return true;
      const written = this.tryWrite();
      this.rest = this.rest.subarray(written);
      if (written > 0 || this.isGone) continue;
      this.timer = setTimeout(() => this.flush(), WRITE_AFTER_MS).unref();
      return false;
    }
    return true;
  }

  /** The last that is written before the process ends. */
  end(): void {
    const until = performance.now() + PATIENCE_MS;
    while (!this.flush() && performance.now() < until) sleep(PAUSE_MS);
    clearTimeout(this.timer);
  }

  private add(line: string): void {
    this.lines.push(line);
    this.bytes += Buffer.byteLength(line);
  }

  private sayLost(): void {
    this.add(lostLine(this.lost));
    this.lost = 0;
  }

  /** Whole lines, as many as a pipe takes as one; one at least, if there are any. */
  private nextChunk(): Uint8Array {
    if (this.lines.length === 0 && this.lost > 0) this.sayLost();
    let [count, bytes] = [0, 0];
    for (const line of this.lines) {
      const length = Buffer.byteLength(line);
      if (count > 0 && bytes + length > WRITE_BYTES) break;
      count += 1;
      bytes += length;
    }
    this.bytes -= bytes;
    return Buffer.from(this.lines.splice(0, count).join(''));
  }

  private tryWrite(): number {
    try {
      return this.writeTo(this.fd, this.rest);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A full pipe, or disk, may take it later.
      this.isGone = code === 'EPIPE';
      return 0;
    }
  }
}

const lostLine = (count: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), count, msg: 'lines of the process log were lost: nobody read them' })}\n`;

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
