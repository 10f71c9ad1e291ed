import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/attribute-definition.js';
import { attributePath, type ResourceSchema } from '../schema/resource-schema.js';
import { isDefault, type Projection } from './parse-projection.js';
import { projectDefault } from './project-default.js';

/**
 * The resource as the client asked to see it (RFC 7644 §3.9, RFC 7643 §7 `returned`): `always` whatever was asked, `never`
 * not even when asked for, `request` only when named or just written. What the schema does not know is not shown. `schemas` keeps only the
 * URNs whose attributes are still there (RFC 7643 §3).
 */
export function projectResource(resource: ScimResource, projection: Projection, schema: ResourceSchema): ScimResource {
  if (isDefault(projection)) return withSchemas(projectDefault(resource, schema), schema);
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(resource)) {
    const extension = schema.findExtension(name);
    const attribute = schema.findCore(name);
    const shown =
      extension !== undefined
        ? projectExtension(extension, value, projection)
        : attribute && projectAttribute(undefined, attribute, value, projection);
    if (shown !== undefined) entries.push([name, shown]);
  }
  return withSchemas(Object.fromEntries(entries), schema);
}

function projectExtension(extension: SchemaDefinition, value: Json, projection: Projection): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const isNamed = projection.kind !== 'default' && projection.keys.has(extension.id);
  if (isNamed && projection.kind === 'except') return undefined;
  const entries: [string, Json][] = [];
  for (const attribute of extension.attributes) {
    const own = Object.hasOwn(value, attribute.name) ? value[attribute.name] : undefined;
    // Naming the URN names everything under it, except what must be asked for by its own name.
    const shown =
      own === undefined
        ? undefined
        : projectAttribute(extension, attribute, own, isNamed ? whole(projection) : projection);
    if (shown !== undefined) entries.push([attribute.name, shown]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function projectAttribute(
  extension: SchemaDefinition | undefined,
  attribute: AttributeDefinition,
  value: Json,
  projection: Projection,
): Json | undefined {
  if (attribute.returned === 'never') return undefined;
  const keyOf = (sub?: AttributeDefinition): string => attributePath(extension, attribute, sub).key;
  const isNamed = projection.kind !== 'default' && projection.keys.has(keyOf());
  const subs = attribute.subAttributes ?? [];
  const namesSub = projection.kind === 'only' && subs.some((sub) => projection.keys.has(keyOf(sub)));
  if (!isShown(attribute, projection, isNamed || namesSub, keyOf())) return undefined;
  if (subs.length === 0) return value;

  // `emails.value` shows that sub-attribute alone; `emails` shows all of them.
  const inner: Projection = projection.kind === 'only' && (isNamed || !namesSub) ? whole(projection) : projection;
  const kept = subs.filter((sub) => {
    const isSubNamed = inner.kind !== 'default' && inner.keys.has(keyOf(sub));
    return sub.returned !== 'never' && isShown(sub, inner, isSubNamed, keyOf(sub));
  });
  return keepSubs(value, kept);
}

/** All that is returned by default, of what has been named as a whole. */
const whole = ({ written }: Projection): Projection => ({
  kind: 'default',
  ...(written === undefined ? {} : { written }),
});

function isShown(attribute: AttributeDefinition, projection: Projection, isNamed: boolean, key: string): boolean {
  if (attribute.returned === 'always') return true;
  if (attribute.returned === 'request') {
    const isWritten = projection.written?.has(key) === true;
    if (projection.kind === 'except') return isWritten && !isNamed;
    return isNamed || (isWritten && projection.kind === 'default');
  }
  if (projection.kind === 'only') return isNamed;
  return projection.kind === 'default' || !isNamed;
}

/** Elements and objects with nothing left in them disappear; a list that was empty already stays. */
function keepSubs(value: Json, kept: readonly AttributeDefinition[]): Json | undefined {
  if (Array.isArray(value)) {
    const elements = (value as readonly Json[]).map((element) => keepSubs(element, kept));
    const shown = elements.filter((element) => element !== undefined);
    return shown.length === 0 && elements.length > 0 ? undefined : shown;
  }
  if (!isJsonObject(value)) return value;
  const names = new Set(kept.map((sub) => sub.name));
  const entries = Object.entries(value).filter(([name]) => names.has(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function withSchemas(resource: JsonObject, schema: ResourceSchema): ScimResource {
  const { schemas } = resource;
  if (!Array.isArray(schemas)) return resource;
  const present = (schemas as readonly Json[]).filter(
    (urn) => typeof urn === 'string' && (schema.findExtension(urn) === undefined || Object.hasOwn(resource, urn)),
  );
  return present.length === schemas.length ? resource : { ...resource, schemas: present };
}
