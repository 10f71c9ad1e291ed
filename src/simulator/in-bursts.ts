/** Okta assigns a group in bursts of overlapping requests; this many are in flight at once. */
const AT_ONCE = 8;

/** Runs `task` for every item, eight at a time, results in the order of the items. The first failure ends it. */
export async function inBursts<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(task))));
  }
  return results;
}
