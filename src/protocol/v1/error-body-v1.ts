import type { JsonObject } from '../json.js';
import type { ScimError } from '../scim-error.js';
import { sentenceToV1 } from './v1-urns.js';

/**
 * An error in SCIM 1.1 (protocol §3.9), where `code` is a text. `detail` beside it is what Okta's SCIM 1.1 SPEC test looks
 * for (okta.md §3.3, step 10), and what Okta copies into its task list.
 */
export function errorBodyV1({ status, detail }: Pick<ScimError, 'status' | 'detail'>): JsonObject {
  const description = sentenceToV1(detail);
  return { Errors: [{ description, code: String(status) }], detail: description };
}
