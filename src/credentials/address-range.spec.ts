import { isAddressRange, isWithin } from './address-range.js';

it.each(['192.0.2.7', '192.0.2.0/24', '10.1.2.3/8', '0.0.0.0/1', '::1', '2001:db8::/32', '2001:DB8::1', 'fd00::/128'])(
  '%s is a range',
  (text) => expect(isAddressRange(text)).toBe(true),
);

it.each<[unknown]>([
  [''],
  [' '],
  ['localhost'],
  ['192.0.2'],
  ['192.0.2.256'],
  ['192.0.2.07'],
  ['192.0.2.7/33'],
  ['192.0.2.7/0'],
  ['::/0'],
  ['192.0.2.7/'],
  ['192.0.2.7/-1'],
  ['192.0.2.7/1e1'],
  ['192.0.2.7/8/8'],
  ['192.0.2.7 '],
  ['192.0.2.7\n'],
  ['192.0.2.0-192.0.2.9'],
  ['192.0.2.*'],
  ['192.0.2.0/255.255.255.0'],
  ['2001:db8::/129'],
  ['2001:db8:::1'],
  ['fe80::1%eth0'],
  ['::ffff:192.0.2.7'],
  ['::FFFF:192.0.2.0/120'],
  ['[::1]'],
  ['1'.repeat(5000)],
  [null],
  [undefined],
  [1],
  [{}],
  [['192.0.2.7']],
])('%j is none', (text) => expect(isAddressRange(text)).toBe(false));

const LIST = ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32', '::1'];

it.each<[readonly string[], string | null]>([
  [[], '203.0.113.9'],
  [[], null],
  [LIST, '192.0.2.7'],
  [LIST, '198.51.100.0'],
  [LIST, '198.51.100.255'],
  [LIST, '2001:db8::1'],
  [LIST, '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  [LIST, '::1'],
  [['10.1.2.3/8'], '10.9.9.9'],
])('%j lets %s in', (ranges, address) => expect(isWithin(ranges, address)).toBe(true));

it.each<[readonly string[], string | null]>([
  [LIST, null],
  [LIST, ''],
  [LIST, 'unknown'],
  [LIST, '192.0.2.8'],
  [LIST, '192.0.2.70'],
  [LIST, '198.51.101.0'],
  [LIST, '2001:db9::1'],
  [LIST, '::2'],
  [LIST, '127.0.0.1'],
  [['10.0.0.0/8'], '::a00:1'],
  [['::/1'], '10.0.0.1'],
])('%j keeps %s out', (ranges, address) => expect(isWithin(ranges, address)).toBe(false));
