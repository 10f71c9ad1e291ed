/** Units of one COMMIT, at most. */
const MOST_UNITS = 64;
/** How long the first of them waits for the others, at most, in ms. */
const LONGEST_MS = 10;

interface Member {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Units of work in one transaction of SQLite, which are done when it is committed and undone when it is not. */
export class CommitGroup {
  private readonly members: Member[] = [];
  private readonly begunMs = performance.now();

  /** Whether another unit may come in before the COMMIT. */
  get mayGrow(): boolean {
    return this.members.length < MOST_UNITS && performance.now() - this.begunMs < LONGEST_MS;
  }

  /** For a unit whose statements have all run. @returns what is fulfilled by the COMMIT */
  join(): Promise<void> {
    const committed = new Promise<void>((resolve, reject) => this.members.push({ resolve, reject }));
    // Whoever waits for it sees the failure; it may come before he does.
    committed.catch(() => undefined);
    return committed;
  }

  committed(): void {
    for (const { resolve } of this.members) resolve();
  }

  failed(error: unknown): void {
    for (const { reject } of this.members) reject(error);
  }
}
