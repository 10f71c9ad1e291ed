// RFC 8265 §3.3.1 and UAX #11: characters with a <wide> or <narrow> decomposition become that decomposition, one
// step, not NFKC of everything (NFKC would also equate "ﬁ" with "fi" and "²" with "2").
// Rows: first, last, image of the first; images are consecutive.
const WIDTH_RANGES: readonly (readonly [number, number, number])[] = [
  [0x3000, 0x3000, 0x0020],
  [0xff01, 0xff5e, 0x0021],
  [0xff5f, 0xff60, 0x2985],
  [0xffa0, 0xffa0, 0x3164],
  [0xffa1, 0xffbe, 0x3131],
  [0xffc2, 0xffc7, 0x314f],
  [0xffca, 0xffcf, 0x3155],
  [0xffd2, 0xffd7, 0x315b],
  [0xffda, 0xffdc, 0x3161],
  [0xffe0, 0xffe1, 0x00a2],
  [0xffe2, 0xffe2, 0x00ac],
  [0xffe3, 0xffe3, 0x00af],
  [0xffe4, 0xffe4, 0x00a6],
  [0xffe5, 0xffe5, 0x00a5],
  [0xffe6, 0xffe6, 0x20a9],
  [0xffe8, 0xffe8, 0x2502],
  [0xffe9, 0xffec, 0x2190],
  [0xffed, 0xffed, 0x25a0],
  [0xffee, 0xffee, 0x25cb],
];

/** U+FF61 to U+FF9F in order; the two voice marks at the end are combining, so that NFC joins them to their kana. */
const HALFWIDTH_KATAKANA =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a';

const WIDTH_MAP: ReadonlyMap<string, string> = new Map([
  ...WIDTH_RANGES.flatMap(([first, last, image]) =>
    Array.from({ length: last - first + 1 }, (_, index): [string, string] => [
      String.fromCharCode(first + index),
      String.fromCharCode(image + index),
    ]),
  ),
  ...Array.from(HALFWIDTH_KATAKANA, (kana, index): [string, string] => [String.fromCharCode(0xff61 + index), kana]),
]);

/**
 * Two texts are equal for an attribute with `caseExact: false` when this gives the same text: RFC 8265
 * UsernameCaseMapped (width map, lower case, NFC) without its repertoire, and with the final sigma folded, because
 * `toLowerCase` chooses between σ and ς by what follows.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return mapWidth(text).toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

function mapWidth(text: string): string {
  let mapped = '';
  for (const character of text) mapped += WIDTH_MAP.get(character) ?? character;
  return mapped;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
