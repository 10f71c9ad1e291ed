import type { LogEvent } from '../../src/audit/log-event.js';
import { GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

const patchBody = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });
const activePatch = (value: unknown): object => patchBody({ op: 'replace', value: { active: value } });
const filtered = (type: 'Users' | 'Groups', filter: string): string => `/${type}?filter=${encodeURIComponent(filter)}`;
const detailOf = ({ body }: Answer): string => String(body.detail);

describeApp('source of record', (app) => {
  let tenants = 0;
  let tenant = '';
  let scim: ScimClient;
  let other: ScimClient;

  /** A tenant with the connectors `okta` and `entra`, the first with the settings. */
  async function newTenant(settings: object): Promise<void> {
    tenants += 1;
    tenant = `record-${tenants}`;
    await app().admin('POST', '/tenants', { slug: tenant, displayName: 'Record' });
    for (const [slug, displayName] of [
      ['okta', 'Okta'],
      ['entra', 'Entra'],
    ] as const) {
      const body = { slug, displayName, provider: 'generic', ...(slug === 'okta' ? settings : {}) };
      expect((await app().admin('POST', `/tenants/${tenant}/connectors`, body)).status).toBe(201);
    }
    scim = await app().scim(tenant, 'okta');
    other = await app().scim(tenant, 'entra');
  }
  const admin = (method: string, path: string, body?: unknown): Promise<Answer> =>
    app().admin(method, `/tenants/${tenant}${path}`, body);
  const manualUser = async (userName: string, attributes: object = {}): Promise<string> => {
    const created = await admin('POST', '/users', { userName, displayName: 'By hand', ...attributes });
    expect(created.status).toBe(201);
    return String(created.body.id);
  };
  const manualGroup = async (displayName: string, members: readonly string[] = []): Promise<string> => {
    const body = { displayName, members: members.map((value) => ({ value })) };
    return String((await admin('POST', '/groups', body)).body.id);
  };
  const eventOf = async (answer: Answer): Promise<LogEvent> => {
    const events = (await admin('GET', '/logs?sortOrder=DESCENDING&limit=200')).body as unknown as LogEvent[];
    return events.find(({ transaction }) => transaction.id === answer.headers.get('x-request-id')) as LogEvent;
  };

  describe('existingUsers: adopt', () => {
    beforeAll(() => newTenant({ existingUsers: 'adopt' }));

    it('POST of a manual user’s userName, in any letter case, takes it over: 201, same id, memberships kept', async () => {
      const id = await manualUser('adopted@example.com', { title: 'Clerk', active: false });
      const group = await manualGroup('Kept', [id]);
      const created = await createUser(scim, 'Adopted@Example.com', { externalId: '00u9', displayName: 'From Okta' });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        ...{ id, userName: 'Adopted@Example.com', externalId: '00u9', displayName: 'From Okta', active: true },
        groups: [{ value: group, display: 'Kept' }],
      });
      expect(created.body.title).toBeUndefined();
      expect(created.headers.get('etag')).toBe('W/"2"');
      expect(created.headers.get('location')).toBe(`https://rollbook.example/scim/${tenant}/okta/v2/Users/${id}`);
      expect((await admin('GET', `/users/${id}`)).body).toMatchObject({ source: 'scim', connector: 'okta' });
      const event = await eventOf(created);
      expect(event).toMatchObject({
        eventType: 'application.provision.user.reactivate',
        displayMessage: 'Okta took over the user Adopted@Example.com, which was there already, and reactivated it',
        debugContext: { debugData: { status: 201 } },
      });
      expect(event.changes).toContainEqual({ path: 'source', from: 'manual', to: 'scim' });
      expect((await createUser(scim, 'adopted@example.com')).status).toBe(409);
    });

    it.each<[string, boolean, boolean, string]>([
      ['push', true, true, ''],
      ['push', false, false, ''],
      ['deactivate', true, false, ', and deactivated it'],
      ['reactivate', false, true, ', and reactivated it'],
    ])('a POST that takes over is user.%s in the log: active was %s, becomes %s', async (type, was, becomes, also) => {
      const userName = `${type}.${was}@example.com`;
      await manualUser(userName, { active: was });
      const event = await eventOf(await createUser(scim, userName, { active: becomes }));
      expect(event).toMatchObject({
        eventType: `application.provision.user.${type}`,
        displayMessage: `Okta took over the user ${userName}, which was there already${also}`,
        debugContext: { debugData: { status: 201 } },
      });
      expect(event.changes).toContainEqual({ path: 'source', from: 'manual', to: 'scim' });
      expect(event.changes.filter(({ path }) => path === 'active')).toEqual(
        was === becomes ? [] : [{ path: 'active', from: was, to: becomes }],
      );
    });

    it('a POST that says nothing of active leaves a user switched off', async () => {
      const id = await manualUser('silent@example.com', { active: false });
      const body = { schemas: [USER_SCHEMA], userName: 'silent@example.com' };
      expect((await scim('POST', '/Users', body)).body).toMatchObject({ id, active: false });
    });

    it('the first PUT and the first PATCH take over, too', async () => {
      const put = await manualUser('put@example.com');
      const patched = await manualUser('patched@example.com');
      const body = { schemas: [USER_SCHEMA], userName: 'put@example.com' };
      expect((await scim('PUT', `/Users/${put}`, body)).status).toBe(200);
      expect((await scim('PATCH', `/Users/${patched}`, activePatch(true))).status).toBe(200);
      for (const id of [put, patched])
        expect((await admin('GET', `/users/${id}`)).body).toMatchObject({ source: 'scim', connector: 'okta' });
    });

    it('POST of a group takes over the one manual group of this name, and adds its members', async () => {
      const [first, second] = [await manualUser('m1@example.com'), await manualUser('m2@example.com')];
      const id = await manualGroup('Sales', [first]);
      const body = { schemas: [GROUP_SCHEMA], displayName: 'SALES', members: [{ value: second }] };
      const created = await scim('POST', '/Groups', body);
      expect(created).toMatchObject({ status: 201, body: { id, displayName: 'SALES' } });
      const members = created.body.members as { value: string }[];
      expect(members.map(({ value }) => value)).toEqual([first, second]);
      const again = await scim('POST', '/Groups', body);
      expect(again.status).toBe(201);
      expect(again.body.id).not.toBe(id);
    });

    it('two manual groups of one name are left alone: neither can be meant', async () => {
      const ids = [await manualGroup('Twins'), await manualGroup('Twins')];
      const created = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Twins' });
      expect(created.status).toBe(201);
      expect(ids).not.toContain(created.body.id);
    });

    it('what another connector owns is 409 for POST and 403 for the rest, naming it and the way out', async () => {
      const user = await createUser(other, 'theirs@example.com');
      const path = `/Users/${String(user.body.id)}`;
      const post = await createUser(scim, 'Theirs@example.com');
      expect(post).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
      expect(detailOf(post)).toContain('"entra" (Entra)');
      expect(detailOf(post)).toContain('Remove it from one of the two identity providers');
      const writes = [
        scim('PUT', path, { schemas: [USER_SCHEMA], userName: 'mine@example.com' }),
        scim('PATCH', path, activePatch(false)),
        scim('DELETE', path),
      ];
      for (const answer of await Promise.all(writes)) {
        expect(answer.status).toBe(403);
        expect(detailOf(answer)).toContain('"entra" (Entra)');
      }
      expect((await other('GET', path)).text).toBe(user.text);
    });

    it('of two connectors that want one user or group at once, exactly one gets it', async () => {
      for (let round = 0; round < 8; round += 1) {
        const userName = `race.${round}@example.com`;
        const id = await manualUser(userName);
        const users = await Promise.all([scim, other, scim, other].map((client) => createUser(client, userName)));
        expect(users.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
        expect(users.find(({ status }) => status === 201)?.body.id).toBe(id);
        const group = await manualGroup(`Race ${round}`);
        const body = { schemas: [GROUP_SCHEMA], displayName: `Race ${round}` };
        const groups = await Promise.all([scim, other].map((client) => client('POST', '/Groups', body)));
        expect(groups.map(({ status }) => status)).toEqual([201, 201]);
        expect(groups.filter((answer) => answer.body.id === group)).toHaveLength(1);
      }
    });

    it('a name that is taken by a deleted user is free', async () => {
      const id = await manualUser('deleted@example.com');
      await admin('DELETE', `/users/${id}`);
      const created = await createUser(scim, 'deleted@example.com');
      expect(created.status).toBe(201);
      expect(created.body.id).not.toBe(id);
    });

    it('what a connector left behind that is gone can be adopted', async () => {
      await app().admin('POST', `/tenants/${tenant}/connectors`, {
        slug: 'gone',
        displayName: 'Gone',
        onDeactivate: 'unlink',
      });
      const gone = await app().scim(tenant, 'gone');
      const user = await createUser(gone, 'left@example.com');
      await gone('PATCH', `/Users/${String(user.body.id)}`, activePatch(false));
      expect((await createUser(scim, 'left@example.com')).status).toBe(409);
      await admin('DELETE', '/connectors/gone');
      const created = await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'left@example.com' });
      expect(created).toMatchObject({ status: 201, body: { id: user.body.id, active: true } });
      expect((await admin('GET', `/users/${String(user.body.id)}`)).body.authorized).toBe(true);
    });
  });

  describe('existingUsers: skip', () => {
    beforeAll(() => newTenant({ existingUsers: 'skip' }));

    it('POST of a manual user’s userName is 409, of a manual group’s displayName too; nothing changes', async () => {
      const id = await manualUser('skipped@example.com');
      const before = await admin('GET', `/users/${id}`);
      const group = await manualGroup('Skipped');
      const answers = [
        await createUser(scim, 'Skipped@example.com'),
        await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'skipped' }),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
        expect(detailOf(answer)).toContain('was made by an admin');
        expect(detailOf(answer)).toContain('"existingUsers"');
      }
      expect((await admin('GET', `/users/${id}`)).text).toBe(before.text);
      expect((await admin('GET', `/groups/${group}`)).body).toMatchObject({ source: 'manual', connector: null });
    });

    it('every write on what is manual is 403 with the way out', async () => {
      const id = await manualUser('untouched@example.com');
      const before = await admin('GET', `/users/${id}`);
      const group = await manualGroup('Untouched');
      const answers = await Promise.all([
        scim('PUT', `/Users/${id}`, { schemas: [USER_SCHEMA], userName: 'untouched@example.com' }),
        scim('PATCH', `/Users/${id}`, activePatch(false)),
        scim('DELETE', `/Users/${id}`),
        scim('PATCH', `/Groups/${group}`, patchBody({ op: 'add', path: 'members', value: [{ value: id }] })),
        scim('PUT', `/Groups/${group}`, { schemas: [GROUP_SCHEMA], displayName: 'x' }),
        scim('DELETE', `/Groups/${group}`),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect(detailOf(answer)).toContain('set "existingUsers" to "adopt"');
      }
      expect((await admin('GET', `/users/${id}`)).text).toBe(before.text);
      expect((await scim('GET', `/Users/${id}`)).status).toBe(200);
    });

    it('its own it creates and changes as ever', async () => {
      const user = await createUser(scim, 'own@example.com');
      expect(user.status).toBe(201);
      expect((await scim('PATCH', `/Users/${String(user.body.id)}`, activePatch(false))).body.active).toBe(false);
      expect(detailOf(await createUser(scim, 'own@example.com'))).toContain('exists already');
    });
  });

  describe('onDeactivate: unlink', () => {
    beforeAll(() => newTenant({ onDeactivate: 'unlink' }));

    const adminView = async (id: unknown): Promise<unknown> => {
      const { active, authorized } = (await admin('GET', `/users/${String(id)}`)).body;
      return { active, authorized };
    };
    const isInactiveTo = async (client: ScimClient, id: unknown): Promise<boolean> => {
      const { userName } = (await client('GET', `/Users/${String(id)}`)).body;
      const found = async (filter: string): Promise<unknown> =>
        (await client('GET', filtered('Users', `userName eq "${String(userName)}" and ${filter}`))).body.totalResults;
      const inactive = (await client('GET', `/Users/${String(id)}`)).body.active === false;
      expect(await found('active eq false')).toBe(Number(inactive));
      expect(await found('active eq true')).toBe(Number(!inactive));
      expect(await found('not (active eq true)')).toBe(Number(inactive));
      expect(await found('active ne false')).toBe(Number(!inactive));
      const list = (await client('GET', '/Users?count=1000')).body.Resources as { id: string; active: boolean }[];
      expect(list.find((user) => user.id === id)?.active).toBe(!inactive);
      const query = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'active eq false' };
      const searched = (await client('POST', '/Users/.search', query)).body.Resources as { id: string }[];
      expect(searched.some((user) => user.id === id)).toBe(inactive);
      return inactive;
    };

    it.each<[string, (id: string) => Promise<Answer>]>([
      ['PATCH without a path', (id) => scim('PATCH', `/Users/${id}`, activePatch(false))],
      [
        'PATCH with a path',
        (id) => scim('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path: 'active', value: false })),
      ],
      ['PATCH with "False"', (id) => scim('PATCH', `/Users/${id}`, activePatch('False'))],
      [
        'PUT of what was read',
        async (id) => scim('PUT', `/Users/${id}`, { ...(await scim('GET', `/Users/${id}`)).body, active: false }),
      ],
    ])('%s keeps the user as it is to everybody but the connector', async (how, deactivate) => {
      const user = await createUser(scim, `${how.replace(/\W/g, '.')}@example.com`);
      const id = String(user.body.id);
      const group = await manualGroup(`Group of ${how}`, [id]);
      const answer = await deactivate(id);
      expect(answer).toMatchObject({ status: 200, body: { active: false } });
      expect(answer.headers.get('etag')).toBe('W/"2"');
      expect(await adminView(id)).toEqual({ active: true, authorized: false });
      expect(await isInactiveTo(scim, id)).toBe(true);
      expect(await isInactiveTo(other, id)).toBe(false);
      const event = await eventOf(answer);
      expect(event.eventType).toBe('application.provision.user.deactivate');
      expect(event.displayMessage).toContain('no longer authorized');
      expect(event.changes).toEqual([{ path: 'authorized', from: true, to: false }]);
      // The same again changes nothing.
      expect((await deactivate(id)).headers.get('etag')).toBe('W/"2"');
      const back = await scim('PATCH', `/Users/${id}`, activePatch(true));
      expect(back.body).toMatchObject({ id, active: true, groups: [{ value: group }] });
      expect(await adminView(id)).toEqual({ active: true, authorized: true });
      expect(await isInactiveTo(scim, id)).toBe(false);
      expect((await eventOf(back)).eventType).toBe('application.provision.user.reactivate');
    });

    it.each<[string, string, (id: string) => Promise<Answer>]>([
      [
        'POST',
        'took over the user take.POST@example.com, which was there already, and deactivated it',
        () => createUser(scim, 'take.POST@example.com', { active: false }),
      ],
      [
        'PATCH',
        'deactivated the user take.PATCH@example.com and took it over',
        (id) => scim('PATCH', `/Users/${id}`, activePatch(false)),
      ],
    ])('a %s that takes over and deactivates says so, and that it unlinks', async (method, words, send) => {
      const id = await manualUser(`take.${method}@example.com`, { active: true });
      expect(await eventOf(await send(id))).toMatchObject({
        eventType: 'application.provision.user.deactivate',
        displayMessage: `Okta ${words}: it is no longer authorized, and its sign-in is left as it is for an admin`,
      });
      expect(await adminView(id)).toEqual({ active: true, authorized: false });
    });

    it('other changes of an unlinked user keep it unlinked', async () => {
      const user = await createUser(scim, 'renamed@example.com');
      const path = `/Users/${String(user.body.id)}`;
      await scim('PATCH', path, activePatch(false));
      const patched = await scim('PATCH', path, patchBody({ op: 'replace', path: 'title', value: 'Clerk' }));
      expect(patched.body).toMatchObject({ title: 'Clerk', active: false });
      const put = await scim('PUT', path, { schemas: [USER_SCHEMA], userName: 'renamed@example.com' });
      expect(put.body.active).toBe(false);
      expect(await adminView(user.body.id)).toEqual({ active: true, authorized: false });
    });

    it('a user that is created inactive has no state to keep', async () => {
      const user = await createUser(scim, 'born@example.com', { active: false });
      expect(user.body.active).toBe(false);
      expect(await adminView(user.body.id)).toEqual({ active: false, authorized: false });
      expect((await scim('PATCH', `/Users/${String(user.body.id)}`, activePatch(true))).body.active).toBe(true);
      expect(await adminView(user.body.id)).toEqual({ active: true, authorized: true });
    });

    it('admins find those that are to be cleaned up', async () => {
      const user = await createUser(scim, 'clean@example.com');
      await scim('PATCH', `/Users/${String(user.body.id)}`, activePatch(false));
      const found = await admin('GET', '/users?authorized=false&q=clean');
      expect((found.body.items as { id: string }[]).map(({ id }) => id)).toEqual([user.body.id]);
      // Switching sign-in off is allowed while the connector synchronizes.
      expect((await admin('PATCH', `/users/${String(user.body.id)}`, { active: false })).status).toBe(200);
      expect(await adminView(user.body.id)).toEqual({ active: false, authorized: false });
    });

    it('order by active is by what the connector sees', async () => {
      const page = (await scim('GET', '/Users?sortBy=active&count=1000')).body.Resources as { active: boolean }[];
      const seen = page.map(({ active }) => Number(active));
      expect(seen).toEqual([...seen].sort());
      expect(new Set(seen).size).toBe(2);
      let cursor: string | undefined = '';
      const walked: number[] = [];
      while (cursor !== undefined) {
        const { body } = await scim('GET', `/Users?sortBy=active&count=2&cursor=${cursor}`);
        walked.push(...(body.Resources as { active: boolean }[]).map(({ active }) => Number(active)));
        cursor = body.nextCursor as string | undefined;
      }
      expect(walked).toEqual(seen);
    });

    it('the policy may change later: what was unlinked stays so, the next word counts as the policy is then', async () => {
      const user = await createUser(scim, 'policy@example.com');
      const path = `/Users/${String(user.body.id)}`;
      await scim('PATCH', path, activePatch(false));
      await admin('PATCH', '/connectors/okta', { onDeactivate: 'deactivate' });
      expect((await scim('GET', path)).body.active).toBe(false);
      expect(await adminView(user.body.id)).toEqual({ active: true, authorized: false });
      expect((await scim('PATCH', path, patchBody({ op: 'add', path: 'title', value: 'x' }))).body.active).toBe(false);
      expect(await adminView(user.body.id)).toEqual({ active: true, authorized: false });
      await scim('PATCH', path, activePatch(false));
      expect(await adminView(user.body.id)).toEqual({ active: false, authorized: false });
      await scim('PATCH', path, activePatch(true));
      expect(await adminView(user.body.id)).toEqual({ active: true, authorized: true });
      await scim('PATCH', path, activePatch(false));
      expect(await adminView(user.body.id)).toEqual({ active: false, authorized: true });
    });
  });

  it('who was unlinked stays so without the connector, until another one takes the user over', async () => {
    await newTenant({ onDeactivate: 'unlink' });
    const id = String((await createUser(scim, 'orphan@example.com')).body.id);
    const view = async (): Promise<object> => (await admin('GET', `/users/${id}`)).body;
    await scim('PATCH', `/Users/${id}`, activePatch(false));
    await admin('DELETE', '/connectors/okta');
    for (const active of [false, true]) {
      await admin('PATCH', `/users/${id}`, { active });
      expect(await view()).toMatchObject({ source: 'manual', active, authorized: false });
    }
    await other('PATCH', `/Users/${id}`, patchBody({ op: 'add', path: 'title', value: 'Clerk' }));
    expect(await view()).toMatchObject({ source: 'scim', active: true, authorized: true });
  });
});
