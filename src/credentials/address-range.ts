import { BlockList, isIP } from 'node:net';

const blockLists = new WeakMap<readonly string[], Readonly<Record<Family, BlockList>>>();

/**
 * Whether the text is an IPv4 or IPv6 address, or a CIDR range (RFC 4632, RFC 4291 §2.3): `192.0.2.7`, `2001:db8::/32`.
 * Not one of length 0, which would let everybody in, and no IPv4 in the guise of IPv6: callers are seen as IPv4 then.
 */
export function isAddressRange(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > 49 || /%|::ffff:/i.test(text)) return false;
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9][0-9]{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** @param ranges as `isAddressRange` accepts them; none lets everybody in @param address null: not known */
export function isWithin(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true;
  if (address === null || isIP(address) === 0) return false;
  const family = familyOf(address);
  return blockListsOf(ranges)[family].check(address, family);
}

type Family = 'ipv4' | 'ipv6';

const familyOf = (address: string): Family => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/**
 * Built once for each list: the same object is kept with the credential while that is remembered. Two, because Node finds an
 * IPv4 address in ranges of IPv6 that hold its mapped form.
 */
function blockListsOf(ranges: readonly string[]): Readonly<Record<Family, BlockList>> {
  const known = blockLists.get(ranges);
  if (known !== undefined) return known;
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = familyOf(address);
    if (prefix === undefined) lists[family].addAddress(address, family);
    else lists[family].addSubnet(address, Number(prefix), family);
  }
  blockLists.set(ranges, lists);
  return lists;
}
