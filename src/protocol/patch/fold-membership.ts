import type { Filter } from '../filter/filter-ast.js';
import { isJsonObject, type Json } from '../json.js';
import { parsePath, type PatchPath } from '../path/parse-path.js';
import { checkMembers } from '../schema/check-members.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { acceptPathAsKey } from './accept-path-as-key.js';
import { asList } from './as-list.js';
import { MembershipFold, type MembershipPatch } from './membership-fold.js';
import type { PatchOperation } from './patch-operation.js';

export interface FoldedPatch {
  /** Absent when no operation asks for a change of membership. */
  readonly membership?: MembershipPatch;
  /** Everything else, in its order, for `applyPatch`. */
  readonly rest: readonly PatchOperation[];
}

/**
 * Separates the membership of a group from the other operations and folds it into sets of ids. An operation that does not
 * name `members` never touches membership (RFC 7644 §3.5.2.3), and one that lists members to remove removes those only;
 * just `remove` without a value, and `replace` by [] or null, empty the group.
 * @throws ScimError invalidValue | invalidFilter | mutability
 */
export function foldMembership(
  operations: readonly PatchOperation[],
  schema: ResourceSchema,
  tolerances: Tolerances,
): FoldedPatch {
  const fold = new MembershipFold();
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const { op, path, value } = operation;
    if (path === undefined) rest.push(...foldObject(fold, operation, schema, tolerances));
    else if (!isMembers(path, schema)) rest.push(operation);
    else foldOne(fold, { op, path, value: op === 'add' ? asList(value) : value }, schema, tolerances);
  }
  const membership = fold.result();
  return { rest, ...(membership === undefined ? {} : { membership }) };
}

/** Takes `members` out of an object of attributes. */
function foldObject(
  fold: MembershipFold,
  operation: PatchOperation,
  schema: ResourceSchema,
  tolerances: Tolerances,
): readonly PatchOperation[] {
  if (!isJsonObject(operation.value)) return [operation];
  const others: [string, Json][] = [];
  let isNamed = false;
  for (const [name, value] of Object.entries(operation.value)) {
    const path = pathOfKey(name, tolerances);
    if (!isMembers(path, schema)) {
      others.push([name, value]);
      continue;
    }
    if (name.includes(':')) acceptPathAsKey('pathlessUrnKeys', name, tolerances);
    if (isNamed) throw ScimError.invalidSyntax('The value names "members" twice.');
    isNamed = true;
    foldOne(fold, { op: operation.op, path, value }, schema, tolerances);
  }
  if (!isNamed) return [operation];
  return others.length === 0 ? [] : [{ op: operation.op, value: Object.fromEntries(others) }];
}

function pathOfKey(name: string, tolerances: Tolerances): PatchPath {
  if (!name.includes('[')) return { attribute: name };
  acceptPathAsKey('pathlessDottedKeys', name, tolerances);
  return parsePath(name, tolerances);
}

function foldOne(
  fold: MembershipFold,
  { op, path, value }: PatchOperation & { readonly path: PatchPath },
  schema: ResourceSchema,
  tolerances: Tolerances,
): void {
  const isPartOfMember = path.subAttribute !== undefined || schema.resolve(path.attribute)?.subAttribute !== undefined;
  if (isPartOfMember || (path.filter !== undefined && op !== 'remove'))
    // RFC 7643 §4.2: the sub-attributes of a member are immutable.
    throw ScimError.mutability('A member cannot be changed, only removed and added. Use the path "members".');
  if (path.filter !== undefined) fold.remove(idsOf(path.filter));
  else if (op === 'add') fold.add(checkMembers(value, 'members', tolerances));
  else if (op === 'replace' || value === undefined) fold.replace(checkMembers(value, 'members', tolerances));
  else fold.remove(checkMembers(value, 'members', tolerances));
}

/** The ids of `value eq "a" or value eq "b"`: what a filter on members may say, as answering others would mean reading them. */
function idsOf(filter: Filter): readonly string[] {
  if (filter.kind === 'or') return filter.terms.flatMap(idsOf);
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === 'value') {
    if (typeof filter.value === 'string') return [filter.value];
  }
  throw ScimError.invalidFilter('Members can be selected by their id only, such as members[value eq "…"].');
}

function isMembers(path: PatchPath, schema: ResourceSchema): boolean {
  const members = schema.findCore('members');
  return members !== undefined && schema.resolve(path.attribute)?.attribute === members;
}
