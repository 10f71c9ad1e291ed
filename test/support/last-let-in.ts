/**
 * When the last call was let in, in milliseconds after `sinceMs` of `performance.now()`; 0: none. Asks on for a while
 * after the first refusal. A call counts from when it was sent: a busy machine's answers may come late.
 */
export async function lastLetIn(isLetIn: () => Promise<boolean>, sinceMs: number): Promise<number> {
  let last = 0;
  for (let refused = 0; refused < 5;) {
    const sent = performance.now() - sinceMs;
    if (sent > 10_000) throw new Error('it is still let in');
    if (await isLetIn()) [last, refused] = [sent, 0];
    else refused += 1;
  }
  return last;
}
