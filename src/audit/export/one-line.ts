import { shownText } from '../../protocol/shown-text.js';

/** Longer texts are cut in formats that are lines of text; no field of an event that a person reads is. */
const LONGEST = 4_000;

/** Text that neither ends a line nor moves a cursor nor turns text around, for formats that know no escape for it. */
export function oneLine(text: string): string {
  return shownText(text, LONGEST);
}
