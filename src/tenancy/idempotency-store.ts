/** A request that must not happen twice (`Idempotency-Key`). Only hashes: a client may put anything into its key. */
export interface KeyClaim {
  /** SHA-256 of who asks and of its key, 32 bytes. */
  readonly keyHash: Buffer;
  /** SHA-256 of what is asked for, 32 bytes. */
  readonly requestHash: Buffer;
  /** RFC 3339 UTC with milliseconds: from then on the key is free again. */
  readonly expiresAt: string;
}

/**
 * Thrown by a store that was given a claim whose key is taken; nothing was written then. The claim commits with what it
 * was made for, so a request that failed leaves its key free.
 */
export class KeyTaken extends Error {
  constructor(
    /** Slug or id of what the key was used for. */
    readonly created: string,
    /** Whether that was the same request. */
    readonly isSameRequest: boolean,
  ) {
    super('the idempotency key is taken');
    this.name = 'KeyTaken';
  }
}

/** Where used keys are kept. They are claimed by the stores of what is created. */
export abstract class IdempotencyStore {
  /** Drops what has expired by `now` (RFC 3339 UTC). */
  abstract forgetExpired(now: string): Promise<void>;
}
