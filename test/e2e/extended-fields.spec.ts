import type { LogEvent } from '../../src/audit/log-event.js';
import { FieldCleanup } from '../../src/directory/field-cleanup.js';
import { BULK_REQUEST, ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ConnectorsService } from '../../src/tenancy/connectors.service.js';
import { TenantStore } from '../../src/tenancy/tenant-store.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { testCall } from '../support/test-call.js';

/** As the IDaaS guide has it: one field, the default namespace. */
const NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';
const OTHER_NAMESPACE = 'urn:example:params:scim:schemas:extension:acme:1.0:User';

const patchBody = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });
const filtered = (filter: string): string => `/Users?filter=${encodeURIComponent(filter)}`;
const totalOf = ({ body }: Answer): unknown => body.totalResults;

describeApp('extended fields', (app) => {
  let tenants = 0;
  let users = 0;
  let tenant = '';
  let okta: ScimClient;

  const admin = (method: string, path: string, body?: unknown): Promise<Answer> =>
    app().admin(method, `/tenants/${tenant}${path}`, body);
  const define = async (field: object): Promise<void> => {
    const created = await admin('POST', '/extended-fields', { displayName: 'A field', ...field });
    expect([created.status, created.text]).toEqual([201, expect.anything()]);
  };
  const publish = async (connector: string, customFields: readonly string[], more: object = {}): Promise<void> => {
    expect((await admin('PATCH', `/connectors/${connector}`, { customFields, ...more })).status).toBe(200);
  };
  const newName = (): string => `field-${(users += 1)}@example.com`;
  const newUser = (values: object, attributes: object = {}): Promise<Answer> =>
    okta('POST', '/Users', {
      ...{ schemas: [USER_SCHEMA, NAMESPACE], userName: newName(), active: true },
      ...{ ...attributes, [NAMESPACE]: values },
    });
  const eventsOf = async (eventType: string): Promise<readonly LogEvent[]> =>
    ((await admin('GET', '/logs?limit=1000')).body as unknown as LogEvent[]).filter(
      (event) => event.eventType === eventType,
    );

  const newTenant = async (): Promise<void> => {
    tenants += 1;
    tenant = `fields-${tenants}`;
    await app().admin('POST', '/tenants', { slug: tenant, displayName: 'Fields' });
    for (const slug of ['okta', 'entra'])
      await admin('POST', '/connectors', { slug, displayName: slug, provider: 'okta' });
    okta = await app().scim(tenant, 'okta');
  };

  describe('the case of the guide: user_address, pushed by Okta', () => {
    beforeEach(async () => {
      await newTenant();
      await define({ fieldId: 'user_address', displayName: 'Address' });
      await publish('okta', ['user_address']);
    });

    it('what the Profile Editor wants', async () => {
      expect((await admin('GET', '/extended-fields/user_address/okta?connector=okta')).body).toEqual({
        ...{ dataType: 'string', displayName: 'Address', variableName: 'user_address', externalName: 'user_address' },
        ...{ externalNamespace: NAMESPACE, enumeratedValues: [], required: false, published: true },
      });
      expect((await admin('GET', '/extended-fields/user_address/okta?connector=entra')).body.published).toBe(false);
    });

    it('discovery shows it', async () => {
      expect((await okta('GET', `/Schemas/${NAMESPACE.toLowerCase()}`)).body).toMatchObject({
        ...{ id: NAMESPACE, attributes: [{ name: 'user_address', type: 'string', description: 'Address' }] },
        meta: { location: `https://rollbook.example/scim/${tenant}/okta/v2/Schemas/${NAMESPACE}` },
      });
      expect((await okta('GET', '/Schemas')).text).toContain(NAMESPACE);
      expect((await okta('GET', '/ResourceTypes/User')).body.schemaExtensions).toContainEqual({
        schema: NAMESPACE,
        required: false,
      });
      const other = await app().scim(tenant, 'entra');
      expect((await other('GET', '/Schemas')).text).not.toContain(NAMESPACE);
    });

    it('POST, PUT, PATCH; the admin API and the log see it; filters find it', async () => {
      const created = await newUser({ user_address: '1 Main Street' });
      expect(created.status).toBe(201);
      const id = String(created.body.id);
      expect(created.body).toMatchObject({
        schemas: [USER_SCHEMA, NAMESPACE],
        [NAMESPACE]: { user_address: '1 Main Street' },
      });
      const is = async (address: string | undefined): Promise<void> => {
        const read = await okta('GET', `/Users/${id}`);
        expect(read.body[NAMESPACE]).toEqual(address === undefined ? undefined : { user_address: address });
        expect(read.text).not.toContain('$fields');
        const seen = (await admin('GET', `/users/${id}`)).body as { resource: Record<string, unknown> };
        expect(seen.resource[NAMESPACE]).toEqual(address === undefined ? undefined : { user_address: address });
        expect(totalOf(await okta('GET', filtered(`${NAMESPACE}:user_address pr`)))).toBe(
          address === undefined ? 0 : 1,
        );
        if (address === undefined) return;
        const found = await okta('GET', filtered(`${NAMESPACE}:user_address eq "${address.toUpperCase()}"`));
        expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
      };
      await is('1 Main Street');

      const put = await okta('PUT', `/Users/${id}`, {
        ...{ schemas: [USER_SCHEMA, NAMESPACE], id, userName: created.body.userName, active: true },
        [NAMESPACE]: { user_address: '2 Main Street' },
      });
      expect(put.status).toBe(200);
      await is('2 Main Street');

      const patches = [
        { op: 'replace', value: { [NAMESPACE]: { user_address: '3 Main Street' } } },
        { op: 'replace', path: `${NAMESPACE}:user_address`, value: '4 Main Street' },
        { op: 'add', path: `${NAMESPACE.toUpperCase()}:USER_ADDRESS`, value: '5 Main Street' },
        { op: 'Replace', value: { [`${NAMESPACE}:user_address`]: '6 Main Street' } },
        { op: 'replace', path: NAMESPACE, value: { user_address: '7 Main Street' } },
      ];
      for (const [i, operation] of patches.entries()) {
        const patched = await okta('PATCH', `/Users/${id}`, patchBody(operation));
        expect([patched.status, patched.body.detail]).toEqual([200, undefined]);
        await is(`${i + 3} Main Street`);
      }
      const [change] = (await eventsOf('application.provision.user.push_profile')).slice(-1);
      expect(change?.changes).toEqual([
        { path: `${NAMESPACE}:user_address`, from: '6 Main Street', to: '7 Main Street' },
      ]);

      const again = await okta('PATCH', `/Users/${id}`, patchBody(patches[4] ?? {}));
      expect(again.headers.get('etag')).toBe('W/"7"');
      await okta('PATCH', `/Users/${id}`, patchBody({ op: 'remove', path: `${NAMESPACE}:user_address` }));
      await is(undefined);
    });

    it('a PUT without it clears it; with the connector that does not publish it, it stays', async () => {
      const id = String((await newUser({ user_address: 'Here' })).body.id);
      const userName = (await okta('GET', `/Users/${id}`)).body.userName;
      await publish('okta', []);
      const hidden = await okta('PUT', `/Users/${id}`, { schemas: [USER_SCHEMA], userName, title: 'Boss' });
      expect(hidden.body[NAMESPACE]).toBeUndefined();
      expect(hidden.text).not.toContain('Here');
      expect((await okta('GET', filtered(`${NAMESPACE}:user_address pr`))).body.scimType).toBe('invalidFilter');
      await publish('okta', ['USER_ADDRESS']);
      expect((await okta('GET', `/Users/${id}`)).body[NAMESPACE]).toEqual({ user_address: 'Here' });
      const cleared = await okta('PUT', `/Users/${id}`, { schemas: [USER_SCHEMA], userName });
      expect(cleared.body[NAMESPACE]).toBeUndefined();
    });

    it('another namespace, the same values', async () => {
      const id = String((await newUser({ user_address: 'Here' })).body.id);
      await publish('entra', ['user_address'], { customFieldNamespace: OTHER_NAMESPACE });
      const entra = await app().scim(tenant, 'entra');
      const read = await entra('GET', `/Users/${id}`);
      expect(read.body[OTHER_NAMESPACE]).toEqual({ user_address: 'Here' });
      expect(read.body.schemas).toEqual([USER_SCHEMA, OTHER_NAMESPACE]);
      expect(read.text).not.toContain(NAMESPACE);
      expect(totalOf(await entra('GET', filtered(`${OTHER_NAMESPACE}:user_address sw "he"`)))).toBe(1);
      expect(totalOf(await entra('GET', filtered(`schemas eq "${OTHER_NAMESPACE}"`)))).toBe(1);
      await publish('entra', ['user_address'], { customFieldNamespace: NAMESPACE });
      expect((await entra('GET', `/Users/${id}`)).body[NAMESPACE]).toEqual({ user_address: 'Here' });
    });

    it.each([
      ENTERPRISE_USER_SCHEMA,
      ...['urn:scim:schemas:extension:enterprise:1.0', 'URN:scim:Schemas:core:1.0', 'urn:okta:custom:group:1.0'],
    ])('no namespace that SCIM uses itself: %s', async (customFieldNamespace) => {
      const refusal = { status: 400, body: { errors: [{ path: 'customFieldNamespace' }] } };
      const refused = await admin('PATCH', '/connectors/okta', { customFieldNamespace });
      expect(refused).toMatchObject(refusal);
      expect(refused.text).toContain('SCIM 1.1');
      const created = await admin('POST', '/connectors', { slug: 'x', displayName: 'X', customFieldNamespace });
      expect(created).toMatchObject(refusal);
      expect((await admin('GET', '/connectors/okta')).body.customFieldNamespace).toBe(NAMESPACE);
      // One that an earlier version took is read and put right like any other.
      const { pk = 0 } = (await app().app.get(TenantStore).findTenant(tenant)) ?? {};
      const stored = await app().app.get(TenantStore).findConnector({ tenantPk: pk }, 'okta');
      if (stored === undefined) throw new Error('no connector');
      await app().app.get(ConnectorsService).update(testCall(), stored, { customFieldNamespace });
      expect((await admin('GET', '/connectors/okta')).body).toMatchObject({ customFieldNamespace });
      expect((await admin('PATCH', '/connectors/okta', { displayName: 'Okta' })).status).toBe(200);
      await publish('okta', ['user_address'], { customFieldNamespace: NAMESPACE });
      expect((await newUser({ user_address: 'Here' })).body[NAMESPACE]).toEqual({ user_address: 'Here' });
    });

    it('admins fill, find and clear it; an admin’s user that Okta takes over keeps what Okta does not publish', async () => {
      await define({ fieldId: 'badge', type: 'integer' });
      const userName = newName();
      const created = await admin('POST', '/users', { userName, [NAMESPACE]: { user_address: 'Desk', badge: 7 } });
      expect(created.status).toBe(201);
      const id = String(created.body.id);
      const query = `/users?filter=${encodeURIComponent(`${NAMESPACE}:badge ge 7`)}`;
      expect((await admin('GET', query)).body.items).toHaveLength(1);
      const taken = await okta('POST', '/Users', {
        ...{ schemas: [USER_SCHEMA, NAMESPACE], userName },
        [NAMESPACE]: { user_address: 'Moved' },
      });
      expect(taken.body).toMatchObject({ id, [NAMESPACE]: { user_address: 'Moved' } });
      expect(taken.body[NAMESPACE]).toEqual({ user_address: 'Moved' });
      const seen = (await admin('GET', `/users/${id}`)).body as { resource: Record<string, unknown> };
      expect(seen.resource[NAMESPACE]).toEqual({ user_address: 'Moved', badge: 7 });
      await admin('PATCH', '/connectors/okta', { syncEnabled: false });
      const cleared = await admin('PATCH', `/users/${id}`, { [NAMESPACE]: { badge: null } });
      expect((cleared.body.resource as Record<string, unknown>)[NAMESPACE]).toEqual({ user_address: 'Moved' });
      expect((await admin('PATCH', `/users/${id}`, { [NAMESPACE]: { badge: 'x' } })).status).toBe(400);
      expect((await admin('PATCH', `/users/${id}`, { [NAMESPACE]: { nobody: 'x' } })).status).toBe(400);
    });

    it('projection and order', async () => {
      const ids: string[] = [];
      for (const address of ['b', 'A', 'c']) ids.push(String((await newUser({ user_address: address })).body.id));
      const sorted = await okta('GET', `/Users?sortBy=${NAMESPACE}:user_address&attributes=${NAMESPACE}:user_address`);
      expect(sorted.body.Resources).toEqual(
        [1, 0, 2].map((i) => ({
          ...{ schemas: [USER_SCHEMA, NAMESPACE], id: ids[i] },
          [NAMESPACE]: { user_address: ['b', 'A', 'c'][i] },
        })),
      );
      const without = await okta('GET', `/Users/${ids[0]}?excludedAttributes=${NAMESPACE}:user_address`);
      expect(without.body.schemas).toEqual([USER_SCHEMA]);
    });

    it('SCIM 1.1 takes and shows it too', async () => {
      const base = `/scim/${tenant}/okta/v1`;
      const headers = { authorization: `Bearer ${okta.token}`, 'content-type': 'application/json' };
      const body = {
        schemas: ['urn:scim:schemas:core:1.0', NAMESPACE],
        userName: newName(),
        [NAMESPACE]: { user_address: 'V1' },
      };
      const created = await app().request('POST', `${base}/Users`, { headers, body });
      expect(created.status).toBe(201);
      expect(created.body[NAMESPACE]).toEqual({ user_address: 'V1' });
      const schema = await app().request('GET', `${base}/Schemas/User`, { headers });
      expect(schema.body.attributes).toContainEqual(
        expect.objectContaining({ name: 'user_address', schema: NAMESPACE }),
      );
    });

    it('a new name: same values, and the connector goes on publishing it', async () => {
      const id = String((await newUser({ user_address: 'Here' })).body.id);
      const renamed = await admin('PATCH', '/extended-fields/user_address', { fieldId: 'home' });
      expect(renamed.body).toMatchObject({ fieldId: 'home', displayName: 'Address' });
      expect((await okta('GET', `/Users/${id}`)).body[NAMESPACE]).toEqual({ home: 'Here' });
      expect(totalOf(await okta('GET', filtered(`${NAMESPACE}:home eq "here"`)))).toBe(1);
      expect((await admin('GET', '/connectors/okta')).body.customFields).toEqual(['home']);
      expect((await admin('GET', '/extended-fields/user_address')).status).toBe(404);
    });

    it('off: nobody sees it; on again: everything is there and found at once', async () => {
      const id = String((await newUser({ user_address: 'Here' })).body.id);
      await admin('PATCH', '/extended-fields/user_address', { state: 'off' });
      expect((await okta('GET', `/Users/${id}`)).text).not.toContain('Here');
      expect((await admin('GET', `/users/${id}`)).text).not.toContain('Here');
      expect((await okta('GET', '/Schemas')).text).not.toContain(NAMESPACE);
      const patched = await okta('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path: 'title', value: 'x' }));
      expect(patched.status).toBe(200);
      expect((await admin('PATCH', '/extended-fields/user_address', { state: 'on' })).body.state).toBe('on');
      expect((await okta('GET', filtered(`${NAMESPACE}:user_address co "ere"`))).body).toMatchObject({
        Resources: [{ id, [NAMESPACE]: { user_address: 'Here' } }],
      });
      expect(await eventsOf('extended_field.lifecycle.deactivate')).toHaveLength(1);
    });

    it('DELETE names the users with values; confirmed, the values are gone, also from the rows behind them', async () => {
      const id = String((await newUser({ user_address: `Here ${'x'.repeat(300)}` })).body.id);
      const deleted = String((await newUser({ user_address: 'Gone' })).body.id);
      await newUser({ user_address: 'There' });
      await okta('DELETE', `/Users/${deleted}`);
      const refused = await admin('DELETE', '/extended-fields/user_address');
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:field-has-values' } });
      expect(refused.body.detail).toMatch(/^2 users have a value of "user_address"/);
      expect((await admin('DELETE', '/extended-fields/user_address?confirm=true')).status).toBe(204);
      expect((await okta('GET', `/Users/${id}`)).body[NAMESPACE]).toBeUndefined();
      expect((await admin('GET', '/connectors/okta')).body.customFields).toEqual([]);
      await app().app.get(FieldCleanup).run();
      const rows = await app().database.read<{ pk: number }>("SELECT pk FROM resource WHERE doc LIKE '%Here xx%'");
      expect(rows).toEqual([]);
      const isIndexed = async (): Promise<boolean> => {
        const left = await app().database.read(
          'SELECT attribute_id FROM attribute_index WHERE attribute_id >= 1000 AND tenant_id = (SELECT pk FROM tenant WHERE slug = ?)',
          [tenant],
        );
        return left.length > 0;
      };
      expect(await isIndexed()).toBe(false);
      // A new field of the same name begins empty; a user that is restored does not bring the old value back.
      await define({ fieldId: 'User_Address', type: 'integer' });
      await publish('okta', ['User_Address']);
      expect((await admin('POST', `/users/${deleted}/restore`)).status).toBe(200);
      for (const one of [id, deleted]) expect((await okta('GET', `/Users/${one}`)).body[NAMESPACE]).toBeUndefined();
      expect(totalOf(await okta('GET', filtered(`${NAMESPACE}:user_address pr`)))).toBe(0);
      expect(await isIndexed()).toBe(false);
    });

    it('the log counts one user as one', async () => {
      await newTenant();
      await define({ fieldId: 'lonely' });
      await publish('okta', ['lonely']);
      await newUser({ lonely: 'x' });
      expect((await admin('DELETE', '/extended-fields/lonely?confirm=true')).status).toBe(204);
      await app().app.get(FieldCleanup).run();
      const [{ displayMessage } = { displayMessage: '' }] = await eventsOf('extended_field.values.clean');
      expect(displayMessage).toMatch(/were removed from 1 user$/);
    });
  });

  describe('types', () => {
    beforeAll(async () => {
      await newTenant();
      const types = ['string', 'integer', 'decimal', 'boolean', 'dateTime', 'reference'];
      for (const type of types) await define({ fieldId: `a_${type}`, type });
      await define({ fieldId: 'a_select', type: 'select', options: ['Small', 'Large, really'] });
      await define({ fieldId: 'tags', multiValued: true });
      await define({ fieldId: 'numbers', type: 'integer', multiValued: true });
      await define({ fieldId: 'choices', type: 'select', options: ['A', 'B'], multiValued: true });
      const listed = (await admin('GET', '/extended-fields')).body.items as readonly { fieldId: string }[];
      await publish(
        'okta',
        listed.map(({ fieldId }) => fieldId),
      );
    });

    it.each([
      ['a_string', 'x', 'eq "X"'],
      ['a_string', 'x', 'ne "y"'],
      ['a_string', 'xyz', 'co "YZ"'],
      ['a_string', 'xyz', 'ew "yz"'],
      ['a_integer', 5, 'eq 5'],
      ['a_integer', -5, 'lt 0'],
      ['a_integer', 0, 'pr'],
      ['a_decimal', 1.5, 'gt 1.25'],
      ['a_decimal', -0.5, 'le -0.5'],
      ['a_boolean', false, 'eq false'],
      ['a_dateTime', '2026-01-31T12:00:00+01:00', 'eq "2026-01-31T11:00:00Z"'],
      ['a_dateTime', '2026-01-31T12:00:00Z', 'ge "2026-01-31T12:00:00Z"'],
      ['a_reference', 'https://example.com/A', 'sw "https://example.com/A"'],
      ['a_select', 'Small', 'eq "small"'],
      ['a_select', 'Large, really', 'sw "large"'],
      ['tags', ['a', 'b'], 'eq "B"'],
      ['numbers', [3, 1], 'eq 1'],
    ])('%s takes %j and is found by %s', async (name, value, condition) => {
      const created = await newUser({ [name]: value });
      expect(created.body[NAMESPACE]).toEqual({ [name]: value });
      const other = await newUser(name === 'a_string' ? { a_string: 'y' } : {});
      const path = `${NAMESPACE}:${name}`;
      const found = async (filter: string): Promise<unknown> => {
        const ids = [created, other].map(({ body }) => `id eq "${String(body.id)}"`).join(' or ');
        const list = await okta('GET', filtered(`(${ids}) and ${filter}`));
        return (list.body.Resources as { id: unknown }[]).map(({ id }) => id);
      };
      expect(await found(`(${path} ${condition})`)).toEqual([created.body.id]);
      expect(await found(`not (${path} ${condition})`)).toEqual([other.body.id]);
      expect((await okta('GET', `/Users?sortBy=${path}`)).status).toBe(200);
    });

    describe('an option that is taken away', () => {
      const path = `${NAMESPACE}:shirt`;
      const options = (names: readonly string[], query = ''): Promise<Answer> =>
        admin('PATCH', `/extended-fields/shirt${query}`, { options: names });
      let id = '';
      beforeAll(async () => {
        await define({ fieldId: 'shirt', type: 'select', options: ['S', 'M', 'L', 'Odd'] });
        await define({ fieldId: 'sizes', type: 'select', options: ['1', '2'], multiValued: true });
        const published = (await admin('GET', '/connectors/okta')).body.customFields as readonly string[];
        await publish('okta', [...published, 'shirt', 'sizes']);
        id = String((await newUser({ shirt: 'L', sizes: ['1', '2'] })).body.id);
        await newUser({ shirt: 'S' });
      });

      it.each([[['S', 'M']], [['S', 'M', 'Odd', 'XL']]])('is kept while a user has it: %j', async (names) => {
        const refused = await options(names);
        expect(refused).toMatchObject({ status: 409, body: { title: 'Users have an option that would go' } });
        expect(refused.body.detail).toMatch(/^1 user has an option of "shirt".*\?confirm=true/);
        expect((await options(names, '?confirm=maybe')).status).toBe(400);
        expect((await options(names, '?confirm=false')).status).toBe(409);
        expect((await admin('GET', '/extended-fields/shirt')).body.options).toEqual(['S', 'M', 'L', 'Odd']);
      });

      it('goes where nobody has it, and another spelling is no other option', async () => {
        expect((await options(['s', 'M', 'l', 'XL'])).status).toBe(200);
      });

      it('does not keep who has it from being replaced, patched and deactivated; nobody else gets it', async () => {
        expect((await options(['S', 'M'], '?confirm=true')).status).toBe(200);
        expect((await admin('PATCH', '/extended-fields/sizes?confirm=true', { options: ['3'] })).status).toBe(200);
        const { body: read } = await okta('GET', `/Users/${id}`);
        expect(read[NAMESPACE]).toEqual({ shirt: 'L', sizes: ['1', '2'] });
        const off = await okta('PUT', `/Users/${id}`, { ...read, active: false });
        expect(off).toMatchObject({ status: 200, body: { active: false, [NAMESPACE]: read[NAMESPACE] as object } });
        const patched = await okta('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path, value: 'L' }));
        expect(patched.status).toBe(200);
        const other = newName();
        const made = await newUser({ shirt: 'L' }, { userName: other });
        expect(made.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
        const { body: small } = await newUser({ shirt: 'M' });
        const wrong = await okta('PUT', `/Users/${String(small.id)}`, { ...small, [NAMESPACE]: { shirt: 'L' } });
        expect(wrong.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
        const into = await okta('PATCH', `/Users/${String(small.id)}`, patchBody({ op: 'replace', path, value: 'L' }));
        expect(into.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
        expect((await okta('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path, value: 'S' }))).status).toBe(200);
        expect((await okta('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path, value: 'L' }))).status).toBe(400);
      });

      it('does not keep an admin from writing what a user has', async () => {
        const name = newName();
        await define({ fieldId: 'badge', type: 'select', options: ['red', 'blue'] });
        const mine = await admin('POST', '/users', { userName: name, [NAMESPACE]: { badge: 'red' } });
        expect(mine.status).toBe(201);
        expect((await admin('PATCH', '/extended-fields/badge?confirm=true', { options: ['blue'] })).status).toBe(200);
        const write = (badge: string): Promise<Answer> =>
          admin('PATCH', `/users/${String(mine.body.id)}`, { title: badge, [NAMESPACE]: { badge } });
        expect((await write('red')).status).toBe(200);
        expect((await write('green')).status).toBe(400);
      });
    });

    it('an option is taken in any letter case and kept as it is spelled', async () => {
      expect((await newUser({ a_select: 'LARGE, Really' })).body[NAMESPACE]).toEqual({ a_select: 'Large, really' });
    });

    it('PATCH adds to and removes from a list', async () => {
      const id = String((await newUser({ tags: ['a'] })).body.id);
      const patch = (operation: object): Promise<Answer> => okta('PATCH', `/Users/${id}`, patchBody(operation));
      const path = `${NAMESPACE}:tags`;
      const tagsOf = ({ body }: Answer): unknown => (body[NAMESPACE] as { tags?: unknown } | undefined)?.tags;
      expect(tagsOf(await patch({ op: 'add', path, value: ['b', 'a'] }))).toEqual(['a', 'b']);
      expect(tagsOf(await patch({ op: 'add', path, value: 'c' }))).toEqual(['a', 'b', 'c']);
      expect(totalOf(await okta('GET', filtered(`${path} eq "c" and ${path} eq "a" and id eq "${id}"`)))).toBe(1);
      expect(tagsOf(await patch({ op: 'remove', path, value: ['a'] }))).toEqual(['b', 'c']);
      expect(totalOf(await okta('GET', filtered(`${path} eq "a" and id eq "${id}"`)))).toBe(0);
      expect(tagsOf(await patch({ op: 'replace', path, value: [] }))).toBeUndefined();
    });

    it.each([
      ['tags', ['a', 'b', 'a', 'A'], ['a', 'b']],
      ['numbers', [1, 1, 2], [1, 2]],
      ['choices', ['a', 'B', 'A'], ['A', 'B']],
    ])('%s: of %j those that are alike become one, however they are written', async (name, value, expected) => {
      const created = await newUser({ [name]: value });
      expect([created.status, created.body[NAMESPACE]]).toEqual([201, { [name]: expected }]);
      const { id, userName } = created.body;
      const put = await okta('PUT', `/Users/${String(id)}`, {
        ...{ schemas: [USER_SCHEMA, NAMESPACE], userName, [NAMESPACE]: { [name]: value } },
      });
      expect(put.body[NAMESPACE]).toEqual({ [name]: expected });
      for (const operation of [
        { op: 'replace', path: `${NAMESPACE}:${name}`, value },
        { op: 'replace', value: { [NAMESPACE]: { [name]: value } } },
        { op: 'add', path: `${NAMESPACE}:${name}`, value },
      ])
        expect((await okta('PATCH', `/Users/${String(id)}`, patchBody(operation))).body).toMatchObject({
          ...{ meta: created.body.meta, [NAMESPACE]: { [name]: expected } },
        });
      const byAdmin = await admin('POST', '/users', { userName: newName(), [NAMESPACE]: { [name]: value } });
      expect(byAdmin).toMatchObject({ status: 201, body: { resource: { [NAMESPACE]: { [name]: expected } } } });
    });

    it.each([
      ['a_string', 5, /a_string must be a string/],
      ['a_string', ['x', 'y'], /takes one value/],
      ['a_string', { value: 'x' }, /must be a string/],
      ['a_integer', '5', /whole number/],
      ['a_integer', 5.5, /whole number, without a fraction/],
      ['a_integer', 2 ** 53 + 2, /whole number between -9007199254740991 and 9007199254740991/],
      ['a_decimal', '1.5', /must be a number/],
      ['a_boolean', 'yes', /true or false/],
      ['a_boolean', 1, /true or false/],
      ['a_dateTime', 'yesterday', /date and time/],
      ['a_dateTime', '2026-02-30T00:00:00Z', /date and time/],
      ['a_reference', 'not a uri', /must be a URI/],
      ['a_select', 'Medium', /a_select must be one of Small, Large, really/],
      ['a_select', 5, /string/],
      ['tags', [{ value: 'x' }], /tags\[0\] must be a string/],
      ['tags', Array.from({ length: 1001 }, (_, i) => `${i}`), /more than 1000 values/],
      ['numbers', [1, 'x'], /numbers\[1\] must be a whole number/],
    ])('%s refuses %j on create, replace and PATCH', async (name, value, detail) => {
      const created = await newUser({ [name]: value });
      expect(created.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
      expect(created.body.detail).toMatch(detail);
      const id = String((await newUser({})).body.id);
      for (const operation of [
        { op: 'replace', path: `${NAMESPACE}:${name}`, value },
        { op: 'add', value: { [NAMESPACE]: { [name]: value } } },
      ])
        expect((await okta('PATCH', `/Users/${id}`, patchBody(operation))).body.scimType).toBe('invalidValue');
    });

    it.each([
      [`${NAMESPACE}:nobody eq "x"`],
      [`${NAMESPACE}:a_integer eq "5"`],
      [`${NAMESPACE}:a_integer co 5`],
      [`${NAMESPACE}:a_boolean gt true`],
      [`${NAMESPACE}:a_dateTime sw "2026"`],
      [`${NAMESPACE}:a_dateTime eq "yesterday"`],
      [`${NAMESPACE}:tags[value eq 5]`],
      [`${NAMESPACE}:tags[display eq "x"]`],
      [`${NAMESPACE}:tags[value ne "x"]`],
      [`${NAMESPACE}:tags[value sw "x" and value ew "y"]`],
      [`${NAMESPACE}:a_string.value eq "x"`],
      [`${NAMESPACE} eq "x"`],
      ['$fields pr'],
      ['$fields.1:string eq "x"'],
    ])('the filter %s is refused', async (filter) => {
      expect((await okta('GET', filtered(filter))).body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
    });

    it('one value of a list goes by its "value": remove by values, and SCIM 1.1', async () => {
      const id = String((await newUser({ tags: ['a', 'b', 'c'] })).body.id);
      const removed = await okta(
        'PATCH',
        `/Users/${id}`,
        patchBody({ op: 'Remove', path: `${NAMESPACE}:tags`, value: [{ value: 'A' }] }),
      );
      expect([removed.status, removed.body[NAMESPACE]]).toEqual([200, { tags: ['b', 'c'] }]);
      const { base, token } = okta;
      const changed = await app().request('PATCH', `${new URL(base).pathname.replace(/v2$/, 'v1')}/Users/${id}`, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: {
          schemas: ['urn:scim:schemas:core:1.0', NAMESPACE],
          [NAMESPACE]: { tags: [{ value: 'b', operation: 'delete' }, { value: 's' }] },
        },
      });
      expect([changed.status, changed.body[NAMESPACE]]).toEqual([200, { tags: ['c', 's'] }]);
      const read = await okta('GET', `/Users/${id}`);
      expect(read.body[NAMESPACE]).toEqual({ tags: ['c', 's'] });
    });

    it.each(['lenient', 'strict'])('%s: a path chooses one value of a list by its "value"', async (mode) => {
      await admin('PATCH', '/connectors/okta', { mode });
      const id = String((await newUser({ tags: ['a', 'b', 'c'], numbers: [1, 2] })).body.id);
      const patch = (...operations: readonly object[]) => okta('PATCH', `/Users/${id}`, patchBody(...operations));
      const [tags, numbers] = [`${NAMESPACE}:tags`, `${NAMESPACE}:numbers`];
      const patched = await patch(
        { op: 'remove', path: `${tags}[value eq "A"]` },
        { op: 'replace', path: `${tags}[value eq "b"]`, value: 'd' },
        { op: 'remove', path: `${numbers}[value gt 1]` },
      );
      expect([patched.status, patched.body[NAMESPACE]]).toEqual([200, { tags: ['d', 'c'], numbers: [1] }]);
      const count = async (filter: string) => totalOf(await okta('GET', filtered(`id eq "${id}" and ${filter}`)));
      expect(await count(`${tags}[value eq "D"]`)).toBe(1);
      expect(await count(`${tags}[value eq "a"]`)).toBe(0);
      expect(await count(`${tags}[value eq "a" or value sw "C"]`)).toBe(1);
      expect(await count(`not (${tags}[value eq "a"])`)).toBe(1);
      expect(await count(`${tags}.value eq "d" and ${numbers}.value le 1`)).toBe(1);
      expect(await count(`${tags}.value ne "d"`)).toBe(0);
      const root = await okta('GET', `/?filter=${encodeURIComponent(`id eq "${id}" and ${tags}.value eq "d"`)}`);
      expect(totalOf(root)).toBe(1);
      const missed = await patch({ op: 'replace', path: `${tags}[value eq "z"]`, value: 'y' });
      expect(missed.body).toMatchObject(
        mode === 'strict' ? { scimType: 'noTarget' } : { [NAMESPACE]: { tags: ['d', 'c', 'y'] } },
      );
      await admin('PATCH', '/connectors/okta', { mode: 'lenient' });
    });

    describe('a strict connector', () => {
      beforeAll(() => admin('PATCH', '/connectors/okta', { mode: 'strict' }));

      it.each([
        [{ $fields: { '1:string': 'x' } }],
        [{ [NAMESPACE]: 'x' }],
        [{ [NAMESPACE]: ['x'] }],
        [{ [NAMESPACE]: { nobody: 'x' } }],
        [{ [NAMESPACE]: { ['__proto__']: 'x', constructor: 'y' } }],
        [{ [OTHER_NAMESPACE]: { a_string: 'x' } }],
      ])('refuses the body %j', async (attributes) => {
        const body = { schemas: [USER_SCHEMA, NAMESPACE], userName: newName(), ...attributes };
        expect((await okta('POST', '/Users', body)).status).toBe(400);
      });
    });
  });

  describe('required', () => {
    beforeAll(newTenant);

    it('is asked of new users, not of a change that has nothing to do with it', async () => {
      await define({ fieldId: 'badge' });
      await publish('okta', ['badge']);
      const early = String((await newUser({})).body.id);
      await admin('PATCH', '/extended-fields/badge', { required: true });
      expect((await okta('GET', '/ResourceTypes/User')).body.schemaExtensions).toContainEqual({
        ...{ schema: NAMESPACE, required: true },
      });
      for (const values of [{}, { badge: null }, { badge: '' }, { badge: ' ' }]) {
        const refused = await newUser(values);
        expect(refused.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
        expect(refused.body.detail).toBe(`${NAMESPACE}:badge is required and must not be empty.`);
      }
      const off = await okta('PATCH', `/Users/${early}`, patchBody({ op: 'replace', value: { active: false } }));
      expect(off).toMatchObject({ status: 200, body: { active: false } });
      const id = String((await newUser({ badge: '7' })).body.id);
      for (const path of [`${NAMESPACE}:badge`, NAMESPACE])
        expect((await okta('PATCH', `/Users/${id}`, patchBody({ op: 'remove', path }))).status).toBe(400);
      const byAdmin = (values: object): Promise<Answer> =>
        admin('POST', '/users', { userName: newName(), [NAMESPACE]: values });
      expect([(await byAdmin({})).status, (await byAdmin({ badge: '8' })).status]).toEqual([400, 201]);
      // A connector that does not publish it knows nothing of it.
      const entra = await app().scim(tenant, 'entra');
      expect((await entra('POST', '/Users', { schemas: [USER_SCHEMA], userName: newName() })).status).toBe(201);
    });

    /** Replaces a user by what was read, switched off, as Okta's wizard apps do. */
    type Put = (id: string, values: object) => Promise<Answer>;
    const put: Put = async (id, values) => {
      const { body } = await okta('GET', `/Users/${id}`);
      return okta('PUT', `/Users/${id}`, { ...body, active: false, ...values });
    };
    const putOfV1: Put = async (id, values) => {
      const path = `${new URL(okta.base).pathname.replace(/v2$/, 'v1')}/Users/${id}`;
      const headers = { authorization: `Bearer ${okta.token}`, 'content-type': 'application/json' };
      const { body } = await app().request('GET', path, { headers });
      return app().request('PUT', path, { headers, body: { ...body, active: false, ...values } });
    };
    const putInBulk: Put = async (id, values) => {
      const { body } = await okta('GET', `/Users/${id}`);
      const data = { ...body, active: false, ...values };
      const Operations = [{ method: 'PUT', path: `/Users/${id}`, data }];
      const bulk = await okta('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
      const [result] = bulk.body.Operations as { status: string; response?: Record<string, unknown> }[];
      return { ...bulk, status: Number(result?.status), body: result?.response ?? {} };
    };

    describe.each<[string, Put]>([
      ['PUT', put],
      ['PUT of SCIM 1.1', putOfV1],
      ['PUT within Bulk', putInBulk],
    ])('%s', (_, replace) => {
      let never = '';
      let given = '';
      const had = { [NAMESPACE]: { badge: '7', tags: ['a'] } };
      beforeAll(async () => {
        await newTenant();
        await define({ fieldId: 'badge' });
        await define({ fieldId: 'tags', multiValued: true });
        await publish('okta', ['badge', 'tags']);
        never = String((await newUser({})).body.id);
        given = String((await newUser(had[NAMESPACE])).body.id);
        for (const field of ['badge', 'tags']) await admin('PATCH', `/extended-fields/${field}`, { required: true });
      });

      it.each<[string, object]>([
        ['what was read', {}],
        ['no value', { [NAMESPACE]: {} }],
        ['null', { [NAMESPACE]: { badge: null, tags: null } }],
        ['nothing in it', { [NAMESPACE]: { badge: '', tags: [] } }],
        ['null for the extension', { [NAMESPACE]: null }],
      ])('deactivates a user who never had the value, with %s', async (_name, values) => {
        await okta('PATCH', `/Users/${never}`, patchBody({ op: 'replace', value: { active: true } }));
        const off = await replace(never, values);
        expect([off.status, off.body.detail]).toEqual([200, undefined]);
        expect((await okta('GET', `/Users/${never}`)).body.active).toBe(false);
      });

      it.each<[string, object, string]>([
        ['no extension', { [NAMESPACE]: undefined }, 'badge'],
        ['no value', { [NAMESPACE]: {} }, 'badge'],
        ['null', { [NAMESPACE]: { badge: null, tags: ['a'] } }, 'badge'],
        ['empty text', { [NAMESPACE]: { badge: ' ', tags: ['a'] } }, 'badge'],
        ['an empty list', { [NAMESPACE]: { badge: '7', tags: [] } }, 'tags'],
        ['a list of nothing', { [NAMESPACE]: { badge: '7', tags: [''] } }, 'tags'],
        ['a list of spaces', { [NAMESPACE]: { badge: '7', tags: [' ', ''] } }, 'tags'],
      ])('does not take the value away from one who has it, by %s', async (_name, values, field) => {
        const refused = await replace(given, values);
        expect(refused.status).toBe(400);
        expect(JSON.stringify(refused.body)).toContain(`${NAMESPACE}:${field} is required and must not be empty.`);
        expect((await okta('GET', `/Users/${given}`)).body).toMatchObject({ active: true, ...had });
      });

      it.each<[readonly string[], number]>([
        [[''], 400],
        [[' ', ''], 400],
        [['', 'a'], 201],
      ])('asks a new user for more than the list %j', async (tags, status) => {
        expect((await newUser({ badge: '7', tags })).status).toBe(status);
        const byAdmin = { userName: newName(), [NAMESPACE]: { badge: '7', tags } };
        expect((await admin('POST', '/users', byAdmin)).status).toBe(status);
      });

      it('takes the first value, and then keeps it', async () => {
        expect((await replace(never, had)).status).toBe(200);
        expect((await replace(never, { [NAMESPACE]: undefined })).status).toBe(400);
        expect((await replace(never, {})).status).toBe(200);
      });
    });
  });

  describe('the admin API', () => {
    const body = { fieldId: 'a', displayName: 'A' };

    beforeAll(newTenant);

    it('creates, lists by pages, reads in any letter case, and logs', async () => {
      await newTenant();
      for (const fieldId of ['a', 'b', 'c']) await define({ fieldId });
      const page = await admin('GET', '/extended-fields?limit=2');
      expect(page.body.items).toMatchObject([{ fieldId: 'a' }, { fieldId: 'b' }]);
      const next = await admin('GET', `/extended-fields?limit=2&after=${String(page.body.next)}`);
      expect(next.body).toMatchObject({ items: [{ fieldId: 'c' }], next: null });
      expect((await admin('GET', '/extended-fields/A')).body).toMatchObject({
        ...{ fieldId: 'a', type: 'string', multiValued: false, required: false, options: [], state: 'on' },
      });
      const created = await eventsOf('extended_field.lifecycle.create');
      expect(created.map(({ displayMessage }) => displayMessage)).toContain('The extended field a was created');
    });

    it.each<[string, object, string]>([
      ['no id', { displayName: 'A' }, 'fieldId'],
      ['no name', { fieldId: 'a' }, 'displayName'],
      ['an empty id', { ...body, fieldId: '' }, 'fieldId'],
      ['an id with a space', { ...body, fieldId: 'a b' }, 'fieldId'],
      ['an id that begins with a digit', { ...body, fieldId: '1a' }, 'fieldId'],
      ['an id that begins with _', { ...body, fieldId: '__proto__' }, 'fieldId'],
      ['$', { ...body, fieldId: '$ref' }, 'fieldId'],
      ['an id of 64 characters', { ...body, fieldId: 'a'.repeat(64) }, 'fieldId'],
      ['a number as id', { ...body, fieldId: 5 }, 'fieldId'],
      ['an attribute of every user', { ...body, fieldId: 'userName' }, 'fieldId'],
      ['such a one in another case', { ...body, fieldId: 'PASSWORD' }, 'fieldId'],
      ['a common attribute', { ...body, fieldId: 'externalid' }, 'fieldId'],
      ['groups', { ...body, fieldId: 'groups' }, 'fieldId'],
      ['an unknown type', { ...body, type: 'complex' }, 'type'],
      ['binary', { ...body, type: 'binary' }, 'type'],
      ['null as type', { ...body, type: null }, 'type'],
      ['a text as multiValued', { ...body, multiValued: 'true' }, 'multiValued'],
      ['a number as required', { ...body, required: 1 }, 'required'],
      ['select without options', { ...body, type: 'select' }, 'options'],
      ['select with no option', { ...body, type: 'select', options: [] }, 'options'],
      ['options of a string', { ...body, options: ['a'] }, 'options'],
      ['101 options', { ...body, type: 'select', options: Array.from({ length: 101 }, (_, i) => `${i}`) }, 'options'],
      ['an empty option', { ...body, type: 'select', options: [''] }, 'options'],
      ['an option twice', { ...body, type: 'select', options: ['a', 'A'] }, 'options'],
      ['a number as option', { ...body, type: 'select', options: [1] }, 'options'],
      ['a text as options', { ...body, type: 'select', options: 'a' }, 'options'],
      ['a state', { ...body, state: 'off' }, 'state'],
      ['something else', { ...body, caseExact: true }, 'caseExact'],
    ])('POST refuses %s', async (_name, wrong, path) => {
      const refused = await admin('POST', '/extended-fields', wrong);
      expect(refused.status).toBe(400);
      expect((refused.body.errors as { path: string }[]).map((error) => error.path)).toContain(path);
    });

    it.each<[string, object, number]>([
      ['another type', { type: 'integer' }, 400],
      ['many values', { multiValued: true }, 400],
      ['a taken id', { fieldId: 'TAKEN' }, 409],
      ['an attribute of every user', { fieldId: 'emails' }, 400],
      ['options', { options: ['a'] }, 400],
      ['a wrong state', { state: 'deleted' }, 400],
      ['null', { displayName: null }, 400],
    ])('PATCH refuses %s', async (_name, patch, status) => {
      users += 1;
      await define({ fieldId: `a${users}` });
      await define({ fieldId: `b${users}` });
      const wrong = 'fieldId' in patch && patch.fieldId === 'TAKEN' ? { fieldId: `B${users}` } : patch;
      expect((await admin('PATCH', `/extended-fields/a${users}`, wrong)).status).toBe(status);
    });

    it('the same id twice, unknown ids, foreign tenants', async () => {
      await newTenant();
      await define({ fieldId: 'a' });
      expect((await admin('POST', '/extended-fields', { fieldId: 'A', displayName: 'A' })).status).toBe(409);
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect((await admin(method, '/extended-fields/nobody', method === 'PATCH' ? {} : undefined)).status).toBe(404);
      expect((await admin('GET', '/extended-fields/a/okta?connector=nobody')).status).toBe(404);
      expect((await admin('GET', '/extended-fields/a/okta')).status).toBe(400);
      const first = tenant;
      await app().admin('POST', '/tenants', { slug: `${first}-b`, displayName: 'B' });
      tenant = `${first}-b`;
      expect((await admin('GET', '/extended-fields/a')).status).toBe(404);
      expect((await admin('GET', '/extended-fields')).body.items).toEqual([]);
    });

    it('a connector cannot publish what is not there', async () => {
      await newTenant();
      await define({ fieldId: 'a' });
      const refused = await admin('PATCH', '/connectors/okta', { customFields: ['a', 'nobody', 'b'] });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'customFields' }] } });
      expect(refused.body.detail).toContain('"nobody", "b" are no extended fields of this tenant');
      const created = await admin('POST', '/connectors', { slug: 'x', displayName: 'X', customFields: ['nobody'] });
      expect(created.status).toBe(400);
    });

    it('a connector publishes each field once, as the field is spelled', async () => {
      await newTenant();
      for (const fieldId of ['tags', 'Cost']) await define({ fieldId });
      const customFields = ['TAGS', 'cost', 'tags', 'TAGS'];
      const patched = await admin('PATCH', '/connectors/okta', { customFields });
      expect([patched.status, patched.body.customFields]).toEqual([200, ['tags', 'Cost']]);
      expect((await admin('GET', '/connectors/okta')).body.customFields).toEqual(['tags', 'Cost']);
      const created = await admin('POST', '/connectors', { slug: 'x', displayName: 'X', customFields });
      expect(created.body.customFields).toEqual(['tags', 'Cost']);
      const { headers } = await admin('PATCH', '/connectors/okta', { customFields: ['Tags', 'COST'] });
      const filter = encodeURIComponent(`transaction.id eq "${headers.get('x-request-id') ?? ''}"`);
      expect((await admin('GET', `/logs?filter=${filter}`)).body).toEqual([]);
    });

    it('at most 200', async () => {
      await newTenant();
      for (let i = 0; i < 200; i += 1) await define({ fieldId: `f${i}` });
      const refused = await admin('POST', '/extended-fields', { fieldId: 'f200', displayName: 'F' });
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:too-many-fields' } });
      expect((await admin('DELETE', '/extended-fields/f7')).status).toBe(204);
      await define({ fieldId: 'f200' });
    });

    it('an enterprise attribute of the same name stays what it is', async () => {
      await newTenant();
      await define({ fieldId: 'department' });
      await publish('okta', ['department']);
      const created = await newUser(
        { department: 'extended' },
        { schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, NAMESPACE], [ENTERPRISE_USER_SCHEMA]: { department: 'core' } },
      );
      expect(created.body).toMatchObject({
        [ENTERPRISE_USER_SCHEMA]: { department: 'core' },
        [NAMESPACE]: { department: 'extended' },
      });
      expect(totalOf(await okta('GET', filtered(`${NAMESPACE}:department eq "core"`)))).toBe(0);
      expect(totalOf(await okta('GET', filtered(`${ENTERPRISE_USER_SCHEMA}:department eq "core"`)))).toBe(1);
    });

    it('a bare name means the enterprise attribute, in filters, paths, projections and sortBy alike', async () => {
      await newTenant();
      await define({ fieldId: 'manager' });
      await define({ fieldId: 'badge' });
      await publish('okta', ['manager', 'badge']);
      const created = await newUser(
        { manager: 'extended', badge: 'b7' },
        {
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, NAMESPACE],
          [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm1' } },
        },
      );
      const id = String(created.body.id);
      const count = async (filter: string) => totalOf(await okta('GET', filtered(`id eq "${id}" and ${filter}`)));
      expect(await count('manager eq "m1"')).toBe(1);
      expect(await count('manager eq "extended"')).toBe(0);
      expect(await count('manager.value eq "m1"')).toBe(1);
      expect(await count('badge eq "B7"')).toBe(1);
      const shown = await okta('GET', `/Users/${id}?attributes=manager,badge`);
      expect(shown.body).toEqual({
        ...{ id, schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, NAMESPACE] },
        [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm1' } },
        [NAMESPACE]: { badge: 'b7' },
      });
      const patched = await okta(
        'PATCH',
        `/Users/${id}?attributes=manager,${NAMESPACE}`,
        patchBody({ op: 'replace', path: 'manager', value: 'm2' }, { op: 'replace', path: 'badge', value: 'b8' }),
      );
      expect(patched.body).toMatchObject({
        [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm2' } },
        [NAMESPACE]: { manager: 'extended', badge: 'b8' },
      });
      const hidden = await okta('GET', `/Users/${id}?excludedAttributes=manager`);
      expect(hidden.body[ENTERPRISE_USER_SCHEMA]).toBeUndefined();
      expect(hidden.body[NAMESPACE]).toEqual({ manager: 'extended', badge: 'b8' });
      const other = await newUser(
        { manager: 'a', badge: 'b9' },
        {
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, NAMESPACE],
          [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm3' } },
        },
      );
      for (const path of ['/Users', ''])
        for (const [sortBy, ids] of [
          ['manager', [id, other.body.id]],
          ['badge', [id, other.body.id]],
          [`${NAMESPACE}:manager`, [other.body.id, id]],
        ] as const) {
          const sorted = await okta('GET', `${path}?sortBy=${sortBy}&attributes=id`);
          expect((sorted.body.Resources as { id: string }[]).map((one) => one.id)).toEqual(ids);
        }
      const used = (await admin('GET', '/connectors/okta/tolerances')).body;
      expect(JSON.stringify(used)).toContain('unqualifiedExtensionNames');
    });
  });
});
