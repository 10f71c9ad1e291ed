// One row of a report: what was measured and, where there is an aim, whether it is met.

/** A figure without an aim, shown for comparison. */
export const plain = (what, value, unit) => ({ what, value, unit });

export const atLeast = (what, value, unit, limit) => ({
  ...{ what, value, unit, aim: `≥ ${limit}` },
  isMet: value >= limit,
});

export const below = (what, value, unit, limit) => ({
  ...{ what, value, unit, aim: `< ${limit}` },
  isMet: value < limit,
});

export const atMost = (what, value, unit, limit) => ({
  ...{ what, value, unit, aim: `≤ ${limit}` },
  isMet: value <= limit,
});
