import { Turnstile, type TurnstileLoad } from './turnstile.js';

/**
 * Who may look through a whole directory: one search of each tenant at a time, and of all tenants as many as there are
 * places. Searches of one tenant would otherwise fill the places, and the processors of the database, to the disadvantage of
 * the others.
 */
export class ScanPlaces {
  private readonly places: Turnstile;
  private readonly tenants = new Map<number, Turnstile>();
  private timeouts = 0;

  constructor(limit: number) {
    this.places = new Turnstile(limit);
  }

  load(): TurnstileLoad {
    const { limit, inUse, waiting } = this.places.load();
    const before = [...this.tenants.values()].reduce((sum, tenant) => sum + tenant.load().waiting, 0);
    return { limit, inUse, waiting: waiting + before, timeouts: this.timeouts };
  }

  /** @returns the function that gives the place back @throws TurnstileTimeout */
  async enter(tenantPk: number, timeoutMs: number): Promise<() => void> {
    const end = performance.now() + timeoutMs;
    const tenant = this.tenants.get(tenantPk) ?? new Turnstile(1);
    this.tenants.set(tenantPk, tenant);
    const leaves: (() => void)[] = [];
    const leave = (): void => {
      for (const one of leaves) one();
      const { inUse, waiting } = tenant.load();
      if (inUse + waiting === 0 && this.tenants.get(tenantPk) === tenant) this.tenants.delete(tenantPk);
    };
    try {
      leaves.push(await tenant.enter(timeoutMs));
      leaves.push(await this.places.enter(Math.max(1, end - performance.now())));
      return leave;
    } catch (error) {
      this.timeouts += 1;
      leave();
      throw error;
    }
  }
}
