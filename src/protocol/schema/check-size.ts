import type { Json } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { ResourceSchema } from './resource-schema.js';

const MAX_KIB = 256;

/**
 * Bounds what one resource stores: 256 KiB as JSON text in UTF-8, members not counted. Counts without building the text:
 * a PATCH can put one long value into thousands of places, where it takes no memory but would make a text of a gigabyte.
 * @throws ScimError invalidValue
 */
export function checkSize(document: ResourceDocument, schema: ResourceSchema): void {
  if (subtract(MAX_KIB * 1024, document) >= 0) return;
  const name = schema.type.name.toLowerCase();
  throw ScimError.invalidValue(
    `The ${name} is larger than ${MAX_KIB} KiB. Send fewer values, or shorter ones, in the attributes of this ${name}.`,
  );
}

/** What is left of `bytes` after the JSON text of a value; ends early when nothing is. */
function subtract(bytes: number, value: Json): number {
  if (typeof value === 'string') return bytes - textBytes(value);
  if (typeof value !== 'object' || value === null) return bytes - String(value).length;
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  // Brackets, and the commas between.
  let left = bytes - 2 - Math.max(0, entries.length - 1);
  for (const [name, child] of entries) {
    if (left < 0) break;
    left = subtract(isList ? left : left - textBytes(name) - 1, child);
  }
  return left;
}

/** With quotes and escapes. */
function textBytes(text: string): number {
  const json = JSON.stringify(text);
  let bytes = json.length;
  for (let index = 0; index < json.length; index += 1) {
    const unit = json.charCodeAt(index);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts two of the four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
