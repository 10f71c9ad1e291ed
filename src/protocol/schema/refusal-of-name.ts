import { hasForbiddenNameCharacters } from './value-key.js';

/** What shows as nothing at either end of a name. The Braille blank is no white space to Unicode. */
const BLANK_AT_ENDS = /^[\s\u2800]|[\s\u2800]$/u;
/** Spaces but U+0020 and U+3000: a key takes these two for one (`fold-text.ts`), and each of the others for another character. */
const OTHER_SPACE = /[^\P{Zs} \u3000]/u;

/**
 * Why a text must not become a name that people sign in with: a list shows it as another one, or as nothing. Nothing but white
 * space is not its business.
 * @returns what the name does wrong, to stand behind the attribute; undefined where it may be one
 */
export function refusalOfName(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  if (BLANK_AT_ENDS.test(text)) return 'starts or ends with white space. Remove it.';
  if (hasForbiddenNameCharacters(text)) return 'holds a control, invisible or direction-changing character. Remove it.';
  if (OTHER_SPACE.test(text)) return 'holds a space that only looks like an ordinary one. Write an ordinary one.';
  return undefined;
}
