import { randomUUID } from 'node:crypto';

/** Many ids are made in one millisecond, and writing it as hexadecimal takes longer than all the rest. */
let written = { ms: -1, text: '' };

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Sorts roughly by time of creation. The random
 * part comes from randomUUID, which draws its entropy for many ids at once; its variant bits are where version 7 wants them.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (written.ms !== nowMs) written = { ms: nowMs, text: timeText(nowMs) };
  return `${written.text}${randomUUID().slice(15)}`;
}

function timeText(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}
