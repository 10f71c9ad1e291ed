/** The time by which failures are counted; instances of one installation agree on it to a few seconds. */
export class FailureClock {
  /** Milliseconds since 1970. */
  nowMs(): number {
    return Date.now();
  }
}
