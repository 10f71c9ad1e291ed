import { ScimError } from '../scim-error.js';

/** How deep objects and lists may stand in each other. A resource needs 3, the body of a PATCH 6. */
export const MAX_DEPTH = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// `[` and `{`, `]` and `}` differ in this bit only.
const BRACE_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Bounds the depth of a body before it is parsed: `JSON.parse` spends seconds on megabytes of `[`. One pass that stops at
 * the first excess. Knows strings and escapes and nothing else of JSON: at the first byte that no parser accepts, the
 * parser ends too, so what is counted after it does not matter.
 * @param bytes JSON in UTF-8, in which no part of a longer character looks like a bracket or a quote
 * @throws ScimError invalidSyntax
 */
export function checkJsonDepth(bytes: Uint8Array): void {
  const { length } = bytes;
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (isInString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if ((byte | BRACE_BIT) === OPEN) {
      depth += 1;
      if (depth > MAX_DEPTH) throw nestedTooDeep();
    } else if ((byte | BRACE_BIT) === CLOSE) depth -= 1;
  }
}

export function nestedTooDeep(): ScimError {
  return ScimError.invalidSyntax(`The body is nested deeper than ${MAX_DEPTH} levels.`);
}
