import { isIPv6 } from 'node:net';

const GROUPS = 8;
/** What one customer of a provider has to himself: 64 bits. */
const KEPT_GROUPS = 4;

/**
 * What counts as one place to sign in from: an IPv4 address, or the /64 of an IPv6 address in whatever spelling. An IPv4
 * address in the guise of IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address.
 * @param address as `callerAddress` gives it; null where it is not known
 */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  return mappedAddress(groups) ?? `${groups.slice(0, KEPT_GROUPS).map(hex).join(':')}::/64`;
}

function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::', 2);
  const before = parse(head);
  const after = parse(tail ?? '');
  return [...before, ...new Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

function parse(text: string): readonly number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? quads(group) : parseInt(group, 16)));
}

/** An IPv4 address at the end stands for two groups. */
function quads(text: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function mappedAddress(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : undefined;
}

const hex = (group: number): string => group.toString(16);
