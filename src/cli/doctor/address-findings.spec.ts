import type { AddressFacts } from './address-facts.js';
import { addressFindings, serverFindings } from './address-findings.js';
import { addressKind } from './address-kind.js';

const NOW = new Date('2026-11-21T20:00:00Z');
const URL_ = 'https://rollbook.example.com';
const GOOD: AddressFacts = {
  url: URL_,
  isSet: true,
  addresses: ['8.8.8.8', '2606:4700::1'],
  live: { status: 200, body: { status: 'alive' } },
  ready: { status: 200, body: { status: 'ready' } },
  handsOut: URL_,
  certificate: { refusedBecause: undefined, validTo: new Date('2027-02-21T00:00:00Z') },
};

const badOnes = (facts: AddressFacts): readonly string[] =>
  addressFindings(facts, NOW)
    .filter(({ level }) => level !== 'ok')
    .map(({ name, level }) => `${level} ${name}`);

describe('the public address', () => {
  it('is fine', () => expect(badOnes(GOOD)).toEqual([]));

  it('of a new installation is no problem yet', () => {
    const url = 'http://localhost:3000';
    const facts = {
      ...GOOD,
      url,
      handsOut: url,
      addresses: ['127.0.0.1', '::1'],
      certificate: undefined,
      isSet: false,
    };
    expect(badOnes(facts)).toEqual(['warning https', 'warning host']);
    expect(badOnes({ ...facts, live: { failure: 'x' } })).toEqual([
      'warning leads here',
      'warning https',
      'warning host',
    ]);
  });

  const until = (validTo: string, refusedBecause?: string) => ({
    ...GOOD,
    certificate: { refusedBecause, validTo: new Date(validTo) },
  });
  it.each<[string, AddressFacts]>([
    ['problem leads here', { ...GOOD, live: { failure: 'nothing listens there' } }],
    ['problem leads here', { ...GOOD, live: { status: 502, body: undefined } }],
    ['problem leads here', { ...GOOD, live: { status: 200, body: 'welcome' } }],
    ['problem leads here', { ...GOOD, live: { status: 200, body: null } }],
    ['problem leads here', { ...GOOD, live: { status: 200, body: { status: 'ok' } } }],
    ['problem leads here', { ...GOOD, live: { status: 302, body: undefined } }],
    ['problem leads here', { ...GOOD, handsOut: undefined }],
    ['problem leads here', { ...GOOD, handsOut: 'http://localhost:3000' }],
    ['problem leads here', { ...GOOD, handsOut: `${URL_}/other` }],
    ['problem host', { ...GOOD, addresses: [] }],
    ['warning host', { ...GOOD, addresses: ['10.0.0.1'] }],
    ['warning host', { ...GOOD, addresses: ['8.8.8.8', 'fd00::1'] }],
    ['warning host', { ...GOOD, addresses: ['127.0.0.1'] }],
    ['warning certificate', until('2026-12-21T00:00:00Z')],
    ['warning certificate', until('2026-11-22T00:00:00Z')],
    ['problem certificate', until('2026-11-21T20:00:00Z')],
    ['problem certificate', until('2020-01-01T00:00:00Z', 'its certificate has expired')],
    ['problem certificate', until('2027-02-21T00:00:00Z', 'its certificate is signed by itself')],
  ])('%s', (expected, facts) => expect(badOnes(facts)).toEqual([expected]));
});

describe('the server', () => {
  const { url, live, ready } = GOOD;
  it.each<[string, Parameters<typeof serverFindings>]>([
    ['ok,ok', [{ url, live, ready }, true]],
    ['problem', [{ url, live: { failure: 'x' }, ready }, true]],
    ['warning', [{ url, live: { failure: 'x' }, ready }, false]],
    ['problem', [{ url, live: { status: 404, body: {} }, ready }, false]],
    ['ok,problem', [{ url, live, ready: { status: 503, body: { reason: 'The database does not answer.' } } }, true]],
    ['ok,problem', [{ url, live, ready: { failure: 'x' } }, true]],
  ])('%s', (levels, [facts, isExpected]) => {
    const found = serverFindings(facts, isExpected);
    expect(found.map(({ level }) => level).join()).toBe(levels);
    expect(found.every(({ level, action }) => level === 'ok' || (action ?? '') !== '')).toBe(true);
  });
});

it.each([
  ['8.8.8.8', 'public'],
  ['172.32.0.1', 'public'],
  ['100.128.0.1', 'public'],
  ['2606:4700::1', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.9.9.9', 'loopback'],
  ['0.0.0.0', 'loopback'],
  ['::1', 'loopback'],
  ['::', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['10.255.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', 'private'],
  ['100.64.0.1', 'private'],
  ['192.0.2.1', 'private'],
  ['224.0.0.1', 'private'],
  ['255.255.255.255', 'private'],
  ['fd00::1', 'private'],
  ['fe80::1', 'private'],
  ['2001:db8::1', 'private'],
  ['::ffff:192.168.1.1', 'private'],
])('%s is %s', (address, kind) => expect(addressKind(address)).toBe(kind));
