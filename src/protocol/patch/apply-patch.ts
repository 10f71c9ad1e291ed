import type { ResourceDocument } from '../resource.js';
import { checkAttribute } from '../schema/check-attribute.js';
import { assertRequired } from '../schema/check-required.js';
import { checkSize } from '../schema/check-size.js';
import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { changeAttribute } from './change-attribute.js';
import { expandOperation, type PatchStep } from './expand-operation.js';
import { jsonEquals } from './json-equals.js';
import type { PatchOperation } from './patch-operation.js';
import { orderDocument, readAttribute, removeExtension, writeAttribute } from './write-document.js';
import { WorkBudget } from './work-budget.js';

export interface PatchedResource {
  readonly document: ResourceDocument;
  /** What the last operation on it said; null removes it, absent means that none named it. */
  readonly password?: string | null;
}

/**
 * Applies PATCH operations in order, all or none (RFC 7644 §3.5.2), and checks the result. Pure: may run again when the
 * transaction restarts. Returns `document` itself if nothing changed. Membership is not its business: `foldMembership` first.
 * @throws ScimError invalidValue | invalidPath | invalidFilter | invalidSyntax | noTarget | mutability | tooMany
 */
export function applyPatch(
  document: ResourceDocument,
  operations: readonly PatchOperation[],
  schema: ResourceSchema,
): PatchedResource {
  const budget = new WorkBudget();
  let changed = document;
  let password: string | null | undefined;
  for (const step of operations.flatMap((operation) => expandOperation(operation, schema))) {
    if (isPassword(step)) password = passwordOf(step);
    else changed = applyStep(changed, step, schema, budget);
  }
  const secret = password === undefined ? {} : { password };
  if (jsonEquals(changed, document)) return { document, ...secret };
  assertRequired(changed, schema);
  checkSize(changed, schema);
  return { document: orderDocument(changed, schema), ...secret };
}

function applyStep(
  document: ResourceDocument,
  step: PatchStep,
  schema: ResourceSchema,
  budget: WorkBudget,
): ResourceDocument {
  const { target } = step;
  if (target.kind === 'extension') return removeExtension(document, target.extension);
  if (target.path.extension === undefined && target.path.attribute.name === 'members')
    throw new Error('applyPatch was given membership: foldMembership comes first');
  const current = readAttribute(document, target.path);
  const next = changeAttribute(current, target, step, budget);
  if (next === undefined) assertMayBeUnassigned(target.path, schema);
  return next === current ? document : writeAttribute(document, target.path, next);
}

/** Also where it is absent already: the answer does not depend on what is stored. */
function assertMayBeUnassigned({ extension, attribute }: AttributePath, schema: ResourceSchema): void {
  const refusal = extension === undefined ? schema.type.alwaysAssigned.get(attribute.name) : undefined;
  if (refusal !== undefined) throw ScimError.invalidValue(refusal);
}

function isPassword({ target }: PatchStep): boolean {
  return target.kind === 'attribute' && target.path.attribute.mutability === 'writeOnly';
}

/** Empty text is no password: null and "" both remove it. */
function passwordOf({ op, target, value }: PatchStep): string | null {
  if (op === 'remove' || target.kind !== 'attribute') return null;
  const checked = checkAttribute(target.path.attribute, value, target.path.key);
  return typeof checked === 'string' && checked !== '' ? checked : null;
}
