import { EventBuffer } from '../../src/audit/event-buffer.js';
import type { ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Runs the tasks on `width` connections at once. */
async function onConnections<T>(width: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) results.push(await task());
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

const memberIds = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  (body.members as { value: string }[]).map(({ value }) => value);

describeApp('concurrent calls', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  it('64 creates of one name in different letter cases: one 201, the rest 409', async () => {
    for (const round of [1, 2, 3]) {
      const name = `race.${round}@example.com`;
      const spelled = (i: number): string =>
        [...name].map((c, at) => ((i >> (at % 6)) & 1 ? c.toUpperCase() : c)).join('');
      const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => createUser(scim, spelled(i))));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(63);
      const found = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`);
      expect(found.body.totalResults).toBe(1);
    }
  });

  it('200 single-member PATCHes of one group on 16 connections lose none', async () => {
    const ids = await createUsers(scim, 'member', 200);
    const group = await scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Hot group', members: [] });
    const path = `/Groups/${String(group.body.id)}`;
    const patch = (operation: object): Promise<{ readonly status: number }> =>
      scim('PATCH', path, { schemas: [PATCH], Operations: [operation] });

    const added = await onConnections(
      16,
      ids.map((value) => () => patch({ op: 'add', path: 'members', value: [{ value }] })),
    );
    expect(added.filter(({ status }) => status >= 300)).toEqual([]);
    expect([...memberIds((await scim('GET', path)).body)].sort()).toEqual([...ids].sort());

    const removed = await onConnections(
      16,
      ids.slice(0, 150).map((id) => () => patch({ op: 'remove', path: `members[value eq "${id}"]` })),
    );
    expect(removed.filter(({ status }) => status >= 300)).toEqual([]);
    const after = await scim('GET', path);
    expect([...memberIds(after.body)].sort()).toEqual(ids.slice(150).sort());
    // One version for each change that was acknowledged, none more.
    expect(after.headers.get('etag')).toBe('W/"351"');
  });

  it('of 6 deletions of one tenant exactly one is 204, and nothing is left of its log', async () => {
    const made = await app().admin('POST', '/tenants', { slug: 'brief', displayName: 'Brief' });
    const pk = "SELECT pk FROM tenant WHERE slug = 'brief'";
    const [tenant] = await app().database.read<{ pk: number }>(pk);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => app().admin('DELETE', '/tenants/brief?confirm=brief')),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect([made.status, ...statuses]).toEqual([201, 204, 404, 404, 404, 404, 404]);
    await app().app.get(EventBuffer).flush();
    const left = 'SELECT COUNT(*) AS n FROM log_event WHERE tenant_id = ?';
    expect(await app().database.read(left, [tenant?.pk ?? 0])).toEqual([{ n: 0 }]);
  });

  it('of 20 PUTs with one If-Match exactly one wins', async () => {
    const user = await createUser(scim, 'if-match@example.com');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        scim(
          'PUT',
          `/Users/${String(user.body.id)}`,
          { ...user.body, displayName: `Writer ${i}` },
          { 'if-match': 'W/"1"' },
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });
});
