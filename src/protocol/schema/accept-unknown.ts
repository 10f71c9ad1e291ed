import type { JsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import { shownText } from '../shown-text.js';
import type { Tolerances } from '../tolerance/tolerances.js';

const SHOWN = 64;

/**
 * Says that the client sent names which are to be ignored. RFC 7643 §3: `schemas` names what defines the attributes
 * present, so what no schema defines has no place; but §2.5: with null it is as good as absent.
 * @param isKnown told the names in lower case
 * @param where what the object is: `The body`, `name`, `emails[0]`
 * @throws ScimError invalidSyntax
 */
export function acceptUnknown(
  object: JsonObject,
  isKnown: (name: string) => boolean,
  where: string,
  tolerances: Tolerances,
): void {
  const unknown = Object.entries(object).find(([name, value]) => value !== null && !isKnown(name.toLowerCase()));
  if (unknown !== undefined) acceptUnknownName(unknown[0], where, tolerances);
}

/** @throws ScimError invalidSyntax */
export function acceptUnknownName(name: string, where: string, tolerances: Tolerances): void {
  tolerances.accept('unknownAttributesIgnored', () =>
    ScimError.invalidSyntax(`${where} holds "${shownText(name, SHOWN)}", which no schema defines here. Leave it out.`),
  );
}
