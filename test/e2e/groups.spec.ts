import { BULK_REQUEST, GROUP_SCHEMA, PATCH_OP } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

const refs = (ids: readonly string[]): readonly object[] => ids.map((value) => ({ value }));
const patchBody = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });

describeApp('/Groups', (app) => {
  let scim: ScimClient;
  let ids: readonly string[];
  beforeAll(async () => {
    scim = await app().scim();
    ids = await createUsers(scim, 'g', 6);
  });

  const create = (displayName: string, members?: readonly string[]): Promise<Answer> =>
    scim('POST', '/Groups', {
      schemas: [GROUP_SCHEMA],
      displayName,
      ...(members === undefined ? {} : { members: refs(members) }),
    });
  const pathOf = (group: Answer): string => `/Groups/${String(group.body.id)}`;
  const membersOf = async (group: Answer): Promise<readonly string[]> => {
    const { members } = (await scim('GET', pathOf(group))).body as { members: { value: string }[] };
    return members.map(({ value }) => value).sort();
  };
  const sorted = (...at: readonly number[]): readonly string[] => at.map((i) => ids[i] ?? '').sort();
  const id = (i: number): string => ids[i] ?? '';

  it('creates with members that carry value, $ref, type and display', async () => {
    const created = await create('Created', [id(0)]);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      schemas: [GROUP_SCHEMA],
      id: created.body.id,
      displayName: 'Created',
      members: [
        {
          value: id(0),
          $ref: `https://rollbook.example/scim/default/okta/v2/Users/${id(0)}`,
          type: 'User',
          display: 'Test User',
        },
      ],
      meta: created.body.meta,
    });
    expect((await scim('GET', `/Users/${id(0)}`)).body.groups).toEqual([
      {
        value: created.body.id,
        $ref: `https://rollbook.example/scim/default/okta/v2${pathOf(created)}`,
        type: 'direct',
        display: 'Created',
      },
    ]);
  });

  it.each([
    ['absent', undefined],
    ['[]', []],
    ['null', null],
  ])('creates with members %s', async (_name, members) => {
    const created = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Empty', members });
    expect([created.status, created.body.members]).toEqual([201, []]);
  });

  // Every form that Okta sends (okta.md §1.10), on a group of the users 0 and 1.
  it.each<[string, (group: Answer) => readonly object[], readonly number[]]>([
    ['add by path', () => [{ op: 'add', path: 'members', value: refs([id(2)]) }], [0, 1, 2]],
    ['add of one that is in', () => [{ op: 'add', path: 'members', value: refs([id(1)]) }], [0, 1]],
    [
      'add with a null display',
      () => [{ op: 'add', path: 'members', value: [{ value: id(2), display: null }] }],
      [0, 1, 2],
    ],
    ['remove by filter', () => [{ op: 'remove', path: `members[value eq "${id(0)}"]` }], [1]],
    ['remove of one that is not in', () => [{ op: 'remove', path: `members[value eq "${id(5)}"]` }], [0, 1]],
    ['remove of an unknown id', () => [{ op: 'remove', path: 'members[value eq "unknown"]' }], [0, 1]],
    [
      'removes, then an add',
      () => [
        { op: 'remove', path: `members[value eq "${id(0)}"]` },
        { op: 'remove', path: `members[value eq "${id(1)}"]` },
        { op: 'add', path: 'members', value: refs([id(2), id(3)]) },
      ],
      [2, 3],
    ],
    [
      'add, then remove of the same',
      () => [
        { op: 'add', path: 'members', value: refs([id(4)]) },
        { op: 'remove', path: `members[value eq "${id(4)}"]` },
      ],
      [0, 1],
    ],
    ['replace by path', () => [{ op: 'replace', path: 'members', value: refs([id(3)]) }], [3]],
    ['replace with []', () => [{ op: 'replace', path: 'members', value: [] }], []],
    ['pathless replace of members', () => [{ op: 'replace', value: { members: refs([id(4)]) } }], [4]],
    [
      'pathless replace with id and name',
      (group) => [{ op: 'replace', value: { id: group.body.id, displayName: 'Renamed', members: [] } }],
      [],
    ],
    [
      'pathless rename keeps members',
      (group) => [{ op: 'replace', value: { id: group.body.id, displayName: 'Renamed' } }],
      [0, 1],
    ],
    ['rename by path keeps members', () => [{ op: 'Replace', path: 'displayName', value: 'Renamed' }], [0, 1]],
    [
      'remove with a value array (Entra)',
      () => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: id(0) }] }],
      [1],
    ],
    ['remove of all', () => [{ op: 'remove', path: 'members' }], []],
  ])('PATCH: %s', async (_name, operations, expected) => {
    const group = await create('Patched', [id(0), id(1)]);
    const patched = await scim('PATCH', pathOf(group), patchBody(...operations(group)));
    expect(patched.status).toBe(200);
    expect(await membersOf(group)).toEqual(sorted(...expected));
    expect(patched.body).toEqual((await scim('GET', pathOf(group))).body);
  });

  it.each<[string, object, string]>([
    ['an unknown member', { op: 'add', path: 'members', value: [{ value: 'nobody' }] }, 'invalidValue'],
    ['a group as member', { op: 'add', path: 'members', value: [{ value: 'GROUP' }] }, 'invalidValue'],
    ['a member without value', { op: 'add', path: 'members', value: [{ display: 'x' }] }, 'invalidValue'],
    ['a number as member', { op: 'add', path: 'members', value: [{ value: 1 }] }, 'invalidValue'],
    ['a filter other than value eq', { op: 'remove', path: 'members[display eq "x"]' }, 'invalidFilter'],
    ['an empty name', { op: 'replace', path: 'displayName', value: '' }, 'invalidValue'],
    ['no name', { op: 'remove', path: 'displayName' }, 'mutability'],
  ])('PATCH with %s is refused in words and changes nothing', async (_name, operation, scimType) => {
    const group = await create('Refused', [id(0)]);
    const text = JSON.stringify(operation).replace('GROUP', String(group.body.id));
    const answer = await scim(
      'PATCH',
      pathOf(group),
      patchBody({ op: 'add', path: 'members', value: refs([id(1)]) }, JSON.parse(text) as object),
    );
    expect(answer.body).toMatchObject({ status: '400', scimType });
    expect((await scim('GET', pathOf(group))).body).toEqual(group.body);
  });

  describe('a group as member, without a type as Okta and Entra send it', () => {
    const advice = 'Groups inside groups are not supported yet; add their users instead.';
    const assign = 'Assign them to the application first, so that they are provisioned, then push the group again.';
    let inner: string;
    let outer: Answer;
    beforeAll(async () => {
      inner = String((await create('Inner')).body.id);
      outer = await create('Outer', [id(0)]);
    });
    const say = (answer: Answer, detail: string): void =>
      expect(answer).toMatchObject({ status: 400, body: { status: '400', scimType: 'invalidValue', detail } });

    it.each<[string, (members: readonly object[]) => Promise<Answer>]>([
      ['POST', (members) => scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'New', members })],
      ['PUT', (members) => scim('PUT', pathOf(outer), { schemas: [GROUP_SCHEMA], displayName: 'Outer', members })],
      ['PATCH', (value) => scim('PATCH', pathOf(outer), patchBody({ op: 'add', path: 'members', value }))],
      ['replacing PATCH', (members) => scim('PATCH', pathOf(outer), patchBody({ op: 'replace', value: { members } }))],
      [
        'Bulk',
        async (members) => {
          const data = { schemas: [GROUP_SCHEMA], displayName: 'New', members };
          const Operations = [{ method: 'POST', path: '/Groups', bulkId: 'new', data }];
          const { body } = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
          const [result] = body.Operations as readonly [{ readonly status: string; readonly response: object }];
          return { ...outer, status: Number(result.status), body: { ...result.response } };
        },
      ],
    ])('%s says so, and changes nothing', async (_, send) => {
      say(await send(refs([inner])), `These members are groups: "${inner}". ${advice}`);
      say(await send(refs([id(1), inner])), `These members are groups: "${inner}". ${advice}`);
      say(
        await send(refs(['nobody', inner])),
        `These members are groups: "${inner}". ${advice} These members are no users here: "nobody". ${assign}`,
      );
      expect((await scim('GET', pathOf(outer))).body).toEqual(outer.body);
    });

    it('that the same bulk request creates', async () => {
      const create = (bulkId: string, members: readonly object[]): object => ({
        ...{ method: 'POST', path: '/Groups', bulkId },
        data: { schemas: [GROUP_SCHEMA], displayName: bulkId, members },
      });
      const Operations = [create('outer', [{ value: 'bulkId:inner' }]), create('inner', [])];
      const { body } = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
      const details = (body.Operations as readonly { readonly response?: { readonly detail: string } }[]).map(
        ({ response }) => response?.detail ?? '',
      );
      expect(details.filter((detail) => detail.endsWith(advice))).toHaveLength(1);
    });

    it('is told to an admin, too', async () => {
      const made = await app().admin('POST', '/tenants/default/groups', { displayName: 'Admin' });
      const path = `/tenants/default/groups/${String(made.body.id)}/members`;
      const answer = await app().admin('POST', path, { ids: [inner, 'nobody'] });
      const unknown = 'These members are no users here: "nobody". Take ids from GET …/users.';
      expect(answer.body.detail).toBe(`These members are groups: "${inner}". ${advice} ${unknown}`);
    });

    it('that was deleted, or is of another tenant, is nobody', async () => {
      const gone = await create('Gone');
      await scim('DELETE', pathOf(gone));
      await app().admin('POST', '/tenants', { slug: 'else', displayName: 'Else' });
      const foreign = await app().admin('POST', '/tenants/else/groups', { displayName: 'Else' });
      expect(foreign.status).toBe(201);
      for (const other of [gone, foreign].map(({ body }) => String(body.id))) {
        const answer = await scim(
          'PATCH',
          pathOf(outer),
          patchBody({ op: 'add', path: 'members', value: refs([other]) }),
        );
        say(answer, `These members are no users here: "${other}". ${assign}`);
      }
    });
  });

  it('PUT sets name and members; without members it leaves them, [] empties', async () => {
    const group = await create('Put', [id(0), id(1)]);
    const put = (body: object): Promise<Answer> => scim('PUT', pathOf(group), { schemas: [GROUP_SCHEMA], ...body });
    expect((await put({ displayName: 'Put', members: refs([id(1), id(2)]) })).headers.get('etag')).toBe('W/"2"');
    expect(await membersOf(group)).toEqual(sorted(1, 2));
    expect((await put({ displayName: 'Renamed' })).body).toMatchObject({ displayName: 'Renamed' });
    expect(await membersOf(group)).toEqual(sorted(1, 2));
    await put({ displayName: 'Renamed', members: [] });
    expect(await membersOf(group)).toEqual([]);
  });

  it('an echoed PUT and a repeated add change no version', async () => {
    const group = await create('Echo', [id(0)]);
    expect((await scim('PUT', pathOf(group), group.body)).headers.get('etag')).toBe('W/"1"');
    const add = patchBody({ op: 'add', path: 'members', value: refs([id(0)]) });
    expect((await scim('PATCH', pathOf(group), add)).headers.get('etag')).toBe('W/"1"');
    expect((await scim('GET', pathOf(group))).body).toEqual(group.body);
  });

  it('above 100 members PATCH answers 204, with attributes 200', async () => {
    const many = await createUsers(scim, 'many', 101);
    const group = await create('Many', many);
    const add = patchBody({ op: 'add', path: 'members', value: refs([id(0)]) });
    const bare = await scim('PATCH', pathOf(group), add);
    expect([bare.status, bare.text, bare.headers.get('etag')]).toEqual([204, '', 'W/"2"']);
    const asked = await scim('PATCH', `${pathOf(group)}?attributes=displayName`, add);
    expect([asked.status, asked.body.displayName, asked.body.members]).toEqual([200, 'Many', undefined]);
    expect(await membersOf(group)).toHaveLength(102);
  });

  it('is found by name in any case, without members where they are excluded', async () => {
    const group = await create('Find Me', [id(0)]);
    const found = await scim(
      'GET',
      `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "FIND me"')}`,
    );
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: group.body.id, displayName: 'Find Me' }] });
    expect((found.body.Resources as object[])[0]).not.toHaveProperty('members');
    const byMember = `id eq "${String(group.body.id)}" and members eq "${id(0)}"`;
    expect((await scim('GET', `/Groups?filter=${encodeURIComponent(byMember)}`)).body.totalResults).toBe(1);
  });

  it('display follows a rename of the member, and groups[] one of the group', async () => {
    const user = await createUser(scim, 'renamed.member@example.com');
    const group = await create('Display', [String(user.body.id)]);
    await scim(
      'PATCH',
      `/Users/${String(user.body.id)}`,
      patchBody({ op: 'replace', path: 'displayName', value: 'New Name' }),
    );
    expect((await scim('GET', pathOf(group))).body.members).toMatchObject([{ display: 'New Name' }]);
    await scim('PATCH', pathOf(group), patchBody({ op: 'replace', path: 'displayName', value: 'New Group' }));
    expect((await scim('GET', `/Users/${String(user.body.id)}`)).body.groups).toMatchObject([{ display: 'New Group' }]);
  });

  it('DELETE removes the group and leaves its users', async () => {
    const group = await create('Deleted', [id(0)]);
    expect((await scim('DELETE', pathOf(group))).status).toBe(204);
    expect((await scim('GET', pathOf(group))).status).toBe(404);
    const user = await scim('GET', `/Users/${id(0)}`);
    expect(user.status).toBe(200);
    expect(user.text).not.toContain(String(group.body.id));
  });
});
