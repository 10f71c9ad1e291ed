import { callerAddress } from './caller-address.js';

const SOCKET = '10.0.0.9';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['::ffff:102:304', '::ffff:102:304'],
  ['fe80::1%eth0', 'fe80::1'],
  [`fe80::1%${'a'.repeat(100)}`, 'fe80::1'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'],
])('%s is %s', (forwarded, expected) => expect(callerAddress(forwarded, SOCKET)).toBe(expected));

it.each([
  undefined,
  '',
  ' ',
  'unknown',
  '_hidden',
  'localhost',
  '1.2.3',
  '256.0.0.1',
  '1.2.3.4:5678',
  '[2001:db8::1]',
  '[2001:db8::1]:443',
  '1.2.3.4/8',
  '::ffff:',
  '::ffff:x',
  "' OR 1=1 --",
  '<script>',
  'a'.repeat(10_000),
  `1.2.3.4${' '.repeat(50)}`,
  '1.2.3.4\u0000',
])('%j is no address, the socket has one', (forwarded) => expect(callerAddress(forwarded, SOCKET)).toBe(SOCKET));

it('a socket that is closed has none', () => expect(callerAddress(undefined, undefined)).toBeNull());
