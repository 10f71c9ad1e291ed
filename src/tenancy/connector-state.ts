export const CONNECTOR_STATES = ['off', 'waiting', 'connected', 'refusing', 'failing'] as const;
export type ConnectorState = (typeof CONNECTOR_STATES)[number];

/**
 * Refusals that belong to ordinary provisioning, about one resource or an optional feature: Okta creates after a 404,
 * links after a 409. They prove that the connection works.
 */
const ORDINARY: ReadonlySet<number> = new Set([404, 409, 412, 501]);

/**
 * How a connector is doing, from the switch and the status of the last answer:
 * `off`: its switch, or that of its tenant, is off. `waiting`: no request yet. `failing`: the last answer was 5xx.
 * `refusing`: it was 4xx. `connected`: it was good, or 404, 409, 412, 501.
 */
export function connectorState(isOn: boolean, lastStatus: number | undefined): ConnectorState {
  if (!isOn) return 'off';
  if (lastStatus === undefined) return 'waiting';
  if (lastStatus < 400 || ORDINARY.has(lastStatus)) return 'connected';
  return lastStatus < 500 ? 'refusing' : 'failing';
}
