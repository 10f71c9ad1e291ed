/** The time, for how long somebody has to wait between two wrong passwords. */
export class PasswordClock {
  /** Milliseconds since some instant; never goes back. */
  nowMs(): number {
    return performance.now();
  }
}
