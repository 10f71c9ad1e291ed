import { isJsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { PatchTarget } from './patch-target.js';

/**
 * RFC 7644 §3.5.2: an operation that is not compatible with an attribute's mutability is an error, unlike in PUT. Clients
 * send parts that only the server sets (`manager.displayName`) beside those that they change.
 * @throws ScimError mutability
 */
export function acceptReadOnlyParts(target: PatchTarget, value: unknown, tolerances: Tolerances): void {
  if (target.kind === 'extension') return;
  const { attribute, subAttribute } = target.path;
  if (subAttribute !== undefined) return;
  const named = readOnlyPartIn(attribute, value);
  if (named !== undefined)
    tolerances.accept('patchReadOnlyIgnored', () => readOnlyRefusal(`${target.path.key}.${named.name}`));
}

/** The first part of an attribute that only the server sets and that a value, or one of its elements, names. */
export function readOnlyPartIn(attribute: AttributeDefinition, value: unknown): AttributeDefinition | undefined {
  const parts = attribute.subAttributes?.filter(({ mutability }) => mutability === 'readOnly') ?? [];
  if (parts.length === 0) return undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const keys = new Set(values.filter(isJsonObject).flatMap((one) => Object.keys(one).map((key) => key.toLowerCase())));
  return parts.find(({ name }) => keys.has(name.toLowerCase()));
}

/** @param name short enough to be shown */
export function readOnlyRefusal(name: string): ScimError {
  return ScimError.mutability(`"${name}" is set by this server and cannot be changed.`);
}
