import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryLogStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import { EventBuffer } from './event-buffer.js';
import { EventBufferMetrics } from './event-buffer-metrics.js';
import { makeEvent } from './make-event.js';

const event = makeEvent(testCall(), { eventType: 'x', displayMessage: 'x' });

it('tells what waits, what was dropped and what could not be written', async () => {
  const store = new MemoryLogStore(new Memory());
  const log = new MemoryLog();
  const buffer = new EventBuffer(store, log);
  const metrics = new EventBufferMetrics(buffer);
  const figures = (): object =>
    Object.fromEntries(
      metrics.collect().map(({ name, values }) => [name.replace('rollbook_log_', ''), values[0]?.value]),
    );
  const limit = { pending_events_limit: 20_000 };
  expect(figures()).toEqual({ ...limit, pending_events: 0, dropped_events_total: 0, write_failures_total: 0 });

  const append = jest.spyOn(store, 'append').mockRejectedValue(new Error('disk full'));
  for (let n = 0; n < 20_007; n += 1) buffer.add(1, event);
  await buffer.flush();
  const { write_failures_total: failures, ...others } = figures() as Record<string, number>;
  expect(others).toEqual({ ...limit, pending_events: 20_000, dropped_events_total: 7 });
  // One for the first batch and one for the flush: 20,000 events are not 20,000 attempts.
  expect(failures).toBe(2);

  append.mockRestore();
  await buffer.flush();
  buffer.add(1, event);
  await buffer.flush();
  // The count of what was dropped stays; the process log was told once.
  expect(figures()).toEqual({ ...limit, pending_events: 0, dropped_events_total: 7, write_failures_total: failures });
  expect(log.lines.filter(({ message }) => message.includes('dropped')).map(({ fields }) => fields)).toEqual([
    { dropped: 7 },
  ]);
});
