/** Whether a text has more characters than this. A character is a Unicode code point, as in the columns of the databases. */
export function isLongerThan(text: string, limit: number): boolean {
  // A code point has one or two UTF-16 units.
  if (text.length <= limit || text.length > 2 * limit) return text.length > limit;
  return Array.from(text).length > limit;
}
