import type { PatchPath } from '../path/parse-path.js';

/** One operation of a PATCH request (RFC 7644 §3.5.2), its form checked, its names not yet looked up. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** Absent: the value is an object of attributes of the resource. */
  readonly path?: PatchPath;
  /** Present on add and replace; on remove only when the client sent one, never null. */
  readonly value?: unknown;
}
