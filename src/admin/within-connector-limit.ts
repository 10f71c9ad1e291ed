import { Problem } from '../http/problem.js';
import { MAX_CONNECTORS, TooManyConnectors } from '../tenancy/tenant-store.js';

/** Runs what makes a connector. @throws Problem 409 where the tenant has as many as it may have */
export async function withinConnectorLimit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TooManyConnectors)) throw error;
    throw Problem.conflict(
      'too-many-connectors',
      'There are too many connectors',
      `A tenant has at most ${MAX_CONNECTORS} connectors. Delete one that nobody needs any more.`,
    );
  }
}
