import type { LogEvent } from '../../src/audit/log-event.js';
import { bootApp, type TestApp } from '../support/app.js';
import { describeMariaDb } from '../support/databases.js';
import { createUser } from '../support/users.js';

const WRITERS = 3;
const USERS = 15;
const FILTER = 'eventType eq "application.provision.user.push" and outcome.result eq "SUCCESS"';

/** Two instances share a database; three writers write through both; one polls with a filter all the while. */
describeMariaDb('polling with a filter while others write', (provided) => {
  let apps: readonly TestApp[] = [];
  beforeAll(async () => {
    const url = await provided.url();
    const first = await bootApp(url);
    apps = [first, await bootApp(url)];
  });
  afterAll(() => Promise.all(apps.map((app) => app.close())));

  it('gives every event once, in the order of the log', async () => {
    const [one, two] = apps as readonly [TestApp, TestApp];
    const created: string[] = [];
    let isWriting = true;
    const writers = Array.from({ length: WRITERS }, async (_, w) => {
      const scim = await (w % 2 === 0 ? one : two).scim();
      for (let i = 0; i < USERS; i += 1) {
        const answer = await createUser(scim, `writer${w}.${i}@example.com`);
        created.push(String(answer.body.id));
        await scim('GET', `/Users/${String(answer.body.id)}`);
        // A unit that is undone leaves a gap behind.
        await createUser(scim, `writer${w}.${i}@example.com`);
      }
    });
    const done = Promise.all(writers).finally(() => (isWriting = false));
    const seen: string[] = [];
    let path = `/tenants/default/logs?limit=7&filter=${encodeURIComponent(FILTER)}`;
    const until = Date.now() + 60_000;
    while ((isWriting || seen.length < WRITERS * USERS) && Date.now() < until) {
      const answer = await two.admin('GET', path);
      expect(answer.status).toBe(200);
      seen.push(...(answer.body as unknown as readonly LogEvent[]).map(({ target }) => target[0]?.id ?? ''));
      const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      path = (next ?? '').replace('https://rollbook.example/api/v1', '');
    }
    await done;
    expect(seen.toSorted()).toEqual(created.toSorted());
    const whole = await one.admin('GET', `/tenants/default/logs?limit=1000&filter=${encodeURIComponent(FILTER)}`);
    expect((whole.body as unknown as readonly LogEvent[]).map(({ target }) => target[0]?.id)).toEqual(seen);
  }, 90_000);
});
