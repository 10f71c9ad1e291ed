/** There was no place to wait in: the caller may try again in a moment. */
export class QueueFull extends Error {
  constructor() {
    super('the queue is full');
    this.name = 'QueueFull';
  }
}

interface Waiter {
  readonly enter: () => void;
  readonly refuse: (error: QueueFull) => void;
}

/**
 * A bounded number of places to wait in, which tenants share: they are served in turn, and when the room is full the one who
 * holds most of it gives way to those who hold less. One alone may have all of it.
 */
export class PasswordWaitingRoom {
  private taken = 0;
  private refused = 0;
  /** By tenant; the one whose turn is next comes first. */
  private readonly lines = new Map<number, Waiter[]>();

  constructor(private readonly places: number) {}

  /** Resolves when it is this one's turn. @throws QueueFull at once, or later in favour of another tenant */
  wait(tenantPk: number): Promise<void> {
    if (this.taken >= this.places && !this.makeRoom(tenantPk)) {
      this.refused += 1;
      return Promise.reject(new QueueFull());
    }
    return new Promise((enter, refuse) => {
      const line = this.lines.get(tenantPk) ?? [];
      line.push({ enter, refuse });
      this.lines.set(tenantPk, line);
      this.taken += 1;
    });
  }

  /** Lets the next one in. @returns whether there was one */
  callNext(): boolean {
    for (const [tenantPk, line] of this.lines) {
      const waiter = line.shift();
      this.lines.delete(tenantPk);
      if (line.length > 0) this.lines.set(tenantPk, line);
      if (waiter === undefined) continue;
      this.taken -= 1;
      waiter.enter();
      return true;
    }
    return false;
  }

  /** @returns also how many it was full for, so far */
  load(): { readonly taken: number; readonly limit: number; readonly refused: number } {
    return { taken: this.taken, limit: this.places, refused: this.refused };
  }

  /** The one who came last of the tenant with the most goes, where that leaves it no fewer than the newcomer will have. */
  private makeRoom(tenantPk: number): boolean {
    const longest = [...this.lines.values()].reduce<Waiter[]>((a, b) => (b.length > a.length ? b : a), []);
    if (longest.length <= (this.lines.get(tenantPk)?.length ?? 0) + 1) return false;
    longest.pop()?.refuse(new QueueFull());
    this.refused += 1;
    this.taken -= 1;
    return true;
  }
}
