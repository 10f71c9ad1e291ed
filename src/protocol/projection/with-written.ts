import { isJsonObject } from '../json.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import { attributePath, type AttributePath, type ResourceSchema } from '../schema/resource-schema.js';
import type { Projection } from './parse-projection.js';

/**
 * The projection of an answer to POST, PUT or PATCH: what is returned on `request` is returned where the client wrote it,
 * too (RFC 7643 §7).
 * @param body as it was sent, a resource or a PatchOp, valid or not; undefined for requests that only read
 */
export function withWritten(projection: Projection, body: unknown, schema: ResourceSchema): Projection {
  if (!isJsonObject(body) || !hasRequested(schema)) return projection;
  const written = new Set<string>();
  const note = (found: AttributePath | undefined, value: unknown): void => {
    if (found === undefined) return;
    written.add(attributePath(found.extension, found.attribute).key).add(found.key);
    for (const part of [value].flat().filter(isJsonObject).flatMap(Object.keys)) {
      const sub = found.subAttribute === undefined ? schema.findSub(found.attribute, part) : undefined;
      if (sub !== undefined) written.add(attributePath(found.extension, found.attribute, sub).key);
    }
  };
  const noteObject = (value: unknown, extension?: SchemaDefinition): void => {
    for (const [name, own] of isJsonObject(value) ? Object.entries(value) : []) {
      const inner = extension === undefined ? schema.findExtension(name) : undefined;
      if (inner !== undefined) noteObject(own, inner);
      else note(schema.resolve(extension === undefined ? name : `${extension.id}:${name}`), own);
    }
  };
  noteObject(body);
  for (const operation of operationsOf(body)) {
    const { path, value } = operation;
    if (typeof path !== 'string') noteObject(value);
    else if (schema.findExtension(path) !== undefined) noteObject(value, schema.findExtension(path));
    else note(schema.resolve(withoutFilter(path)), value);
  }
  return { ...projection, written };
}

/** `emails[type eq "work"].display` writes emails.display. */
function withoutFilter(path: string): string {
  const start = path.indexOf('[');
  return start < 0 ? path : path.slice(0, start) + path.slice(path.lastIndexOf(']') + 1);
}

function operationsOf(body: object) {
  const named = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations');
  return [named?.[1]].flat().filter(isJsonObject);
}

const requested = new WeakMap<ResourceSchema, boolean>();

/** Whether anything in the schema is returned on request; found out once. */
function hasRequested(schema: ResourceSchema): boolean {
  let known = requested.get(schema);
  if (known === undefined) requested.set(schema, (known = findRequested(schema)));
  return known;
}

function findRequested({ type }: ResourceSchema): boolean {
  return [type.schema, ...type.extensions.map(({ schema }) => schema)].some(({ attributes }) =>
    [...attributes, ...attributes.flatMap(({ subAttributes = [] }) => subAttributes)].some(
      ({ returned }) => returned === 'request',
    ),
  );
}
