import { isJsonObject, type Json } from '../json.js';
import { jsonEquals } from '../patch/json-equals.js';
import { readAttribute, writeAttribute } from '../patch/write-document.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import { attributePath, type AttributePath, type ResourceSchema } from './resource-schema.js';

/**
 * What PUT makes of immutable attributes (RFC 7644 §3.5.1): one that has a value keeps it, also where the body omits it;
 * one that has none takes what is sent. Returns `next` itself where there is nothing to keep.
 * @throws ScimError mutability for another value than the one that is there
 */
export function keepImmutable(
  current: ResourceDocument,
  next: ResourceDocument,
  schema: ResourceSchema,
): ResourceDocument {
  const kept = immutablePaths(schema).reduce((document, path) => {
    const value = valueAt(current, path);
    return value === undefined || valueAt(document, path) !== undefined ? document : withValue(document, path, value);
  }, next);
  assertImmutable(current, kept, schema);
  return kept;
}

/**
 * RFC 7644 §3.5.2: an immutable attribute may be given its first value, and after that neither changed nor removed.
 * @throws ScimError mutability
 */
export function assertImmutable(current: ResourceDocument, next: ResourceDocument, schema: ResourceSchema): void {
  for (const path of immutablePaths(schema)) {
    const [before, after] = [valueAt(current, path), valueAt(next, path)];
    if (before !== undefined && (after === undefined || !jsonEquals(before, after)))
      throw ScimError.mutability(`${path.key} has a value, which can no longer be changed or removed.`);
  }
}

/** Parts of the values of a list are left out: such a value is replaced whole. Members, which are rows, see to theirs. */
function immutablePaths({ type }: ResourceSchema): readonly AttributePath[] {
  return [undefined, ...type.extensions.map(({ schema }) => schema)].flatMap((extension) =>
    (extension ?? type.schema).attributes.flatMap((attribute) => {
      if (attribute.mutability === 'immutable') return [attributePath(extension, attribute)];
      if (attribute.multiValued) return [];
      const parts = attribute.subAttributes?.filter(({ mutability }) => mutability === 'immutable') ?? [];
      return parts.map((part) => attributePath(extension, attribute, part));
    }),
  );
}

function valueAt(document: ResourceDocument, path: AttributePath): Json | undefined {
  const whole = readAttribute(document, path);
  if (path.subAttribute === undefined) return whole;
  return isJsonObject(whole) ? whole[path.subAttribute.name] : undefined;
}

function withValue(document: ResourceDocument, path: AttributePath, value: Json): ResourceDocument {
  if (path.subAttribute === undefined) return writeAttribute(document, path, value);
  const whole = readAttribute(document, path);
  const parts = isJsonObject(whole) ? whole : {};
  return writeAttribute(document, path, { ...parts, [path.subAttribute.name]: value });
}
