import type { Server } from 'node:http';
import { Socket } from 'node:net';

/** Whatever is waiting goes out when there are so many. */
const MOST = 8;
/** Or when one more comes so long behind the first: whoever is answered must not wait for long work of others. */
const LONGEST_MS = 2;

/**
 * Writes what the answers of one turn of the event loop say behind that turn, one after the other, and not each when it is
 * made. To hand the first byte to a client that sleeps takes longer than most of a look-up, because the system wakes it;
 * while it is awake, the next cost little. A lone answer waits for nobody: the first of a turn goes out at once unless the turn
 * before had several. See ADR 15.
 * @param nowMs a monotonic clock
 */
export function sendTogether(server: Server, nowMs: () => number = () => performance.now()): void {
  const turn = new Turn(nowMs);
  // What a stream calls to write one piece, and several, of which it calls `done`: until then they count as not written.
  function writeLater(this: Socket, ...piece: Parameters<Socket['_write']>): void {
    turn.add(() => Socket.prototype._write.apply(this, piece));
  }
  function writeAllLater(this: Socket, ...pieces: Parameters<NonNullable<Socket['_writev']>>): void {
    turn.add(() => Socket.prototype._writev?.apply(this, pieces));
  }
  server.on('connection', (socket: Socket) => {
    socket._write = writeLater;
    socket._writev = writeAllLater;
  });
}

/** What is written in one turn of the event loop. */
class Turn {
  private waiting: (() => void)[] = [];
  private sinceMs = 0;
  private count = 0;
  private countBefore = 0;

  constructor(private readonly nowMs: () => number) {}

  add(write: () => void): void {
    this.count += 1;
    if (this.count === 1) {
      setImmediate(() => this.end());
      if (this.countBefore <= 1) return write();
    }
    const now = this.nowMs();
    if (this.waiting.push(write) === 1) this.sinceMs = now;
    else if (this.waiting.length === MOST || now - this.sinceMs >= LONGEST_MS) this.send();
  }

  private end(): void {
    this.countBefore = this.count;
    this.count = 0;
    this.send();
  }

  private send(): void {
    const all = this.waiting;
    this.waiting = [];
    for (const write of all) write();
  }
}
