import type { DatabaseUrl } from '../../src/config/env.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const OKTA = '/tenants/default/connectors/okta';
const LOOK_UP = 'application.provision.user.verify_exists';

describeDatabases('the log of reads', (database) => {
  let url: DatabaseUrl;
  let app: TestApp;
  let scim: ScimClient;
  beforeEach(async () => {
    url = await database.freshUrl();
    app = await bootApp(url);
    scim = await app.scim();
  });
  afterEach(() => app.close());

  async function readAll(): Promise<void> {
    const created = await scim('POST', '/Users', { schemas: [USER], userName: 'jane@x.io' });
    for (let i = 0; i < 25; i += 1) {
      expect((await scim('GET', '/Users?filter=userName%20eq%20%22jane@x.io%22')).status).toBe(200);
    }
    for (let i = 0; i < 4; i += 1) await scim('GET', '/Users?startIndex=1&count=100');
    for (let i = 0; i < 3; i += 1) await scim('GET', `/Users/${String(created.body.id)}`);
    await scim('POST', '/Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'userName eq "nobody@x.io"',
    });
    await scim('GET', '/Schemas');
    // Refused ones.
    expect((await scim('GET', '/Users?filter=userName%20xx')).status).toBe(400);
    expect((await scim('GET', '/Users/nobody')).status).toBe(404);
    // A change that changes nothing is no read.
    await scim('PUT', `/Users/${String(created.body.id)}`, { schemas: [USER], userName: 'jane@x.io' });
  }

  async function restarted(): Promise<readonly LogEvent[]> {
    await app.close();
    app = await bootApp(url);
    const { text } = await app.admin('GET', '/tenants/default/logs?limit=1000');
    return JSON.parse(text) as readonly LogEvent[];
  }
  const counted = (events: readonly LogEvent[]): readonly LogEvent[] =>
    events.filter(({ debugContext }) => debugContext.debugData.count !== undefined);
  /** Of all sums of the type: the run may have met the end of a minute. */
  const sumOf = (events: readonly LogEvent[], type: string, member: 'count' | 'found'): number =>
    events
      .filter(({ eventType }) => eventType === type)
      .reduce((sum, { debugContext }) => sum + Number(debugContext.debugData[member]), 0);

  it('has an event for each of a few as long as nobody says otherwise', async () => {
    expect((await app.admin('GET', OKTA)).body.logReads).toBe('auto');
    await readAll();
    const events = await restarted();
    expect(counted(events)).toEqual([]);
    // One of them was refused.
    expect(events.filter(({ eventType }) => eventType === LOOK_UP)).toHaveLength(26 + 1);
  });

  it('each: also where there are many; auto: those of a minute beyond 600 share one', async () => {
    const total = 1_400;
    for (const logReads of ['each', 'auto'] as const) {
      await app.admin('PATCH', OKTA, { logReads });
      await new Promise((resolve) => setTimeout(resolve, 600)); // until the credential is asked for again
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let i = 0; i < total / 8; i += 1) await scim('GET', '/Users?filter=userName%20eq%20%22nobody%22');
        }),
      );
      await app.close();
      app = await bootApp(url);
      scim = await app.scim();
    }
    const events: LogEvent[] = [];
    let path = `/tenants/default/logs?limit=1000&filter=${encodeURIComponent(`eventType eq "${LOOK_UP}"`)}`;
    for (let isMore = true; isMore;) {
      const { text, headers } = await app.admin('GET', path);
      const found = JSON.parse(text) as readonly LogEvent[];
      events.push(...found);
      isMore = found.length > 0;
      const next = /<([^>]*)>; rel="next"/.exec(String(headers.get('link')))?.[1] ?? '';
      path = next.slice(next.indexOf('/tenants/'));
    }
    const sums = counted(events);
    // The run may have met the end of a minute.
    expect(sums.length).toBeGreaterThanOrEqual(1);
    expect(sums.length).toBeLessThanOrEqual(2);
    const own = events.length - sums.length - total;
    expect(own).toBeGreaterThanOrEqual(600);
    expect(own + sumOf(sums, LOOK_UP, 'count')).toBe(total);
    expect(sums[0]?.displayMessage).toMatch(
      / looked up users (?:once more|[\d,]+ more times) within a minute: 0 found$/,
    );
  });

  it('summarized: one for all of a kind, also over a restart; refusals and changes have their own', async () => {
    expect((await app.admin('PATCH', OKTA, { logReads: 'summarized' })).body.logReads).toBe('summarized');
    await readAll();
    const events = await restarted();
    const sums = counted(events);
    expect(sums.length).toBeLessThanOrEqual(2 * 4);
    expect(sumOf(sums, LOOK_UP, 'count')).toBe(26);
    expect(sumOf(sums, LOOK_UP, 'found')).toBe(25);
    expect(sumOf(sums, 'application.provision.user.import', 'count')).toBe(4);
    expect(sumOf(sums, 'application.provision.user.import_profile', 'count')).toBe(3);
    expect(sumOf(sums, 'application.provision.integration.call_api', 'count')).toBe(1);
    const [first] = sums.filter(({ eventType }) => eventType === LOOK_UP);
    expect(first?.displayMessage).toMatch(/^Okta looked up users (?:once|\d+ times) within a minute: \d+ found$/);
    expect(first?.target).toMatchObject([{ type: 'AppInstance', alternateId: 'okta' }]);
    const { firstAt, lastAt } = first?.debugContext.debugData ?? {};
    expect(String(firstAt) <= String(lastAt)).toBe(true);

    const refused = events.filter(({ outcome }) => outcome.result === 'FAILURE');
    expect(refused.map(({ eventType }) => eventType).sort()).toEqual([
      'application.provision.user.import_profile',
      LOOK_UP,
    ]);
    const profile = events.filter(({ eventType }) => eventType === 'application.provision.user.push_profile');
    expect(profile).toHaveLength(1);
    expect(events.filter(({ eventType }) => eventType === 'application.provision.user.push')).toHaveLength(1);
  });

  it.each([['Summarized'], [null], [true], ['none'], [['each']]])('%j is no way to log reads', async (logReads) => {
    const answer = await app.admin('PATCH', OKTA, { logReads });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('logReads');
    expect((await app.admin('GET', OKTA)).body.logReads).toBe('auto');
  });
});
