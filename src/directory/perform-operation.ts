import type { ReadableOperation } from '../protocol/bulk/bulk-operation.js';
import type { ResolvedOperation } from '../protocol/bulk/resolve-references.js';
import type { Projection } from '../protocol/projection/parse-projection.js';
import type { Caller } from './caller.js';
import type { ReadResource } from './resource-answers.js';
import type { ResourceService } from './resource-service.js';

/** Results of a bulk request show no attributes, so none are loaded. */
const NOTHING: Projection = { kind: 'only', keys: new Set() };

export interface Performed {
  readonly status: 200 | 201 | 204;
  readonly id: string;
  /** Absent after DELETE. */
  readonly version?: string;
}

/**
 * One operation of a bulk request, as the request of its own that it stands for.
 * @param plannedId of what a POST creates; without it the server chooses
 * @throws ScimError whatever that request would be answered with
 */
export async function performOperation(
  service: ResourceService,
  caller: Caller,
  { method, ifMatch }: ReadableOperation,
  { id = '', data }: ResolvedOperation,
  plannedId?: string,
): Promise<Performed> {
  const preconditions = { ifMatch };
  const options = { preconditions, projection: NOTHING };
  switch (method) {
    case 'POST':
      return performed(201, await service.create(caller, data, NOTHING, undefined, plannedId));
    case 'PUT':
      return performed(200, await service.replace(caller, id, data, options));
    case 'PATCH':
      return performed(200, await service.patch(caller, id, data, options));
    case 'DELETE':
      await service.remove(caller, id, preconditions);
      return { status: 204, id };
    default:
      return method satisfies never;
  }
}

function performed(status: 200 | 201, { resource: { id }, version }: ReadResource): Performed {
  return { status, id, version };
}
