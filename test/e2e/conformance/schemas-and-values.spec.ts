import { uuidv7 } from '../../../src/audit/uuidv7.js';
import { ENTERPRISE_USER_SCHEMA as EXT, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../../src/protocol/urns.js';
import type { Answer } from '../../support/app.js';
import { describeConformance, expectError, groupBody, pathOf, userBody } from '../../support/conformance.js';

/** Statements 1 to 26: schemas, common attributes, values. */
describeConformance('schemas and values', (world) => {
  it.each<[string, object]>([
    ['absent', { schemas: undefined }],
    ['null', { schemas: null }],
    ['empty', { schemas: [] }],
    ['a text', { schemas: USER_SCHEMA }],
    ['a URN twice', { schemas: [USER_SCHEMA, USER_SCHEMA] }],
    ['a URN twice, in two cases', { schemas: [USER_SCHEMA, USER_SCHEMA.toLowerCase()] }],
    ['the URN of another type', { schemas: [GROUP_SCHEMA] }],
  ])('1: schemas that is %s is 400 invalidSyntax', async (_, body) => {
    expectError(await world().scim('POST', '/Users', userBody(body)), 400, 'invalidSyntax');
  });

  it('1: messages too name each schema once, and every answer has them', async () => {
    const { scim, user } = world();
    const made = await user();
    const twice = { schemas: [PATCH_OP, PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'x' }] };
    expectError(await scim('PATCH', pathOf(made), twice), 400, 'invalidSyntax');
    for (const path of [pathOf(made), '/Users?count=1', '/Users/none', '/Schemas', '/ServiceProviderConfig']) {
      const schemas = (await scim('GET', path)).body.schemas as string[];
      expect(schemas.length).toBeGreaterThan(0);
      expect(new Set(schemas).size).toBe(schemas.length);
    }
  });

  it('1: the order of schemas does not matter', async () => {
    const { scim } = world();
    const body = userBody({ schemas: [EXT, USER_SCHEMA], [EXT]: { department: 'x' } });
    expect((await scim('POST', '/Users', body)).status).toBe(201);
  });

  it('2: an unknown URN is 400, and dropped where it is tolerated', async () => {
    const { scim, lenient } = world();
    const body = groupBody({ schemas: [GROUP_SCHEMA, 'http://schemas.microsoft.com/2006/11/Group'] });
    expectError(await scim('POST', '/Groups', body), 400, 'invalidSyntax');
    expect((await lenient('POST', '/Groups', body)).body.schemas).toEqual([GROUP_SCHEMA]);
  });

  it('3: names, URNs and operators match in any case; answers have the spelling of the schema', async () => {
    const { scim, patch, count, user } = world();
    const userName = uuidv7();
    const body = { SCHEMAS: [USER_SCHEMA.toUpperCase(), EXT], USERNAME: userName, Name: { GIVENNAME: 'A' } };
    const created = await scim('POST', '/Users', { ...body, [EXT.toUpperCase()]: { Department: 'x' } });
    expect(created.body).toMatchObject({ userName, name: { givenName: 'A' }, [EXT]: { department: 'x' } });
    expect(await count(`USERNAME EQ "${userName}" AND ${EXT.toUpperCase()}:DEPARTMENT Eq "x"`)).toBe(1);
    const changed = await patch(await user(), { op: 'add', path: 'NAME.FAMILYNAME', value: 'B' });
    expect(changed.body).toMatchObject({ name: { familyName: 'B' } });
    const shown = await scim('GET', `/Users/${String(created.body.id)}?attributes=USERNAME`);
    expect(Object.keys(shown.body).sort()).toEqual(['id', 'schemas', 'userName']);
  });

  it('4: id and meta of the client are ignored on POST and PUT', async () => {
    const { scim, put, read } = world();
    const theirs = { id: 'mine', meta: { version: 'W/"99"', resourceType: 'X', created: 'never', location: '' } };
    const { status, body } = await scim('POST', '/Users', userBody(theirs));
    expect([status, body.id === 'mine', (body.meta as { version: string }).version]).toEqual([201, false, 'W/"1"']);
    const made = { ...body, id: String(body.id) };
    expect((await put(made, { ...body, ...theirs })).body).toEqual(body);
    expect(await read(made)).toEqual(body);
  });

  it('5: an id is issued, unique over all types, case-exact, always there, and never changes', async () => {
    const { scim, user, group, put, patch } = world();
    const made = [await user(), await user(), await group(), await group()];
    expect(new Set(made.map(({ id }) => id)).size).toBe(4);
    for (const one of made) {
      expect(one.id).not.toMatch(/^$|bulkId/i);
      for (const query of ['attributes=meta.version', 'excludedAttributes=id'])
        expect((await scim('GET', `${pathOf(one)}?${query}`)).body.id).toBe(one.id);
      expect((await scim('GET', pathOf({ ...one, id: one.id.toUpperCase() }))).status).toBe(404);
      const other = pathOf(one).replace(/^\/\w+/, (type) => (type === '/Users' ? '/Groups' : '/Users'));
      expect((await scim('GET', other)).status).toBe(404);
      expect((await put(one, one)).body.id).toBe(one.id);
      expect((await patch(one, { op: 'replace', value: { externalId: 'x' } })).body.id).toBe(one.id);
    }
  });

  it('6: meta is complete, and created is lastModified until the first change', async () => {
    const { user, group, patch } = world();
    for (const [made, resourceType] of [
      [await user(), 'User'],
      [await group(), 'Group'],
    ] as const) {
      const { created } = made.meta as { created: string };
      expect(created).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(made.meta).toMatchObject({ resourceType, created, lastModified: created });
      let meta = { created, lastModified: created };
      // Until the clock has moved on.
      for (let n = 0; n < 100 && meta.lastModified === created; n += 1)
        meta = (await patch(made, { op: 'replace', path: 'externalId', value: `${n}` })).body.meta as typeof meta;
      expect(meta.created).toBe(created);
      expect(meta.lastModified > created).toBe(true);
    }
  });

  it('7: Location, Content-Location and meta.location are one, on the external address', async () => {
    const { base, scim, put, patch } = world();
    const expectLocation = ({ headers, body }: Answer, id: unknown): void => {
      const location = `${base}/Users/${String(id)}`;
      expect([headers.get('location'), headers.get('content-location')]).toEqual([location, location]);
      expect(body.meta).toMatchObject({ location });
    };
    const created = await scim('POST', '/Users', userBody());
    const made = { ...created.body, id: String(created.body.id) };
    expectLocation(created, made.id);
    expectLocation(await scim('GET', pathOf(made)), made.id);
    expectLocation(await put(made, made), made.id);
    expectLocation(await patch(made, { op: 'add', path: 'title', value: 'x' }), made.id);
  });

  it('8: externalId is never invented, may be shared, and counts letter case', async () => {
    const { user, count } = world();
    expect(await user()).not.toHaveProperty('externalId');
    const externalId = `a${uuidv7()}`;
    for (const value of [externalId, externalId, externalId.toUpperCase()])
      expect(await user({ externalId: value })).toMatchObject({ externalId: value });
    expect(await count(`externalId eq "${externalId}"`)).toBe(2);
  });

  it('8: externalId is of the connector that issued it: another one neither sees, finds nor sorts by it', async () => {
    const { lenient, scim, user, group, find } = world();
    const externalId = uuidv7();
    const mine = [await user({ externalId }), await user({ externalId: null })] as const;
    const team = await group({ externalId });
    const filters = [
      `externalId eq "${externalId}"`,
      `externalId sw "${externalId}"`,
      `externalId eq "none-8" or externalId eq "${externalId}"`,
    ];
    for (const [one, type] of [
      [mine[0], 'Users'],
      [team, 'Groups'],
    ] as const) {
      expect((await lenient('GET', `/${type}/${one.id}`)).body).not.toHaveProperty('externalId');
      for (const filter of filters) {
        expect((await find(filter, type)).body.totalResults).toBe(1);
        expect((await lenient('GET', `/${type}?filter=${encodeURIComponent(filter)}`)).body.totalResults).toBe(0);
      }
      const pr = `/${type}?filter=${encodeURIComponent(`id eq "${one.id}" and externalId pr`)}`;
      expect([(await scim('GET', pr)).body.totalResults, (await lenient('GET', pr)).body.totalResults]).toEqual([1, 0]);
    }
    const theirs = (await lenient('POST', '/Users', userBody({ externalId }))).body;
    expect(theirs.externalId).toBe(externalId);
    const path = `/Users?filter=${encodeURIComponent(`externalId eq "${externalId}"`)}`;
    expect((await lenient('GET', path)).body).toMatchObject({ totalResults: 1, Resources: [{ id: theirs.id }] });
    expect((await scim('GET', path)).body).toMatchObject({ totalResults: 1, Resources: [{ id: mine[0].id }] });
    const sorted = `/Users?sortBy=externalId&filter=${encodeURIComponent(`id eq "${mine[1].id}" or id eq "${mine[0].id}" or id eq "${String(theirs.id)}"`)}`;
    const order = (await lenient('GET', sorted)).body.Resources as { id: string }[];
    expect(order.map(({ id }) => id)).toEqual([theirs.id, mine[0].id, mine[1].id]);
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['blank', ' '],
  ])('9: a userName that is %s', async (_, userName) => {
    expectError(await world().scim('POST', '/Users', userBody({ userName })), 400, 'invalidValue');
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
  ])('10: a displayName of a group that is %s', async (_, name) => {
    expectError(await world().scim('POST', '/Groups', groupBody({ displayName: name })), 400, 'invalidValue');
  });

  it('11: userName is unique in any case, width and normal form', async () => {
    const { user, scim, find } = world();
    const made = await user({ userName: 'bob.josé@x.io' });
    for (const userName of ['Bob.JOSÉ@x.io', 'bob.jose\u0301@x.io', 'ｂｏｂ.josé@x.io']) {
      expectError(await scim('POST', '/Users', userBody({ userName })), 409, 'uniqueness');
      expect((await find(`userName eq "${userName}"`)).body).toMatchObject({ Resources: [{ id: made.id }] });
    }
    expect((await scim('POST', '/Users', userBody({ userName: 'bob.jose@x.io' }))).status).toBe(201);
  });

  it('12: also on PUT and PATCH, and when many come at once', async () => {
    const { user, put, patch, read, scim } = world();
    const [taken, made] = [await user(), await user()];
    const userName = String(taken.userName).toUpperCase();
    expectError(await put(made, { ...made, userName }), 409, 'uniqueness');
    expectError(await patch(made, { op: 'replace', path: 'userName', value: userName }), 409, 'uniqueness');
    expect((await read(made)).userName).toBe(made.userName);
    const body = userBody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => scim('POST', '/Users', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it.each<[string, object]>([
    ['a text for a boolean', { active: 'True' }],
    ['a number for a boolean', { active: 1 }],
    ['a boolean for a text', { title: true }],
    ['a number for a text', { title: 1 }],
    ['an object for a text', { title: {} }],
    ['what is not base64', { x509Certificates: [{ value: '%%%' }] }],
    ['what is no URI', { profileUrl: 'not a uri' }],
    ['a text for a boolean in a part', { emails: [{ value: 'a', primary: 'yes' }] }],
  ])('13: %s is 400 invalidValue', async (_, attributes) => {
    expectError(await world().scim('POST', '/Users', userBody(attributes)), 400, 'invalidValue');
  });

  it('13: "True" is taken for a boolean where it is tolerated, and for nothing else', async () => {
    const { lenient } = world();
    const created = await lenient('POST', '/Users', userBody({ active: 'False', title: 'True' }));
    expect(created.body).toMatchObject({ active: false, title: 'True' });
    expectError(await lenient('POST', '/Users', userBody({ active: 'yes' })), 400, 'invalidValue');
  });

  it.each<[string, object]>([
    ['an object in a part', { name: { givenName: { first: 'x' } } }],
    ['a list in a part', { name: { givenName: ['x'] } }],
    ['an object in a part of an element', { emails: [{ value: { x: 1 } }] }],
    ['a list in a list', { emails: [[{ value: 'x' }]] }],
  ])('14: %s is 400', async (_, attributes) => {
    expectError(await world().scim('POST', '/Users', userBody(attributes)), 400, 'invalidValue');
  });

  it('14: no attribute of any schema nests deeper than once, and no path does', async () => {
    const { scim, user, patch } = world();
    const { Resources } = (await scim('GET', '/Schemas')).body as { Resources: { attributes: Attribute[] }[] };
    for (const sub of Resources.flatMap(({ attributes }) => attributes).flatMap((a) => a.subAttributes ?? []))
      expect(sub).toEqual(expect.not.objectContaining({ type: 'complex' }));
    const deep = { op: 'replace', path: 'name.givenName.first', value: 'x' };
    expectError(await patch(await user(), deep), 400, 'invalidPath');
  });

  it('15: null, [] and absent are one state, and nothing reads back as null', async () => {
    const { scim, user, put, patch } = world();
    const unassigned = { title: null, name: null, emails: [], roles: null };
    const made = await user({ ...unassigned, addresses: [{ locality: null }] });
    expect(Object.keys(made).sort()).toEqual(['active', 'id', 'meta', 'schemas', 'userName']);
    const full = { title: 'x', name: { givenName: 'x' }, emails: [{ value: 'x' }], roles: [{ value: 'x' }] };
    expect((await put(made, { ...made, ...full })).body).toMatchObject(full);
    expect(Object.keys((await put(made, { ...made, ...unassigned })).body).sort()).toEqual(Object.keys(made).sort());
    await put(made, { ...made, ...full });
    const patched = await patch(made, { op: 'replace', value: { title: null, name: null, emails: null, roles: [] } });
    expect(Object.keys(patched.body).sort()).toEqual(Object.keys(made).sort());
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/Users', '/Groups'])
      expect((await scim('GET', path)).text).not.toMatch(/[:,[]null\b/);
  });

  it('16: two primary values are 400 on POST, PUT and PATCH', async () => {
    const { scim, user, put, patch, read } = world();
    const emails = ['a', 'b'].map((value) => ({ value, primary: true }));
    expectError(await scim('POST', '/Users', userBody({ emails })), 400, 'invalidValue');
    const made = await user();
    expectError(await put(made, { ...made, emails }), 400, 'invalidValue');
    expectError(await patch(made, { op: 'add', path: 'emails', value: emails }), 400, 'invalidValue');
    expect(await read(made)).not.toHaveProperty('emails');
  });

  it('17: no answer has the same type and value twice, however they came', async () => {
    const { user, put, patch } = world();
    const twice = [
      { value: 'A@x.io', type: 'work' },
      { value: 'a@x.io', type: 'work', primary: true },
      { value: 'a@x.io', type: 'home' },
    ];
    const once = [
      { value: 'A@x.io', type: 'work', primary: true },
      { value: 'a@x.io', type: 'home' },
    ];
    const made = await user({ emails: twice });
    expect(made.emails).toEqual(once);
    expect((await put(made, { ...made, emails: twice })).body.emails).toEqual(once);
    expect((await patch(made, { op: 'add', path: 'emails', value: twice })).body.emails).toEqual(once);
    const same = await patch(made, { op: 'replace', path: 'emails[type eq "home"].type', value: 'work' });
    expect(same.body.emails).toEqual(once.slice(0, 1));
  });

  it('18: canonical values are suggestions', async () => {
    const emails = [{ value: 'a@x.io', type: 'custom' }];
    expect(await world().user({ emails })).toMatchObject({ emails });
  });

  it.each<[string, object]>([
    ['country', { addresses: [{ country: 'USA' }] }],
    ['locale', { locale: 'en_US' }],
    ['preferredLanguage', { preferredLanguage: 'English (US)' }],
    ['timezone', { timezone: 'Pacific Standard Time' }],
  ])('19: %s has its format, and any where that is tolerated', async (_, attributes) => {
    const { scim, lenient } = world();
    expectError(await scim('POST', '/Users', userBody(attributes)), 400, 'invalidValue');
    expect((await lenient('POST', '/Users', userBody(attributes))).body).toMatchObject(attributes);
    const right = { locale: 'en-US', preferredLanguage: 'da, en;q=0.7', timezone: 'Europe/Rome' };
    expect(await world().user({ ...right, addresses: [{ country: 'US' }] })).toMatchObject(right);
  });

  it('20: letter case counts where the schema says so, in filters as in the schema', async () => {
    const { user, count, scim } = world();
    const mark = uuidv7();
    const made = await user({
      schemas: [USER_SCHEMA, EXT],
      ...{ externalId: `e${mark}`, title: `T${mark}`, displayName: `D${mark}`, name: { familyName: `F${mark}` } },
      emails: [{ value: `m${mark}@x.io`, type: 'work' }],
      photos: [{ value: `https://x.io/p${mark}` }],
      x509Certificates: [{ value: 'QUJD' }],
      [EXT]: { department: `P${mark}`, manager: { value: `b${mark}` } },
    });
    for (const [attribute, value, isExact] of [
      ['id', made.id, true],
      ['externalId', `e${mark}`, true],
      ['meta.resourceType', 'User', true],
      ['meta.version', 'W/"1"', true],
      ['photos.value', `https://x.io/p${mark}`, true],
      ['x509Certificates.value', 'QUJD', true],
      [`${EXT}:manager.value`, `b${mark}`, true],
      ['userName', String(made.userName), false],
      ['title', `T${mark}`, false],
      ['displayName', `D${mark}`, false],
      ['name.familyName', `F${mark}`, false],
      ['emails.value', `m${mark}@x.io`, false],
      ['emails.type', 'work', false],
      [`${EXT}:department`, `P${mark}`, false],
    ] as const) {
      const found = async (text: string) => count(`id eq "${made.id}" and ${attribute} eq ${JSON.stringify(text)}`);
      const other = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
      expect([attribute, await found(value)]).toEqual([attribute, 1]);
      expect([attribute, await found(other)]).toEqual([attribute, isExact ? 0 : 1]);
    }
    const { body } = await scim('GET', `/Schemas/${EXT}`);
    const manager = (body.attributes as Attribute[]).find(({ name }) => name === 'manager');
    expect(manager?.subAttributes?.find(({ name }) => name === 'value')).toMatchObject({ caseExact: true });
  });

  it('21: every text keeps its case', async () => {
    const mixed = { userName: `MiXeD${uuidv7()}`, externalId: 'eXt', title: 'TiTle', emails: [{ value: 'A@b.C' }] };
    const made = await world().user(mixed);
    expect(await world().read(made)).toMatchObject(mixed);
  });

  it('22: a password is in no answer and no log, and nobody can ask for it', async () => {
    const { app, tenant, scim, put, patch, count } = world();
    const secret = 'Canary-9f3a-Passw0rd!';
    const created = await scim('POST', '/Users?attributes=password,userName', userBody({ password: secret }));
    const made = { ...created.body, id: String(created.body.id) };
    const answers = [
      created,
      await scim('GET', `${pathOf(made)}?attributes=password`),
      await scim('GET', '/Users?attributes=password'),
      await put(made, { ...made, password: secret }),
      await patch(made, { op: 'replace', path: 'password', value: secret }),
      await app.admin('GET', `/tenants/${tenant}/logs?limit=1000`),
    ];
    for (const { status, text } of answers) {
      expect(status).toBeLessThan(300);
      expect(text).not.toMatch(/Canary|"password":/);
    }
    expect(JSON.stringify(app.log.lines)).not.toContain('Canary');
    for (const filter of [`password eq "${secret}"`, 'password pr', 'not (password pr)'])
      expect(await count(filter)).toBe('invalidFilter');
    const { body } = await scim('GET', `/Schemas/${USER_SCHEMA}`);
    expect((body.attributes as Attribute[]).find(({ name }) => name === 'password')).toMatchObject({
      mutability: 'writeOnly',
      returned: 'never',
    });
  });

  it('23: groups of a user is readOnly and follows the groups', async () => {
    const { base, user, group, put, patch, read, scim } = world();
    const made = await user({ groups: [{ value: 'x' }] });
    expect(made).not.toHaveProperty('groups');
    expect((await put(made, { ...made, groups: [{ value: 'x' }] })).body).not.toHaveProperty('groups');
    for (const op of ['add', 'replace', 'remove'])
      expectError(
        await patch(made, { op, path: 'groups', ...(op === 'remove' ? {} : { value: [{ value: 'x' }] }) }),
        ...([400, 'mutability'] as const),
      );
    const team = await group({ displayName: 'Team', members: [{ value: made.id }] });
    const $ref = `${base}/Groups/${team.id}`;
    expect((await read(made)).groups).toEqual([{ value: team.id, $ref, display: 'Team', type: 'direct' }]);
    await patch(team, { op: 'remove', path: `members[value eq "${made.id}"]` });
    expect(await read(made)).not.toHaveProperty('groups');
    expect((await scim('GET', pathOf(team))).body.members).toEqual([]);
  });

  it('24: members are existing resources with $ref and type; they come and go and never change', async () => {
    const { base, user, group, patch, read, scim } = world();
    const [one, two] = [await user({ displayName: 'One' }), await user({ displayName: 'Two' })];
    const made = await group({ members: [{ value: one.id, display: 'whatever' }] });
    const member = (id: string, display: string) => ({ value: id, $ref: `${base}/Users/${id}`, type: 'User', display });
    expect(made.members).toEqual([member(one.id, 'One')]);
    await patch(made, { op: 'add', path: 'members', value: [{ value: two.id }] });
    expect((await read(made)).members).toEqual([member(one.id, 'One'), member(two.id, 'Two')]);
    for (const part of ['value', 'display', 'type', '$ref'])
      expectError(
        await patch(made, { op: 'replace', path: `members[value eq "${one.id}"].${part}`, value: two.id }),
        ...([400, 'mutability'] as const),
      );
    for (const value of ['nobody', one.id.toUpperCase()])
      expectError(await scim('POST', '/Groups', groupBody({ members: [{ value }] })), 400, 'invalidValue');
    await patch(made, { op: 'remove', path: `members[value eq "${one.id}"]` });
    expect((await read(made)).members).toEqual([member(two.id, 'Two')]);
  });

  it('25: manager.displayName is readOnly', async () => {
    const { user, patch } = world();
    const made = await user({ schemas: [USER_SCHEMA, EXT], [EXT]: { manager: { value: '1', displayName: 'Boss' } } });
    expect(made[EXT]).toEqual({ manager: { value: '1' } });
    const path = `${EXT}:manager.displayName`;
    expectError(await patch(made, { op: 'replace', path, value: 'Boss' }), 400, 'mutability');
  });

  it('26: unknown attributes are 400 invalidSyntax, and ignored where that is tolerated', async () => {
    const { scim, lenient } = world();
    for (const attributes of [
      { shoeSize: 42 },
      { name: { nick: 'x' } },
      { emails: [{ value: 'x', verified: true }] },
    ]) {
      expectError(await scim('POST', '/Users', userBody(attributes)), 400, 'invalidSyntax');
      const created = await lenient('POST', '/Users', userBody(attributes));
      expect(created.status).toBe(201);
      expect(created.text).not.toMatch(/shoeSize|nick|verified/);
    }
  });
});

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly subAttributes?: readonly Attribute[];
}
