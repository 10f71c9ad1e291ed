import type { Call, CallOperation } from '../audit/call.js';
import type { BulkMethod, BulkOperation, ReadableOperation } from '../protocol/bulk/bulk-operation.js';
import type { Caller } from './caller.js';
import { nameInBody, targetOfId } from './name-of.js';
import { type Happening, WORDINGS } from './wordings.js';

const HAPPENING = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
} as const satisfies Record<BulkMethod, Happening>;

/**
 * The call of one operation of a bulk request, so that the log tells of it as of a request of its own: same id, actor and
 * origin, but the method and address that it stands for, and an event of its own.
 */
export function bulkCall({ call, connector }: Caller, operation: BulkOperation): Call {
  const { target } = operation;
  const base = call.path.replace(/\/Bulk\/?$/i, '');
  const readable = 'refusal' in operation ? undefined : operation;
  return {
    ...call,
    at: new Date(),
    startedMs: performance.now(),
    ...(target === undefined
      ? {}
      : {
          method: operation.method,
          path: `${base}/${target.type}s${target.id === undefined ? '' : `/${target.id}`}`,
        }),
    recorded: false,
    operation: readable === undefined ? unreadable(connector.displayName) : intended(connector.displayName, readable),
  };
}

/** What is said until the service knows better: of an operation that fails before it gets there. */
function intended(who: string, { method, target, data }: ReadableOperation): CallOperation {
  const { eventType, done, failed } = WORDINGS[target.type][HAPPENING[method]];
  const name = nameInBody(data, target.type === 'User' ? 'userName' : 'displayName') ?? target.id ?? '';
  return {
    eventType,
    success: `${who} ${done} ${name}`.trimEnd(),
    failure: `${who} ${failed} ${name}`.trimEnd(),
    ...(target.id === undefined ? {} : { target: targetOfId(target.type, target.id) }),
  };
}

function unreadable(who: string): CallOperation {
  const sentence = `${who} sent an operation in a bulk request that cannot be read`;
  return { eventType: 'application.integration.general_failure', success: sentence, failure: sentence };
}
