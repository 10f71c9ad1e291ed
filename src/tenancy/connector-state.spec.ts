import { mergeActivity, type ConnectorActivity } from './connector-activity-store.js';
import { connectorState } from './connector-state.js';

it.each<[boolean, number | undefined, string]>([
  [false, undefined, 'off'],
  [false, 200, 'off'],
  [false, 500, 'off'],
  [true, undefined, 'waiting'],
  [true, 200, 'connected'],
  [true, 201, 'connected'],
  [true, 204, 'connected'],
  [true, 304, 'connected'],
  [true, 404, 'connected'],
  [true, 409, 'connected'],
  [true, 412, 'connected'],
  [true, 501, 'connected'],
  [true, 400, 'refusing'],
  [true, 401, 'refusing'],
  [true, 403, 'refusing'],
  [true, 405, 'refusing'],
  [true, 413, 'refusing'],
  [true, 429, 'refusing'],
  [true, 500, 'failing'],
  [true, 503, 'failing'],
])('switched on: %s, last answer %s: %s', (isOn, status, expected) =>
  expect(connectorState(isOn, status)).toBe(expected),
);

const activity = (lastRequestAt: string, lastSuccessAt: string | null, lastStatus: number): ConnectorActivity => ({
  ...{ pk: 1, tenantPk: 1, lastRequestAt, lastSuccessAt, lastStatus },
});

it.each([
  [activity('1', '1', 200), activity('2', null, 500), activity('2', '1', 500)],
  [activity('1', null, 401), activity('2', '2', 200), activity('2', '2', 200)],
  [activity('1', null, 401), activity('2', null, 403), activity('2', null, 403)],
  [activity('3', '2', 400), activity('4', '1', 503), activity('4', '2', 503)],
])('two notes are one in either order (%#)', (one, other, expected) => {
  expect(mergeActivity(one, other)).toEqual(expected);
  expect(mergeActivity(other, one)).toEqual(expected);
});
