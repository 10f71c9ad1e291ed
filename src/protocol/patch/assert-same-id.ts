import { isJsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import type { PatchOperation } from './patch-operation.js';

/**
 * Okta repeats the id of a group in the value of an operation without a path. The address decides which resource is changed;
 * another id in the body is a mistake that must not go unnoticed.
 * @throws ScimError mutability
 */
export function assertSameId(operations: readonly PatchOperation[], id: string): void {
  for (const { path, value } of operations) {
    if (path !== undefined || !isJsonObject(value)) continue;
    for (const [name, given] of Object.entries(value)) {
      if (name.toLowerCase() === 'id' && given !== null && given !== id)
        throw ScimError.mutability('The body names another "id" than the address. An id cannot be changed.');
    }
  }
}
