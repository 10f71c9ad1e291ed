import type { LogEvent } from './log-event.js';
import { makeEvent } from './make-event.js';
import { systemCall } from './system-call.js';

/** Beyond that a value of `debugData` helps nobody. */
const SHOWN_KINDS = 50;

/**
 * The event that stands for reads and refusals that could not be recorded one by one.
 * @param kinds how many, by event type and result: `application.provision.user.import SUCCESS`
 */
export function lostEvents(kinds: ReadonlyMap<string, number>): LogEvent {
  const count = [...kinds.values()].reduce((sum, one) => sum + one, 0);
  const byCount = [...kinds].toSorted(([, one], [, other]) => other - one);
  return makeEvent(systemCall('log'), {
    eventType: 'system.log.events_lost',
    displayMessage: `${count} events of reads and refused calls were lost: the log could not be written for too long`,
    severity: 'ERROR',
    outcome: {
      result: 'FAILURE',
      reason: 'The database did not take events of the log. Changes are not among the lost ones.',
    },
    debugData: {
      count,
      kinds: byCount
        .slice(0, SHOWN_KINDS)
        .map(([kind, times]) => `${kind}: ${times}`)
        .join(', '),
    },
  });
}
