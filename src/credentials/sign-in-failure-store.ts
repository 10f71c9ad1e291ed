/** Where the instances of an installation add up who failed to sign in. */
export abstract class SignInFailureStore {
  /**
   * Adds to the failures of one minute. May be called with the same minute by many instances at once.
   * @param minute minutes since 1970
   * @param failures by bucket: 32 hexadecimal digits
   * @returns what all instances have counted for these buckets in that minute
   */
  abstract add(minute: number, failures: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
  /** Forgets all minutes before this one. */
  abstract forgetBefore(minute: number): Promise<void>;
}
