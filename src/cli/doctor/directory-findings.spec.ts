import type { ConnectorFacts, DirectoryFacts, Expiring } from './directory-facts.js';
import { directoryFindings } from './directory-findings.js';

const NOW = new Date('2026-11-21T20:00:00Z');
const CREDENTIAL: Expiring = { id: '1', name: 'Okta', enabled: true, expiresAt: '2027-11-21T00:00:00.000Z' };
const CONNECTOR: ConnectorFacts = { slug: 'okta', syncEnabled: true, state: 'connected', credentials: [CREDENTIAL] };

const facts = (connector: Partial<ConnectorFacts>, more: object = {}): DirectoryFacts => ({
  tenants: [{ slug: 'acme', enabled: true, unauthorized: 0, connectors: [{ ...CONNECTOR, ...connector }], ...more }],
  adminTokens: [CREDENTIAL],
});
const badOnes = (one: DirectoryFacts): readonly string[] =>
  directoryFindings(one, NOW)
    .filter(({ level }) => level !== 'ok')
    .map(({ name, level, message }) => `${level} ${name}: ${message}`);

it.each<[string, DirectoryFacts]>([
  ['connected', facts({})],
  ['waiting', facts({ state: 'waiting' })],
  ['a server that tells no state', facts({ state: undefined })],
  ['a credential without an end', facts({ credentials: [{ ...CREDENTIAL, expiresAt: null }] })],
  [
    'one in use, one that is off and ended',
    facts({ credentials: [CREDENTIAL, { ...CREDENTIAL, enabled: false, expiresAt: '2020-01-01T00:00:00Z' }] }),
  ],
  ['a server that cannot tell who is withdrawn', facts({}, { unauthorized: undefined })],
  ['no tenants', { tenants: [], adminTokens: [] }],
])('nothing is wrong: %s', (_, one) => expect(badOnes(one)).toEqual([]));

it.each<[readonly RegExp[], DirectoryFacts]>([
  [[/^warning acme\/okta: Synchronization is off/], facts({ syncEnabled: false, state: 'off' })],
  [[/^problem acme\/okta: Its last calls failed/], facts({ state: 'failing' })],
  [[/^warning acme\/okta: Its last calls were refused/], facts({ state: 'refusing' })],
  [[/^warning acme\/okta: It has no credential/], facts({ credentials: [] })],
  [[/no credential that works/], facts({ credentials: [{ ...CREDENTIAL, enabled: false }] })],
  [
    [/no credential that works/, /"Okta" ended on 2026-11-20/],
    facts({ credentials: [{ ...CREDENTIAL, expiresAt: '2026-11-20T00:00:00Z' }] }),
  ],
  [
    [/"Okta" ends on 2026-12-20, in 28 days/],
    facts({ credentials: [{ ...CREDENTIAL, expiresAt: '2026-12-20T00:00:00Z' }] }),
  ],
  [
    [/"Okta" ends on 2026-11-21, in 0 days/],
    facts({ credentials: [{ ...CREDENTIAL, expiresAt: '2026-11-21T21:00:00Z' }] }),
  ],
  [[/^warning acme: The tenant is switched off/], facts({}, { enabled: false })],
  [[/^warning acme: 3 users were withdrawn by their identity provider and wait for/], facts({}, { unauthorized: 3 })],
  [[/^warning acme: 1 user was withdrawn by its identity provider and waits for/], facts({}, { unauthorized: 1 })],
  [
    [/^warning admin token: The admin token "Okta" ends/],
    { tenants: [], adminTokens: [{ ...CREDENTIAL, expiresAt: '2026-12-01T00:00:00Z' }] },
  ],
])('%j', (sentences, one) => {
  const found = badOnes(one);
  expect(found).toHaveLength(sentences.length);
  sentences.forEach((sentence, index) => expect(found[index]).toMatch(sentence));
});
