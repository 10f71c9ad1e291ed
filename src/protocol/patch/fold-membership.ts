import type { Filter } from '../filter/filter-ast.js';
import { isJsonObject, type Json } from '../json.js';
import { parsePath, type PatchPath } from '../path/parse-path.js';
import { checkMembers } from '../schema/check-members.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
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
export function foldMembership(operations: readonly PatchOperation[], schema: ResourceSchema): FoldedPatch {
  const fold = new MembershipFold();
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    if (operation.path === undefined) rest.push(...foldObject(fold, operation, schema));
    else if (isMembers(operation.path, schema)) foldOne(fold, operation.op, operation.path, operation.value, schema);
    else rest.push(operation);
  }
  const membership = fold.result();
  return { rest, ...(membership === undefined ? {} : { membership }) };
}

/** Takes `members` out of an object of attributes. */
function foldObject(
  fold: MembershipFold,
  operation: PatchOperation,
  schema: ResourceSchema,
): readonly PatchOperation[] {
  if (!isJsonObject(operation.value)) return [operation];
  const others: [string, Json][] = [];
  let isNamed = false;
  for (const [name, value] of Object.entries(operation.value)) {
    const path = name.includes('[') ? parsePath(name) : { attribute: name };
    if (!isMembers(path, schema)) {
      others.push([name, value]);
      continue;
    }
    if (isNamed) throw ScimError.invalidSyntax('The value names "members" twice.');
    isNamed = true;
    foldOne(fold, operation.op, path, value, schema);
  }
  if (!isNamed) return [operation];
  return others.length === 0 ? [] : [{ op: operation.op, value: Object.fromEntries(others) }];
}

function foldOne(
  fold: MembershipFold,
  op: PatchOperation['op'],
  path: PatchPath,
  value: unknown,
  schema: ResourceSchema,
): void {
  const isPartOfMember = path.subAttribute !== undefined || schema.resolve(path.attribute)?.subAttribute !== undefined;
  if (isPartOfMember || (path.filter !== undefined && op !== 'remove'))
    // RFC 7643 §4.2: the sub-attributes of a member are immutable.
    throw ScimError.mutability('A member cannot be changed, only removed and added. Use the path "members".');
  if (path.filter !== undefined) fold.remove(idsOf(path.filter));
  else if (op === 'add') fold.add(checkMembers(value));
  else if (op === 'replace' || value === undefined || value === null) fold.replace(checkMembers(value));
  else fold.remove(checkMembers(value));
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
