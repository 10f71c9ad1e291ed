import type { Call } from '../../src/audit/call.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';

/** A call that no request made. */
export function testCall(): Call {
  return {
    id: uuidv7(),
    at: new Date(),
    startedMs: performance.now(),
    method: 'TEST',
    path: '/',
    ipAddress: null,
    userAgent: null,
    recorded: false,
  };
}
