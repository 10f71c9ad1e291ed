import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleEvent } from '../../../test/contract/sample-event.js';
import type { LogEvent, LogTarget } from '../log-event.js';
import { OCSF_CLASSES, ocsfKindOf } from './ocsf-classes.js';
import { toOcsf } from './to-ocsf.js';

const CONTEXT = { tenant: 'acme', host: 'rollbook.example' };
const DOCS = readFileSync(join(__dirname, '../../../docs/log-events.md'), 'utf8');
const TYPES = [...DOCS.matchAll(/^\| `([a-z0-9_]+\.[a-z0-9_.]+)` \|/gm)].map(([, type = '']) => type);
/** OCSF 1.3.0: the activities of each class; 99 is Other in all. */
const ACTIVITIES: Readonly<Record<number, readonly number[]>> = {
  3001: [1, 2, 3, 4, 5, 6, 99],
  3002: [1, 2, 3, 99],
  3004: [1, 2, 3, 4, 99],
  3006: [3, 4, 5, 6, 99],
};
const SUBJECT: Readonly<Record<number, string>> = { 3001: 'user', 3002: 'user', 3004: 'entity', 3006: 'group' };

const JANE: LogTarget = {
  ...{ id: 'u1', type: 'User', alternateId: 'jane@x.io', displayName: 'Jane', detailEntry: null },
};
const SALES: LogTarget = { ...JANE, id: 'g1', type: 'AppGroup', alternateId: 'Sales', displayName: 'Sales' };
const OKTA: LogTarget = { ...JANE, id: 'c1', type: 'AppInstance', alternateId: 'okta', displayName: 'Okta' };

function event(eventType: string, more: Partial<LogEvent> = {}): LogEvent {
  return { ...sampleEvent('x', '2026-11-21T20:00:00.500Z'), eventType, ...more };
}
const members = (from: readonly string[] | null, to: readonly string[] | null) => ({ path: 'members', from, to });

describe('toOcsf', () => {
  it('finds the event types of the page', () => expect(TYPES.length).toBeGreaterThan(60));

  it.each(TYPES)('%s has a class, an activity and what the class asks for', (eventType) => {
    expect(ocsfKindOf(eventType)).toBeDefined();
    for (const target of [[], [OKTA], [JANE, OKTA], [SALES, OKTA]]) {
      const mapped = toOcsf(event(eventType, { target }), CONTEXT);
      const [uid, activity] = [Number(mapped.class_uid), Number(mapped.activity_id)];
      expect(Object.keys(OCSF_CLASSES)).toContain(String(uid));
      expect(ACTIVITIES[uid]).toContain(activity);
      expect(mapped).toMatchObject({
        category_uid: 3,
        type_uid: uid * 100 + activity,
        time: Date.parse('2026-11-21T20:00:00.500Z'),
        severity_id: 1,
        status_id: 1,
        [SUBJECT[uid] ?? '']: { name: expect.any(String) as unknown },
        metadata: { version: '1.3.0', product: { name: 'Rollbook', vendor_name: 'Rollbook' }, event_code: eventType },
        actor: { user: { uid: 'system' } },
      });
    }
  });

  it.each<[string, Partial<LogEvent>, number]>([
    ['application.provision.user.push', {}, 300101],
    ['application.provision.user.reactivate', {}, 300102],
    ['application.provision.user.push_password', {}, 300103],
    ['user.account.reset_password', {}, 300104],
    ['application.provision.user.deactivate', {}, 300105],
    ['application.provision.user.delete', {}, 300106],
    ['application.provision.user.push_profile', {}, 300199],
    ['application.integration.authentication_failure', {}, 300201],
    ['user.authentication.verify', {}, 300201],
    ['application.provision.user.import', {}, 300402],
    ['system.api_token.create', {}, 300401],
    ['application.provision.group_push.pushed', {}, 300606],
    ['application.provision.group_push.removed', {}, 300605],
    ['application.provision.group_push.updated', { changes: [members(null, ['u1'])] }, 300603],
    ['application.provision.group_push.updated', { changes: [members(['u1'], null)] }, 300604],
    ['application.provision.group_push.updated', { changes: [members(['u1'], ['u2'])] }, 300699],
    ['application.provision.group_push.updated', { changes: [members(['u1'], null), members(null, ['u2'])] }, 300699],
    ['application.provision.group_push.updated', { changes: [{ path: 'displayName', from: 'a', to: 'b' }] }, 300699],
    ['of.a.later.version', {}, 300499],
    ['constructor', {}, 300499],
    ['__proto__', {}, 300499],
  ])('%s %j is %d', (eventType, more, type) => expect(toOcsf(event(eventType, more), CONTEXT).type_uid).toBe(type));

  it('says who, what, from where, and why not', () => {
    const mapped = toOcsf(
      event('application.provision.user.push', {
        severity: 'ERROR',
        actor: { id: 'k1', type: 'PublicClientApp', alternateId: 'Prod', displayName: 'Okta', detailEntry: null },
        target: [JANE, OKTA],
        client: { ...sampleEvent().client, ipAddress: '2001:db8::1' },
        outcome: { result: 'FAILURE', reason: 'There is one already.' },
        debugContext: { debugData: { method: 'POST', requestUri: '/scim/a/b/v2/Users', status: 409, durationMs: 7 } },
      }),
      CONTEXT,
    );
    expect(mapped).toMatchObject({
      ...{ severity_id: 4, status_id: 2, status: 'Failure', status_code: '409', duration: 7 },
      status_detail: 'There is one already.',
      actor: { user: { uid: 'k1', name: 'Prod', type_id: 3 }, app_uid: 'k1', app_name: 'Okta' },
      user: { uid: 'u1', name: 'jane@x.io', full_name: 'Jane', type_id: 1 },
      src_endpoint: { ip: '2001:db8::1' },
      http_request: { http_method: 'POST', url: { path: '/scim/a/b/v2/Users' } },
      metadata: { tenant_uid: 'acme', log_provider: 'rollbook.example' },
      unmapped: { target: [JANE, OKTA] },
    });
  });

  it('names the one member of a change, and of several none', () => {
    const type = 'application.provision.group_push.updated';
    const one = toOcsf(event(type, { target: [SALES], changes: [members(null, ['u1'])] }), CONTEXT);
    expect(one).toMatchObject({ group: { uid: 'g1', name: 'Sales' }, user: { uid: 'u1' } });
    const changes = [members(null, ['u1', 'u2'])];
    const two = toOcsf(event(type, { target: [SALES], changes }), CONTEXT);
    expect(two).not.toHaveProperty('user');
    expect(two).toMatchObject({ unmapped: { changes } });
  });
});
