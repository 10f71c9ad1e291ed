import { ERROR } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type Answer, type TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

const USERS = '/scim/default/okta/v2/Users?startIndex=1&count=2';
const CREDENTIALS = '/tenants/default/connectors/okta/credentials';
const basic = (text: string): string => `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;

interface Secrets {
  readonly token: string;
  readonly key: string;
  readonly secret: string;
  readonly bearerId: string;
}

async function makeSecrets(app: TestApp): Promise<Secrets> {
  const bearer = await app.admin('POST', CREDENTIALS, { type: 'bearer', name: 'bearer' });
  const pair = await app.admin('POST', CREDENTIALS, { type: 'basic', name: 'basic' });
  expect([bearer.status, pair.status]).toEqual([201, 201]);
  return {
    token: String(bearer.body.token),
    key: String(pair.body.key),
    secret: String(pair.body.secret),
    bearerId: String(bearer.body.id),
  };
}

function expectRefusal(answer: Answer): void {
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toMatch(/Bearer realm="rollbook".*Basic realm="rollbook"/);
  expect(answer.headers.get('content-type')).toBe('application/scim+json');
  expect(answer.body).toMatchObject({ schemas: [ERROR], status: '401' });
  expect(answer.body.detail).toEqual(expect.stringMatching(/credential/));
}

describeApp('Header Auth and Basic Auth', (app) => {
  let secrets: Secrets;
  beforeAll(async () => {
    secrets = await makeSecrets(app());
  });

  const get = (authorization: string, path = USERS): Promise<Answer> =>
    app().request('GET', path, { headers: { authorization } });

  it.each<[string, (s: Secrets) => string]>([
    ['the token alone', (s) => s.token],
    ['Bearer', (s) => `Bearer ${s.token}`],
    ['bearer', (s) => `bearer ${s.token}`],
    ['BEARER with several blanks', (s) => `BEARER    ${s.token}`],
    ['Bearer with a tab', (s) => `Bearer\t${s.token}`],
    ['Basic', (s) => basic(`${s.key}:${s.secret}`)],
    ['basic', (s) => basic(`${s.key}:${s.secret}`).replace('Basic', 'basic')],
  ])('accepts %s', async (_name, header) => expect((await get(header(secrets))).status).toBe(200));

  it.each<[string, (s: Secrets) => string]>([
    ['non-token', () => 'non-token'],
    ['an empty Bearer', () => 'Bearer '],
    ['a token with a character changed', (s) => s.token.replace(/.$/, (c) => (c === 'a' ? 'b' : 'a'))],
    ['a token with a character more', (s) => `${s.token}a`],
    ['a token in upper case', (s) => s.token.toUpperCase()],
    ['two tokens', (s) => `Bearer ${s.token}, ${s.token}`],
    ['the bearer token as Basic', (s) => basic(`${s.token}:`)],
    ['the key alone', (s) => basic(`${s.key}:`)],
    ['the secret alone', (s) => basic(`:${s.secret}`)],
    ['no colon', (s) => basic(`${s.key}${s.secret}`)],
    ['key and secret swapped', (s) => basic(`${s.secret}:${s.key}`)],
    ['a secret with a suffix', (s) => basic(`${s.key}:${s.secret}:x`)],
    ['Basic that is no base64', () => 'Basic ***'],
    ['the secret as Bearer', (s) => `Bearer ${s.secret}`],
    ['an admin token', () => `Bearer ${ADMIN_TOKEN}`],
    ['an unknown scheme', (s) => `Digest ${s.token}`],
    ['SQL', () => `Bearer ' OR 1=1 --`],
    ['1 MB of nothing but a', () => `Bearer ${'a'.repeat(10_000)}`],
  ])('refuses %s', async (_name, header) => expectRefusal(await get(header(secrets))));

  it('refuses a request without Authorization', async () => expectRefusal(await app().request('GET', USERS)));

  it.each(['access_token', 'token', 'authorization'])('never takes a token from the query (%s)', async (name) => {
    expectRefusal(await app().request('GET', `${USERS}&${name}=${secrets.token}`));
  });

  it('never takes a token from the body', async () => {
    const headers = { 'content-type': 'application/json' };
    expectRefusal(
      await app().request('POST', '/scim/default/okta/v2/Users', { headers, body: { access_token: secrets.token } }),
    );
  });

  it('answers 401 before it looks at a body that is not JSON', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'non-token' };
    expectRefusal(await app().request('POST', '/scim/default/okta/v2/Users', { headers, body: '{' }));
  });

  it.each(['/scim/default/entra/v2/Users', '/scim/other/okta/v2/Users', '/scim/Default/okta/v2/Users'])(
    'answers %s exactly as a wrong credential',
    async (path) => {
      const wrongPath = await get(`Bearer ${secrets.token}`, path);
      const wrongToken = await get('non-token', path);
      expectRefusal(wrongPath);
      expect(wrongPath.text).toBe(wrongToken.text);
    },
  );

  it('a credential of another connector of the same tenant does not fit', async () => {
    await app().admin('POST', '/tenants/default/connectors', {
      slug: 'second',
      displayName: 'Second',
      provider: 'okta',
    });
    const other = await app().admin('POST', '/tenants/default/connectors/second/credentials', {
      type: 'bearer',
      name: 'x',
    });
    expectRefusal(await get(`Bearer ${String(other.body.token)}`));
    expect((await get(`Bearer ${String(other.body.token)}`, '/scim/default/second/v2/Users')).status).toBe(200);
  });

  it('unknown, disabled, expired and deleted credentials get the same answer', async () => {
    const reference = (await get('Bearer rollbook_bt_unknown')).text;
    const make = async (): Promise<Secrets> => makeSecrets(app());
    const disabled = await make();
    await app().admin('PATCH', `${CREDENTIALS}/${disabled.bearerId}`, { enabled: false });
    const deleted = await make();
    await app().admin('DELETE', `${CREDENTIALS}/${deleted.bearerId}`);
    const expired = await make();
    await app().database.withTransaction((tx) =>
      tx.query(`UPDATE credential SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?`, [expired.bearerId]),
    );
    for (const { token } of [disabled, deleted, expired]) {
      const answer = await get(`Bearer ${token}`);
      expectRefusal(answer);
      expect(answer.text).toBe(reference);
    }
    await app().admin('PATCH', `${CREDENTIALS}/${disabled.bearerId}`, { enabled: true });
    expect((await get(`Bearer ${disabled.token}`)).status).toBe(200);
  });

  it('the synchronization switch answers 403 in words, and on again it works', async () => {
    await app().admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: false });
    const off = await get(`Bearer ${secrets.token}`);
    expect(off.status).toBe(403);
    expect(off.body).toMatchObject({ schemas: [ERROR], status: '403' });
    expect(off.body.detail).toEqual(expect.stringMatching(/switch/));
    await app().admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: true });
    expect((await get(`Bearer ${secrets.token}`)).status).toBe(200);
  });

  it('a secret is shown once and stored nowhere', async () => {
    const listed = await app().admin('GET', CREDENTIALS);
    for (const secret of [secrets.token, secrets.secret]) expect(listed.text).not.toContain(secret);
    expect(listed.body.items).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: secrets.bearerId, type: 'bearer', enabled: true })]),
    );
  });
});
