/** Limits of one bulk request (RFC 7644 §3.7.4), announced as `bulk` by ServiceProviderConfig. */
export const BULK_LIMITS = {
  /** `maxOperations` */
  operations: 1_000,
  /** `maxPayloadSize`, in bytes. */
  payloadBytes: 1_048_576,
} as const;
