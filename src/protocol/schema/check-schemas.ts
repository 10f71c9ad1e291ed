import type { Json } from '../json.js';
import { ScimError } from '../scim-error.js';
import { shownText } from '../shown-text.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { ResourceSchema } from './resource-schema.js';

/** SCIM 1.1 (draft-scim-core-schema §5): apps that are set up by hand keep it with the new version. */
const VERSION_1 = 'urn:scim:schemas:core:1.0';
const SHOWN = 128;

/**
 * RFC 7643 §3: `schemas` says what the resource is. It holds the core URN, beside it URNs of the type's extensions, each
 * once. Unknown URNs are Entra's habit on groups; OneLogin's templates have SCIM 1.1's in place of the core URN.
 * @returns what it holds, in lower case, as URNs match in any case (§2.1)
 * @throws ScimError invalidSyntax
 */
export function checkSchemas(
  value: Json | undefined,
  schema: ResourceSchema,
  tolerances: Tolerances,
): ReadonlySet<string> {
  const core = schema.type.schema.id;
  if (!Array.isArray(value) || !value.every((element): element is string => typeof element === 'string'))
    throw ScimError.invalidSyntax(`The body needs "schemas", a list of URNs with "${core}".`);
  const urns = new Set(value.map((urn) => urn.toLowerCase()));
  if (!urns.has(core.toLowerCase()) && !urns.has(VERSION_1))
    throw ScimError.invalidSyntax(`"schemas" must hold "${core}" here.`);
  const unknown = value.find((urn) => urn.toLowerCase() !== core.toLowerCase() && !schema.findExtension(urn));
  if (unknown !== undefined)
    tolerances.accept('unknownSchemaUrn', () =>
      ScimError.invalidSyntax(
        `"schemas" holds "${shownText(unknown, SHOWN)}", which is no schema of a ${schema.type.name}; the core one is "${core}".`,
      ),
    );
  if (urns.size < value.length)
    tolerances.accept('repeatedSchemaUrn', () => ScimError.invalidSyntax('"schemas" holds a URN twice.'));
  return urns;
}
