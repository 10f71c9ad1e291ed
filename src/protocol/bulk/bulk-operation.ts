import type { Json } from '../json.js';
import type { ResourceTypeName } from '../schema/attribute-definition.js';
import type { ScimError } from '../scim-error.js';

export type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the `path` of an operation names: `/Users`, `/Groups/{id}`, `/Users/bulkId:x`. */
export interface BulkTarget {
  readonly type: ResourceTypeName;
  /** As the client wrote it; absent for a collection. */
  readonly id?: string;
}

interface Named {
  readonly bulkId?: string;
  readonly target?: BulkTarget;
}

/** An operation whose form is right. Its references still name bulkIds, and its `data` is checked by nobody yet. */
export interface ReadableOperation extends Named {
  readonly method: BulkMethod;
  /** The client wrote the method in other letters than capitals. */
  readonly isMethodMiscased?: true;
  readonly target: BulkTarget;
  /** Present but on DELETE. */
  readonly data?: Json;
  /** `version`: what `If-Match` is to a request of its own. */
  readonly ifMatch?: string;
}

/** An operation that cannot run, and why. It fails alone. */
export interface RefusedOperation extends Named {
  /** As the client wrote it, cut to a short word; empty when it is no text. */
  readonly method: string;
  readonly refusal: ScimError;
}

export type BulkOperation = ReadableOperation | RefusedOperation;

export interface BulkRequest {
  /** Errors after which the rest is left alone, 1 or more; absent: everything runs. */
  readonly failOnErrors?: number;
  readonly operations: readonly BulkOperation[];
}
