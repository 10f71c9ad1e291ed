import { ENTERPRISE_USER_SCHEMA as EXT, PATCH_OP, USER_SCHEMA } from '../../../src/protocol/urns.js';
import { describeConformance, expectError, patchBody, pathOf } from '../../support/conformance.js';

const WORK = { value: 'w@x.io', type: 'work', primary: true };
const HOME = { value: 'h@x.io', type: 'home', display: 'H' };
const OTHER = { value: 'o@x.io', type: 'work' };

/** Each operation on a user with these. */
const START = {
  title: 'start',
  name: { familyName: 'F', givenName: 'G' },
  emails: [WORK, HOME],
};

/** Statements 44 to 66. */
describeConformance('PATCH', (world) => {
  it.each<[string, object]>([
    ['no schemas', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }],
    ['another schema', { schemas: [USER_SCHEMA], Operations: [{ op: 'add', path: 'title', value: 'x' }] }],
    ['no Operations', { schemas: [PATCH_OP] }],
    ['empty Operations', patchBody()],
    ['Operations that are no list', { schemas: [PATCH_OP], Operations: { op: 'add', path: 'title', value: 'x' } }],
    ['no op', patchBody({ path: 'title', value: 'x' })],
    ['an unknown op', patchBody({ op: 'set', path: 'title', value: 'x' })],
    ['two ops', patchBody({ op: 'add', OP: 'replace', path: 'title', value: 'x' })],
    ['an operation that is no object', { schemas: [PATCH_OP], Operations: ['add'] }],
  ])('44: %s is 400 invalidSyntax', async (_, body) => {
    const { scim, user, read } = world();
    const made = await user();
    expectError(await scim('PATCH', pathOf(made), body), 400, 'invalidSyntax');
    expect(await read(made)).toEqual(made);
  });

  it('44: op in any case where that is tolerated', async () => {
    const { user, lenient } = world();
    const body = patchBody({ op: 'Add', path: 'title', value: 'x' });
    const created = await lenient('POST', '/Users', { schemas: [USER_SCHEMA], userName: `op${Date.now()}` });
    expect((await lenient('PATCH', `/Users/${String(created.body.id)}`, body)).body.title).toBe('x');
    expectError(await world().scim('PATCH', pathOf(await user()), body), 400, 'invalidSyntax');
  });

  it('45: a later operation that fails leaves everything as it was, the version and the members too', async () => {
    const { user, group, patch, read } = world();
    const made = await user(START);
    const fails = { op: 'replace', path: 'active', value: 'maybe' };
    expectError(await patch(made, { op: 'replace', path: 'title', value: 'x' }, fails), 400, 'invalidValue');
    expect(await read(made)).toEqual(made);
    const team = await group({ members: [{ value: made.id }] });
    const empty = { op: 'remove', path: 'members' };
    expectError(await patch(team, empty, { op: 'remove', path: 'displayName' }), 400, 'mutability');
    expectError(await patch(team, empty, { op: 'add', path: 'members', value: [{ value: 'x' }] }), 400, 'invalidValue');
    expect(await read(team)).toEqual(team);
  });

  it('46: each operation sees the result of the one before', async () => {
    const { user, patch } = world();
    const { body } = await patch(
      await user(START),
      { op: 'add', path: 'emails', value: [{ value: 'n@x.io', type: 'new' }] },
      { op: 'replace', path: 'emails[type eq "new"].value', value: 'm@x.io' },
      { op: 'remove', path: 'emails[value eq "w@x.io"]' },
      { op: 'add', path: 'title', value: 'first' },
      { op: 'replace', path: 'title', value: 'last' },
    );
    expect([body.title, body.emails]).toEqual(['last', [HOME, { value: 'm@x.io', type: 'new' }]]);
  });

  it.each<[string, object]>([
    ['by a filter', { op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    ['by adding', { op: 'add', path: 'emails', value: [{ ...HOME, primary: true }] }],
    ['without a path', { op: 'add', value: { emails: [{ ...HOME, primary: true }] } }],
  ])('47: a new primary value takes it from the other: %s', async (_, operation) => {
    const { user, patch } = world();
    const { emails } = (await patch(await user(START), operation)).body;
    expect(emails).toEqual([
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ]);
  });

  it('48: 200 with the resource, or 204 without a body; with attributes always 200', async () => {
    const { app, tenant, user, patch, read, scim } = world();
    const made = await user();
    const answer = await patch(made, { op: 'add', path: 'title', value: 'x' });
    expect([answer.status, answer.body]).toEqual([200, await read(made)]);
    const asked = await scim('PATCH', `${pathOf(made)}?attributes=title`, patchBody({ op: 'remove', path: 'title' }));
    expect([asked.status, Object.keys(asked.body).sort()]).toEqual([200, ['id', 'schemas']]);
    const entra = { slug: 'entra', displayName: 'Entra', provider: 'entra' };
    await app.admin('POST', `/tenants/${tenant}/connectors`, entra);
    const other = await app.scim(tenant, 'entra');
    const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'G' };
    const path = `/Groups/${String((await other('POST', '/Groups', group)).body.id)}`;
    const add = patchBody({ op: 'add', path: 'members', value: [{ value: made.id }] });
    const bare = await other('PATCH', path, add);
    expect([bare.status, bare.text]).toEqual([204, '']);
    const named = await other('PATCH', `${path}?attributes=displayName`, add);
    expect([named.status, named.body.displayName]).toEqual([200, 'G']);
  });

  it('49: add appends; what is there already succeeds and changes neither version nor lastModified', async () => {
    const { user, group, patch } = world();
    const made = await user(START);
    const appended = await patch(made, { op: 'add', path: 'emails', value: [OTHER] });
    expect(appended.body.emails).toEqual([WORK, HOME, OTHER]);
    const again = await patch(made, { op: 'add', path: 'emails', value: [OTHER, WORK] });
    expect([again.status, again.body]).toEqual([200, appended.body]);
    const team = await group({ members: [{ value: made.id }] });
    const member = await patch(team, { op: 'add', path: 'members', value: [{ value: made.id, display: 'Another' }] });
    expect([member.status, member.body]).toEqual([200, team]);
  });

  it.each<[string, object, object]>([
    ['50: add replaces a single value', { op: 'add', path: 'title', value: 'x' }, { title: 'x' }],
    [
      '50: add merges a complex one',
      { op: 'add', path: 'name', value: { givenName: 'X' } },
      { name: { familyName: 'F', givenName: 'X' } },
    ],
    [
      '50: add without a path means the attributes of the resource',
      { op: 'add', value: { title: 'x', name: { givenName: 'X' }, emails: [OTHER] } },
      { title: 'x', name: { familyName: 'F', givenName: 'X' }, emails: [WORK, HOME, OTHER] },
    ],
    ['53: remove of a list takes all of it', { op: 'remove', path: 'emails' }, { emails: undefined }],
    ['53: with a filter those that match', { op: 'remove', path: 'emails[type eq "work"]' }, { emails: [HOME] }],
    [
      '53: of a sub-attribute, the rest of the element stays',
      { op: 'remove', path: 'emails[type eq "home"].value' },
      { emails: [WORK, { type: 'home', display: 'H' }] },
    ],
    ['53: the last match unassigns', { op: 'remove', path: 'emails[value pr]' }, { emails: undefined }],
    ['58: replace of a list replaces it', { op: 'replace', path: 'emails', value: [OTHER] }, { emails: [OTHER] }],
    [
      '58: of a complex value, what is not named stays',
      { op: 'replace', path: 'name', value: { givenName: 'X' } },
      { name: { familyName: 'F', givenName: 'X' } },
    ],
    ['59: replace of what is not there adds it', { op: 'replace', path: 'nickName', value: 'N' }, { nickName: 'N' }],
    [
      '59: in a complex value too',
      { op: 'replace', path: 'name.middleName', value: 'M' },
      { name: { familyName: 'F', givenName: 'G', middleName: 'M' } },
    ],
    [
      '60: all that match are replaced',
      { op: 'replace', path: 'emails[value co "@x.io"].display', value: 'D' },
      {
        emails: [
          { ...WORK, display: 'D' },
          { ...HOME, display: 'D' },
        ],
      },
    ],
    [
      '60: what the element is chosen by stays as it is stored',
      { op: 'replace', path: `emails[value eq "${HOME.value.toUpperCase()}"]`, value: { type: 'other' } },
      { emails: [WORK, { value: HOME.value, type: 'other' }] },
    ],
    [
      '60: by {}, where only the type would stay, it goes',
      { op: 'replace', path: 'emails[type eq "home"]', value: {} },
      { emails: [WORK] },
    ],
    [
      '60: by {}, nothing stays but what it is chosen by',
      { op: 'replace', path: `emails[value eq "${HOME.value}"]`, value: {} },
      { emails: [WORK, { value: HOME.value }] },
    ],
    [
      '61: replace without a path touches what is listed',
      { op: 'replace', value: { title: 'x' } },
      { title: 'x', name: START.name, emails: START.emails },
    ],
  ])('%s', async (_, operation, expected) => {
    const { user, patch, read } = world();
    const made = await user(START);
    const { status, body } = await patch(made, operation);
    expect({ status, ...body }).toMatchObject({ status: 200 });
    for (const [name, value] of Object.entries(expected)) expect([name, body[name]]).toEqual([name, value]);
    expect(await read(made)).toEqual(body);
  });

  it('51: add with a filter that matches nothing makes the element where that is tolerated, else 400 noTarget', async () => {
    const { user, patch, lenient, scim } = world();
    const operation = { op: 'add', path: 'emails[type eq "new"].value', value: 'n@x.io' };
    expectError(await patch(await user(START), operation), 400, 'noTarget');
    const created = await lenient('POST', '/Users', { schemas: [USER_SCHEMA], userName: `n${Date.now()}` });
    const path = `/Users/${String(created.body.id)}`;
    await lenient('PATCH', path, patchBody(operation));
    expect((await scim('GET', path)).body.emails).toEqual([{ value: 'n@x.io', type: 'new' }]);
    // Entra writes the parts in any order.
    const primary = { op: 'add', path: 'phoneNumbers[type eq "work"].primary', value: true };
    const number = { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' };
    expectError(await lenient('PATCH', path, patchBody(primary)), 400, 'noTarget');
    expect((await lenient('PATCH', path, patchBody(primary, number))).status).toBe(200);
    expect((await scim('GET', path)).body.phoneNumbers).toEqual([{ value: '1', type: 'work', primary: true }]);
    expectError(await patch(await user(START), primary, number), 400, 'noTarget');
  });

  it.each<[string, object, string]>([
    ['52: remove without a path', { op: 'remove' }, 'noTarget'],
    ['52: with an empty value', { op: 'remove', value: { title: 'x' } }, 'noTarget'],
    ['56: removing what is required', { op: 'remove', path: 'userName' }, 'mutability'],
    ['56: replacing it by null', { op: 'replace', path: 'userName', value: null }, 'mutability'],
    ['56: removing what is readOnly', { op: 'remove', path: 'meta' }, 'mutability'],
    [
      '59: replace whose filter matches nothing',
      { op: 'replace', path: 'emails[type eq "x"].value', value: 'x' },
      'noTarget',
    ],
    ['59: a whole element', { op: 'replace', path: 'emails[type eq "x"]', value: { value: 'x' } }, 'noTarget'],
    ['59: a whole element by {}', { op: 'replace', path: 'emails[type eq "x"]', value: {} }, 'noTarget'],
    ['62: id', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['62: id without a path', { op: 'replace', value: { id: 'x' } }, 'mutability'],
    ['62: meta.created', { op: 'add', path: 'meta.created', value: '2020-01-01T00:00:00Z' }, 'mutability'],
    ['62: groups', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    ['63: an unclosed bracket', { op: 'remove', path: 'emails[type eq "x"' }, 'invalidPath'],
    ['63: two dots', { op: 'remove', path: 'name..givenName' }, 'invalidPath'],
    ['63: an empty path', { op: 'replace', path: '', value: 'x' }, 'invalidPath'],
    ['63: text behind the bracket', { op: 'remove', path: 'emails[type eq "x"]value' }, 'invalidPath'],
    ['63: a path that is no text', { op: 'remove', path: 5 }, 'invalidPath'],
    ['63: an unknown attribute', { op: 'replace', path: 'shoeSize', value: 1 }, 'invalidPath'],
    ['63: an unknown sub-attribute', { op: 'replace', path: 'name.nick', value: 'x' }, 'invalidPath'],
    ['63: a filter with an unknown operator', { op: 'remove', path: 'emails[type is "x"]' }, 'invalidFilter'],
    ['63: a filter on an unknown sub-attribute', { op: 'remove', path: 'emails[size eq "x"]' }, 'invalidFilter'],
    ['64: a number for a text', { op: 'replace', path: 'title', value: 1 }, 'invalidValue'],
    ['64: a text for a complex value', { op: 'replace', path: 'name', value: 'x' }, 'invalidValue'],
    ['64: a text for a boolean', { op: 'replace', path: 'active', value: 'x' }, 'invalidValue'],
    ['65: move', { op: 'move', path: 'title', from: 'nickName' }, 'invalidSyntax'],
    ['65: copy', { op: 'copy', path: 'title', from: 'nickName' }, 'invalidSyntax'],
    ['65: test', { op: 'test', path: 'title', value: 'start' }, 'invalidSyntax'],
    ['65: an array index', { op: 'remove', path: 'emails[0]' }, 'invalidPath'],
    ['65: a JSON pointer', { op: 'remove', path: '/emails/0' }, 'invalidPath'],
    ['66: an empty userName in the end', { op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    ['66: add without value', { op: 'add', path: 'title' }, 'invalidValue'],
    ['66: replace without value', { op: 'replace', path: 'title' }, 'invalidValue'],
    [
      '66: two primary values',
      { op: 'replace', path: 'emails', value: [WORK, { ...HOME, primary: true }] },
      'invalidValue',
    ],
  ])('%s is 400 and rolls back', async (_, operation, scimType) => {
    const { user, patch, read } = world();
    const made = await user(START);
    expectError(await patch(made, { op: 'replace', path: 'nickName', value: 'x' }, operation), 400, scimType);
    expect(await read(made)).toEqual(made);
  });

  it.each<[string, object]>([
    ['54: a member that is none', { op: 'remove', path: 'members[value eq "01990000-0000-7000-8000-000000000000"]' }],
    ['55: an address that is not there', { op: 'remove', path: 'emails[type eq "x"]' }],
    ['55: an attribute that is not there', { op: 'remove', path: 'nickName' }],
  ])('%s: remove succeeds and changes nothing', async (title, operation) => {
    const { user, group, patch, read } = world();
    const made = title.startsWith('54') ? await group({ members: [{ value: (await user()).id }] }) : await user(START);
    const { status, body } = await patch(made, operation);
    expect([status, body]).toEqual([200, made]);
    expect(await read(made)).toEqual(made);
  });

  it('57: remove of members with a value removes only those where that is tolerated, else 400', async () => {
    const { user, lenient, group, patch, read } = world();
    const [one, two] = [await user(), await user()];
    const members = [{ value: one.id }, { value: two.id }];
    const operation = { op: 'remove', path: 'members', value: [{ value: one.id }] };
    const team = await group({ members });
    expectError(await patch(team, operation), 400, 'invalidValue');
    expect(await read(team)).toEqual(team);
    const body = { schemas: team.schemas, displayName: 'Theirs', members };
    const path = `/Groups/${String((await lenient('POST', '/Groups', body)).body.id)}`;
    expect((await lenient('PATCH', path, patchBody(operation))).body.members).toMatchObject([{ value: two.id }]);
  });

  it('61: absent members never empty a group', async () => {
    const { user, group, patch } = world();
    const team = await group({ members: [{ value: (await user()).id }] });
    const { body } = await patch(team, { op: 'replace', value: { displayName: 'New' } });
    expect(body).toMatchObject({ displayName: 'New', members: team.members });
  });

  it('62: id is refused by PATCH and ignored by PUT', async () => {
    const { user, patch, put } = world();
    const made = await user();
    expectError(await patch(made, { op: 'replace', path: 'id', value: 'x' }), 400, 'mutability');
    expect((await put(made, { ...made, id: 'x' })).body.id).toBe(made.id);
  });

  it('66: what is valid only in between does not matter, what is taken in the end does', async () => {
    const { user, patch } = world();
    const [made, taken] = [await user(START), await user()];
    const passing = await patch(
      made,
      { op: 'add', path: `${EXT}:manager.value`, value: 'x' },
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: [HOME] },
    );
    expect(passing.body.emails).toEqual([HOME]);
    const renamed = await patch(made, { op: 'replace', value: { userName: taken.userName } });
    expectError(renamed, 409, 'uniqueness');
  });
});
