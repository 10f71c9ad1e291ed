import { isIP } from 'node:net';
import type { Unusable } from './parse-database-url.js';

const EXPECTED = 'expected IP addresses or CIDR ranges separated by commas (10.0.0.0/8, ::1), or off';

/** Reads the addresses whose `X-Forwarded-*` is believed; `off` is nobody's. */
export function parseTrustProxy(text: string): readonly string[] | Unusable {
  if (text === 'off') return [];
  const entries = text.split(',').map((entry) => entry.trim());
  const wrong = entries.filter((entry) => !isAddressOrRange(entry)).length;
  return wrong === 0
    ? entries
    : { problem: `has ${wrong} of ${entries.length} entries that are no address; ${EXPECTED}` };
}

function isAddressOrRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  // A range of length 0 would believe everybody, which is what this setting is there to prevent.
  return /^[1-9][0-9]{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}
