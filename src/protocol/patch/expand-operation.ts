import { shortName } from '../filter/attribute-name.js';
import type { ResolvedFilter } from '../filter/filter-ast.js';
import { isJsonObject } from '../json.js';
import { parsePath } from '../path/parse-path.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { acceptUnknownName } from '../schema/accept-unknown.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { acceptReadOnlyParts, readOnlyRefusal } from './accept-read-only.js';
import type { PatchOperation } from './patch-operation.js';
import { acceptPathAsKey } from './accept-path-as-key.js';
import { asList } from './as-list.js';
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
 * There, what a client cannot change or the schema does not know may be tolerated (clients send the whole resource
 * back), while a path to it is an error.
 * @throws ScimError invalidPath | invalidFilter | invalidValue | invalidSyntax | mutability
 */
export function expandOperation(
  operation: PatchOperation,
  schema: ResourceSchema,
  tolerances: Tolerances,
): readonly PatchStep[] {
  const { op, path, value } = operation;
  const place = { schema, tolerances, prefix: '' };
  if (path === undefined) return expandObject(op, value, place);
  const target = resolveTarget(path, schema, tolerances);
  const text = shortName(pathText(operation));
  if (target === undefined) throw ScimError.invalidPath(`${schema.type.name} has no attribute "${text}".`);
  if (isReadOnly(target)) throw readOnlyRefusal(text);
  if (target.kind === 'extension')
    return op === 'remove' ? [{ op, target, value }] : expandExtension(op, target.extension, value, place);
  return [stepOf(op, target, op === 'add' && isWholeList(target) ? asList(value) : value, tolerances)];
}

/** Where the names of an object are looked up: in the resource, or behind the URN of an extension. */
interface Place {
  readonly schema: ResourceSchema;
  readonly tolerances: Tolerances;
  readonly prefix: string;
}

function stepOf(op: PatchOperation['op'], target: PatchTarget, value: unknown, tolerances: Tolerances): PatchStep {
  if (op !== 'remove') acceptReadOnlyParts(target, value, tolerances);
  return { op, target, value };
}

function isWholeList(target: PatchTarget): boolean {
  return target.kind === 'attribute' && target.path.attribute.multiValued && target.path.subAttribute === undefined;
}

function expandExtension(
  op: PatchOperation['op'],
  extension: SchemaDefinition,
  value: unknown,
  place: Place,
): readonly PatchStep[] {
  if (value !== null) return expandObject(op, value, { ...place, prefix: `${extension.id}:` });
  // null is unassigned (RFC 7643 §2.5): replacing by it removes everything, adding it adds nothing.
  return op === 'replace' ? [{ op: 'remove', target: { kind: 'extension', extension }, value: undefined }] : [];
}

function expandObject(op: PatchOperation['op'], value: unknown, place: Place): readonly PatchStep[] {
  if (!isJsonObject(value)) throw ScimError.invalidValue('A value without a path to one attribute must be an object.');
  const { tolerances } = place;
  const steps: PatchStep[] = [];
  const seen = new Set<string>();
  for (const [name, own] of Object.entries(value)) {
    const target = targetOfKey(name, place);
    if (target === undefined) {
      if (own !== null) acceptUnknownName(name, 'The value', tolerances);
      continue;
    }
    const key = keyOf(target);
    if (seen.has(key)) throw ScimError.invalidSyntax(`The value names "${shortName(name)}" twice.`);
    seen.add(key);
    if (target.kind === 'extension') steps.push(...expandExtension(op, target.extension, own, place));
    else if (isReadOnly(target)) tolerances.accept('patchReadOnlyIgnored', () => readOnlyRefusal(shortName(name)));
    else steps.push(stepOf(op, target, own, tolerances));
  }
  return steps;
}

/** The keys of a value are attributes; that they may be paths, too, is a dialect. */
function targetOfKey(key: string, { schema, tolerances, prefix }: Place): PatchTarget | undefined {
  const name = `${prefix}${key}`;
  if (name.includes('[')) {
    acceptPathAsKey('pathlessDottedKeys', key, tolerances);
    return resolveTarget(parsePath(name, tolerances), schema, tolerances);
  }
  const extension = prefix === '' ? schema.findExtension(name) : undefined;
  if (extension !== undefined) return { kind: 'extension', extension };
  const path = schema.resolve(name);
  if (path === undefined) return undefined;
  if (prefix === '' && name.includes(':')) acceptPathAsKey('pathlessUrnKeys', key, tolerances);
  if (path.subAttribute !== undefined) acceptPathAsKey('pathlessDottedKeys', key, tolerances);
  return { kind: 'attribute', path };
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
