import type { AttributeChange } from '../audit/log-event.js';

/** How a change turned a switch. */
export interface Switched {
  readonly isOn: boolean;
  /** Whether it changed anything else. */
  readonly isWithMore: boolean;
}

/**
 * Looks for a switch among what a change changes. Turning it is what a log is watched for, so it names the event also
 * where it is not alone.
 * @returns undefined where the switch stays as it is
 */
export function switched(changes: readonly AttributeChange[], path: string, on: unknown = true): Switched | undefined {
  const turned = changes.find((change) => change.path === path);
  return turned && { isOn: turned.to === on, isWithMore: changes.length > 1 };
}
