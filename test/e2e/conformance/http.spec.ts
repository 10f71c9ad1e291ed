import {
  ERROR,
  GROUP_SCHEMA,
  LIST_RESPONSE,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../../../src/protocol/urns.js';
import { describeConformance, expectError, newWorld, patchBody, pathOf, userBody } from '../../support/conformance.js';

/** Statements 97 and 98. */
describeConformance('versions', (world) => {
  it('97: ETag is meta.version, weak; If-None-Match that names it is 304 without a body', async () => {
    const { scim, user } = world();
    const made = await user();
    const { version } = made.meta as { version: string };
    expect(version).toMatch(/^W\/".+"$/);
    expect((await scim('GET', pathOf(made))).headers.get('etag')).toBe(version);
    for (const tags of [version, `W/"x", ${version}`, '*', version.slice(2)]) {
      const { status, text, headers } = await scim('GET', pathOf(made), undefined, { 'if-none-match': tags });
      expect([status, text, headers.get('etag')]).toEqual([304, '', version]);
    }
    expect((await scim('GET', pathOf(made), undefined, { 'if-none-match': 'W/"x"' })).status).toBe(200);
  });

  it('97: If-Match that does not name it is 412 and changes nothing; weak tags and * match', async () => {
    const { scim, user, read } = world();
    const made = await user();
    const put = { ...made, title: 'x' };
    const patch = patchBody({ op: 'replace', path: 'title', value: 'y' });
    for (const [method, body] of [['PUT', put], ['PATCH', patch], ['DELETE']] as const)
      expectError(await scim(method, pathOf(made), body, { 'if-match': 'W/"99"' }), 412);
    expect(await read(made)).toEqual(made);
    expect((await scim('PUT', pathOf(made), put, { 'if-match': 'W/"1"' })).status).toBe(200);
    expectError(await scim('PATCH', pathOf(made), patch, { 'if-match': 'W/"1"' }), 412);
    expect((await scim('PATCH', pathOf(made), patch, { 'if-match': '*' })).status).toBe(200);
    expect((await scim('DELETE', pathOf(made), undefined, { 'if-match': 'W/"3"' })).status).toBe(204);
  });

  it('97: If-None-Match that names it is 412 for what writes, and changes nothing', async () => {
    const { scim, user, group, read } = world();
    for (const made of [await user(), await group()]) {
      const name = made.userName === undefined ? 'displayName' : 'userName';
      const patch = patchBody({ op: 'replace', path: name, value: `${made.id}-new` });
      const requests = [['PUT', { ...made, [name]: `${made.id}-new` }], ['PATCH', patch], ['DELETE']] as const;
      for (const tags of ['*', 'W/"1"', 'W/"x", "1"'])
        for (const [method, body] of requests)
          expectError(await scim(method, pathOf(made), body, { 'if-none-match': tags }), 412);
      expectError(await scim('PATCH', pathOf(made), patch, { 'if-match': 'W/"1"', 'if-none-match': '*' }), 412);
      expect(await read(made)).toEqual(made);
      expect((await scim('PATCH', pathOf(made), patch, { 'if-none-match': 'W/"9"' })).status).toBe(200);
      expect((await scim('DELETE', pathOf(made), undefined, { 'if-none-match': 'W/"1"' })).status).toBe(204);
    }
  });

  it('97: what is made by POST is not there before, so that If-None-Match: * holds', async () => {
    expect((await world().scim('POST', '/Users', userBody(), { 'if-none-match': '*' })).status).toBe(201);
  });

  it('97: If-Match of a GET that does not name it is 412, before If-None-Match is asked', async () => {
    const { scim, user, group } = world();
    for (const made of [await user(), await group()]) {
      const get = (headers: Record<string, string>) => scim('GET', pathOf(made), undefined, headers);
      expectError(await get({ 'if-match': 'W/"9"' }), 412);
      expectError(await get({ 'if-match': 'W/"9"', 'if-none-match': 'W/"1"' }), 412);
      for (const tags of ['*', 'W/"1"', 'W/"x", "1"']) expect((await get({ 'if-match': tags })).status).toBe(200);
      expect((await get({ 'if-match': '*', 'if-none-match': '*' })).status).toBe(304);
    }
  });

  it('98: the version changes with every real change, membership too, and with nothing else', async () => {
    const { user, group, put, patch, read } = world();
    const [made, team] = [await user(), await group()];
    const versionOf = async (one: typeof made): Promise<string> =>
      ((await read(one)).meta as { version: string }).version;
    const expectChange = async (one: typeof made, changes: boolean, run: () => Promise<{ status: number }>) => {
      const before = await read(one);
      expect((await run()).status).toBe(200);
      expect((await versionOf(one)) !== (before.meta as { version: string }).version).toBe(changes);
      if (!changes) expect(await read(one)).toEqual(before);
    };
    const members = [{ value: made.id }];
    await expectChange(made, true, () => patch(made, { op: 'add', path: 'title', value: 'x' }));
    await expectChange(made, false, () => patch(made, { op: 'add', path: 'title', value: 'x' }));
    await expectChange(made, true, () => put(made, made));
    await expectChange(made, false, () => put(made, made));
    await expectChange(made, false, () => patch(made, { op: 'remove', path: 'title' }));
    await expectChange(team, true, () => patch(team, { op: 'add', path: 'members', value: members }));
    await expectChange(team, false, () => patch(team, { op: 'add', path: 'members', value: members }));
    await expectChange(team, true, () => patch(team, { op: 'remove', path: `members[value eq "${made.id}"]` }));
    await expectChange(team, false, () => patch(team, { op: 'remove', path: `members[value eq "${made.id}"]` }));
    await expectChange(team, true, () => put(team, { ...team, members }));
    await expectChange(team, false, () => put(team, { ...team, members }));
  });
});

/** Statements 99 to 101 and 104 to 107. */
describeConformance('HTTP', (world) => {
  const TOO_LARGE = JSON.stringify(userBody({ title: 'x'.repeat(1_100_000) }));

  it.each<[number, string, string, unknown, Record<string, string>, string | undefined]>([
    [400, 'POST', '/Users', '{"schemas":', {}, 'invalidSyntax'],
    [400, 'GET', '/Users?filter=x', undefined, {}, 'invalidFilter'],
    [401, 'GET', '/Users', undefined, { authorization: 'Bearer nobody' }, undefined],
    [403, 'GET', '/Schemas?filter=id+pr', undefined, {}, undefined],
    [404, 'GET', '/Users/none', undefined, {}, undefined],
    [404, 'GET', '/Nothing', undefined, {}, undefined],
    [405, 'DELETE', '/Users', undefined, {}, undefined],
    [412, 'PUT', '', userBody(), { 'if-match': 'W/"99"' }, undefined],
    [413, 'POST', '/Users', TOO_LARGE, {}, undefined],
    [415, 'POST', '/Users', '<user/>', { 'content-type': 'application/xml' }, undefined],
    [501, 'GET', '/Me', undefined, {}, undefined],
  ])('99: %i of %s %s is a SCIM error', async (status, method, path, body, headers, scimType) => {
    const { scim, user } = world();
    expectError(await scim(method, path === '' ? pathOf(await user()) : path, body, headers), status, scimType);
  });

  it('99: 409 and the switch that is off (403), too', async () => {
    const { app, scim, user, tenant } = world();
    expectError(await scim('POST', '/Users', userBody({ userName: (await user()).userName })), 409, 'uniqueness');
    const settings = `/tenants/${tenant}/connectors/strict`;
    await app.admin('PATCH', settings, { syncEnabled: false });
    expectError(await scim('GET', '/Users'), 403);
    await app.admin('PATCH', settings, { syncEnabled: true });
  });

  it('99: 500 says nothing of what failed', async () => {
    const { app, scim, user } = world();
    const { id } = await user();
    await app.database.withTransaction((tx) =>
      tx.execute('UPDATE resource SET doc = ? WHERE id = ?', ['"no object', id]),
    );
    const answer = await scim('GET', `/Users/${id}`);
    expectError(answer, 500);
    expect(answer.text).not.toMatch(/JSON|Unexpected|\.ts|\.js|SELECT|no object/);
    await app.database.withTransaction((tx) => tx.execute('UPDATE resource SET doc = ? WHERE id = ?', ['{}', id]));
  });

  it.each(['', 'Bearer x', 'Basic eDp5', 'Digest x'])(
    '100: 401 of "%s" carries WWW-Authenticate',
    async (authorization) => {
      const answer = await world().scim('GET', '/Users', undefined, { authorization });
      expectError(answer, 401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^(Bearer|Basic) /);
    },
  );

  it.each([
    ['application/scim+json', 'application/scim+json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/scim+json'],
    ['text/html', 'application/scim+json'],
  ])('101: Accept %s is answered with %s', async (accept, type) => {
    for (const path of ['/Users', '/Schemas', '/Users/none'])
      expect((await world().scim('GET', path, undefined, { accept })).headers.get('content-type')).toBe(type);
  });

  it.each<[string, number]>([
    ['application/scim+json', 201],
    ['application/json', 201],
    ['application/scim+json; charset=utf-8', 201],
    ['Application/JSON;charset="UTF-8"', 201],
    ['application/json; charset=iso-8859-1', 415],
    ['text/json', 415],
    ['application/xml', 415],
  ])('101: a body of type %s is %i, in UTF-8', async (type, status) => {
    const answer = await world().scim('POST', '/Users', userBody({ title: 'Grüße 😀' }), { 'content-type': type });
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.body.title).toBe('Grüße 😀');
    else expectError(answer, 415);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('104: %s /Me is 501', async (method) => {
    expectError(await world().scim(method, '/Me', method === 'GET' || method === 'DELETE' ? undefined : {}), 501);
  });

  it('105: a header does not override the method', async () => {
    const { scim, user, read } = world();
    const made = await user();
    const override = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expectError(await scim('POST', pathOf(made), made, override), 405);
    expectError(await scim('POST', `${pathOf(made)}?_method=DELETE`, made), 405);
    expect((await scim('GET', pathOf(made), undefined, override)).status).toBe(200);
    expect(await read(made)).toEqual(made);
  });

  it.each(['v3', 'v2.0', 'V22', 'v0', ''])('106: the version "%s" is unknown', async (version) => {
    const { app, scim, tenant } = world();
    const headers = { authorization: `Bearer ${scim.token}` };
    const path = `/scim/${tenant}/strict/${version}/Users`.replace('//', '/');
    expectError(await app.request('GET', path, { headers }), 404);
    expect((await app.request('GET', `/scim/${tenant}/strict/v2/Users`, { headers })).status).toBe(200);
  });

  it('107: nothing crosses from one tenant to another', async () => {
    const mine = world();
    const theirs = await newWorld(mine.app);
    const victim = await theirs.user({ userName: 'same', externalId: 'same', title: 'secret' });
    const team = await theirs.group({ displayName: 'same', members: [{ value: victim.id }] });
    for (const { id } of [victim, team])
      for (const type of ['Users', 'Groups'])
        for (const [method, body] of [
          ['GET'],
          ['PUT', userBody()],
          ['PATCH', patchBody({ op: 'remove', path: 'title' })],
          ['DELETE'],
        ] as const) {
          const answer = await mine.scim(method, `/${type}/${id}`, body);
          const unknown = await mine.scim(method, `/${type}/01990000-0000-7000-8000-000000000000`, body);
          expect([answer.status, answer.text]).toEqual([404, unknown.text]);
        }
    for (const filter of [`id eq "${victim.id}"`, 'externalId eq "same"', 'userName eq "same"', 'title eq "secret"'])
      expect(await mine.count(filter)).toBe(0);
    const members = [{ value: victim.id }];
    expectError(
      await mine.scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'x', members }),
      400,
      'invalidValue',
    );
    expect(await mine.user({ userName: 'same', externalId: 'same' })).toMatchObject({ userName: 'same' });
    await theirs.user();
    const { nextCursor } = (await theirs.scim('GET', '/Users?cursor&count=1')).body;
    const path = `/Users?count=1&cursor=${String(nextCursor)}`;
    expect((await theirs.scim('GET', path)).status).toBe(200);
    expectError(await mine.scim('GET', path), 400, 'invalidCursor');
    const headers = { authorization: `Bearer ${mine.scim.token}` };
    expectError(await mine.app.request('GET', `/scim/${theirs.tenant}/strict/v2/Users`, { headers }), 401);
    expect(await theirs.read(victim)).toMatchObject({ title: 'secret', groups: [{ value: team.id }] });
  });
});

/** Statements 102 and 103. */
describeConformance('discovery', (world) => {
  it.each([
    ['/ResourceTypes', RESOURCE_TYPE_SCHEMA, ['User', 'Group']],
    ['/Schemas', SCHEMA_SCHEMA, [USER_SCHEMA]],
  ])('102: %s is a list, whatever the parameters, of what can be read one by one', async (path, schema, some) => {
    const { scim, base } = world();
    const { status, body } = await scim('GET', path);
    const resources = body.Resources as { id: string; schemas: string[]; meta: { location: string } }[];
    expect([status, body.schemas]).toEqual([200, [LIST_RESPONSE]]);
    expect([body.totalResults, body.itemsPerPage]).toEqual([resources.length, resources.length]);
    expect(resources.map(({ id }) => id)).toEqual(expect.arrayContaining(some));
    const ignored = 'startIndex=2&count=1&sortBy=id&sortOrder=descending';
    expect((await scim('GET', `${path}?${ignored}`)).body).toEqual(body);
    for (const resource of resources) {
      expect(resource.schemas).toEqual([schema]);
      expect(resource.meta.location).toBe(`${base}${path}/${resource.id}`);
      expect((await scim('GET', `${path}/${resource.id}`)).body).toEqual(resource);
    }
    expectError(await scim('GET', `${path}/urn:nothing`), 404);
    expectError(await scim('GET', `${path}?filter=id+pr`), 403);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('102: %s on discovery is 405', async (method) => {
    for (const path of ['/ResourceTypes', '/Schemas', '/ServiceProviderConfig', `/Schemas/${USER_SCHEMA}`])
      expectError(await world().scim(method, path, method === 'DELETE' ? undefined : {}), 405);
  });

  it('102: /ServiceProviderConfig is complete, and readable without a credential', async () => {
    const { app, tenant, scim } = world();
    const { body } = await scim('GET', '/ServiceProviderConfig');
    const number = expect.any(Number) as number;
    const supported = expect.any(Boolean) as boolean;
    expect(body).toMatchObject({
      schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: number, maxPayloadSize: number },
      filter: { supported: true, maxResults: number },
      changePassword: { supported },
      sort: { supported: true },
      etag: { supported: true },
    });
    const schemes = body.authenticationSchemes as Record<string, unknown>[];
    expect(schemes.length).toBeGreaterThan(0);
    for (const scheme of schemes)
      for (const name of ['type', 'name', 'description']) expect(scheme[name]).toMatch(/.+/);
    const open = await app.request('GET', `/scim/${tenant}/strict/v2/ServiceProviderConfig`);
    expect([open.status, open.body]).toEqual([200, body]);
    expectError(await scim('GET', '/ServiceProviderConfig?filter=patch+pr'), 403);
  });

  it('103: /Schemas tells the truth: what it lists can be written, and what it does not cannot', async () => {
    const { scim, user } = world();
    const { Resources } = (await scim('GET', '/Schemas')).body as {
      Resources: { id: string; attributes: Attribute[] }[];
    };
    for (const { id } of Resources) expect(id).not.toMatch(/:api:messages:/);
    expect(Resources.map(({ id }) => id)).not.toContain(ERROR);
    const core = Resources.find(({ id }) => id === USER_SCHEMA)?.attributes ?? [];
    const written = Object.fromEntries(
      core
        .filter(({ name, mutability }) => mutability === 'readWrite' && name !== 'userName')
        .map((attribute) => [attribute.name, sample(attribute)]),
    );
    expect(Object.keys(written).length).toBeGreaterThan(15);
    expect(await user(written)).toMatchObject(written);
    for (const { name, required } of core.filter((one) => one.required)) {
      expect([name, required]).toEqual(['userName', true]);
      expectError(await scim('POST', '/Users', { schemas: [USER_SCHEMA], ...written }), 400, 'invalidValue');
    }
    for (const { name } of core.filter(({ mutability }) => mutability === 'readOnly'))
      expectError(await world().patch(await user(), { op: 'remove', path: name }), 400, 'mutability');
  });
});

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly mutability: string;
  readonly subAttributes?: readonly Attribute[];
}

/** Formats that a text alone does not have. */
const FORMATS: Readonly<Record<string, string>> = { country: 'US', timezone: 'Europe/Rome' };

function sample({ name, type, multiValued, subAttributes = [] }: Attribute): unknown {
  const one =
    type === 'complex'
      ? Object.fromEntries(
          subAttributes.filter(({ mutability }) => mutability !== 'readOnly').map((sub) => [sub.name, sample(sub)]),
        )
      : type === 'boolean'
        ? true
        : type === 'binary'
          ? 'QUJD'
          : type === 'reference'
            ? 'https://x.io/1'
            : (FORMATS[name] ?? 'text');
  return multiValued ? [one] : one;
}
