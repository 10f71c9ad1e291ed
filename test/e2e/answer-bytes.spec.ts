import fc from 'fast-check';
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient, TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

/**
 * Most answers are made of the stored text, the others of the parsed document. Excluding what there is not asks for the
 * second way and shows the same: so both have to be the same bytes, whatever was written by whom.
 */
const SLOWLY = 'excludedAttributes=nonsense';
const NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';

const TEXTS = [
  ...['a', 'Jane "Q" Doe', '\\', '\\"', 'a\\"b', '[]', '{"a":{', '}}', '":', ',"', 'é', '\u{1f600}', '\u2028', '日本'],
  ...[
    `"${ENTERPRISE}":`,
    `{"${ENTERPRISE}":{"department":"x"}}`,
    '"externalId":',
    '"$fields":{"1:string":"x"}',
    '"password":"x"',
  ],
  ...['"meta":{', '/</script>', 'x'.repeat(300), NAMESPACE, `"${NAMESPACE}":`],
];
/** Titles of users that an admin made. */
const BY_HAND = TEXTS.slice(0, 10);
/** Now and then what unassigns, what is refused, and what looks like an empty object. */
const text = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...TEXTS) },
  fc.constantFrom(null, '', '\u0001', '\ud800', '{}'),
);
const some = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const element = fc.record({ value: text, type: some(text), display: some(text), primary: some(fc.constant(false)) });
const elements = fc.oneof({ weight: 4, arbitrary: fc.array(element, { maxLength: 3 }) }, fc.constant(null));
const attributes = fc.record({
  externalId: some(text),
  name: some(fc.record({ givenName: some(text), formatted: some(text) })),
  displayName: some(text),
  nickName: some(text),
  title: some(text),
  active: some(fc.boolean()),
  password: some(fc.constant('Long-enough-1')),
  emails: some(elements),
  roles: some(elements),
  [ENTERPRISE]: some(fc.record({ department: some(text), manager: some(fc.record({ value: text })) })),
});
const field = fc.record({ [NAMESPACE]: fc.record({ shoe: text }) });

const sampleOf = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): readonly T[] =>
  fc.sample(arbitrary, { numRuns: count, seed });

describeApp('the bytes of an answer', (app) => {
  const TENANT = 'bytes';
  const USERS = 60;
  let owner: ScimClient;
  let other: ScimClient;
  let fields: ScimClient;
  const ids: string[] = [];
  const groups: string[] = [];

  const admin = (...[method, path, body]: Parameters<TestApp['admin']>): Promise<Answer> =>
    app().admin(method, `/tenants/${TENANT}${path}`, body);
  const patchOf = (value: object): object => ({ schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] });

  /** Of those that the server takes; what it refuses is no matter here. */
  async function write(client: ScimClient, method: string, path: string, body: object): Promise<string | undefined> {
    const answer = await client(method, path, body);
    if (answer.status < 300) return String(answer.body.id);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('"detail"')]);
    return undefined;
  }
  const userOf = (number: number, values: object): object => ({
    schemas: [USER_SCHEMA, ENTERPRISE, ...(NAMESPACE in values ? [NAMESPACE] : [])],
    userName: `user ${number}`,
    ...values,
  });

  beforeAll(async () => {
    await app().admin('POST', '/tenants', { slug: TENANT, displayName: 'Bytes' });
    for (const slug of ['owner', 'other', 'fields']) {
      const body = { slug, displayName: slug, provider: 'generic', onDeactivate: 'unlink' };
      expect((await admin('POST', '/connectors', body)).status).toBe(201);
    }
    const shoe = { fieldId: 'shoe', displayName: 'Shoe', type: 'string' };
    expect((await admin('POST', '/extended-fields', shoe)).status).toBe(201);
    expect((await admin('PATCH', '/connectors/fields', { customFields: ['shoe'] })).status).toBe(200);
    [owner, other, fields] = (await Promise.all(
      ['owner', 'other', 'fields'].map((slug) => app().scim(TENANT, slug)),
    )) as [ScimClient, ScimClient, ScimClient];
    const drafts = sampleOf(attributes, USERS, 1);
    const published = sampleOf(field, USERS, 2);
    for (const [number, draft] of drafts.entries()) {
      const client = number % 4 === 0 ? fields : owner;
      const body = userOf(number, { ...draft, ...(client === fields ? published[number] : {}) });
      const id =
        (await write(client, 'POST', '/Users', body)) ?? (await write(client, 'POST', '/Users', userOf(number, {})));
      ids.push(id ?? '');
    }
    for (const [number, value] of sampleOf(attributes, USERS, 3).entries()) {
      const path = `/Users/${ids[number] ?? ''}`;
      const client = number % 4 === 0 ? fields : owner;
      if (number % 3 === 0) await write(client, 'PUT', path, userOf(number, value));
      if (number % 3 === 1) await write(client, 'PATCH', path, patchOf({ ...value, active: number % 2 === 0 }));
    }
    for (const title of BY_HAND) {
      const made = await admin('POST', '/users', { userName: `by hand ${title}`, title });
      expect(made.status).toBe(201);
      ids.push(String(made.body.id));
      await admin('PATCH', `/users/${String(made.body.id)}`, { [ENTERPRISE]: { department: title }, title: null });
    }
    for (const [number, displayName] of TEXTS.entries()) {
      const members = ids.slice(number, number % 5 === 0 ? number : number * 2).map((value) => ({ value }));
      const body = {
        schemas: [GROUP_SCHEMA],
        displayName,
        members,
        ...(number % 2 === 0 ? { externalId: displayName } : {}),
      };
      groups.push((await write(number % 3 === 0 ? other : owner, 'POST', '/Groups', body)) ?? '');
    }
  });

  const addresses = (): readonly string[] => [
    ...ids.map((id) => `/Users/${id}?`),
    ...groups.filter((id) => id !== '').map((id) => `/Groups/${id}?`),
    ...[
      '/Users?',
      '/Users?count=0&',
      '/Users?startIndex=31&count=7&',
      '/Users?count=3&cursor=&',
      '/Groups?',
      '/?count=200&',
    ],
    ...['/Users?sortBy=userName&', '/Users?filter=title%20pr&', '/Users?filter=userName%20eq%20%22nobody%22&'],
    ...['/Groups?count=4&startIndex=3&', '/Groups?filter=externalId%20pr&', '/Users?startIndex=1000&'],
    ...BY_HAND.map((one) => `/Users?filter=${encodeURIComponent(`userName eq ${JSON.stringify(`by hand ${one}`)}`)}&`),
  ];

  it('there is something to compare', async () => {
    const whole = (await fields('GET', '/Users?count=200')).text;
    for (const urn of [ENTERPRISE, NAMESPACE]) expect(whole.split(`"${urn}":{`).length).toBeGreaterThan(5);
    expect(ids.filter((id) => id !== '')).toHaveLength(USERS + BY_HAND.length);
    expect(groups.filter((id) => id !== '').length).toBeGreaterThan(TEXTS.length - 5);
  });

  it.each<[string, () => ScimClient]>([
    ['who owns most', () => owner],
    ['who owns some groups', () => other],
    ['who publishes fields', () => fields],
  ])('are the same either way, to %s', async (_, client) => {
    for (const address of addresses()) {
      const fast = await client()('GET', address.slice(0, -1));
      const slow = await client()('GET', `${address}${SLOWLY}`);
      // A cursor is sealed anew each time.
      const bare = ({ text: all }: Answer): string => all.replace(/"nextCursor":"[^"]*"/, '"nextCursor":""');
      expect([address, fast.status, bare(fast)]).toEqual([address, 200, bare(slow)]);
      expect(fast.headers.get('content-length')).toBe(slow.headers.get('content-length'));
      expect(fast.headers.get('etag')).toBe(slow.headers.get('etag'));
      expect(JSON.stringify(fast.body)).toBe(fast.text);
    }
  });

  it('of a change that changes nothing, too', async () => {
    for (const id of ids.slice(0, 20)) {
      const client = ids.indexOf(id) % 4 === 0 ? fields : owner;
      const answer = await client(
        'PATCH',
        `/Users/${id}`,
        patchOf({ userName: (await client('GET', `/Users/${id}`)).body.userName as string }),
      );
      expect([answer.status, answer.text]).toEqual([200, (await client('GET', `/Users/${id}?${SLOWLY}`)).text]);
    }
  });

  it.each<[string, () => ScimClient, object]>([
    ['', () => owner, {}],
    [', with fields', () => fields, { [NAMESPACE]: { shoe: '"7"' } }],
  ])('are those of the stored text%s', async (also, client, values) => {
    const made = await client()('POST', '/Users', userOf(1_000 + also.length, { title: 'spelled', ...values }));
    const id = String(made.body.id);
    await app().database.withTransaction((tx) =>
      tx.query('UPDATE resource SET doc = REPLACE(doc, ?, ?) WHERE id = ?', ['spelled', String.raw`s\u0070elled`, id]),
    );
    const byName = `/Users?filter=${encodeURIComponent('title eq "spelled"')}`;
    for (const address of [`/Users/${id}`, byName, '/?count=200', '/Users?count=200']) {
      const slowly = `${address}${address.includes('?') ? '&' : '?'}${SLOWLY}`;
      const { text: fast } = await client()('GET', address);
      expect(fast).toContain(String.raw`"title":"s\u0070elled"`);
      if (also !== '') expect(fast).toContain(`"${NAMESPACE}":{"shoe":${JSON.stringify('"7"')}}`);
      expect((await client()('GET', slowly)).text).toContain('"title":"spelled"');
    }
  });

  it('of a page are made without parsing one of its documents', async () => {
    const id = String((await owner('POST', '/Users', userOf(2_000, {}))).body.id);
    await app().database.withTransaction((tx) =>
      tx.query('UPDATE resource SET doc = ? WHERE id = ?', ['{"userName":broken}', id]),
    );
    const headers = { authorization: `Bearer ${owner.token}` };
    const page = await fetch(`${owner.base}/Users?count=200`, { headers });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(',"userName":broken,"meta":')]);
    expect((await owner('GET', `/Users?count=200&${SLOWLY}`)).status).toBe(500);
  });
});
