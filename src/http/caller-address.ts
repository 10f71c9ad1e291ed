import { isIP, isIPv4 } from 'node:net';

/**
 * The IP address that a call came from. `forwarded` is what a trusted proxy says and may be any text; unless it is an
 * address, that of the socket stands. Never longer than 45 characters; null when neither is an address.
 */
export function callerAddress(forwarded: string | undefined, socket: string | undefined): string | null {
  return plainAddress(forwarded) ?? peerAddress(socket) ?? null;
}

/** Many calls come from one peer, one after the other. */
let latest: { readonly socket: string | undefined; readonly plain: string | undefined } | undefined;

function peerAddress(socket: string | undefined): string | undefined {
  if (latest?.socket !== socket) latest = { socket, plain: plainAddress(socket) };
  return latest?.plain;
}

function plainAddress(text = ''): string | undefined {
  // RFC 4007 §11: what follows "%" names an interface of this host and may be of any length.
  const address = text.replace(/%.*$/s, '').toLowerCase();
  // ::ffff:10.0.0.1 is an IPv4 caller on a dual-stack socket.
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : '';
  if (isIPv4(mapped)) return mapped;
  return isIP(address) === 0 ? undefined : address;
}
