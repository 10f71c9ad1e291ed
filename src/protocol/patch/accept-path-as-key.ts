import { shortName } from '../filter/attribute-name.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/**
 * RFC 7644 §3.5.2.1: without a path, a value is "a set of attributes", so its keys are names. Entra writes paths there.
 * @throws ScimError invalidSyntax
 */
export function acceptPathAsKey(
  tolerance: 'pathlessDottedKeys' | 'pathlessUrnKeys',
  key: string,
  tolerances: Tolerances,
): void {
  tolerances.accept(tolerance, () =>
    ScimError.invalidSyntax(
      `"${shortName(key)}" is a path and no attribute. Send it as the "path" of an operation of its own.`,
    ),
  );
}
