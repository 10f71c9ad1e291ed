import { ENTERPRISE_USER_SCHEMA as EXT, SEARCH_REQUEST, USER_SCHEMA } from '../../../src/protocol/urns.js';
import { describeConformance, expectError, patchBody, pathOf, userBody } from '../../support/conformance.js';

const BOTH = [USER_SCHEMA, EXT];

/** Statements 67 to 71. */
describeConformance('projection', (world) => {
  const FULL = { title: 'T', name: { givenName: 'G', familyName: 'F' }, emails: [{ value: 'e', type: 'work' }] };

  it('67: attributes and excludedAttributes work wherever resources are answered', async () => {
    const { scim, user } = world();
    const made = await user({ ...FULL, title: 'Only67' });
    const filter = 'title eq "Only67"';
    const search = { schemas: [SEARCH_REQUEST], filter };
    const query = (names: string) => `filter=${encodeURIComponent(filter)}&${names}`;
    const listed = (answer: Readonly<Record<string, unknown>>): object => (answer.Resources as object[])[0] ?? {};
    for (const [names, list, expected] of [
      ['attributes=title', { attributes: ['title'] }, ['id', 'schemas', 'title']],
      [
        'excludedAttributes=name,emails',
        { excludedAttributes: ['name', 'emails'] },
        ['active', 'id', 'meta', 'schemas', 'title', 'userName'],
      ],
    ] as const) {
      const created = await scim('POST', `/Users?${names}`, userBody({ ...FULL, title: 'Other' }));
      const answers: object[] = [
        created.body,
        (await scim('GET', `${pathOf(made)}?${names}`)).body,
        listed((await scim('GET', `/Users?${query(names)}`)).body),
        listed((await scim('POST', '/Users/.search', { ...search, ...list })).body),
        (await scim('PUT', `${pathOf(made)}?${names}`, made)).body,
        (await scim('PATCH', `${pathOf(made)}?${names}`, patchBody({ op: 'add', path: 'nickName', value: 'N' }))).body,
        (await scim('PATCH', `${pathOf(made)}?${names}`, patchBody({ op: 'remove', path: 'nickName' }))).body,
      ];
      // The sixth sees the nickName that it has just added, unless only the title was asked for.
      for (const [index, answer] of answers.entries())
        expect([
          index,
          Object.keys(answer)
            .filter((name) => name !== 'nickName')
            .sort(),
        ]).toEqual([index, expected]);
    }
  });

  it('68: what is always returned survives both, what never is appears in neither', async () => {
    const { scim, user } = world();
    const made = await user({ ...FULL, password: 'Secret-68-Secret!' });
    for (const query of ['attributes=password', 'excludedAttributes=id,schemas', 'attributes=nonsense']) {
      const { body } = await scim('GET', `${pathOf(made)}?${query}`);
      expect([body.id, body.schemas, 'password' in body]).toEqual([made.id, [USER_SCHEMA], false]);
    }
  });

  it.each<[string, object]>([
    ['attributes=name.givenName', { name: { givenName: 'G' } }],
    ['attributes=emails.value', { emails: [{ value: 'e' }] }],
    [`attributes=${USER_SCHEMA}:name.familyName`, { name: { familyName: 'F' } }],
    [`attributes=${EXT}:manager.value`, { [EXT]: { manager: { value: 'm' } } }],
    [`attributes=${EXT}`, { [EXT]: { department: 'D', manager: { value: 'm' } } }],
    [
      `excludedAttributes=name.givenName,title,emails.type,${EXT}:manager,active,userName,meta`,
      {
        name: { familyName: 'F' },
        emails: [{ value: 'e' }],
        [EXT]: { department: 'D' },
      },
    ],
  ])('69: %s', async (query, expected) => {
    const { scim, user } = world();
    const made = await user({ schemas: BOTH, ...FULL, [EXT]: { department: 'D', manager: { value: 'm' } } });
    const { body } = await scim('GET', `${pathOf(made)}?${query}`);
    expect(body).toEqual({ schemas: EXT in body ? BOTH : [USER_SCHEMA], id: made.id, ...expected });
  });

  it('70: both together are 400 invalidValue; empty means the default; unknown names are ignored', async () => {
    const { scim, user } = world();
    const made = await user(FULL);
    expectError(await scim('GET', `${pathOf(made)}?attributes=title&excludedAttributes=name`), 400, 'invalidValue');
    for (const query of ['attributes=', 'excludedAttributes=', 'excludedAttributes=nonsense,__proto__'])
      expect((await scim('GET', `${pathOf(made)}?${query}`)).body).toEqual(made);
    const named = (await scim('GET', `${pathOf(made)}?attributes=nonsense,title`)).body;
    expect(Object.keys(named).sort()).toEqual(['id', 'schemas', 'title']);
  });

  it('71: members that are excluded are not read from the database', async () => {
    const { app, scim, user, group } = world();
    const made = await group({ members: [{ value: (await user()).id }] });
    const readsMembers = async (query: string): Promise<boolean> => {
      const statements: string[] = [];
      app.database.onStatement = (sql) => statements.push(sql);
      const { status } = await scim('GET', query);
      delete app.database.onStatement;
      expect([status, statements.length > 0]).toEqual([200, true]);
      return statements.some((sql) => /\bmembership\b/.test(sql));
    };
    for (const path of [pathOf(made), '/Groups']) {
      expect(await readsMembers(path)).toBe(true);
      expect(await readsMembers(`${path}?excludedAttributes=members`)).toBe(false);
      expect(await readsMembers(`${path}?attributes=displayName`)).toBe(false);
    }
  });
});

/** Statements 72 to 86. */
describeConformance('filters and order', (world) => {
  const ids = new Map<string, string>();
  beforeAll(async () => {
    const { user } = world();
    for (const [name, attributes] of Object.entries(PEOPLE))
      ids.set((await user({ schemas: BOTH, userName: name, ...attributes })).id, name);
  });
  const namesFor = async (query: string): Promise<unknown> => {
    const { status, body } = await world().scim('GET', `/Users?${query}`);
    return status === 200 ? (body.Resources as { id: string }[]).map(({ id }) => ids.get(id)) : body;
  };

  it.each<[string, string, readonly string[]]>([
    ['72: and before or', 'userName eq "ann" or userName eq "bob" and title eq "none"', ['ann']],
    ['72: grouping', '(userName eq "ann" or userName eq "bob") and title eq "none"', []],
    ['72: not before and', 'not (userName eq "ann") and title pr', ['bob', 'cyd']],
    ['72: or of ands', 'userName eq "bob" and title pr or userName eq "dan"', ['bob', 'dan']],
    ['73: not without a space', 'not(title pr)', ['dan']],
    ['73: not with a space', 'not (title pr)', ['dan']],
    ['74: pr of a text', 'nickName pr', ['ann']],
    ['74: pr of a list', 'emails pr', ['ann', 'bob']],
    ['74: pr of a complex value', 'name pr', ['ann']],
    ['74: pr of an extension attribute', `${EXT}:manager pr`, ['bob']],
    ['75: any value suffices', 'emails.type eq "work" and emails.value co "home"', ['ann']],
    ['75: in brackets it is one element', 'emails[type eq "work" and value co "home"]', []],
    ['75: which there is', 'emails[type eq "home" and value co "home"]', ['ann']],
    ['76: a list means its value', 'emails co "@home"', ['ann']],
    ['78: dates across offsets', 'meta.created gt "2020-01-01T23:00:00-05:00"', ['ann', 'bob', 'cyd', 'dan']],
    ['78: dates with fractions', 'meta.created lt "2020-01-01T00:00:00.123456Z"', []],
    ['78: texts', 'userName ge "bob" and userName lt "dan"', ['bob', 'cyd']],
    ['80: case as the schema says', 'userName eq "ANN" and title eq "BOSS"', ['ann']],
    ['80: case-exact', 'externalId eq "x-a"', ['ann']],
    ['80: case-exact, not', 'externalId eq "X-a"', []],
    ['80: eq null', 'title eq null', ['dan']],
    ['80: ne of the unassigned', 'title ne "Boss"', ['bob', 'cyd', 'dan']],
    ['81: meta.resourceType', 'meta.resourceType eq "User"', ['ann', 'bob', 'cyd', 'dan']],
    ['81: of another type', 'meta.resourceType eq "Group"', []],
    ['82: quotes', 'title eq "a \\"b\\" \\\\ c"', ['bob']],
    ['82: \\u escapes', 'title eq "100%_\\u00e9"', ['cyd']],
    ['82: % and _ mean themselves', 'title co "%_"', ['cyd']],
    ['82: _ is no wildcard', 'title sw "1_0"', []],
    ['82: * is no wildcard', 'title eq "*"', []],
    ['82: ( is a character', 'title co "("', []],
    ['82: SQL is text', `userName eq "' OR '1'='1"`, []],
    ['85: schemas', `schemas eq "${EXT}"`, ['bob']],
    ['85: schemas, the core', `schemas eq "${USER_SCHEMA}"`, ['ann', 'bob', 'cyd', 'dan']],
  ])('%s: %s', async (_, filter, expected) => {
    expect(await namesFor(`filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  });

  it('76: a group by members eq, where RFC 7644 names a complex attribute alone', async () => {
    const { group, find } = world();
    const [id] = ids.keys();
    const made = await group({ members: [{ value: id }] });
    expect((await find(`members eq "${id}"`, 'Groups')).body).toMatchObject({ Resources: [{ id: made.id }] });
  });

  it('77: a sub-attribute behind brackets means the same element, where that is tolerated', async () => {
    const { lenient, count } = world();
    const filter = 'emails[type eq "work"].value co "home"';
    expect(await count(filter)).toBe('invalidFilter');
    const total = async (text: string) =>
      (await lenient('GET', `/Users?filter=${encodeURIComponent(text)}`)).body.totalResults;
    expect(await total(filter)).toBe(0);
    expect(await total('emails[type eq "home"].value co "home"')).toBe(1);
  });

  it.each([
    ['73: not without brackets', 'not title pr'],
    ['76: a complex attribute that has no value', 'name eq "x"'],
    ['78: gt on a boolean', 'active gt false'],
    ['78: le on a binary', 'x509Certificates.value le "QUJD"'],
    ['78: a date that is none', 'meta.created gt "yesterday"'],
    ['79: an unknown operator', 'userName is "ann"'],
    ['79: no value', 'userName eq'],
    ['79: no operator', 'userName'],
    ['79: a value without quotes', 'userName eq ann'],
    ['79: text behind the end', 'userName eq "ann" bob'],
    ['79: an open parenthesis', '(userName eq "ann"'],
    ['79: a closing one', 'userName eq "ann")'],
    ['79: an open bracket', 'emails[type eq "work"'],
    ['79: brackets in brackets', 'emails[value[type eq "x"]]'],
    ['79: empty brackets', 'emails[]'],
    ['79: an open quote', 'userName eq "ann'],
    ['79: and without a right side', 'userName eq "ann" and'],
    ['79: nothing', ' '],
    ['81: an attribute that nobody defined', 'shoeSize eq 42'],
    ['81: one of another type', 'members pr'],
    ['83: too deep', `${'('.repeat(40)}title pr${')'.repeat(40)}`],
    ['83: too long', `title eq "${'x'.repeat(9_000)}"`],
    ['83: too many terms', Array.from({ length: 201 }, () => 'title eq "x"').join(' and ')],
    ['83: a secret', 'password sw "a"'],
  ])('%s is 400 invalidFilter, and no list', async (_, filter) => {
    expectError(await world().find(filter), 400, 'invalidFilter');
  });

  it('84: unknown query parameters are ignored', async () => {
    expect(await namesFor('aadOptscim062020&nonsense=1&filter=userName+eq+%22ann%22')).toEqual(['ann']);
  });

  it.each<[string, string, readonly string[]]>([
    ['ascending by default, in any case', 'sortBy=userName', ['ann', 'bob', 'cyd', 'dan']],
    ['descending', 'sortBy=userName&sortOrder=descending', ['dan', 'cyd', 'bob', 'ann']],
    ['without a value last', 'sortBy=title', ['cyd', 'bob', 'ann', 'dan']],
    ['without a value first, descending', 'sortBy=title&sortOrder=descending', ['dan', 'ann', 'bob', 'cyd']],
    ['by a sub-attribute; equal ones by age', 'sortBy=name.familyName', ['ann', 'bob', 'cyd', 'dan']],
    ['of a list by the primary value', 'sortBy=emails.value', ['bob', 'ann', 'cyd', 'dan']],
    ['case-exact', 'sortBy=externalId', ['cyd', 'bob', 'ann', 'dan']],
    ['on every page', 'sortBy=title&startIndex=2&count=2', ['bob', 'ann']],
  ])('86: %s', async (_, query, expected) => expect(await namesFor(query)).toEqual(expected));
});

/** In the order in which they are created. */
const PEOPLE: Readonly<Record<string, object>> = {
  ann: {
    ...{ title: 'Boss', nickName: 'A', externalId: 'x-a', name: { familyName: 'Z' } },
    emails: [
      { value: 'ann@work.io', type: 'work' },
      { value: 'zann@home.io', type: 'home', primary: true },
    ],
  },
  bob: {
    ...{ title: 'a "b" \\ c', externalId: 'X-B', emails: [{ value: 'bob@work.io', type: 'work' }] },
    [EXT]: { manager: { value: 'm' } },
  },
  cyd: { title: '100%_é', externalId: 'A' },
  dan: {},
};
