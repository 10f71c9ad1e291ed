/**
 * Tells whoever keeps a copy of a tenant or a connector for a moment that it may be stale now. Reaches this process
 * only; copies elsewhere live on until their own time limit.
 */
export class TenancyChanges {
  private readonly listeners: (() => void)[] = [];

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  announce(): void {
    for (const listener of this.listeners) listener();
  }
}
