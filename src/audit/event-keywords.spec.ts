import { sampleEvent } from '../../test/contract/sample-event.js';
import { hasKeywords, probesOf, readKeywords } from './event-keywords.js';

/** At a fixed time, or a number of below 60 is in it now and then. */
const EVENT = {
  ...sampleEvent('Okta created the user José Kİm-O’Neil (jane@x.io), once.', '2026-01-02T03:04:05.678Z'),
  uuid: '01a22d44-fce5-7203-a6a0-d96a468801bd',
  eventType: 'application.provision.user.push',
  debugContext: { debugData: { status: 404, requestUri: '/scim/default/okta' } },
};

describe('keywords', () => {
  it.each([
    'created',
    'OKTA Created',
    'jane@x.io',
    'application.provision.user.push',
    'josé',
    'JOSE\u0301',
    'o’neil',
    'once',
    'once.',
    '404',
    '/scim/default/okta',
    'the the the',
  ])('%s is there', (q) => expect(hasKeywords(EVENT, readKeywords(q))).toBe(true));

  it.each([
    'creat',
    'jane',
    'x.io',
    'provision',
    'jose',
    'application.provision.user.push_profile',
    'created deleted',
    'displayMessage',
    'null',
    'kim',
    '40',
    'scim',
    '%',
  ])('%s is not', (q) => expect(hasKeywords(EVENT, readKeywords(q))).toBe(false));

  it('has nothing to look for in white space', () => expect(readKeywords(' \t\n ')).toEqual([]));

  it.each<[string, readonly string[]]>([
    ['created', ['created']],
    ['kiki', []],
    ['"a"', []],
    ['josé', ['jos']],
  ])('%s is looked for as %j', (q, probes) => {
    const json = JSON.stringify(EVENT).toLowerCase();
    const found = probesOf(readKeywords(q));
    if (hasKeywords(EVENT, readKeywords(q))) for (const probe of found) expect(json).toContain(probe);
    expect(found).toEqual(probes);
  });
});
