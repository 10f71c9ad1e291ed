import { ENTERPRISE_USER_SCHEMA as EXT, USER_SCHEMA } from '../../../src/protocol/urns.js';
import { describeConformance, expectError, groupBody, patchBody, pathOf, userBody } from '../../support/conformance.js';

const BOTH = [USER_SCHEMA, EXT];
const UNKNOWN = '01990000-0000-7000-8000-000000000000';

/** Statements 27 to 33. */
describeConformance('extensions', (world) => {
  it('27: attributes of an extension live under its URN, those of the core above it', async () => {
    const { scim, user } = world();
    expect(await user({ schemas: BOTH, [EXT]: { department: 'x' } })).toMatchObject({ [EXT]: { department: 'x' } });
    for (const attributes of [{ department: 'x' }, { schemas: BOTH, [EXT]: { title: 'x' } }])
      expectError(await scim('POST', '/Users', userBody(attributes)), 400, 'invalidSyntax');
  });

  it('28: answers name an extension that has attributes; one that is not named is 400, or added where that is tolerated', async () => {
    const { scim, lenient, user } = world();
    expect((await user({ schemas: BOTH })).schemas).toEqual([USER_SCHEMA]);
    expect((await user({ schemas: BOTH, [EXT]: { department: 'x' } })).schemas).toEqual(BOTH);
    const unnamed = userBody({ [EXT]: { department: 'x' } });
    expectError(await scim('POST', '/Users', unnamed), 400, 'invalidSyntax');
    expect((await lenient('POST', '/Users', unnamed)).body.schemas).toEqual(BOTH);
  });

  it('30, 33: a path with a URN adds to the extension, whose URN appears', async () => {
    const { user, patch } = world();
    const made = await user();
    const first = await patch(made, { op: 'add', path: `${EXT}:manager.value`, value: 'a' });
    expect(first.body).toMatchObject({ schemas: BOTH, [EXT]: { manager: { value: 'a' } } });
    const core = await patch(made, { op: 'add', path: `${USER_SCHEMA}:name.givenName`, value: 'b' });
    expect(core.body).toMatchObject({ name: { givenName: 'b' } });
    expectError(await patch(made, { op: 'add', path: `${EXT}:manager.nothing`, value: 'a' }), 400, 'invalidPath');
    expectError(await patch(made, { op: 'add', path: `${EXT}manager`, value: 'a' }), 400, 'invalidPath');
  });

  it.each<[string, object]>([
    ['the last attribute', { op: 'remove', path: `${EXT}:department` }],
    ['the last attribute, by null', { op: 'replace', path: `${EXT}:department`, value: null }],
    ['the URN', { op: 'remove', path: EXT }],
  ])('31: removing %s takes the extension and its URN away', async (_, operation) => {
    const { user, patch } = world();
    const made = await user({ schemas: BOTH, [EXT]: { department: 'x' } });
    const { status, body } = await patch(made, operation);
    expect([status, body.schemas, EXT in body]).toEqual([200, [USER_SCHEMA], false]);
  });

  it('32: later operations see the extension that earlier ones made', async () => {
    const { user, patch } = world();
    const { body } = await patch(
      await user(),
      { op: 'add', path: EXT, value: { department: 'x', division: 'y' } },
      { op: 'replace', path: `${EXT}:department`, value: 'z' },
      { op: 'remove', path: `${EXT}:division` },
    );
    expect([body.schemas, body[EXT]]).toEqual([BOTH, { department: 'z' }]);
  });
});

/** Statements 34 to 43. */
describeConformance('create, read, replace, delete', (world) => {
  it('34: POST is 201 with the resource, Location and ETag', async () => {
    const { scim, base } = world();
    for (const [type, body] of [
      ['Users', userBody({ title: 'x' })],
      ['Groups', groupBody()],
    ] as const) {
      const created = await scim('POST', `/${type}`, body);
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject(body);
      expect(created.headers.get('location')).toBe(`${base}/${type}/${String(created.body.id)}`);
      expect(created.headers.get('etag')).toBe((created.body.meta as { version: string }).version);
      expect((await scim('GET', `/${type}/${String(created.body.id)}`)).body).toEqual(created.body);
    }
  });

  it('35: what is readOnly is ignored in POST', async () => {
    const made = await world().user({ id: 'x', meta: { location: 'x' }, groups: [{ value: 'x' }] });
    expect(made).not.toHaveProperty('groups');
    expect([made.id === 'x', (made.meta as { location: string }).location === 'x']).toEqual([false, false]);
  });

  it.each(['Users', 'Groups'])('36: PUT on an unknown id of /%s is 404 and creates nothing', async (type) => {
    const { scim } = world();
    const path = `/${type}/${UNKNOWN}`;
    const body = type === 'Users' ? userBody() : groupBody();
    const total = (await scim('GET', `/${type}?count=0`)).body.totalResults;
    expectError(await scim('PUT', path, body), 404);
    expectError(await scim('GET', path), 404);
    expect((await scim('GET', `/${type}?count=0`)).body.totalResults).toBe(total);
  });

  it('37, 41: PUT is 200 with the whole resource, also of a group', async () => {
    const { user, group, put, read } = world();
    const [made, team] = [await user({ title: 'x' }), await group()];
    const replaced = await put(made, { ...made, title: 'y' });
    expect([replaced.status, replaced.body.title]).toEqual([200, 'y']);
    expect(replaced.body).toEqual(await read(made));
    const renamed = await put(team, groupBody({ displayName: 'z', members: [{ value: made.id }] }));
    expect([renamed.status, renamed.body.displayName]).toEqual([200, 'z']);
    expect(renamed.body).toEqual(await read(team));
  });

  it('38: PUT clears what it omits, but keeps active, and members of a group', async () => {
    const { user, group, put } = world();
    const attributes = {
      schemas: BOTH,
      title: 'x',
      emails: [{ value: 'x' }],
      externalId: 'x',
      [EXT]: { division: 'x' },
    };
    const made = await user({ ...attributes, active: false });
    const { body } = await put(made, userBody({ userName: made.userName }));
    expect(body).toEqual({
      ...{ schemas: [USER_SCHEMA], id: made.id, userName: made.userName, active: false, meta: body.meta },
    });
    const team = await group({ externalId: 'x', members: [{ value: made.id }] });
    const kept = (await put(team, groupBody({ displayName: 'y' }))).body;
    expect(kept).toMatchObject({ displayName: 'y', members: team.members });
    expect(kept).not.toHaveProperty('externalId');
  });

  it.each([
    ['userName', 'Users', undefined],
    ['userName', 'Users', null],
    ['displayName', 'Groups', undefined],
    ['displayName', 'Groups', ''],
  ])('40: PUT without %s on /%s (%s) is 400', async (name, type, value) => {
    const { user, group, put, read } = world();
    const made = type === 'Users' ? await user() : await group();
    expectError(await put(made, { ...made, [name]: value }), 400, 'invalidValue');
    expect(await read(made)).toEqual(made);
  });

  it.each(['Users', 'Groups'])('42: after DELETE on /%s nothing is left', async (type) => {
    const { user, group, scim, count } = world();
    const made = type === 'Users' ? await user() : await group();
    const gone = await scim('DELETE', pathOf(made));
    expect([gone.status, gone.text]).toEqual([204, '']);
    expectError(await scim('GET', pathOf(made)), 404);
    expectError(await scim('PUT', pathOf(made), made), 404);
    expectError(await scim('PATCH', pathOf(made), patchBody({ op: 'add', path: 'externalId', value: 'x' })), 404);
    expectError(await scim('DELETE', pathOf(made)), 404);
    expect(await count(`id eq "${made.id}"`, type as 'Users')).toBe(0);
    const again = await scim('POST', `/${type}`, made);
    expect([again.status, again.body.id === made.id]).toEqual([201, false]);
  });

  it('43: a deleted user is a member of nothing, a deleted group a group of nobody', async () => {
    const { user, group, scim, read, count } = world();
    const [stays, goes] = [await user(), await user()];
    const team = await group({ members: [{ value: stays.id }, { value: goes.id }] });
    await scim('DELETE', pathOf(goes));
    expect((await read(team)).members).toEqual([expect.objectContaining({ value: stays.id })]);
    expect(await count(`members.value eq "${goes.id}"`, 'Groups')).toBe(0);
    await scim('DELETE', pathOf(team));
    expect(await read(stays)).not.toHaveProperty('groups');
    expectError(await scim('POST', '/Groups', groupBody({ members: [{ value: goes.id }] })), 400, 'invalidValue');
  });
});
