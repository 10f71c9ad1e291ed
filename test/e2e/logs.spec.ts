import type { LogEvent } from '../../src/audit/log-event.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describeApp('the log', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  /** The events of one call, found by the request id of its answer. */
  async function eventsOf(answer: Answer): Promise<readonly LogEvent[]> {
    const all = (await app().admin('GET', '/tenants/default/logs?limit=1000&sortOrder=DESCENDING')).body;
    return (all as unknown as LogEvent[]).filter(
      ({ transaction }) => transaction.id === answer.headers.get('x-request-id'),
    );
  }

  async function onlyEventOf(answer: Answer): Promise<LogEvent> {
    const events = await eventsOf(answer);
    expect(events).toHaveLength(1);
    return events[0] as LogEvent;
  }

  it('has the shape of Okta’s LogEvent', async () => {
    const created = await createUser(scim, 'shape@example.com');
    const event = await onlyEventOf(created);
    expect(event).toMatchObject({
      eventType: 'application.provision.user.push',
      version: '0',
      severity: 'INFO',
      displayMessage: 'Okta created the user shape@example.com',
      outcome: { result: 'SUCCESS', reason: null },
      actor: { type: 'PublicClientApp', alternateId: 'okta' },
      client: { ipAddress: '127.0.0.1', userAgent: { rawUserAgent: expect.any(String) as string } },
      transaction: { type: 'WEB', detail: { requestApiTokenId: expect.any(String) as string } },
      debugContext: { debugData: { method: 'POST', requestUri: '/scim/default/okta/v2/Users', appname: 'okta' } },
      target: [
        { type: 'User', id: created.body.id, alternateId: 'shape@example.com', displayName: 'Test User' },
        { type: 'AppInstance', alternateId: 'okta' },
      ],
    });
    for (const field of [
      'uuid',
      'published',
      'legacyEventType',
      'securityContext',
      'authenticationContext',
      'request',
    ]) {
      expect(event).toHaveProperty(field);
    }
    expect(event.changes).toEqual(expect.arrayContaining([{ path: 'userName', from: null, to: 'shape@example.com' }]));
  });

  it('leaves exactly one event for every call, whatever becomes of it', async () => {
    const user = await createUser(scim, 'every@example.com');
    const group = await scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Every' });
    const userPath = `/Users/${String(user.body.id)}`;
    const groupPath = `/Groups/${String(group.body.id)}`;
    const patch = (value: object): object => ({ schemas: [PATCH], Operations: [{ op: 'replace', value }] });
    const raw = (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
      app().request(init.method ?? 'GET', `/scim/default/okta/v2${path}`, init);

    const cases: readonly (readonly [string, string, Answer])[] = [
      ['application.provision.user.push', 'FAILURE', await createUser(scim, 'EVERY@example.com')],
      [
        'application.provision.user.verify_exists',
        'SUCCESS',
        await scim('GET', '/Users?filter=userName%20eq%20%22a%22'),
      ],
      ['application.provision.user.import', 'SUCCESS', await scim('GET', '/Users?startIndex=1&count=2')],
      ['application.provision.user.import_profile', 'SUCCESS', await scim('GET', userPath)],
      ['application.provision.user.import_profile', 'FAILURE', await scim('GET', '/Users/none')],
      [
        'application.provision.user.push_profile',
        'SUCCESS',
        await scim('PUT', userPath, { ...user.body, title: 'CEO' }),
      ],
      ['application.provision.user.push_profile', 'SUCCESS', await scim('PATCH', userPath, patch({ title: 'CEO' }))],
      ['application.provision.user.deactivate', 'SUCCESS', await scim('PATCH', userPath, patch({ active: false }))],
      ['application.provision.user.reactivate', 'SUCCESS', await scim('PATCH', userPath, patch({ active: true }))],
      ['application.provision.user.push_profile', 'FAILURE', await scim('PATCH', userPath, patch({ active: 'maybe' }))],
      [
        'application.provision.group_push.updated',
        'SUCCESS',
        await scim('PATCH', groupPath, patch({ displayName: 'E2' })),
      ],
      ['application.provision.group_push.removed', 'SUCCESS', await scim('DELETE', groupPath)],
      ['application.provision.user.delete', 'SUCCESS', await scim('DELETE', userPath)],
      ['application.provision.integration.call_api', 'SUCCESS', await scim('GET', '/Schemas')],
      ['application.provision.integration.call_api', 'SUCCESS', await raw('/ServiceProviderConfig')],
      [
        'application.integration.authentication_failure',
        'FAILURE',
        await raw('/Users', { headers: { authorization: 'x' } }),
      ],
      ['application.integration.general_failure', 'FAILURE', await scim('GET', '/Nothing')],
      ['application.integration.general_failure', 'FAILURE', await scim('POST', '/Schemas', 'test')],
      ['application.integration.general_failure', 'FAILURE', await scim('POST', '/Users', '{')],
      [
        'application.integration.general_failure',
        'FAILURE',
        await scim('POST', '/Users', 'a', { 'content-type': 'text/plain' }),
      ],
      ['application.provision.user.import', 'FAILURE', await scim('GET', '/Users?count=x')],
    ];
    for (const [eventType, result, answer] of cases) {
      const event = await onlyEventOf(answer);
      expect({ eventType: event.eventType, result: event.outcome.result, status: answer.status }).toEqual({
        eventType,
        result,
        status: answer.status,
      });
      // Okta ends a reason at 255 characters.
      if (result === 'FAILURE') expect(String(answer.body.detail)).toContain(event.outcome.reason?.replace(/…$/, ''));
    }
  });

  it('says what a change changed, and nothing when nothing changed', async () => {
    const user = await createUser(scim, 'changes@example.com');
    const path = `/Users/${String(user.body.id)}`;
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const put = { ...user.body, displayName: 'Other', [enterprise]: { department: 'Sales' } };
    expect((await onlyEventOf(await scim('PUT', path, put))).changes).toEqual([
      { path: 'displayName', from: 'Test User', to: 'Other' },
      { path: `${enterprise}:department`, from: null, to: 'Sales' },
    ]);
    const again = await onlyEventOf(await scim('PUT', path, put));
    expect(again.changes).toEqual([]);
    expect(again.displayMessage).toContain('nothing had to be changed');
  });

  it('says about whom a read or a refusal was, and what a look-up looked for', async () => {
    const user = await createUser(scim, 'about@example.com');
    const path = `/Users/${String(user.body.id)}`;
    const about = { id: user.body.id, type: 'User', alternateId: 'about@example.com' };
    const okta = { type: 'AppInstance', alternateId: 'okta' };
    const filter = encodeURIComponent('userName eq "About@example.com"');
    const cases: readonly (readonly [string, Answer])[] = [
      ['Okta read the user about@example.com', await scim('GET', path)],
      [
        'Okta looked up users where userName is About@example.com: 1 found',
        await scim('GET', `/Users?filter=${filter}`),
      ],
      ['Okta updated the user about@example.com: nothing had to be changed', await scim('PUT', path, user.body)],
      ['Okta could not update the user about@example.com', await scim('PUT', path, user.body, { 'if-match': 'W/"9"' })],
    ];
    for (const [displayMessage, answer] of cases) {
      expect(await onlyEventOf(answer)).toMatchObject({ displayMessage, target: [about, okta] });
    }
    const unknown = await onlyEventOf(await scim('DELETE', '/Users/none'));
    expect(unknown).toMatchObject({
      displayMessage: 'Okta could not delete the user none',
      target: [{ id: 'none' }, okta],
    });
    const other = await onlyEventOf(await scim('GET', `/Users?filter=${encodeURIComponent('title co "secret"')}`));
    expect(other.displayMessage).toBe('Okta looked up users where title matches a filter: 0 found');
    const all = await onlyEventOf(await scim('GET', '/Groups?count=0'));
    expect(all.displayMessage).toMatch(/^Okta listed groups: \d+ found$/);
  });

  it('says when a connector takes over what another, deleted one left behind, and names the owner until then', async () => {
    await app().admin('POST', '/tenants/default/connectors', { slug: 'first', displayName: 'First', provider: 'okta' });
    const first = await app().scim('default', 'first');
    const user = await createUser(first, 'left.behind@example.com');
    const path = `/Users/${String(user.body.id)}`;
    const change = { ...user.body, title: 'CEO' };
    const refused = await scim('PUT', path, change);
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('"first" (First)')]);
    await app().admin('DELETE', '/tenants/default/connectors/first');
    const taken = await onlyEventOf(await scim('PUT', path, change));
    expect(taken.displayMessage).toBe('Okta updated the user left.behind@example.com and took it over');
    expect(taken.changes).toContainEqual({ path: 'source', from: 'manual', to: 'scim' });

    // What a write left behind that overtook the deletion of its connector.
    await app().database.withTransaction((tx) =>
      tx.execute('UPDATE resource SET connector_id = 999999 WHERE id = ?', [String(user.body.id)]),
    );
    expect((await scim('DELETE', path)).status).toBe(204);
  });

  it('names the members that were really added and removed', async () => {
    const [one = '', two = ''] = await createUsers(scim, 'log.member', 2);
    const group = await scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Members',
      members: [{ value: one }],
    });
    const patched = await scim('PATCH', `/Groups/${String(group.body.id)}`, {
      schemas: [PATCH],
      Operations: [
        { op: 'remove', path: `members[value eq "${one}"]` },
        { op: 'add', path: 'members', value: [{ value: two }, { value: two }] },
      ],
    });
    const event = await onlyEventOf(patched);
    expect(event.changes).toEqual([
      { path: 'members', from: [one], to: null },
      { path: 'members', from: null, to: [two] },
    ]);
    expect(event.displayMessage).toBe('Okta updated the group Members (1 member added, 1 member removed)');
  });

  it('every admin change is an event', async () => {
    const connector = await app().admin('POST', '/tenants/default/connectors', {
      slug: 'logged',
      displayName: 'L',
      provider: 'okta',
    });
    const credential = await app().admin('POST', '/tenants/default/connectors/logged/credentials', {
      type: 'basic',
      name: 'c',
    });
    const path = `/tenants/default/connectors/logged/credentials/${String(credential.body.id)}`;
    const cases: readonly (readonly [string, Answer])[] = [
      ['application.lifecycle.create', connector],
      ['system.api_token.create', credential],
      ['system.api_token.disable', await app().admin('PATCH', path, { enabled: false })],
      ['system.api_token.enable', await app().admin('PATCH', path, { enabled: true })],
      ['system.api_token.update', await app().admin('PATCH', path, { name: 'd' })],
      ['system.api_token.revoke', await app().admin('DELETE', path)],
      [
        'application.lifecycle.deactivate',
        await app().admin('PATCH', '/tenants/default/connectors/logged', { syncEnabled: false }),
      ],
      [
        'application.lifecycle.activate',
        await app().admin('PATCH', '/tenants/default/connectors/logged', { syncEnabled: true }),
      ],
      [
        'application.lifecycle.update',
        await app().admin('PATCH', '/tenants/default/connectors/logged', { displayName: 'M' }),
      ],
      ['application.lifecycle.delete', await app().admin('DELETE', '/tenants/default/connectors/logged')],
      ['tenant.lifecycle.update', await app().admin('PATCH', '/tenants/default', { displayName: 'Renamed' })],
    ];
    for (const [eventType, answer] of cases) {
      const event = await onlyEventOf(answer);
      expect({ status: answer.status < 300, eventType: event.eventType }).toEqual({ status: true, eventType });
      expect(event.actor.type).toBe('AdminToken');
    }
  });

  it('is paged by Link, each event once, up and down, and can be polled', async () => {
    await createUsers(scim, 'paged', 25);
    const uuids = async (query: string): Promise<readonly string[]> => {
      const seen: string[] = [];
      let path: string | undefined = `/tenants/default/logs?${query}`;
      for (let page = 0; path !== undefined && page < 200; page += 1) {
        const answer: Answer = await app().admin('GET', path);
        expect(answer.status).toBe(200);
        const events = answer.body as unknown as LogEvent[];
        if (events.length === 0) break;
        seen.push(...events.map(({ uuid }) => uuid));
        const link = answer.headers.get('link') ?? '';
        expect(link).toContain('rel="self"');
        const next = /<([^>]+)>; rel="next"/.exec(link)?.[1];
        path = next === undefined ? undefined : next.replace('https://rollbook.example/api/v1', '');
      }
      return seen;
    };
    const up = await uuids('limit=7');
    expect(new Set(up).size).toBe(up.length);
    expect(up.length).toBeGreaterThan(25);
    const down = await uuids(`limit=9&sortOrder=DESCENDING&since=2020-01-01T00:00:00Z&until=2999-01-01T00:00:00Z`);
    expect([...down].reverse()).toEqual(up);
  });

  it.each(['2026-02-30T00:00:00Z', '9999-12-31T23:59:59-23:59', '2026-11-21', 'now', '2026-11-21T23:59:60Z'])(
    'refuses since=%s in words',
    async (since) => {
      const answer = await app().admin('GET', `/tenants/default/logs?since=${encodeURIComponent(since)}`);
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'since' }] });
    },
  );

  it('since and until bound it', async () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    const empty = await app().admin('GET', `/tenants/default/logs?until=${before}`);
    expect(empty.body).toEqual([]);
    expect(empty.headers.get('link')).not.toContain('rel="next"');
    const future = await app().admin(
      'GET',
      `/tenants/default/logs?since=${new Date(Date.now() + 60_000).toISOString()}`,
    );
    expect(future.body).toEqual([]);
    expect(future.headers.get('link')).toContain('rel="next"');
  });
});
