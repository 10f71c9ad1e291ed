import { hasForbiddenNameCharacters } from '../protocol/schema/value-key.js';

export const MAX_GRANTABLE_ID = 255;

/** RFC 7643 §3.1: no id holds it, as `bulkId:x` stands for one in bulk requests. */
const RESERVED = 'bulkId';

/**
 * True for an id that an admin may give to a role or entitlement: characters that show, no blank at an end, where nobody
 * would see it, no dot at the beginning, because URLs lose the segments `.` and `..`, and not the word that is reserved.
 */
export function isGrantableId(text: string): boolean {
  if (text === '' || text.length > MAX_GRANTABLE_ID || text.startsWith('.') || text.trim() !== text) return false;
  return !hasForbiddenNameCharacters(text) && !text.includes(RESERVED);
}
