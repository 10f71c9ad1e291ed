import { checkAttribute } from '../schema/check-attribute.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { expandOperation, type PatchStep } from './expand-operation.js';
import type { PatchOperation } from './patch-operation.js';

/** A password is no part of the document: it is never among what is compared, stored or logged. */
export function isPasswordStep({ target }: PatchStep): boolean {
  return target.kind === 'attribute' && target.path.attribute.mutability === 'writeOnly';
}

/** Empty text is no password: null and "" both remove it. @throws ScimError invalidValue for what is no text */
export function passwordOfStep({ op, target, value }: PatchStep, tolerances: Tolerances): string | null {
  if (op === 'remove' || target.kind !== 'attribute') return null;
  const checked = checkAttribute(target.path.attribute, value, target.path.key, tolerances);
  return typeof checked === 'string' && checked !== '' ? checked : null;
}

/**
 * What the operations make of the password, without the document that they change: a hash is made before its row is locked.
 * The same as `applyPatch` says.
 * @returns null when it is removed, undefined when none names it
 * @throws ScimError as `expandOperation`, and invalidValue
 */
export function passwordOfPatch(
  operations: readonly PatchOperation[],
  schema: ResourceSchema,
  tolerances: Tolerances,
): string | null | undefined {
  const steps = operations.flatMap((operation) => expandOperation(operation, schema, tolerances));
  return steps
    .filter(isPasswordStep)
    .reduce<string | null | undefined>((_, step) => passwordOfStep(step, tolerances), undefined);
}
