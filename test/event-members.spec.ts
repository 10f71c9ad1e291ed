import type { LogEvent } from '../src/audit/log-event.js';
import { makeEvent } from '../src/audit/make-event.js';
import { foreignMembers } from './support/event-members.js';
import { testCall } from './support/test-call.js';

// As it is stored.
const event = JSON.parse(
  JSON.stringify(
    makeEvent(
      { ...testCall(), ipAddress: '192.0.2.1', userAgent: 'x' },
      {
        eventType: 'system.api_token.create',
        displayMessage: 'The credential A was created',
        target: [{ id: 'a', type: 'Credential', alternateId: 'a', displayName: 'A', detailEntry: null }],
        changes: [{ path: 'secret', from: null, to: { set: true } }],
        debugData: { status: 201 },
      },
    ),
  ),
) as LogEvent;

it('an event as it is made has no foreign member', () => expect(foreignMembers(event)).toEqual([]));

it.each<[string, object, RegExp]>([
  ['a new member', { ...event, body: 'x' }, /^body = /],
  ['an empty list of a new name', { ...event, headers: [] }, /^headers = /],
  ['an empty object', { ...event, headers: {} }, /^headers = /],
  ['one inside', { ...event, client: { ...event.client, cookie: 'x' } }, /^client\.cookie = /],
  ['one in a list', { ...event, target: [{ ...event.target[0], secret: 'x' }] }, /^target\[\]\.secret = /],
  ['one of a change', { ...event, changes: [{ path: 'a', from: 1, to: 2, raw: 3 }] }, /^changes\[\]\.raw = /],
  ['debug data', { ...event, debugContext: { debugData: { sql: 'x' } } }, /debugData\.sql = /],
  ['a query', { ...event, debugContext: { debugData: { requestUri: '/a?b=c' } } }, /requestUri = /],
  ['a longer sentence', { ...event, displayMessage: 'x'.repeat(256) }, /^displayMessage = /],
  ['a text for null', { ...event, legacyEventType: 'x' }, /^legacyEventType = /],
  ['an object for a text', { ...event, uuid: { a: 1 } }, /^uuid = /],
  ['a password', { ...event, changes: [{ path: 'password', from: null, to: 'x' }] }, /^changes of password/],
  ['a hash', { ...event, changes: [{ path: 'secretHash', from: 'x', to: null }] }, /^changes of secretHash/],
  ['__proto__', JSON.parse('{"__proto__":{"a":1}}') as object, /__proto__/],
])('%s is foreign', (_, foreign, sentence) => {
  expect(foreignMembers(foreign).join('\n')).toMatch(sentence);
});
