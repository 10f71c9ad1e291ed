/** Ends the search on inputs that are slow themselves. */
const MOST_TRIALS = 4000;

/**
 * A shorter text that fails too: leaves out ever smaller pieces while it still does.
 * @param fails whether a text fails
 */
export function shrink(text, fails) {
  let trials = 0;
  const stillFails = (candidate) => trials++ < MOST_TRIALS && fails(candidate);
  let smallest = text;
  for (let size = Math.ceil(text.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length;) {
      const candidate = smallest.slice(0, at) + smallest.slice(at + size);
      if (stillFails(candidate)) smallest = candidate;
      else at += size;
    }
  }
  return shrinkJson(smallest, stillFails);
}

/** The same along the structure, where leaving out characters would leave no JSON. */
function shrinkJson(text, fails) {
  let smallest = text;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smallerJson(smallest)) {
      if (candidate.length >= smallest.length || !fails(candidate)) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerJson(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  for (const smaller of smallerValues(value)) yield JSON.stringify(smaller);
}

function* smallerValues(value) {
  if (typeof value === 'string' && value !== '') yield '';
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  const build = (list) => (Array.isArray(value) ? list.map(([, one]) => one) : Object.fromEntries(list));
  for (const [index] of entries.entries()) yield build(entries.toSpliced(index, 1));
  for (const [index, [key, one]] of entries.entries()) {
    for (const smaller of smallerValues(one)) yield build(entries.with(index, [key, smaller]));
  }
}
