import { TOKENS } from './words.mjs';

const MOST_CHARACTERS = 20_000;

/** Changes a text in one to four places, without knowing what it is. */
export function mutate(random, text, other) {
  let changed = text;
  for (let left = 1 + random.below(4); left > 0; left -= 1) changed = changeOnce(random, changed, other);
  return changed.slice(0, MOST_CHARACTERS);
}

/** Changes one string of a JSON text, so that what comes out is JSON again. */
export function mutateString(random, json, other) {
  const strings = [...json.matchAll(/"(?:[^"\\]|\\.)*"/g)];
  if (strings.length === 0) return json;
  const { 0: string, index } = random.pick(strings);
  const changed = JSON.stringify(mutate(random, JSON.parse(string), other));
  return json.slice(0, index) + changed + json.slice(index + string.length);
}

function changeOnce(random, text, other) {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random.once(4) ? 60 : 6));
  const before = text.slice(0, at);
  const piece = text.slice(at, end);
  const after = text.slice(end);
  switch (random.below(9)) {
    case 0:
      return before + after;
    case 1:
      return before + random.pick(TOKENS) + piece + after;
    case 2:
      return before + random.pick(TOKENS) + after;
    case 3:
      return before + piece + piece + after;
    case 4:
      return before + String.fromCharCode(random.below(random.once(4) ? 0x10000 : 0x80)) + after;
    case 5:
      return before + piece.repeat(random.once(8) ? 300 : 8) + after;
    case 6:
      return before + other.slice(random.below(other.length + 1));
    case 7:
      return before + (random.once(2) ? piece.toUpperCase() : piece.toLowerCase()) + after;
    default:
      return before;
  }
}
