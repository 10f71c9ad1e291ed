// Projection: which attributes an answer shows (RFC 7644 §3.9). Knows nothing of how resources are loaded.
import { queryParameter } from '../query/query-parameter.js';
import { findAttribute } from '../schema/find-attribute.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';

/**
 * What the client asked to see. Keys are canonical (`AttributePath.key`) or the URN of a whole extension.
 * `only`: besides what is always returned, nothing else. `except`: the default set without these.
 */
export type Projection = (
  { readonly kind: 'default' } | { readonly kind: 'only' | 'except'; readonly keys: ReadonlySet<string> }
) & {
  /** Keys of what the client wrote in this request, for attributes that are returned on request. */
  readonly written?: ReadonlySet<string>;
};

/** The query as the HTTP framework parsed it; `attributes` and `excludedAttributes` are comma-separated lists there. */
export type RawProjection = Readonly<Record<string, unknown>>;

/**
 * Reads `attributes` and `excludedAttributes`. Empty means not given; unknown names are ignored (RFC 7644 §3.9 leaves them
 * open), so `attributes=nonsense` answers with what is always returned.
 * @throws ScimError invalidValue when both are given (they exclude each other), one of them more than once, or a bare name
 * that may mean several extensions
 */
export function parseProjection(raw: RawProjection, schema: ResourceSchema, tolerances: Tolerances): Projection {
  const only = splitNames(queryParameter(raw, 'attributes'));
  const except = splitNames(queryParameter(raw, 'excludedAttributes'));
  if (only.length > 0 && except.length > 0)
    throw ScimError.invalidValue('Use either "attributes" or "excludedAttributes", not both.');
  if (only.length > 0) return { kind: 'only', keys: keysOf(only, schema, tolerances) };
  if (except.length > 0) return { kind: 'except', keys: keysOf(except, schema, tolerances) };
  return { kind: 'default' };
}

/** Whether the answer shows what every answer shows unless the client asks for something else. */
export function isDefault({ kind, written }: Projection): boolean {
  return kind === 'default' && written === undefined;
}

/**
 * Whether an attribute that is costly to load would be shown at all, in whole or in part.
 * @param name canonical name of a core attribute that is returned by default: `members`, `groups`
 */
export function wants(projection: Projection, name: string): boolean {
  switch (projection.kind) {
    case 'default':
      return true;
    case 'except':
      return !projection.keys.has(name);
    case 'only':
      return [...projection.keys].some((key) => key === name || key.startsWith(`${name}.`));
    default:
      return projection satisfies never;
  }
}

const splitNames = (list: string | undefined): readonly string[] =>
  (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function keysOf(names: readonly string[], schema: ResourceSchema, tolerances: Tolerances): ReadonlySet<string> {
  const keys = names.map((name) => schema.findExtension(name)?.id ?? keyOf(name, schema, tolerances));
  return new Set(keys.filter((key) => key !== undefined));
}

/** A bare name of an extension that is not tolerated is an unknown one, and ignored as such. */
function keyOf(name: string, schema: ResourceSchema, tolerances: Tolerances): string | undefined {
  const path = tolerances.isOn('unqualifiedExtensionNames')
    ? findAttribute(name, schema, tolerances, (detail) => ScimError.invalidValue(detail))
    : schema.resolve(name);
  return path?.key;
}
