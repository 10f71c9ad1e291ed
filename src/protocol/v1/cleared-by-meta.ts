import { shortName } from '../filter/attribute-name.js';
import { isJsonObject, type Json } from '../json.js';
import { readObject } from '../schema/read-object.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { nameFromV1 } from './name-from-v1.js';

/**
 * What `meta.attributes` of a SCIM 1.1 PATCH names (protocol §3.3.2), as SCIM 2.0 paths: attributes, sub-attributes
 * (`name.familyName`) and whole extensions.
 * @throws ScimError invalidValue for anything but a list of names, invalidPath for a name that the schema does not have
 */
export function clearedByMeta(meta: Json | undefined, schema: ResourceSchema): ReadonlySet<string> {
  if (meta === undefined || meta === null) return new Set();
  if (!isJsonObject(meta)) throw ScimError.invalidValue('meta must be an object.');
  const names = readObject(meta, 'meta').get('attributes') ?? [];
  if (!Array.isArray(names) || !names.every((name): name is string => typeof name === 'string'))
    throw ScimError.invalidValue('meta.attributes must be a list of attribute names, such as ["members"].');
  return new Set(names.map((name) => pathOf(name.trim(), schema)));
}

function pathOf(name: string, schema: ResourceSchema): string {
  const translated = nameFromV1(name);
  const path = schema.findExtension(translated)?.id ?? schema.resolve(translated)?.key;
  if (path !== undefined) return path;
  throw ScimError.invalidPath(
    `${schema.type.name} has no attribute "${shortName(name)}" that "meta.attributes" could clear. Correct the name.`,
  );
}
