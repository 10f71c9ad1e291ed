/** Whether this instance should be sent requests. Turned off before the server closes, so that a balancer looks away first. */
export class Readiness {
  private draining = false;

  /** @param pingDatabase rejects when the database does not answer */
  constructor(private readonly pingDatabase: () => Promise<void>) {}

  get isDraining(): boolean {
    return this.draining;
  }

  drain(): void {
    this.draining = true;
  }

  /** @returns why not, in words; undefined when ready */
  async notReadyBecause(): Promise<string | undefined> {
    if (this.draining) return 'The instance is shutting down.';
    try {
      await this.pingDatabase();
      return undefined;
    } catch {
      return 'The database does not answer.';
    }
  }
}
