import { ScimError } from '../protocol/scim-error.js';
import { sampleEvent } from '../../test/contract/sample-event.js';
import { parseEventFilter } from './event-filter.js';
import type { LogEvent } from './log-event.js';

const SAMPLE = sampleEvent('Okta updated the user jane@x.io', '2026-11-21T20:00:00.500Z');
const EVENT: LogEvent = {
  ...SAMPLE,
  eventType: 'application.provision.user.push_profile',
  client: { ...SAMPLE.client, ipAddress: '2001:db8::1', userAgent: { rawUserAgent: 'Okta', os: null, browser: null } },
  target: [
    { id: 'u1', type: 'User', alternateId: 'jane@x.io', displayName: 'Jane', detailEntry: null },
    { id: 'c1', type: 'AppInstance', alternateId: 'okta', displayName: 'Okta', detailEntry: null },
  ],
  transaction: { type: 'WEB', id: 'r1', detail: { requestApiTokenId: 't1' } },
  debugContext: { debugData: { appname: 'okta', status: 200, requestUri: '/scim', newThing: 7 } },
  request: { ipChain: [{ ip: '2001:db8::1', version: 'V6', source: null }] },
  changes: [
    { path: 'title', from: null, to: 'CEO' },
    { path: 'members', from: ['m1'], to: null },
    { path: 'members', from: null, to: ['m2', 7] },
  ],
};

describe('parseEventFilter', () => {
  it.each([
    'eventType eq "APPLICATION.provision.user.push_profile"',
    'target.id eq "u1" and target.id eq "c1"',
    'target[type eq "User" and id eq "u1"]',
    'connector eq "okta" and connector eq "c1"',
    'member.id eq "m1" and member.id eq "m2"',
    'changes.path eq "title"',
    'client.ipAddress eq "2001:DB8::1" and request.ipChain.ip sw "2001:"',
    'client.userAgent.rawUserAgent co "okta"',
    'transaction.detail.requestApiTokenId eq "t1"',
    'debugContext.debugData.STATUS eq 200',
    'debugContext.debugData.newThing eq "7" and DEBUGCONTEXT.debugdata.requestURI pr',
    'published ge "2026-11-21T21:00:00.5+01:00" and published lt "2026-11-21T20:00:00.501Z"',
    'outcome.reason eq null and not (legacyEventType pr)',
  ])('%s matches', (filter) => expect(parseEventFilter(filter).matches(EVENT)).toBe(true));

  it.each([
    'eventType eq "application.provision.user.push"',
    'target[type eq "AppInstance" and id eq "u1"]',
    'target.id eq "U1"',
    'target.id eq "m1"',
    'member.id eq "u1"',
    'connector eq "Okta"',
    'connector eq "u1"',
    'debugContext.debugData.missing pr',
    'debugContext.debugData.status gt 200',
    'transaction.detail.requestApiTokenId eq "T1"',
    'published gt "2026-11-21T20:00:00.500Z"',
    'outcome.reason pr',
    'not (version eq "0")',
  ])('%s does not match', (filter) => expect(parseEventFilter(filter).matches(EVENT)).toBe(false));

  it.each([
    ['', /position 1/],
    ['id pr', /no field id\. An event is named by uuid/],
    ['ID pr', /no field ID/],
    ['schemas eq "x"', /no field schemas/],
    ['externalId eq "x"', /no field externalId/],
    ['meta.version pr', /no field meta/],
    ['not (eventType pr and meta pr)', /no field meta/],
    ['urn:rollbook:log-event:eventType pr', /no field urn/],
    ['constructor pr', /no attribute constructor/],
    ['__proto__ pr', /expected an attribute name/],
    ['actor.constructor pr', /no attribute actor\.constructor/],
    ['target.id.x pr', /no attribute target\.id\.x/],
    ['a.b.c.d pr', /at most/],
    ['outcome eq "FAILURE"', /has parts/],
    ['uuid gt 5', /double quotes/],
    ['published sw "2026"', /sw cannot be used with published/],
    ['published eq "2026-02-30T00:00:00Z"', /a date and time/],
    ['debugContext.debugData.durationMs eq "5"', /a whole number without quotes/],
    ['eventType eq push', /double quotes/],
    ['target[id eq "a"].type eq "User"', /after "\]"/],
    ['target[actor[id pr]]', /brackets within brackets/],
  ])('%s is refused', (filter, words) => {
    let thrown: unknown;
    try {
      parseEventFilter(filter);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ScimError);
    expect((thrown as ScimError).detail).toMatch(words);
  });

  it('bears a debugData name that every object has', () => {
    expect(parseEventFilter('debugContext.debugData.constructor pr').matches(EVENT)).toBe(false);
  });
});
