/** JSON writes what is below U+0020 as escapes; readers of lines and terminals obey more than that. */
const OBEYED = /[\u007f-\u009f\u2028\u2029\p{Cf}]/gu;

/**
 * A value as JSON on one line, whatever is in it: what ends a line for some readers, turns text around or shows as nothing
 * stands as `\uXXXX`, which any JSON parser reads back as it was.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(OBEYED, escaped);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
