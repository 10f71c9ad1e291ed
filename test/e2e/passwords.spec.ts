import type { LogEvent } from '../../src/audit/log-event.js';
import { PasswordHasher } from '../../src/directory/password-hasher.js';
import { BULK_REQUEST, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { TenantsService } from '../../src/tenancy/tenants.service.js';
import { ADMIN_TOKEN, type Answer, type ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

const FIRST = 'a quiet harbour at noon';
const SECOND = 'a loud harbour at night';
const UNKNOWN = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';
describeApp('passwords', (app) => {
  let tenants = 0;
  let tenant = '';
  let scim: ScimClient;
  let users = 0;

  const admin = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    app().request(method, `/api/v1/tenants/${tenant}${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json', ...headers },
      body,
    });
  async function newTenant(settings: object = { passwordSync: 'store' }): Promise<void> {
    tenants += 1;
    tenant = `vault-${tenants}`;
    await app().admin('POST', '/tenants', { slug: tenant, displayName: 'Passwords' });
    await admin('POST', '/connectors', { slug: 'okta', displayName: 'Okta', ...settings });
    scim = await app().scim(tenant, 'okta');
  }
  const newName = (): string => {
    users += 1;
    return `person-${users}@example.com`;
  };
  const body = (userName: string, more: object = {}): object => ({ schemas: [USER_SCHEMA], userName, ...more });
  const create = async (userName: string, more: object = {}): Promise<string> => {
    const created = await scim('POST', '/Users', body(userName, more));
    if (created.status !== 201) throw new Error(created.text);
    return String(created.body.id);
  };
  const patch = (id: string, ...operations: readonly object[]): Promise<Answer> =>
    scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: operations });
  const check = (userName: string, password: string, more: object = {}): Promise<Answer> =>
    admin('POST', '/password-checks', { userName, password, ...more });
  const isValid = async (userName: string, password: string): Promise<unknown> => {
    const answer = await check(userName, password);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
    expect(Object.keys(answer.body)).toEqual(['valid']);
    return answer.body.valid;
  };
  const eventsOf = async (answer: Answer): Promise<readonly LogEvent[]> => {
    const events = (await admin('GET', '/logs?sortOrder=DESCENDING&limit=200')).body as unknown as LogEvent[];
    return events.filter(({ transaction }) => transaction.id === answer.headers.get('x-request-id'));
  };
  const expectRefusal = (answer: Answer, detail: RegExp): void => {
    expect({ status: answer.status, body: answer.body }).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue', detail: expect.stringMatching(detail) as string },
    });
  };

  beforeAll(() => newTenant());

  describe('in every form in which identity providers send them', () => {
    const op = (operation: object) => (id: string) => patch(id, operation);
    it.each<[string, (id: string, userName: string) => Promise<Answer>, string?]>([
      ['PATCH without a path (Okta templates)', op({ op: 'replace', value: { password: SECOND } })],
      ['PATCH add without a path', op({ op: 'add', value: { password: SECOND } })],
      ['PATCH with a path', op({ op: 'replace', path: 'password', value: SECOND })],
      ['PATCH Add with a path (Entra)', op({ op: 'Add', path: 'password', value: SECOND })],
      ['PATCH with the URN', op({ op: 'replace', path: `${USER_SCHEMA}:password`, value: SECOND })],
      ['PATCH with the URN as key', op({ op: 'replace', value: { [`${USER_SCHEMA}:password`]: SECOND } })],
      ['PATCH in capitals', op({ op: 'replace', value: { PASSWORD: SECOND } })],
      [
        'PATCH of several, of which the last one counts',
        (id) => patch(id, ...[FIRST, SECOND].map((value) => ({ op: 'replace', path: 'password', value }))),
      ],
      ['PUT (App Integration Wizard)', (id, name) => scim('PUT', `/Users/${id}`, body(name, { password: SECOND }))],
      [
        'PUT with the whole resource',
        async (id) => {
          const { body: read } = await scim('GET', `/Users/${id}`);
          return scim('PUT', `/Users/${id}`, { ...read, password: SECOND });
        },
      ],
      [
        'SCIM 1.1 PATCH',
        (id) => scim11('PATCH', `/Users/${id}`, { schemas: ['urn:scim:schemas:core:1.0'], id, password: SECOND }),
      ],
      [
        'SCIM 1.1 PUT',
        (id, userName) =>
          scim11('PUT', `/Users/${id}`, { schemas: ['urn:scim:schemas:core:1.0'], id, userName, password: SECOND }),
      ],
      ['the admin API', (id) => admin('PUT', `/users/${id}/password`, { password: SECOND })],
    ])('%s', async (_, send) => {
      const userName = newName();
      const id = await create(userName, { password: FIRST });
      expect(await isValid(userName, FIRST)).toBe(true);
      const answer = await send(id, userName);
      expect([200, 204]).toContain(answer.status);
      expect(answer.text).not.toMatch(/password|argon2|harbour/i);
      expect([await isValid(userName, FIRST), await isValid(userName, SECOND)]).toEqual([false, true]);
      const [event] = await eventsOf(answer);
      expect(event?.changes).toContainEqual({ path: 'password', from: null, to: { set: true } });
      expect(JSON.stringify(event)).not.toMatch(/argon2|harbour/);
    });

    const scim11 = (method: string, path: string, sent: object): Promise<Answer> =>
      app().request(method, `/scim/${tenant}/okta/v1${path}`, {
        headers: { authorization: `Bearer ${scim.token}`, 'content-type': 'application/json' },
        body: sent,
      });

    it('SCIM 1.1 POST', async () => {
      const userName = newName();
      const created = await scim11('POST', '/Users', {
        ...{ schemas: ['urn:scim:schemas:core:1.0'], userName, password: FIRST },
      });
      expect(created.status).toBe(201);
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it('Bulk, each with a refusal of its own', async () => {
      const names = [newName(), newName()];
      const post = (userName: string | undefined, password: string): object => ({
        ...{ method: 'POST', path: '/Users', bulkId: userName, data: body(String(userName), { password }) },
      });
      const answer = await scim('POST', '/Bulk', {
        schemas: [BULK_REQUEST],
        Operations: [post(names[0], FIRST), post(names[1], 'short')],
      });
      expect(answer.body.Operations).toMatchObject([
        { status: '201' },
        {
          status: '400',
          response: { scimType: 'invalidValue', detail: expect.stringMatching(/at least 8/) as string },
        },
      ]);
      expect(await isValid(String(names[0]), FIRST)).toBe(true);
      expect(await isValid(String(names[1]), 'short')).toBe(false);
    });

    it('typed on another device: another form of Unicode, another space', async () => {
      const userName = newName();
      await create(userName, { password: 'caf\u00e9 au lait \u{1F980}' });
      expect(await isValid(userName, 'cafe\u0301 au\u00a0lait \u{1F980}')).toBe(true);
      expect(await isValid(userName, 'cafe au lait \u{1F980}')).toBe(false);
      expect(await isValid(userName.toUpperCase(), 'caf\u00e9 au lait \u{1F980}')).toBe(true);
    });
  });

  describe('what changes', () => {
    it('a password alone is Okta’s push_password, and a new version also when it is the same one', async () => {
      const id = await create(newName(), { password: FIRST });
      const answer = await patch(id, { op: 'replace', value: { password: FIRST } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, 'W/"2"']);
      expect(await eventsOf(answer)).toMatchObject([
        {
          ...{ eventType: 'application.provision.user.push_password', outcome: { result: 'SUCCESS' } },
          displayMessage: expect.stringMatching(/^Okta set the password of the user person-/) as string,
          changes: [{ path: 'password', from: null, to: { set: true } }],
        },
      ]);
    });

    it('with other attributes it is an update of the profile', async () => {
      const id = await create(newName());
      const answer = await patch(id, { op: 'replace', value: { password: FIRST, title: 'x' } });
      expect(await eventsOf(answer)).toMatchObject([
        { eventType: 'application.provision.user.push_profile', changes: [{ path: 'title' }, { path: 'password' }] },
      ]);
    });

    it('with a deactivation it is a deactivation', async () => {
      const id = await create(newName());
      const answer = await patch(id, { op: 'replace', value: { password: FIRST, active: false } });
      expect(await eventsOf(answer)).toMatchObject([{ eventType: 'application.provision.user.deactivate' }]);
    });

    it.each<[string, (id: string) => Promise<Answer>]>([
      ['remove', (id) => patch(id, { op: 'remove', path: 'password' })],
      ['replace by null', (id) => patch(id, { op: 'replace', path: 'password', value: null })],
      ['replace by nothing', (id) => patch(id, { op: 'replace', value: { password: '' } })],
      ['the admin API', (id) => admin('DELETE', `/users/${id}/password`)],
    ])('%s removes it, once', async (_, send) => {
      const userName = newName();
      const id = await create(userName, { password: FIRST });
      const answer = await send(id);
      expect([200, 204]).toContain(answer.status);
      expect(await eventsOf(answer)).toMatchObject([
        { changes: [{ path: 'password', from: { set: true }, to: null }] },
      ]);
      expect(await isValid(userName, FIRST)).toBe(false);
      await send(id);
      expect((await scim('GET', `/Users/${id}`)).headers.get('etag')).toBe('W/"2"');
    });

    it.each<[string, object]>([
      ['PUT without it', {}],
      ['PUT with null', { password: null }],
      ['PUT with nothing', { password: '' }],
    ])('%s keeps it', async (_, more) => {
      const userName = newName();
      const id = await create(userName, { password: FIRST, title: 'x' });
      expect((await scim('PUT', `/Users/${id}`, body(userName, more))).status).toBe(200);
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it('of two at once one stays, and each has its event', async () => {
      const userName = newName();
      const id = await create(userName);
      const answers = await Promise.all(
        [FIRST, SECOND].map((value) => patch(id, { op: 'replace', path: 'password', value })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      for (const answer of answers) expect(await eventsOf(answer)).toHaveLength(1);
      const right = [await isValid(userName, FIRST), await isValid(userName, SECOND)];
      expect(right.filter((one) => one === true)).toHaveLength(1);
      expect((await scim('GET', `/Users/${id}`)).headers.get('etag')).toBe('W/"3"');
    });

    it('a deleted user has none; a restored one has the one that it had', async () => {
      const userName = newName();
      const id = await create(userName, { password: FIRST });
      await scim('DELETE', `/Users/${id}`);
      expect(await isValid(userName, FIRST)).toBe(false);
      expect((await admin('POST', `/users/${id}/restore`)).status).toBe(200);
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it('a user that is taken over gets the one that was sent', async () => {
      const userName = newName();
      await admin('POST', '/users', { userName });
      await create(userName, { password: FIRST });
      expect(await isValid(userName, FIRST)).toBe(true);
    });
  });

  describe('refusals', () => {
    it.each<[string, unknown, RegExp]>([
      ['too short', 'harbour', /at least 8 characters/],
      ['too long', 'harbour '.repeat(20), /at most 128 characters/],
      ['of 8,000 characters', 'x'.repeat(8_000), /at most 128 characters/],
      ['a common one', 'Password123', /most common/],
      ['with a tab', 'harbour\tharbour', /control/],
      ['a number', 12345678, /must be a string/],
      ['an object', { value: FIRST }, /must be a string/],
      ['a list', [FIRST], /not a list/],
      ['with a NUL', 'harbour\0harbour', /not allowed/],
      ['with half a character', 'harbour harbour \ud83e', /not allowed/],
    ])('%s: 400 in every form, and nothing is changed or repeated', async (_, password, detail) => {
      const userName = newName();
      expectRefusal(await scim('POST', '/Users', body(userName, { password })), detail);
      const id = await create(userName, { password: FIRST });
      const answers = [
        await scim('PUT', `/Users/${id}`, body(userName, { password, title: 'x' })),
        await patch(id, { op: 'replace', value: { password, title: 'x' } }),
        await patch(id, { op: 'add', path: 'password', value: password }),
      ];
      for (const answer of answers) {
        expectRefusal(answer, detail);
        expect(answer.text).not.toMatch(/harbour|xxx|Password123/);
        expect((await eventsOf(answer))[0]).toMatchObject({ outcome: { result: 'FAILURE' } });
      }
      const read = await scim('GET', `/Users/${id}`);
      expect([read.headers.get('etag'), read.body.title]).toEqual(['W/"1"', undefined]);
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it('names every broken rule at once', async () => {
      await newTenant();
      await admin('PATCH', '/password-policy', { minLength: 12, requireUppercase: true, requireSpecial: true });
      const answer = await scim('POST', '/Users', body('janedoe@x.io', { password: 'janedoe1' }));
      expectRefusal(answer, /at least 12 .* upper-case .* punctuation .* userName/);
      await newTenant();
    });

    it.each<[string, (id: string) => Promise<Answer>]>([
      ['PATCH', (id) => patch(id, { op: 'replace', path: 'password', value: 'renamed-now 1' })],
      [
        'PATCH that renames',
        (id) => patch(id, { op: 'replace', value: { password: 'jack.roe 1', userName: 'Jack.Roe' } }),
      ],
      ['PUT', (id) => scim('PUT', `/Users/${id}`, body('Renamed-Now', { password: 'xRENAMED-NOWx' }))],
      ['the admin API', (id) => admin('PUT', `/users/${id}/password`, { password: '1renamed-now1' })],
    ])('%s with the userName in it: 400', async (_, send) => {
      const id = await create('before');
      await patch(id, { op: 'replace', path: 'userName', value: 'Renamed-Now' });
      const answer = await send(id);
      expect({ status: answer.status, detail: answer.body.detail }).toEqual({
        ...{ status: 400, detail: expect.stringMatching(/must not hold the userName/) as string },
      });
      await scim('DELETE', `/Users/${id}`);
    });

    it('an unknown user is 404, whatever the password is', async () => {
      for (const password of [FIRST, 'short']) {
        expect((await patch(UNKNOWN, { op: 'replace', value: { password } })).status).toBe(404);
        expect((await scim('PUT', `/Users/${UNKNOWN}`, body('x', { password }))).status).toBe(404);
        expect((await admin('PUT', `/users/${UNKNOWN}/password`, { password })).status).toBe(404);
      }
      expect((await admin('DELETE', `/users/${UNKNOWN}/password`)).status).toBe(404);
    });

    it('an outdated If-Match is 412, and the password stays', async () => {
      const userName = newName();
      const id = await create(userName, { password: FIRST });
      const answer = await admin('PUT', `/users/${id}/password`, { password: SECOND }, { 'if-match': 'W/"9"' });
      expect(answer.status).toBe(412);
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it.each<[string, unknown]>([
      ['no body', undefined],
      ['nothing', {}],
      ['null', { password: null }],
      ['an empty one', { password: '' }],
      ['a number', { password: 12345678 }],
      ['an unknown field', { password: FIRST, force: true }],
      ['another name of it', { Password: FIRST }],
      ['too long', { password: 'x'.repeat(5_000) }],
      ['too short', { password: 'short' }],
    ])('PUT of the admin API with %s: 400', async (_, sent) => {
      const id = await create(newName());
      const answer = await admin('PUT', `/users/${id}/password`, sent);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
      expect(answer.text).not.toMatch(/harbour|xxxx/);
    });
  });

  it('are dropped where the connector ignores them, whatever they are; an admin may set them', async () => {
    await newTenant({});
    const userName = newName();
    const id = await create(userName, { password: '1' });
    for (const password of [FIRST, 'short', 'Password123', null]) {
      const answer = await patch(id, { op: 'replace', value: { password } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, 'W/"1"']);
    }
    expect(await isValid(userName, FIRST)).toBe(false);
    expect((await admin('PUT', `/users/${id}/password`, { password: SECOND })).status).toBe(204);
    await patch(id, { op: 'remove', path: 'password' });
    await patch(id, { op: 'replace', value: { password: FIRST } });
    expect(await isValid(userName, SECOND)).toBe(true);
    await newTenant();
  });

  it('are reset by an admin while the connector manages the user', async () => {
    const userName = newName();
    const id = await create(userName, { password: FIRST });
    expect((await admin('PATCH', `/users/${id}`, { title: 'x' })).status).toBe(409);
    const answer = await admin('PUT', `/users/${id}/password`, { password: SECOND });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await eventsOf(answer)).toMatchObject([
      { eventType: 'user.account.reset_password', actor: { type: 'AdminToken' }, target: [{ alternateId: userName }] },
    ]);
    expect((await admin('GET', `/users/${id}`)).body).toMatchObject({ source: 'scim' });
    expect(await isValid(userName, SECOND)).toBe(true);
  });

  it.each(['GET', 'POST', 'PATCH'])('nothing reads them: %s of the address is 405', async (method) => {
    const id = await create(newName());
    expect((await admin(method, `/users/${id}/password`, method === 'GET' ? undefined : {})).status).toBe(405);
  });

  it('/ServiceProviderConfig says it to the connector alone', async () => {
    const supported = async (authorization?: string, path = `/scim/${tenant}/okta/v2/ServiceProviderConfig`) => {
      const { status, body: config } = await app().request('GET', path, {
        headers: authorization === undefined ? {} : { authorization },
      });
      return [status, (config.changePassword as { supported: boolean }).supported];
    };
    expect(await supported(`Bearer ${scim.token}`)).toEqual([200, true]);
    expect(await supported(scim.token, `/scim/${tenant}/okta/v1/ServiceProviderConfigs`)).toEqual([200, true]);
    expect(await supported()).toEqual([200, false]);
    expect(await supported('Bearer wrong')).toEqual([200, false]);
    expect(await supported(`Bearer ${(await app().scim()).token}`)).toEqual([200, false]);
    expect(await supported(`Bearer ${scim.token}`, '/scim/default/okta/v2/ServiceProviderConfig')).toEqual([
      200,
      false,
    ]);
  });

  describe('checks', () => {
    it.each<[string, (id: string) => Promise<unknown>]>([
      ['an inactive user', (id) => patch(id, { op: 'replace', value: { active: false } })],
      ['a user who was switched off', (id) => admin('PATCH', `/users/${id}`, { active: false })],
      ['a disabled tenant', () => app().admin('PATCH', `/tenants/${tenant}`, { enabled: false })],
      ['a deleted user', (id) => scim('DELETE', `/Users/${id}`)],
    ])('of %s are false', async (_, change) => {
      const userName = newName();
      await change(await create(userName, { password: FIRST }));
      expect(await isValid(userName, FIRST)).toBe(false);
      await app().admin('PATCH', `/tenants/${tenant}`, { enabled: true });
    });

    it.each([
      ['an unknown user', 'nobody@example.com', FIRST],
      ['a LIKE pattern', '%', FIRST],
      ['half a character', 'x\ud83e', 'y\ud83e'],
      ['control characters', 'x\0', 'y\0'],
      ['a long password', 'x', 'y'.repeat(4_096)],
    ])('of %s are false', async (_, userName, password) => expect(await isValid(userName, password)).toBe(false));

    it.each<[string, unknown]>([
      ['nothing', {}],
      ['no password', { userName: 'x' }],
      ['no userName', { password: 'x' }],
      ['an empty userName', { userName: '', password: 'x' }],
      ['an object as userName', { userName: { $ne: null }, password: 'x' }],
      ['a list as password', { userName: 'x', password: ['x'] }],
      ['a long userName', { userName: 'x'.repeat(256), password: 'x' }],
      ['a long password', { userName: 'x', password: 'x'.repeat(4_097) }],
      ['no address', { userName: 'x', password: 'x', ipAddress: 'here' }],
      ['an unknown field', { userName: 'x', password: 'x', y: 1 }],
      ['a list', []],
    ])('with %s: 400', async (_, sent) => expect((await admin('POST', '/password-checks', sent)).status).toBe(400));

    it('say in the log alone why they were false, and never what was typed', async () => {
      const userName = newName();
      const none = newName();
      const id = await create(userName, { password: FIRST });
      await create(none);
      const expectEvent = async (answer: Answer, reason: string | null, target: readonly object[]) =>
        expect(await eventsOf(answer)).toMatchObject([
          {
            eventType: 'user.authentication.verify',
            outcome: { result: reason === null ? 'SUCCESS' : 'FAILURE', reason },
            target,
          },
        ]);
      await expectEvent(await check(userName, FIRST), null, [{ alternateId: userName }]);
      await expectEvent(await check(userName, SECOND), 'The password is wrong.', [{ alternateId: userName }]);
      await expectEvent(await check(none, SECOND), 'The user has no password.', [{ alternateId: none }]);
      await expectEvent(await check('my password', SECOND), 'There is no user with this userName.', []);
      await patch(id, { op: 'replace', value: { active: false } });
      const inactive = await check(userName, FIRST, { ipAddress: '203.0.113.7' });
      await expectEvent(inactive, 'The user is not active.', [{ alternateId: userName }]);
      const log = await admin('GET', '/logs?limit=1000');
      expect(log.text).toContain('"signInAddress":"203.0.113.7"');
      expect(log.text).not.toMatch(/harbour|my password/);
    });

    it('make wait who was wrong ten times, for this name and from this address alone', async () => {
      const userName = newName();
      await create(userName, { password: FIRST });
      const from = (ipAddress: string, password: string): Promise<Answer> => check(userName, password, { ipAddress });
      for (let time = 0; time < 12; time += 1) await from('198.51.100.1', SECOND);
      const slowed = await from('198.51.100.1', FIRST);
      expect({ status: slowed.status, body: slowed.body }).toMatchObject({
        ...{ status: 429, body: { type: 'urn:rollbook:problem:too-many-requests' } },
      });
      expect(slowed.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(await eventsOf(slowed)).toMatchObject([
        { eventType: 'user.authentication.verify', outcome: { result: 'FAILURE' } },
      ]);
      expect((await from('198.51.100.2', FIRST)).body).toEqual({ valid: true });
      expect(await isValid(userName, FIRST)).toBe(true);
    });

    it('cost the same whether there is such a user or not', async () => {
      const userName = newName();
      await create(userName, { password: FIRST });
      const none = newName();
      await create(none);
      const names = [userName, 'nobody', none];
      const times = new Map(names.map((name): [string, number[]] => [name, []]));
      // In turns, so that whatever else the machine does slows all of them; the quarter point is hardly touched by it.
      for (let round = 0; round < 24; round += 1) {
        for (const [index, name] of names.entries()) {
          const start = performance.now();
          const answer = await check(name, SECOND, { ipAddress: `10.${index}.${round}.1` });
          times.get(name)?.push(performance.now() - start);
          expect(answer.body).toEqual({ valid: false });
        }
      }
      const quarter = (name: string): number => times.get(name)?.sort((one, other) => one - other)[6] ?? 0;
      for (const other of ['nobody', none]) {
        expect(quarter(other) / quarter(userName)).toBeGreaterThan(0.5);
        expect(quarter(other) / quarter(userName)).toBeLessThan(2);
      }
    });
  });

  describe('policy', () => {
    const DEFAULT = {
      ...{ minLength: 8, maxLength: 128, requireUppercase: false, requireLowercase: false, requireDigit: false },
      ...{ requireSpecial: false, forbidUserName: true, forbidCommon: true },
    };

    it('is the default, is changed field by field with one event, and belongs to one tenant', async () => {
      await newTenant();
      expect((await admin('GET', '/password-policy')).body).toEqual(DEFAULT);
      const changed = await admin('PATCH', '/password-policy', { minLength: 15, requireDigit: true });
      expect([changed.status, changed.body]).toEqual([200, { ...DEFAULT, minLength: 15, requireDigit: true }]);
      expect(await eventsOf(changed)).toMatchObject([
        {
          eventType: 'policy.lifecycle.update',
          changes: [
            { path: 'minLength', from: 8, to: 15 },
            { path: 'requireDigit', from: false, to: true },
          ],
        },
      ]);
      const same = await admin('PATCH', '/password-policy', { minLength: 15 });
      expect([same.body, await eventsOf(same)]).toEqual([changed.body, []]);
      expect((await admin('GET', '/password-policy')).body).toEqual(changed.body);
      await newTenant();
      expect((await admin('GET', '/password-policy')).body).toEqual(DEFAULT);
    });

    it.each<[string, unknown]>([
      ['a length of 5', { minLength: 5 }],
      ['a length of 65', { minLength: 65 }],
      ['a length of 8.5', { minLength: 8.5 }],
      ['a length in words', { minLength: '8' }],
      ['no length', { minLength: null }],
      ['a greatest length of 63', { maxLength: 63 }],
      ['a greatest length of 257', { maxLength: 257 }],
      ['1 for true', { requireDigit: 1 }],
      ['"false"', { forbidCommon: 'false' }],
      ['an unknown rule', { requireEmoji: true }],
      ['a misspelt rule', { minlength: 9 }],
      ['a list', []],
    ])('refuses %s', async (_, sent) => {
      expect((await admin('PATCH', '/password-policy', sent)).status).toBe(400);
      expect((await admin('GET', '/password-policy')).body).toEqual(DEFAULT);
    });

    it('of an unknown tenant is 404', async () => {
      for (const [method, path] of [
        ['GET', 'password-policy'],
        ['PATCH', 'password-policy'],
        ['POST', 'password-checks'],
      ] as const) {
        const sent = method === 'POST' ? { userName: 'x', password: 'x' } : {};
        const answer = await app().admin(method, `/tenants/nowhere/${path}`, method === 'GET' ? undefined : sent);
        expect(answer.status).toBe(404);
      }
    });
  });

  describe('when all places of the hasher are taken', () => {
    const PLACES = 2 + 64 + 32;
    let isBusy = false;
    let feeders: readonly Promise<void>[] = [];
    // Who comes out takes the place that became free before anything else can happen, so that nobody else ever finds one.
    const feed = async (hasher: PasswordHasher, scope: TenantScope): Promise<void> => {
      while (isBusy) await hasher.hash(scope, 'x').catch(() => hasher.verify(scope, undefined, 'x'));
    };
    beforeAll(async () => {
      const found = await app().app.get(TenantsService).find(tenant);
      isBusy = true;
      const hasher = app().app.get(PasswordHasher);
      feeders = Array.from({ length: PLACES }, () => feed(hasher, { tenantPk: found?.pk ?? 0 }));
    });
    afterAll(async () => {
      isBusy = false;
      await Promise.all(feeders);
    });

    it.each<[string, () => Promise<Answer>]>([
      ['POST', () => scim('POST', '/Users', body('busy@example.com', { password: FIRST }))],
      ['PATCH', async () => patch(await create(newName()), { op: 'replace', value: { password: FIRST } })],
      ['a reset', async () => admin('PUT', `/users/${await create(newName())}/password`, { password: FIRST })],
      ['a check', () => check('nobody', 'x', { ipAddress: '10.9.9.9' })],
    ])('%s is 429 with whole seconds', async (_, send) => {
      const answer = await send();
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
      expect([answer.body.status, answer.body.detail]).toEqual([
        answer.headers.get('content-type') === 'application/scim+json' ? '429' : 429,
        expect.stringMatching(/Try again in a second/) as string,
      ]);
    });

    it('an operation of Bulk is 429, the others are not', async () => {
      const { body: answer } = await scim('POST', '/Bulk', {
        schemas: [BULK_REQUEST],
        Operations: [{ password: FIRST }, {}].map((more, index) => ({
          ...{ method: 'POST', path: '/Users', bulkId: `b${index}`, data: body(newName(), more) },
        })),
      });
      expect(answer.Operations).toMatchObject([{ status: '429' }, { status: '201' }]);
    });

    it('nothing of it happened, it can be repeated, and everything else works meanwhile', async () => {
      const found = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "busy@example.com"')}`);
      expect([found.status, found.body.totalResults]).toEqual([200, 0]);
      isBusy = false;
      await Promise.all(feeders);
      await create('busy@example.com', { password: FIRST });
      expect(await isValid('busy@example.com', FIRST)).toBe(true);
    });
  });
});
