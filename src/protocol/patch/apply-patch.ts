import type { ResourceDocument } from '../resource.js';
import { assertRequired, assertRequiredFields } from '../schema/check-required.js';
import { checkSize } from '../schema/check-size.js';
import { assertImmutable } from '../schema/keep-immutable.js';
import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { assertNoneIsBare } from './bare-elements.js';
import { changeAttribute } from './change-attribute.js';
import { expandOperation, type PatchStep } from './expand-operation.js';
import { jsonEquals } from './json-equals.js';
import type { PatchOperation } from './patch-operation.js';
import { isPasswordStep, passwordOfStep } from './password-step.js';
import type { PatchRun } from './patch-run.js';
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
  tolerances: Tolerances,
): PatchedResource {
  const run: PatchRun = { budget: new WorkBudget(), tolerances, unfinished: new Set() };
  let changed = document;
  let password: string | null | undefined;
  for (const step of operations.flatMap((operation) => expandOperation(operation, schema, tolerances))) {
    if (isPasswordStep(step)) password = passwordOfStep(step, tolerances);
    else changed = applyStep(changed, step, schema, run);
  }
  const secret = password === undefined ? {} : { password };
  if (jsonEquals(changed, document)) return { document, ...secret };
  assertNoneIsBare(document, changed, run.unfinished, schema);
  assertImmutable(document, changed, schema);
  assertRequired(changed, schema);
  assertRequiredFields(changed, schema, () => document);
  checkSize(changed, schema);
  return { document: orderDocument(changed, schema), ...secret };
}

function applyStep(
  document: ResourceDocument,
  step: PatchStep,
  schema: ResourceSchema,
  run: PatchRun,
): ResourceDocument {
  const { target } = step;
  if (target.kind === 'extension') return removeExtension(document, target.extension);
  if (target.path.extension === undefined && target.path.attribute.name === 'members')
    throw new Error('applyPatch was given membership: foldMembership comes first');
  const current = readAttribute(document, target.path);
  const next = changeAttribute(current, target, step, run);
  if (next === undefined) assertMayBeUnassigned(target.path, schema);
  return next === current ? document : writeAttribute(document, target.path, next);
}

/** Also where it is absent already: the answer does not depend on what is stored. */
function assertMayBeUnassigned({ extension, attribute }: AttributePath, schema: ResourceSchema): void {
  const refusal = extension === undefined ? schema.type.alwaysAssigned.get(attribute.name) : undefined;
  if (refusal !== undefined) throw ScimError.invalidValue(refusal);
}
