import { PasswordWaitingRoom } from './password-waiting-room.js';

export interface PasswordQueueLoad<Kind extends string> {
  readonly running: number;
  readonly places: number;
  readonly waiting: readonly {
    readonly kind: Kind;
    readonly taken: number;
    readonly limit: number;
    readonly refused: number;
  }[];
}

/**
 * Runs a few works at once and lets a bounded number wait, each kind in a room of its own: the kinds are served in turn, and so
 * are the tenants of a room. What does not fit is refused at once instead of piling up: each hash takes 19 MiB and a core.
 */
export class PasswordQueue<Kind extends string> {
  private running = 0;
  /** The one whose turn is next comes first. */
  private readonly rooms: Map<Kind, PasswordWaitingRoom>;

  /** @param rooms how many of each kind may wait */
  constructor(
    private readonly places: number,
    rooms: Readonly<Record<Kind, number>>,
  ) {
    this.rooms = new Map();
    for (const kind in rooms) this.rooms.set(kind, new PasswordWaitingRoom(rooms[kind]));
  }

  /** @throws QueueFull, and what `work` throws */
  async run<T>(kind: Kind, tenantPk: number, work: () => Promise<T>): Promise<T> {
    if (this.running < this.places) this.running += 1;
    // A place is handed over by the one who leaves it, so `running` stays as it is.
    else await this.rooms.get(kind)?.wait(tenantPk);
    try {
      return await work();
    } finally {
      if (!this.callNext()) this.running -= 1;
    }
  }

  load(): PasswordQueueLoad<Kind> {
    const waiting = [...this.rooms].map(([kind, room]) => ({ kind, ...room.load() }));
    return { running: this.running, places: this.places, waiting };
  }

  private callNext(): boolean {
    for (const [kind, room] of this.rooms) {
      if (!room.callNext()) continue;
      this.rooms.delete(kind);
      this.rooms.set(kind, room);
      return true;
    }
    return false;
  }
}
