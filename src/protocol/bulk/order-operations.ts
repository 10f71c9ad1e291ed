import type { BulkOperation } from './bulk-operation.js';
import { referencesOf } from './resolve-references.js';

export interface BulkStep {
  /** Of the operation in the request. */
  readonly index: number;
  /** Operations that refer, directly or through others, to themselves and each other, this one among them. */
  readonly circle?: readonly number[];
}

/**
 * The order in which operations run: that of the request, but what creates a resource before what refers to it
 * (RFC 7644 §3.7.2), wherever the two stand. Tarjan's algorithm: a cycle is a strongly connected component, and components
 * come out with what they need before them. Recursion goes no deeper than there are operations.
 */
export function orderOperations(operations: readonly BulkOperation[]): readonly BulkStep[] {
  const needs = needsOf(operations);
  const steps: BulkStep[] = [];
  const numbers = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();

  const visit = (index: number): number => {
    const own = numbers.size;
    numbers.set(index, own);
    open.push(index);
    isOpen.add(index);
    let lowest = own;
    for (const need of needs[index] ?? []) {
      const known = numbers.get(need);
      if (known === undefined) lowest = Math.min(lowest, visit(need));
      else if (isOpen.has(need)) lowest = Math.min(lowest, known);
    }
    if (lowest === own) {
      const component = open.splice(open.lastIndexOf(index));
      const isCircular = component.length > 1 || (needs[index] ?? []).includes(index);
      const circle = isCircular ? { circle: component.toSorted((a, b) => a - b) } : {};
      for (const member of component) {
        isOpen.delete(member);
        steps.push({ index: member, ...circle });
      }
    }
    return lowest;
  };

  operations.forEach((_, index) => {
    if (!numbers.has(index)) visit(index);
  });
  return steps;
}

/** For each operation the operations that create what it refers to. */
function needsOf(operations: readonly BulkOperation[]): readonly (readonly number[])[] {
  const makers = new Map<string, number>();
  operations.forEach(({ method, bulkId }, index) => {
    if (method === 'POST' && bulkId !== undefined) makers.set(bulkId, index);
  });
  return operations.map((operation) =>
    'refusal' in operation ? [] : [...referencesOf(operation)].flatMap((bulkId) => makers.get(bulkId) ?? []),
  );
}
