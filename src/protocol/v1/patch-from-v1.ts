import { shortName } from '../filter/attribute-name.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { type AttributePath, attributePath, type ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { PATCH_OP } from '../urns.js';
import { changeValues } from './change-values-v1.js';
import { clearedByMeta } from './cleared-by-meta.js';
import { readV1Body } from './read-v1-body.js';
import { urnToV1 } from './v1-urns.js';

/** What a partial resource says about one attribute. */
interface NamedAttribute {
  readonly path: AttributePath;
  readonly value: Json;
}

/** A PATCH that says nothing changes nothing. */
const NOTHING: JsonObject = { op: 'add', value: {} };

/**
 * The body of a SCIM 1.1 PATCH, a partial resource, as the operations of a SCIM 2.0 PATCH (SCIM 1.1 protocol §3.3.2):
 * what `meta.attributes` names is cleared first, wherever it stands in the body; then single values replace, complex ones
 * merge, and the values of a list are added, merged or, marked with `"operation": "delete"`, removed. Deletions come before
 * additions, whatever their order. What only the server decides is ignored, as clients send it back.
 * @param id of the address, which an `id` in the body must repeat
 * @throws ScimError invalidSyntax | invalidPath | invalidValue | mutability
 */
export function patchFromV1(body: unknown, schema: ResourceSchema, id: string): JsonObject {
  const attributes = readV1Body(body, schema);
  const named: NamedAttribute[] = [];
  const operations: JsonObject[] = [];
  let meta: Json | undefined;
  for (const [name, value] of attributes) {
    const extension = schema.findExtension(name);
    const attribute = schema.findCore(name);
    if (attribute?.name === 'meta') meta = value;
    else if (attribute?.name === 'id') assertSame(value, id);
    else if (attribute !== undefined) named.push({ path: attributePath(undefined, attribute), value });
    else if (extension !== undefined && value === null) operations.push({ op: 'remove', path: extension.id });
    else if (extension !== undefined) named.push(...namedIn(extension.id, value, schema));
    // The URN of an extension that this connector does not publish: dropped, as in POST and PUT.
    else if (!name.toLowerCase().startsWith('urn:')) throw unknown(name, schema);
  }
  const writable = named.filter(({ path }) => path.attribute.mutability !== 'readOnly');
  const cleared = clearedByMeta(meta, schema);
  const replaced = new Set(
    writable
      .map(({ path }) => path)
      .filter(isReplacedWhole)
      .map(({ key }) => key),
  );
  for (const path of cleared) if (!replaced.has(path)) operations.push({ op: 'remove', path });
  for (const { path, value } of writable) operations.push(...change(path, value, cleared.has(path.key)));
  return { schemas: [PATCH_OP], Operations: operations.length === 0 ? [NOTHING] : operations };
}

/** Clearing these before they are set would only stumble over their being required. */
function isReplacedWhole({ attribute }: AttributePath): boolean {
  return attribute.multiValued || attribute.type !== 'complex';
}

function change(path: AttributePath, value: Json, isCleared: boolean): readonly JsonObject[] {
  if (path.attribute.multiValued) return changeValues(path, value, isCleared);
  if (isJsonObject(value) && Object.keys(value).some((name) => name.toLowerCase() === 'operation'))
    throw ScimError.invalidValue(
      `${path.key} has one value, which "operation" cannot delete. Name it in "meta": {"attributes": […]} instead.`,
    );
  return [{ op: 'replace', path: path.key, value }];
}

function namedIn(urn: string, value: Json, schema: ResourceSchema): readonly NamedAttribute[] {
  if (!isJsonObject(value)) throw ScimError.invalidValue(`${urnToV1(urn)} must be an object.`);
  return Object.entries(value).map(([name, own]) => {
    const attribute = schema.findExtensionAttribute(urn, name);
    if (attribute === undefined) throw unknown(`${urnToV1(urn)}:${name}`, schema);
    return { path: attributePath(schema.findExtension(urn), attribute), value: own };
  });
}

function assertSame(given: Json, id: string): void {
  if (given !== null && given !== id)
    throw ScimError.mutability('The body names another "id" than the address. An id cannot be changed.');
}

function unknown(name: string, schema: ResourceSchema): ScimError {
  return ScimError.invalidPath(
    `${schema.type.name} has no attribute "${shortName(name)}". Correct the name, or leave it out.`,
  );
}
