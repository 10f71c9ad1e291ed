import { uuidv7 } from '../../src/audit/uuidv7.js';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { GROUP_SCHEMA, PATCH_OP, SEARCH_REQUEST, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient, TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { eventOf } from '../support/event-of.js';
import { createUser } from '../support/users.js';

describeApp('a switch that is turned together with other settings', (app) => {
  const tenant = '/tenants/switched';
  const connector = `${tenant}/connectors/c`;
  const field = `${tenant}/extended-fields/costCode`;
  let credential: string;

  beforeAll(async () => {
    const made = [
      await app().admin('POST', '/tenants', { slug: 'switched', displayName: 'Switched' }),
      await app().admin('POST', `${tenant}/connectors`, { slug: 'c', displayName: 'C', provider: 'okta' }),
      await app().admin('POST', `${tenant}/extended-fields`, { fieldId: 'costCode', displayName: 'F', type: 'string' }),
      await app().admin('POST', `${connector}/credentials`, { type: 'bearer', name: 'N' }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    credential = `${connector}/credentials/${String(made[3]?.body.id)}`;
  });

  it.each<[string, () => string, object, object, string]>([
    [
      'application.lifecycle.deactivate',
      () => connector,
      { displayName: 'C2', syncEnabled: false },
      { displayName: 'C', syncEnabled: true },
      'Synchronization of the connector C was switched off, and other settings of it were changed',
    ],
    [
      'application.lifecycle.activate',
      () => connector,
      { displayName: 'C', syncEnabled: true },
      { displayName: 'C2', syncEnabled: false },
      'Synchronization of the connector C2 was switched on, and other settings of it were changed',
    ],
    [
      'system.api_token.disable',
      () => credential,
      { name: 'N2', enabled: false },
      { name: 'N', enabled: true },
      'The credential N of the connector C was disabled and updated',
    ],
    [
      'system.api_token.enable',
      () => credential,
      { name: 'N', enabled: true },
      { name: 'N2', enabled: false },
      'The credential N2 of the connector C was enabled and updated',
    ],
    [
      'extended_field.lifecycle.deactivate',
      () => field,
      { displayName: 'F2', state: 'off' },
      { displayName: 'F', state: 'on' },
      'The extended field costCode was switched off and changed',
    ],
    [
      'extended_field.lifecycle.activate',
      () => field,
      { displayName: 'F', state: 'on' },
      { displayName: 'F2', state: 'off' },
      'The extended field costCode was switched on and changed',
    ],
    [
      'tenant.lifecycle.deactivate',
      () => tenant,
      { displayName: 'S2', enabled: false },
      { displayName: 'Switched', enabled: true },
      'The tenant Switched was deactivated and updated',
    ],
    [
      'tenant.lifecycle.activate',
      () => tenant,
      { displayName: 'Switched', enabled: true },
      { displayName: 'S2', enabled: false },
      'The tenant S2 was activated and updated',
    ],
  ])('is %s, with all that changed', async (eventType, path, to, from, displayMessage) => {
    const answer = await app().admin('PATCH', path(), to);
    expect(answer.status).toBe(200);
    const event = await eventOf(app(), answer, 'switched');
    expect(event).toMatchObject({ eventType, displayMessage });
    const sides = (side: 'from' | 'to') => Object.fromEntries(event.changes.map((one) => [one.path, one[side]]));
    expect([sides('from'), sides('to')]).toEqual([from, to]);
  });
});

describeApp('the sign-in of a user that is turned together with other attributes', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  it.each<[string, object, string, string]>([
    ['alone', { active: false }, 'user.lifecycle.deactivate', 'switched off the sign-in of NAME'],
    ['to what it is', { active: true, title: 'T' }, 'user.account.update_profile', 'updated the user NAME'],
    [
      'with a title',
      { active: false, title: 'T' },
      'user.lifecycle.deactivate',
      'switched off the sign-in of NAME and updated the user',
    ],
  ])('by an admin, %s', async (_, patch, eventType, words) => {
    const userName = `${uuidv7()}@example.com`;
    const { body } = await app().admin('POST', '/tenants/default/users', { userName });
    const answer = await app().admin('PATCH', `/tenants/default/users/${String(body.id)}`, patch);
    expect(answer.status).toBe(200);
    const event = await eventOf(app(), answer);
    expect(event).toMatchObject({
      eventType,
      displayMessage: `ADMIN_TOKEN of the environment ${words.replace('NAME', userName)}`,
    });
  });

  it.each<[string, object, object, string]>([
    ['off', { active: true }, { active: false }, 'deactivated the user NAME'],
    ['off', { active: true }, { active: false, title: 'T' }, 'deactivated the user NAME and updated it'],
    ['on', { active: false }, { active: true }, 'reactivated the user NAME'],
    ['on', { active: false }, { active: true, title: 'T' }, 'reactivated the user NAME and updated it'],
    ['not', { active: true }, { active: true, title: 'T' }, 'updated the user NAME'],
  ])('by a connector, %s: from %j to %j', async (_, from, to, words) => {
    const userName = `${uuidv7()}@example.com`;
    const { body } = await createUser(scim, userName, from);
    const { schemas, name, emails, displayName } = body;
    const document = { schemas, userName, name, emails, displayName, ...to };
    const answer = await scim('PUT', `/Users/${String(body.id)}`, document);
    expect(answer.status).toBe(200);
    const event = await eventOf(app(), answer);
    expect(event.displayMessage).toBe(`Okta ${words.replace('NAME', userName)}`);
  });

  it('by a connector that took the user over', async () => {
    const userName = `${uuidv7()}@example.com`;
    const { body } = await app().admin('POST', '/tenants/default/users', { userName });
    const operations = [{ op: 'replace', value: { active: false, title: 'T' } }];
    const patch = { schemas: [PATCH_OP], Operations: operations };
    const answer = await scim('PATCH', `/Users/${String(body.id)}`, patch);
    const event = await eventOf(app(), answer);
    expect(event.displayMessage).toBe(`Okta deactivated the user ${userName}, updated it and took it over`);
  });
});

describeApp('ServiceProviderConfig, which anybody may read', (app) => {
  it.each(['v2/ServiceProviderConfig', 'v1/ServiceProviderConfigs'])(
    '%s counts with a credential alone',
    async (path) => {
      const slug = path.slice(0, 2);
      const connector = `/tenants/default/connectors/${slug}`;
      const made = await app().admin('POST', '/tenants/default/connectors', {
        slug,
        displayName: slug,
        provider: 'okta',
      });
      expect(made.status).toBe(201);
      const { token } = await app().scim('default', slug);
      const get = (authorization?: string): Promise<Answer> =>
        app().request(
          'GET',
          `/scim/default/${slug}/${path}`,
          authorization === undefined ? {} : { headers: { authorization } },
        );
      const idle = { state: 'waiting', lastRequestAt: null, lastSuccessAt: null };
      for (const authorization of [undefined, 'non-token', `Bearer ${(await app().scim()).token}`]) {
        const answer = await get(authorization);
        expect(answer.status).toBe(200);
        expect(await eventOf(app(), answer)).toMatchObject({ actor: { type: 'Anonymous' } });
      }
      expect((await app().admin('GET', connector)).body).toMatchObject(idle);

      const answer = await get(`Bearer ${token}`);
      expect(answer.status).toBe(200);
      const at = expect.any(String) as string;
      expect((await app().admin('GET', connector)).body).toMatchObject({
        state: 'connected',
        lastRequestAt: at,
        lastSuccessAt: at,
      });
      expect(await eventOf(app(), answer)).toMatchObject({
        eventType: 'application.provision.integration.call_api',
        actor: { type: 'PublicClientApp', alternateId: slug },
        displayMessage: `${slug} (test) called GET /scim/default/${slug}/${path}`,
      });
      await app().app.get(CredentialsService).onApplicationShutdown();
      const { items } = (await app().admin('GET', `${connector}/credentials`)).body;
      expect(items).toMatchObject([{ lastUsedAt: at, lastUsedIp: '127.0.0.1' }]);
    },
  );
});

/** The same connector at its base URL of SCIM 1.1. */
function v1Of(app: TestApp, { token }: ScimClient): ScimClient {
  const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
    app.request(method, `/scim/default/okta/v1${path}`, {
      headers: { authorization: token, 'content-type': 'application/json' },
      body,
    });
  return Object.assign(send, { base: '', token });
}

const UNENDED = encodeURIComponent('userName eq "x');
const TWO = 'attributes=id&excludedAttributes=emails';

describeApp('what is refused for what it asks bears the type of what was tried', (app) => {
  const USERS = 'application.provision.user';
  const GROUPS = 'application.provision.group';
  const ANY = 'application.provision.integration.call_api';
  let scim: ScimClient;
  let v1: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
    v1 = v1Of(app(), scim);
  });

  it.each<[string, string, string, object | undefined, string, string]>([
    ['GET', `/Users?filter=${UNENDED}`, '2', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Users?filter=', '2', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Users?filter=a%20pr&filter=b%20pr', '2', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Users?filter=nothing%20pr', '2', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Users?filter=userName%20pr&count=x', '2', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Users?count=x', '2', undefined, `${USERS}.import`, 'could not list users'],
    ['GET', '/Users?sortBy=zz', '2', undefined, `${USERS}.import`, 'could not list users'],
    ['GET', `/Users?${TWO}`, '2', undefined, `${USERS}.import`, 'could not list users'],
    ['GET', `/Groups?filter=${UNENDED}`, '2', undefined, `${GROUPS}.verify_exists`, 'could not look up groups'],
    ['GET', '/Groups?startIndex=x', '2', undefined, `${GROUPS}.import`, 'could not list groups'],
    ['POST', '/Users/.search', '2', {}, `${USERS}.import`, 'could not list users'],
    ['POST', '/Users/.search', '2', { Filter: 5 }, `${USERS}.verify_exists`, 'could not look up users'],
    ['POST', '/Groups/.search', '2', { filter: null }, `${GROUPS}.import`, 'could not list groups'],
    ['GET', '?count=x', '2', undefined, ANY, 'could not list users and groups'],
    ['GET', `?filter=${UNENDED}`, '2', undefined, ANY, 'could not look up users and groups'],
    ['POST', '/.search', '2', {}, ANY, 'could not list users and groups'],
    ['POST', '/.search', '2', { filter: 'x' }, ANY, 'could not look up users and groups'],
    ['GET', '/Roles?count=x', '2', undefined, ANY, 'could not list the roles'],
    ['GET', `/Users?filter=${UNENDED}`, '1', undefined, `${USERS}.verify_exists`, 'could not look up users'],
    ['GET', '/Groups?count=x', '1', undefined, `${GROUPS}.import`, 'could not list groups'],
    ['POST', `/Users?${TWO}`, '2', { userName: 'a@b.c' }, `${USERS}.push`, 'could not create the user a@b.c'],
    ['POST', `/Groups?${TWO}`, '2', { displayName: 'G' }, `${GROUPS}_push.pushed`, 'could not create the group G'],
  ])('%s %s (SCIM %s)', async (method, path, version, body, eventType, words) => {
    const answer = await (version === '1' ? v1 : scim)(method, path, body);
    expect(answer.status).toBe(400);
    const event = await eventOf(app(), answer);
    expect(event).toMatchObject({ eventType, displayMessage: `Okta ${words}` });
    expect(event.outcome).toMatchObject({ result: 'FAILURE', reason: expect.any(String) as string });
  });
});

describeApp('what is refused before its body is read tells nobody’s name', (app) => {
  const connector = '/tenants/unread/connectors/c';
  it.each<[string, string, object, object, string]>([
    ['its switch is off', connector, { syncEnabled: false }, { syncEnabled: true }, 'is off'],
    ['its tenant is disabled', '/tenants/unread', { enabled: false }, { enabled: true }, 'disabled'],
    ['its credential only reads', '', { scope: 'read' }, { scope: 'read-write' }, 'only read'],
  ])('as %s', async (_, path, off, on, reason) => {
    await app().admin('POST', '/tenants', { slug: 'unread', displayName: 'Unread' });
    await app().admin('POST', '/tenants/unread/connectors', { slug: 'c', displayName: 'C', provider: 'okta' });
    const credential = await app().admin('POST', `${connector}/credentials`, { type: 'bearer', name: 'N' });
    const switched = path === '' ? `${connector}/credentials/${String(credential.body.id)}` : path;
    expect((await app().admin('PATCH', switched, off)).status).toBe(200);
    const answer = await app().request('POST', '/scim/unread/c/v2/Users', {
      headers: { authorization: `Bearer ${String(credential.body.token)}`, 'content-type': 'application/scim+json' },
      body: { schemas: [USER_SCHEMA], userName: 'unread@example.com' },
    });
    expect(answer.status).toBe(403);
    expect((await app().admin('PATCH', switched, on)).status).toBe(200);
    const event = await eventOf(app(), answer, 'unread');
    expect(event).toMatchObject({
      ...{ eventType: 'application.integration.general_failure', displayMessage: 'A call was refused' },
      outcome: { result: 'FAILURE', reason: expect.stringContaining(reason) as string },
    });
    expect(JSON.stringify(event)).not.toContain('unread@example.com');
  });
});

describeApp('a change that is refused for its body names whom it was about', (app) => {
  const PATCH = [PATCH_OP];
  let scim: ScimClient;
  let user: string;
  let group: string;
  beforeAll(async () => {
    scim = await app().scim();
    user = `/Users/${String((await createUser(scim, 'named@example.com')).body.id)}`;
    const made = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Named' });
    group = `/Groups/${String(made.body.id)}`;
  });

  it.each<[string, string, () => string, object, 'User' | 'AppGroup']>([
    ['PUT', 'with active 5', () => user, { schemas: [USER_SCHEMA], userName: 'named@example.com', active: 5 }, 'User'],
    ['PUT', 'with a rename', () => user, { schemas: [USER_SCHEMA], userName: 'other@example.com', active: 5 }, 'User'],
    ['PUT', 'without a name', () => user, { schemas: [USER_SCHEMA] }, 'User'],
    ['PATCH', 'with op zap', () => user, { schemas: PATCH, Operations: [{ op: 'zap', path: 'title' }] }, 'User'],
    ['PATCH', 'without Operations', () => user, { schemas: PATCH }, 'User'],
    [
      'PATCH',
      'of nothing known',
      () => user,
      { schemas: PATCH, Operations: [{ op: 'add', path: 'nothing', value: 1 }] },
      'User',
    ],
    ['PUT', 'with displayName 5', () => group, { schemas: [GROUP_SCHEMA], displayName: 5 }, 'AppGroup'],
    ['PUT', 'with a rename', () => group, { schemas: [GROUP_SCHEMA], displayName: 'Other', members: 5 }, 'AppGroup'],
    ['PATCH', 'without Operations', () => group, { schemas: PATCH }, 'AppGroup'],
  ])('%s %s', async (method, _, path, body, type) => {
    const answer = await scim(method, path(), body);
    expect(answer.status).toBe(400);
    const [name, displayName, what, eventType] =
      type === 'User'
        ? ['named@example.com', 'Test User', 'user', 'application.provision.user.push_profile']
        : ['Named', 'Named', 'group', 'application.provision.group_push.updated'];
    const event = await eventOf(app(), answer);
    expect(event).toMatchObject({ eventType, displayMessage: `Okta could not update the ${what} ${name}` });
    const [target] = event.target;
    expect(target).toMatchObject({ type, id: path().split('/')[2], alternateId: name, displayName });
  });
});

describeApp('what is refused for its query names whom it was about', (app) => {
  const ids = { Users: '', Groups: '' };
  let clients: Readonly<Record<'v1' | 'v2', ScimClient>>;
  beforeAll(async () => {
    const scim = await app().scim();
    clients = { v1: v1Of(app(), scim), v2: scim };
    ids.Users = String((await createUser(scim, 'asked@example.com')).body.id);
    const made = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Asked' });
    ids.Groups = String(made.body.id);
  });

  const CALLS = ['GET', 'PUT', 'PATCH'].flatMap((method) =>
    (['Users', 'Groups'] as const).flatMap((type) =>
      (['v2', 'v1'] as const).flatMap((version) =>
        [TWO, 'attributes=id&attributes=emails'].map((query) => [method, version, type, query] as const),
      ),
    ),
  );
  it.each(CALLS)('%s %s/%s/{id}?%s', async (method, version, type, query) => {
    // The body says another name, and is wrong: the name that it has now is the one.
    const body = method === 'GET' ? undefined : { userName: 'other@example.com', displayName: 'Other', active: 5 };
    const id = ids[type];
    const answer = await clients[version](method, `/${type}/${id}?${query}`, body);
    expect(answer.status).toBe(400);
    const [name, displayName, what] =
      type === 'Users' ? ['asked@example.com', 'Test User', 'user'] : ['Asked', 'Asked', 'group'];
    const verb = method === 'GET' ? 'read' : 'update';
    const event = await eventOf(app(), answer);
    expect(event.displayMessage).toBe(`Okta could not ${verb} the ${what} ${name}`);
    expect(event.target[0]).toMatchObject({ id, alternateId: name, displayName });
  });
});

describeApp('a look-up is told as it was asked', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });

  it.each<[string, string, string, string]>([
    ['Groups', 'GET', 'displayName eq "R&D Team"', 'groups where displayName is R&D Team'],
    ['Groups', 'POST', 'DISPLAYNAME EQ "R&D Team"', 'groups where displayName is R&D Team'],
    ['Users', 'GET', 'userName eq "Jane.Doe@Example.com"', 'users where userName is Jane.Doe@Example.com'],
    ['Users', 'GET', 'userName eq "Straße \\u03a3"', 'users where userName is Straße Σ'],
    ['Users', 'GET', 'not (userName ne "Jane")', 'users where userName is Jane'],
    ['Users', 'GET', `userName eq "Jane" and schemas eq "${USER_SCHEMA}"`, 'users where userName is Jane'],
    ['Users', 'GET', 'externalId eq "AbC"', 'users where externalId is AbC'],
    ['Users', 'GET', 'userName eq "A\\nB"', 'users where userName is A\ufffdB'],
    ['Users', 'GET', 'userName sw "Jane"', 'users where userName matches a filter'],
    ['Users', 'GET', 'title eq "Secret" or displayName eq "X"', 'users where title, displayName matches a filter'],
    ['', 'GET', 'displayName eq "R&D Team"', 'users and groups where displayName is R&D Team'],
    ['', 'POST', 'userName eq "Jane"', 'users where userName is Jane'],
  ])('/%s %s %s', async (path, method, filter, words) => {
    const base = path === '' ? '' : `/${path}`;
    const answer =
      method === 'GET'
        ? await scim('GET', `${base}?filter=${encodeURIComponent(filter)}`)
        : await scim('POST', `${base}/.search`, { schemas: [SEARCH_REQUEST], filter });
    expect(answer.status).toBe(200);
    expect((await eventOf(app(), answer)).displayMessage).toBe(`Okta looked up ${words}: 0 found`);
  });
});
