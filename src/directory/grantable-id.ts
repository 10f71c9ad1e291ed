import { hasForbiddenNameCharacters } from '../protocol/schema/value-key.js';

export const MAX_GRANTABLE_ID = 255;

/**
 * True for an id that an admin may give to a role or entitlement: characters that show, no blank at an end, where nobody
 * would see it, and no dot at the beginning, because URLs lose the segments `.` and `..`.
 */
export function isGrantableId(text: string): boolean {
  if (text === '' || text.length > MAX_GRANTABLE_ID || text.startsWith('.') || text.trim() !== text) return false;
  return !hasForbiddenNameCharacters(text);
}
