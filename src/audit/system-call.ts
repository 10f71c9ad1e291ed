import type { Call } from './call.js';
import { uuidv7 } from './uuidv7.js';

/** The log wants to know who called; here it was nobody but the server itself. @param what `first start` */
export function systemCall(what: string): Call {
  return {
    ...{ id: uuidv7(), at: new Date(), startedMs: performance.now() },
    ...{ method: 'START', path: '', ipAddress: null, userAgent: null },
    actor: {
      ...{ id: 'system', type: 'SystemPrincipal', alternateId: 'system' },
      ...{ displayName: `Rollbook, ${what}`, detailEntry: null },
    },
    recorded: false,
  };
}
