import type { LogEvent } from '../../src/audit/log-event.js';
import type { Answer, TestApp } from './app.js';

/** The one event of a call, found by the request id of its answer. */
export async function eventOf(app: TestApp, answer: Answer, tenant = 'default'): Promise<LogEvent> {
  const log = (await app.admin('GET', `/tenants/${tenant}/logs?limit=1000&sortOrder=DESCENDING`)).body;
  const events = (log as unknown as readonly LogEvent[]).filter(
    ({ transaction }) => transaction.id === answer.headers.get('x-request-id'),
  );
  expect(events).toHaveLength(1);
  return events[0] as LogEvent;
}
