/** What ends a line, turns text around, shows as nothing, or is half a character: an admin would read another text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const REPLACEMENT = '\ufffd';

/**
 * A client's text as errors and the log repeat it: never more than `longest` characters of it, on one line, and as text
 * that UTF-8 can hold.
 * @param longest in UTF-16 units
 */
export function shownText(text: string, longest: number): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest)}…`;
  return cut.replace(HIDDEN, REPLACEMENT);
}
