import { shortName } from '../filter/attribute-name.js';
import type { ResolvedFilter } from '../filter/filter-ast.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { parsePath } from '../path/parse-path.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { PatchOperation } from './patch-operation.js';
import { isReadOnly, resolveTarget, type PatchTarget } from './patch-target.js';

/** An operation on one target. */
export interface PatchStep {
  readonly op: PatchOperation['op'];
  readonly target: PatchTarget;
  readonly value: unknown;
}

/**
 * Resolves an operation against the schema. One without a path becomes a step for every attribute that its value names:
 * `name`, but also Entra's literal keys `name.givenName`, `urn:…:User:employeeNumber` and `emails[type eq "work"].value`.
 * There, what a client cannot change or the schema does not know is ignored (clients send the whole resource back),
 * while a path to it is an error.
 * @throws ScimError invalidPath | invalidFilter | invalidValue | invalidSyntax | mutability
 */
export function expandOperation(operation: PatchOperation, schema: ResourceSchema): readonly PatchStep[] {
  const { op, path, value } = operation;
  if (path === undefined) return expandObject(op, '', value, schema);
  const target = resolveTarget(path, schema);
  if (target === undefined)
    throw ScimError.invalidPath(`${schema.type.name} has no attribute "${shortName(pathText(operation))}".`);
  if (isReadOnly(target))
    throw ScimError.mutability(`"${shortName(pathText(operation))}" is set by this server and cannot be changed.`);
  if (target.kind === 'extension' && op !== 'remove') return expandExtension(op, target.extension, value, schema);
  return [{ op, target, value }];
}

function expandExtension(
  op: PatchOperation['op'],
  extension: SchemaDefinition,
  value: unknown,
  schema: ResourceSchema,
): readonly PatchStep[] {
  if (value !== null) return expandObject(op, `${extension.id}:`, value, schema);
  // null is unassigned (RFC 7643 §2.5): replacing by it removes everything, adding it adds nothing.
  return op === 'replace' ? [{ op: 'remove', target: { kind: 'extension', extension }, value: undefined }] : [];
}

function expandObject(
  op: PatchOperation['op'],
  prefix: string,
  value: unknown,
  schema: ResourceSchema,
): readonly PatchStep[] {
  if (!isJsonObject(value)) throw ScimError.invalidValue('A value without a path to one attribute must be an object.');
  const steps: PatchStep[] = [];
  const seen = new Set<string>();
  for (const [name, target] of targetsOf(value, prefix, schema)) {
    const key = keyOf(target);
    if (seen.has(key)) throw ScimError.invalidSyntax(`The value names "${shortName(name)}" twice.`);
    seen.add(key);
    const own = value[name];
    if (target.kind === 'extension') steps.push(...expandExtension(op, target.extension, own, schema));
    else if (!isReadOnly(target)) steps.push({ op, target, value: own });
  }
  return steps;
}

function targetsOf(value: JsonObject, prefix: string, schema: ResourceSchema): readonly [string, PatchTarget][] {
  const targets: [string, PatchTarget][] = [];
  for (const name of Object.keys(value)) {
    const target = targetOfKey(`${prefix}${name}`, schema);
    if (target !== undefined) targets.push([name, target]);
  }
  return targets;
}

function targetOfKey(name: string, schema: ResourceSchema): PatchTarget | undefined {
  if (name.includes('[')) return resolveTarget(parsePath(name), schema);
  const extension = schema.findExtension(name);
  if (extension !== undefined) return { kind: 'extension', extension };
  const path = schema.resolve(name);
  return path && { kind: 'attribute', path };
}

function keyOf(target: PatchTarget): string {
  if (target.kind === 'extension') return target.extension.id;
  return target.kind === 'attribute'
    ? target.path.key
    : `${target.path.key}${filterKey(target.filter)}.${target.subAttribute?.name}`;
}

/** Paths by their key alone: with them goes the schema, which is kilobytes for every term. */
function filterKey(filter: ResolvedFilter): string {
  return JSON.stringify(filter, (name, value: unknown) => (name === 'path' && isJsonObject(value) ? value.key : value));
}

function pathText({ path }: PatchOperation): string {
  return path?.subAttribute === undefined ? (path?.attribute ?? '') : `${path.attribute}[…].${path.subAttribute}`;
}
