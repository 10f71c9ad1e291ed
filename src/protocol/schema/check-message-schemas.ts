import type { Json } from '../json.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/**
 * RFC 7643 §3, RFC 7644 §3.1: a message says what it is by the URN in its `schemas`, each URN once. URNs match in any case.
 * @throws ScimError invalidSyntax
 */
export function checkMessageSchemas(schemas: Json | undefined, urn: string, tolerances: Tolerances): void {
  const urns = Array.isArray(schemas)
    ? (schemas as readonly Json[]).map((one) => (typeof one === 'string' ? one.toLowerCase() : undefined))
    : [];
  if (!urns.includes(urn.toLowerCase())) throw missingMessageSchema(urn);
  if (new Set(urns).size < urns.length)
    tolerances.accept('repeatedSchemaUrn', () => ScimError.invalidSyntax('"schemas" holds a URN twice.'));
}

export function missingMessageSchema(urn: string): ScimError {
  return ScimError.invalidSyntax(`The body needs "schemas" with "${urn}".`);
}
