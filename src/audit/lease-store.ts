/**
 * One instance at a time, decided by the database. Who holds a lease does the work and renews it well before its end; who
 * died or hangs loses it when it ends. A holder that was paused may wake up behind its end and not know: what it writes
 * must be such that a second holder does no harm (a position that moves only from where it was read).
 */
export abstract class LeaseStore {
  /**
   * Takes a lease that is free or has ended, and renews one that this holder has. Never waits for another holder.
   * @param name at most 64 of `a-z 0-9 . : -`
   * @param holder who asks: unique to one instance and one start of it, at most 64 ASCII characters and no space
   * @param ttlMs how long it is held from now on, by the clock of the database
   * @returns whether the holder has it
   * @throws ScimError unavailable
   */
  abstract acquire(name: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Gives it back before its end, if this holder has it. @returns whether it had it @throws ScimError unavailable */
  abstract release(name: string, holder: string): Promise<boolean>;
}
