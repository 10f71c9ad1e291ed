import { parseEventFilter } from '../audit/event-filter.js';
import { isWindow, narrowWindow } from './event-window.js';

const filterOf = (text: string) => parseEventFilter(text).resolved;
const [EARLY, LATE] = ['2026-01-01T00:00:10.000Z', '2026-01-01T00:00:20.000Z'];
/** One millisecond behind each. */
const [BEHIND_EARLY, BEHIND_LATE] = ['2026-01-01T00:00:10.001Z', '2026-01-01T00:00:20.001Z'];
const LEAP = '2016-12-31T23:59:60Z';

type Said = readonly [since: string | undefined, until: string | undefined];

it.each<[string, Said]>([
  [`published ge "${EARLY}"`, [EARLY, undefined]],
  [`published gt "${EARLY}"`, [EARLY, undefined]],
  [`published lt "${LATE}"`, [undefined, BEHIND_LATE]],
  [`published le "${LATE}"`, [undefined, BEHIND_LATE]],
  [`published eq "${EARLY}"`, [EARLY, BEHIND_EARLY]],
  [`published ge "${EARLY}" and published lt "${LATE}"`, [EARLY, BEHIND_LATE]],
  [`published ge "${LATE}" and published lt "${EARLY}"`, [LATE, BEHIND_EARLY]],
  [`published ge "${EARLY}" and (published le "${LATE}" and published ge "${LATE}")`, [LATE, BEHIND_LATE]],
  ['published gt "2026-01-01T00:00:10.0005Z"', [EARLY, undefined]],
  ['published ge "2026-01-01T01:00:10+01:00"', [EARLY, undefined]],
])('%s is a window and nothing else', (text, [since, until]) => {
  const filter = filterOf(text);
  expect(isWindow(filter)).toBe(true);
  expect(narrowWindow({}, filter)).toEqual({ ...(since && { since }), ...(until && { until }) });
});

it.each([
  'eventType eq "a"',
  `published ne "${EARLY}"`,
  `not (published ge "${EARLY}")`,
  `published ge "${EARLY}" or published lt "${LATE}"`,
  `published ge "${EARLY}" and displayMessage co "a"`,
  `published ge "${EARLY}" and (published lt "${LATE}" or published eq "${LATE}")`,
  // Nothing can be told to be just behind a leap second.
  `published le "${LEAP}"`,
])('%s is more than a window', (text) => {
  expect(isWindow(filterOf(text))).toBe(false);
});

it.each<[string, Said, Said]>([
  [`published ge "${EARLY}"`, [LATE, undefined], [LATE, undefined]],
  [`published ge "${LATE}"`, [EARLY, undefined], [LATE, undefined]],
  [`published lt "${LATE}"`, [undefined, EARLY], [undefined, EARLY]],
  [`published lt "${EARLY}"`, [undefined, LATE], [undefined, BEHIND_EARLY]],
  [`published ge "${EARLY}" and displayMessage co "a"`, [undefined, LATE], [EARLY, LATE]],
  [`published ge "${EARLY}" or displayMessage co "a"`, [undefined, LATE], [undefined, LATE]],
])('%s within %j narrows to %j', (text, [since, until], [from, to]) => {
  expect(narrowWindow({ since, until }, filterOf(text))).toEqual({ since: from, until: to });
});
