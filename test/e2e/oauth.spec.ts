import { TenancyChanges } from '../../src/tenancy/tenancy-changes.js';
import { type Answer, bootApp, type TestApp } from '../support/app.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { eventOf } from '../support/event-of.js';
import { lastLetIn } from '../support/last-let-in.js';
import { rawRequest } from '../support/raw-request.js';
import { claimsOf, type ClientKey, ecKey, edKey, JWT_BEARER, rsaKey, signJwt } from '../support/oauth-client.js';

const ISSUER = 'https://rollbook.example/scim/default/okta';
const TOKEN = '/scim/default/okta/oauth/token';
const REVOKE = '/scim/default/okta/oauth/revoke';
const CREDENTIALS = '/tenants/default/connectors/okta/credentials';
const USERS = '/scim/default/okta/v2/Users';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const FORM = 'application/x-www-form-urlencoded';
const GRANT = { grant_type: 'client_credentials' };

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

describeDatabases('OAuth 2.0 client credentials', (database) => {
  let app: TestApp;
  let client: Client;
  beforeAll(async () => {
    app = await bootApp(await database.url());
    client = await newClient();
  });
  afterAll(() => app.close());

  async function newClient(extra: object = {}, credentials = CREDENTIALS): Promise<Client> {
    const made = await app.admin('POST', credentials, { type: 'oauth', name: 'IdP', ...extra });
    if (made.status !== 201) throw new Error(made.text);
    const { id, clientId, clientSecret } = made.body;
    return { id: String(id), clientId: String(clientId), clientSecret: String(clientSecret) };
  }

  const post = (
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
    path = TOKEN,
  ): Promise<Answer> =>
    app.request('POST', path, {
      headers: { 'content-type': FORM, ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    });

  const byBody = ({ clientId, clientSecret }: Client): Record<string, string> => ({
    ...{ client_id: clientId, client_secret: clientSecret },
  });

  async function tokenOf(one: Client = client): Promise<string> {
    const answer = await post({ ...GRANT, ...byBody(one) });
    expect(answer).toMatchObject({ status: 200 });
    return String(answer.body.access_token);
  }

  const list = (token: string): Promise<Answer> =>
    app.request('GET', USERS, { headers: { authorization: `Bearer ${token}` } });

  const logOf = async (eventType: string): Promise<readonly Record<string, unknown>[]> => {
    const answer = await app.admin('GET', '/tenants/default/logs?limit=1000&sortOrder=DESCENDING');
    return (answer.body as unknown as Record<string, unknown>[]).filter((event) => event.eventType === eventType);
  };

  /** Other instances remember a caller for half a second; this one stands in for them. */
  const forget = (): void => app.app.get(TenancyChanges).announce();

  describe('the token endpoint', () => {
    it.each<[string, () => [Record<string, string>, Record<string, string>]]>([
      ['HTTP Basic', () => [GRANT, { authorization: basic(client.clientId, client.clientSecret) }]],
      [
        'HTTP Basic, encoded as a form',
        () => [
          GRANT,
          { authorization: basic(client.clientId.replace(/_/g, '%5F'), client.clientSecret.replace(/_/g, '%5f')) },
        ],
      ],
      [
        'HTTP Basic, and the same client_id',
        () => [
          { ...GRANT, client_id: client.clientId },
          { authorization: basic(client.clientId, client.clientSecret) },
        ],
      ],
      ['the body', () => [{ ...GRANT, ...byBody(client) }, {}]],
      ['the body, with the scope', () => [{ ...GRANT, ...byBody(client), scope: 'scim' }, {}]],
      [
        'the body, with an empty scope and a parameter nobody knows',
        () => [{ ...GRANT, ...byBody(client), scope: '', x: '1' }, {}],
      ],
      ['a charset', () => [{ ...GRANT, ...byBody(client) }, { 'content-type': `${FORM}; charset=UTF-8` }]],
    ])('gives a token to a client that signs in by %s', async (_, make) => {
      const answer = await post(...make());
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^rollbook_at_[0-9A-Za-z]{49}$/) as string,
        ...{ token_type: 'Bearer', expires_in: 3600, scope: 'scim' },
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect((await list(String(answer.body.access_token))).status).toBe(200);
    });

    it.each<[string, number, string, () => Promise<Answer>]>([
      ['no body', 400, 'invalid_request', () => post('')],
      ['no grant_type', 400, 'invalid_request', () => post(byBody(client))],
      ['another grant_type', 400, 'unsupported_grant_type', () => post({ ...byBody(client), grant_type: 'password' })],
      ['another scope', 400, 'invalid_scope', () => post({ ...GRANT, ...byBody(client), scope: 'admin' })],
      ['a broader scope', 400, 'invalid_scope', () => post({ ...GRANT, ...byBody(client), scope: 'scim admin' })],
      [
        'a parameter twice',
        400,
        'invalid_request',
        () => post(`${new URLSearchParams({ ...GRANT, ...byBody(client) }).toString()}&grant_type=client_credentials`),
      ],
      [
        'an unknown parameter twice',
        400,
        'invalid_request',
        () => post(`${new URLSearchParams({ ...GRANT, ...byBody(client) }).toString()}&a=1&a=2`),
      ],
      ['malformed percent-encoding', 400, 'invalid_request', () => post('grant_type=%zz')],
      ['bytes that are no UTF-8, encoded', 400, 'invalid_request', () => post('grant_type=%ff')],
      ['51 parameters', 400, 'invalid_request', () => post(Array.from({ length: 51 }, (_x, i) => `p${i}=1`).join('&'))],
      [
        'JSON',
        400,
        'invalid_request',
        () => post(JSON.stringify({ ...GRANT, ...byBody(client) }), { 'content-type': 'application/json' }),
      ],
      [
        'a form that says it is Latin-1',
        400,
        'invalid_request',
        () => post({ ...GRANT, ...byBody(client) }, { 'content-type': `${FORM}; charset=iso-8859-1` }),
      ],
      ['a body that is too large', 413, 'invalid_request', () => post(`a=${'x'.repeat(16 * 1024)}`)],
      [
        'a secret in the URL',
        400,
        'invalid_request',
        () => post(GRANT, {}, `${TOKEN}?${new URLSearchParams(byBody(client)).toString()}`),
      ],
      [
        'Basic and client_secret',
        400,
        'invalid_request',
        () => post({ ...GRANT, ...byBody(client) }, { authorization: basic(client.clientId, client.clientSecret) }),
      ],
      [
        'Basic and an assertion',
        400,
        'invalid_request',
        () => post({ ...GRANT, client_assertion: 'x' }, { authorization: basic(client.clientId, client.clientSecret) }),
      ],
      [
        'client_secret and an assertion',
        400,
        'invalid_request',
        () => post({ ...GRANT, ...byBody(client), client_assertion_type: JWT_BEARER }),
      ],
      [
        'Basic and another client_id',
        400,
        'invalid_request',
        () => post({ ...GRANT, client_id: 'x' }, { authorization: basic(client.clientId, client.clientSecret) }),
      ],
      [
        'an assertion type without an assertion',
        400,
        'invalid_request',
        () => post({ ...GRANT, client_assertion_type: JWT_BEARER }),
      ],
      ['an assertion without its type', 400, 'invalid_request', () => post({ ...GRANT, client_assertion: 'a.b.c' })],
      [
        'a SAML assertion',
        400,
        'invalid_request',
        () => post({ ...GRANT, client_assertion: 'a', client_assertion_type: JWT_BEARER.replace('jwt', 'saml2') }),
      ],
      ['no client', 401, 'invalid_client', () => post(GRANT)],
      ['a client_id alone', 401, 'invalid_client', () => post({ ...GRANT, client_id: client.clientId })],
      ['a client_secret alone', 401, 'invalid_client', () => post({ ...GRANT, client_secret: client.clientSecret })],
      ['a wrong secret', 401, 'invalid_client', () => post({ ...GRANT, ...byBody(client), client_secret: 'x' })],
      [
        'the secret of another client',
        401,
        'invalid_client',
        async () => post({ ...GRANT, ...byBody(client), client_secret: (await newClient()).clientSecret }),
      ],
      ['an unknown client', 401, 'invalid_client', () => post({ ...GRANT, ...byBody(client), client_id: 'x' })],
      [
        'a bearer in the header',
        401,
        'invalid_client',
        () => post(GRANT, { authorization: `Bearer ${client.clientSecret}` }),
      ],
      ['a broken Basic header', 401, 'invalid_client', () => post(GRANT, { authorization: 'Basic !' })],
      [
        'a broken Basic header beside the right body',
        400,
        'invalid_request',
        () => post({ ...GRANT, ...byBody(client) }, { authorization: 'Basic !' }),
      ],
      [
        'the address of an unknown connector',
        401,
        'invalid_client',
        () => post({ ...GRANT, ...byBody(client) }, {}, '/scim/default/nothing/oauth/token'),
      ],
      [
        'the address of an unknown tenant',
        401,
        'invalid_client',
        () => post({ ...GRANT, ...byBody(client) }, {}, '/scim/nothing/okta/oauth/token'),
      ],
      [
        'an address that names nothing',
        401,
        'invalid_client',
        () => post({ ...GRANT, ...byBody(client) }, {}, '/scim/%00/_/oauth/token'),
      ],
    ])('refuses %s', async (_, status, error, send) => {
      const answer = await send();
      expect(answer).toMatchObject({ status, body: { error } });
      expect(Object.keys(answer.body)).toEqual(['error', 'error_description']);
      expect(String(answer.body.error_description)).toMatch(/^[ !#-[\]-~]+$/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('www-authenticate')).toBe(
        status === 401 ? 'Basic realm="rollbook", charset="UTF-8"' : null,
      );
      for (const secret of [client.clientId, client.clientSecret]) expect(answer.text).not.toContain(secret);
    });

    it('takes two Authorization headers for two ways to sign in', async () => {
      const body = new URLSearchParams(GRANT).toString();
      const header = `Authorization: ${basic(client.clientId, client.clientSecret)}`;
      const answer = await rawRequest(app, 'POST', TOKEN, [header, header, `Content-Type: ${FORM}`], body);
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });

    it.each(
      ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'].flatMap((method) => [
        [method, TOKEN] as const,
        [method, REVOKE] as const,
      ]),
    )('does not answer %s %s, in words of OAuth', async (method, path) => {
      const answer = await app.request(method, path, method === 'PUT' ? { body: 'no form' } : {});
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const description = `This endpoint does not accept ${method}. It accepts POST.`;
      const body = { error: 'invalid_request', error_description: description };
      expect(answer.body).toEqual(method === 'HEAD' ? {} : body);
      expect(await eventOf(app, answer)).toMatchObject({
        eventType: 'application.integration.general_failure',
        displayMessage: 'A call used a method that is not allowed here',
        outcome: { result: 'FAILURE', reason: `invalid_request: ${description}` },
      });
    });

    it('answers an unknown client, a wrong secret and a foreign address alike, after the same statements', async () => {
      const [other, gone] = [await newClient(), await newClient()];
      await app.admin('DELETE', `${CREDENTIALS}/${gone.id}`);
      const seen: string[] = [];
      const attempt = async (form: Record<string, string>, path = TOKEN): Promise<object> => {
        seen.length = 0;
        app.database.onStatement = (sql) => void seen.push(sql);
        const { status, text } = await post({ ...GRANT, ...form }, {}, path);
        app.database.onStatement = undefined;
        // Failures are counted, events written and the log followed now and then, for all callers together.
        const statements = seen
          .filter((sql) => /^SELECT .* FROM (\W?tenant|\W?connector|credential)\b/.test(sql))
          .filter((sql) => !/\blog_(?:event|head)\b|\bis_proven\b/.test(sql));
        return {
          status,
          text,
          statements: statements.map((sql) => sql.replace(/"tenant_id" = \d+/, '"tenant_id" = ?')),
        };
      };
      const wrong = await attempt({ ...byBody(client), client_secret: other.clientSecret });
      expect(wrong).toMatchObject({ status: 401 });
      expect(seen.filter((sql) => /secret_hash = \?$/.test(sql))).toHaveLength(1);
      expect(await attempt(byBody(gone))).toEqual(wrong);
      expect(await attempt(byBody(client), '/scim/default/nothing/oauth/token')).toEqual(wrong);
      expect(await attempt(byBody(client), '/scim/nothing/okta/oauth/token')).toEqual(wrong);
    });
  });

  describe('the credential', () => {
    it('shows id and secret once', async () => {
      const made = await app.admin('POST', CREDENTIALS, { type: 'oauth', name: 'IdP', authentication: 'secret' });
      const { clientId, clientSecret, ...view } = made.body;
      expect(clientSecret).toMatch(/^rollbook_cs_/);
      expect(view).toMatchObject({ type: 'oauth', authentication: 'secret', prefix: clientId, jwks: null });
      const read = await app.admin('GET', `${CREDENTIALS}/${String(view.id)}`);
      expect(read.body).toEqual(view);
    });

    it('has public keys in the place of a secret', async () => {
      const { jwk } = rsaKey();
      const keys = [{ ...jwk, kid: 'one', use: 'sig', x5t: 'whatever' }];
      const made = await app.admin('POST', CREDENTIALS, {
        type: 'oauth',
        name: 'IdP',
        authentication: 'jwt',
        jwks: { keys },
      });
      expect(made).toMatchObject({
        status: 201,
        body: { authentication: 'jwt', jwks: { keys: [{ kid: 'one', ...jwk }] } },
      });
      expect(made.body).not.toHaveProperty('clientSecret');
      const rotated = await app.admin('POST', `${CREDENTIALS}/${String(made.body.id)}/rotate`, { overlapSeconds: 0 });
      expect(rotated).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:credential-without-secret' } });
    });

    it('comes with a connector, too', async () => {
      const wanted = { slug: 'with-client', displayName: 'X', issueCredential: 'oauth' };
      const made = await app.admin('POST', '/tenants/default/connectors', wanted);
      const { clientId, clientSecret } = made.body.credential as Record<string, string>;
      const form = { ...GRANT, client_id: String(clientId), client_secret: String(clientSecret) };
      expect((await post(form, {}, '/scim/default/with-client/oauth/token')).status).toBe(200);
    });

    it.each<[string, string, object]>([
      ['jwt without keys', 'jwks', { authentication: 'jwt' }],
      ['a secret and keys', 'authentication', { authentication: 'secret', publicKeyPem: edKey().pem }],
      ['keys without jwt', 'authentication', { jwks: { keys: [edKey().jwk] } }],
      [
        'both forms of keys',
        'publicKeyPem',
        { authentication: 'jwt', publicKeyPem: edKey().pem, jwks: { keys: [edKey().jwk] } },
      ],
      ['a bearer token with keys', 'publicKeyPem', { type: 'bearer', publicKeyPem: edKey().pem }],
      ['a basic pair with an authentication', 'authentication', { type: 'basic', authentication: 'secret' }],
      ['another authentication', 'authentication', { authentication: 'tls' }],
      ['a list for a JWK Set', 'jwks', { authentication: 'jwt', jwks: [edKey().jwk] }],
      ['an RSA key of 1024 bits', 'jwks', { authentication: 'jwt', jwks: { keys: [rsaKey(1_024).jwk] } }],
      ['null for keys', 'jwks', { authentication: 'jwt', jwks: null }],
    ])('cannot be made with %s', async (_, path, extra) => {
      const made = await app.admin('POST', CREDENTIALS, { type: 'oauth', name: 'IdP', ...extra });
      expect(made).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    });

    it('never echoes a private key', async () => {
      const jwk = edKey().privateKey.export({ format: 'jwk' });
      const made = await app.admin('POST', CREDENTIALS, {
        type: 'oauth',
        name: 'IdP',
        authentication: 'jwt',
        jwks: { keys: [jwk] },
      });
      expect(made).toMatchObject({ status: 400, body: { errors: [{ path: 'jwks' }] } });
      expect(made.text).not.toContain(jwk.d);
    });

    it('keys cannot be given to a client with a secret', async () => {
      const patched = await app.admin('PATCH', `${CREDENTIALS}/${client.id}`, { publicKeyPem: edKey().pem });
      expect(patched).toMatchObject({ status: 400, body: { errors: [{ path: 'publicKeyPem' }] } });
    });
  });

  describe('a client that signs', () => {
    let key: ClientKey;
    let signer: Client;
    beforeAll(async () => {
      key = rsaKey();
      signer = await newClient({ authentication: 'jwt', jwks: { keys: [{ ...key.jwk, kid: 'one' }] } });
    });

    const assert = (assertion: string, extra: Record<string, string> = {}, path = TOKEN): Promise<Answer> =>
      post({ ...GRANT, client_assertion_type: JWT_BEARER, client_assertion: assertion, ...extra }, {}, path);
    const signed = (claims: object = {}, header: object = {}, by = key): string =>
      signJwt(
        by.privateKey,
        { alg: 'RS256', kid: 'one', ...header },
        { ...claimsOf(signer.clientId, `${ISSUER}/oauth/token`), ...claims },
      );

    it.each<[string, () => Promise<Answer>]>([
      ['for the token endpoint', () => assert(signed())],
      ['for the issuer', () => assert(signed({ aud: ISSUER }))],
      ['for several, one of which is this', () => assert(signed({ aud: ['https://x.io', ISSUER] }))],
      ['with PS256', () => assert(signed({}, { alg: 'PS256' }))],
      ['with the same client_id beside it', () => assert(signed(), { client_id: signer.clientId })],
    ])('gets a token with an assertion %s', async (_, send) => {
      const answer = await send();
      expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
      expect((await list(String(answer.body.access_token))).status).toBe(200);
    });

    it.each<[string, () => Promise<Answer>, RegExp, (() => Client) | undefined]>([
      ['of another key', () => assert(signed({}, {}, rsaKey())), /no key/, () => signer],
      ['for another connector', () => assert(signed({ aud: ISSUER.replace('okta', 'other') })), /"aud"/, () => signer],
      ['that has expired', () => assert(signed({ exp: 1 })), /it has expired/, () => signer],
      ['without jti', () => assert(signed({ jti: undefined })), /"jti"/, () => signer],
      [
        'of a client with a secret',
        () => assert(signed({ iss: client.clientId, sub: client.clientId })),
        /signs in with a secret/,
        () => client,
      ],
      [
        'with another client_id beside it',
        () => assert(signed(), { client_id: client.clientId }),
        /client_id/,
        undefined,
      ],
      ['that is no JWT', () => assert('nonsense'), /no signed JWT/, undefined],
      [
        'sent to another address',
        () => assert(signed({ aud: ISSUER }), {}, '/scim/default/nothing/oauth/token'),
        /belongs to the connector/,
        () => signer,
      ],
    ])('is refused with an assertion %s, and the log says why, and whose it is', async (_, send, reason, whose) => {
      const answer = await send();
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      expect(answer.body).toEqual((await post(GRANT)).body);
      const events = await logOf('application.integration.authentication_failure');
      const found = events.find((event) => reason.test(String((event.outcome as { reason: string }).reason)));
      const actor = whose === undefined ? { type: 'Anonymous' } : { type: 'PublicClientApp', id: whose().id };
      expect(found).toMatchObject({ actor, outcome: { result: 'FAILURE' } });
    });

    it('uses an assertion once, at either endpoint', async () => {
      const assertion = signed();
      expect((await assert(assertion)).status).toBe(200);
      expect(await assert(assertion)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      expect((await assert(assertion, { token: 'x' }, REVOKE)).status).toBe(401);
      const other = signed();
      expect((await assert(other, { token: 'x' }, REVOKE)).status).toBe(200);
      expect((await assert(other)).status).toBe(401);
    });

    it('of many that play the same assertion at once, one gets a token', async () => {
      const assertion = signed();
      const answers = await Promise.all(Array.from({ length: 8 }, () => assert(assertion)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
    });

    it('changes its keys without a gap, and the old ones end with their tokens', async () => {
      const [old, next] = [ecKey(), edKey()];
      const made = await newClient({ authentication: 'jwt', publicKeyPem: old.pem });
      const claims = (): object => claimsOf(made.clientId, ISSUER);
      const byOld = (): string => signJwt(old.privateKey, { alg: 'ES256', kid: 'any' }, claims());
      const byNext = (): string => signJwt(next.privateKey, { alg: 'EdDSA', kid: 'next' }, claims());
      const first = String((await assert(byOld())).body.access_token);
      const keys = [
        { ...old.jwk, kid: 'any' },
        { ...next.jwk, kid: 'next' },
      ];
      expect((await app.admin('PATCH', `${CREDENTIALS}/${made.id}`, { jwks: { keys } })).status).toBe(200);
      expect((await list(first)).status).toBe(401);
      for (const assertion of [byOld(), byNext()]) expect((await assert(assertion)).status).toBe(200);
      await app.admin('PATCH', `${CREDENTIALS}/${made.id}`, { jwks: { keys: keys.slice(1) } });
      expect([(await assert(byOld())).status, (await assert(byNext())).status]).toEqual([401, 200]);
      const [event] = await logOf('system.api_token.update');
      expect(event).toMatchObject({
        changes: [{ path: 'publicKeys', from: [expect.any(String), expect.any(String)] }],
      });
    });
  });

  describe('the access token', () => {
    it('is a session of an IdP: provision, expire, get another one', async () => {
      const token = await tokenOf();
      const send = (method: string, path: string, bearer: string, body?: unknown): Promise<Answer> =>
        app.request(method, path, {
          headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/scim+json' },
          body,
        });
      const created = await send('POST', USERS, token, { schemas: [USER], userName: 'oauth@x.io' });
      expect(created.status).toBe(201);
      const path = `${USERS}/${String(created.body.id)}`;
      await app.database.withTransaction((tx) =>
        tx.execute("UPDATE access_token SET expires_at = '2020-01-01T00:00:00.000Z'"),
      );
      forget();
      const refused = await send('GET', path, token);
      expect(refused).toMatchObject({ status: 401, body: { status: '401' } });
      expect(refused.headers.get('www-authenticate')).toContain('Bearer');
      expect((await send('GET', path, await tokenOf())).status).toBe(200);
      const [event] = await logOf('application.provision.user.push');
      expect(event).toMatchObject({ actor: { id: client.id, type: 'PublicClientApp', displayName: 'Okta (IdP)' } });
    });

    it('is logged when it is given out, under the name of its client', async () => {
      const fresh = await newClient();
      await tokenOf(fresh);
      const [event] = await logOf('app.oauth2.token.grant.access_token');
      expect(event).toMatchObject({
        actor: { id: fresh.id, type: 'PublicClientApp' },
        outcome: { result: 'SUCCESS' },
        target: [{ id: fresh.id, type: 'Credential' }, { type: 'AppInstance' }],
        debugContext: { debugData: { grantType: 'client_credentials', clientAuthentication: 'client_secret' } },
      });
    });

    it('says no more than its client may: scope, addresses, end', async () => {
      const reader = await newClient({ scope: 'read' });
      const token = await tokenOf(reader);
      expect((await list(token)).status).toBe(200);
      const write = await app.request('POST', USERS, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        body: { schemas: [USER], userName: 'no@x.io' },
      });
      expect(write.status).toBe(403);
      const elsewhere = await newClient({ allowedIps: ['192.0.2.1'] });
      expect(await post({ ...GRANT, ...byBody(elsewhere) })).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
      const soon = await newClient({ expiresAt: new Date(Date.now() + 90_000).toISOString() });
      const { expires_in: seconds } = (await post({ ...GRANT, ...byBody(soon) })).body;
      expect(Number(seconds)).toBeLessThanOrEqual(90);
      expect(Number(seconds)).toBeGreaterThan(60);
    });

    it('is of no use to another connector, for the admin API, as a Basic secret or as another kind of secret', async () => {
      await app.admin('POST', '/tenants/default/connectors', { slug: 'oauth-other', displayName: 'Other' });
      const token = await tokenOf();
      const bearer = { authorization: `Bearer ${token}` };
      expect((await app.request('GET', '/scim/default/oauth-other/v2/Users', { headers: bearer })).status).toBe(401);
      expect((await app.request('GET', '/api/v1/tenants', { headers: bearer })).status).toBe(401);
      const asBasic = { authorization: basic(client.clientId, token) };
      expect((await app.request('GET', USERS, { headers: asBasic })).status).toBe(401);
      expect((await post(GRANT, asBasic)).status).toBe(401);
      const asCredential = { authorization: basic(client.clientId, client.clientSecret) };
      expect((await app.request('GET', USERS, { headers: asCredential })).status).toBe(401);
      expect(
        (await app.request('GET', USERS, { headers: { authorization: `Bearer ${client.clientSecret}` } })).status,
      ).toBe(401);
    });

    it.each<[string, (own: Client) => Promise<Answer>, number]>([
      ['its client is disabled', ({ id }) => app.admin('PATCH', `${CREDENTIALS}/${id}`, { enabled: false }), 401],
      ['its client is deleted', ({ id }) => app.admin('DELETE', `${CREDENTIALS}/${id}`), 401],
      [
        'its client is rotated',
        ({ id }) => app.admin('POST', `${CREDENTIALS}/${id}/rotate`, { overlapSeconds: 0 }),
        401,
      ],
      [
        'synchronization is off',
        () => app.admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: false }),
        403,
      ],
      ['the tenant is disabled', () => app.admin('PATCH', '/tenants/default', { enabled: false }), 403],
    ])('ends at once when %s', async (_, change, status) => {
      const own = await newClient();
      const token = await tokenOf(own);
      expect((await list(token)).status).toBe(200);
      expect((await change(own)).status).toBeLessThan(300);
      expect((await list(token)).status).toBe(status);
      const next = await post({ ...GRANT, ...byBody(own) });
      const error = status === 401 ? 'invalid_client' : 'unauthorized_client';
      expect(next).toMatchObject({ status: status === 401 ? 401 : 400, body: { error } });
      await app.admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: true });
      await app.admin('PATCH', '/tenants/default', { enabled: true });
    });

    it('stays dead when its client is enabled again', async () => {
      const own = await newClient();
      const token = await tokenOf(own);
      for (const enabled of [false, true]) await app.admin('PATCH', `${CREDENTIALS}/${own.id}`, { enabled });
      expect((await list(token)).status).toBe(401);
      expect((await list(await tokenOf(own))).status).toBe(200);
    });

    it('lives on while a rotated client overlaps', async () => {
      const own = await newClient();
      const token = await tokenOf(own);
      const successor = await app.admin('POST', `${CREDENTIALS}/${own.id}/rotate`, { overlapSeconds: 60 });
      expect(successor.body).toMatchObject({ type: 'oauth', authentication: 'secret' });
      expect(successor.body.clientId).not.toBe(own.clientId);
      expect((await list(token)).status).toBe(200);
      const { expires_in: seconds } = (await post({ ...GRANT, ...byBody(own) })).body;
      expect(Number(seconds)).toBeLessThanOrEqual(60);
    });
  });

  describe('revocation', () => {
    const revoke = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
      post(form, headers, REVOKE);

    it('ends one token of the client, and is logged', async () => {
      const own = await newClient();
      const [one, two] = [await tokenOf(own), await tokenOf(own)];
      for (const token of [one, two]) expect((await list(token)).status).toBe(200);
      const answer = await revoke(
        { token: one, token_type_hint: 'refresh_token' },
        { authorization: basic(own.clientId, own.clientSecret) },
      );
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect([(await list(one)).status, (await list(two)).status]).toEqual([401, 200]);
      const [event] = await logOf('app.oauth2.token.revoke');
      expect(event).toMatchObject({ actor: { id: own.id }, outcome: { result: 'SUCCESS' } });
    });

    it.each<[string, () => Promise<string>]>([
      ['an unknown token', () => Promise.resolve('rollbook_at_nothing')],
      ['no token at all', () => Promise.resolve('x'.repeat(9_000))],
      ['a token of another client, which lives on', async () => tokenOf(await newClient())],
    ])('says 200 for %s', async (title, make) => {
      const token = await make();
      expect((await revoke({ token, ...byBody(client) })).status).toBe(200);
      if (title.includes('lives on')) expect((await list(token)).status).toBe(200);
    });

    it.each<[string, number, string, () => Promise<Answer>]>([
      ['without a token', 400, 'invalid_request', () => revoke(byBody(client))],
      ['without a client', 401, 'invalid_client', async () => revoke({ token: await tokenOf() })],
      [
        'with a wrong secret',
        401,
        'invalid_client',
        async () => revoke({ token: await tokenOf(), ...byBody(client), client_secret: 'x' }),
      ],
      [
        'by the token itself',
        401,
        'invalid_client',
        async () => {
          const token = await tokenOf();
          return revoke({ token }, { authorization: `Bearer ${token}` });
        },
      ],
    ])('is refused %s', async (_, status, error, send) => {
      expect(await send()).toMatchObject({ status, body: { error } });
    });
  });

  describe('the description (RFC 8414)', () => {
    const WELL_KNOWN = '/.well-known/oauth-authorization-server';

    it.each(['default/okta', 'no-such/connector'])('is there for %s, whether or not that is', async (path) => {
      const answer = await app.request('GET', `${WELL_KNOWN}/scim/${path}`);
      const issuer = `https://rollbook.example/scim/${path}`;
      const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
      const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toEqual({
        issuer,
        token_endpoint: `${issuer}/oauth/token`,
        token_endpoint_auth_methods_supported: methods,
        token_endpoint_auth_signing_alg_values_supported: algorithms,
        revocation_endpoint: `${issuer}/oauth/revoke`,
        revocation_endpoint_auth_methods_supported: methods,
        revocation_endpoint_auth_signing_alg_values_supported: algorithms,
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
        scopes_supported: ['scim'],
        service_documentation: 'https://rollbook.example/docs',
      });
    });

    it.each([
      '',
      '/',
      '/scim',
      '/scim/default',
      '/scim/default/okta/v2',
      '/scim/default/okta/',
      '/scim/DEFAULT/okta',
      '/scim/a_b/okta',
      '/scim/%2e%2e/okta',
      '/api/v1',
      '/rollbook/scim/default/okta',
    ])('is not at %p', async (path) => {
      expect((await app.request('GET', WELL_KNOWN + path)).status).toBe(404);
    });
  });
});

describeDatabases('OAuth under a PUBLIC_URL with a path', (database) => {
  it('is described with and without the path, as the proxy leaves it', async () => {
    const app = await bootApp(await database.url(), { publicUrl: 'https://id.example/rollbook' });
    const token_endpoint = 'https://id.example/rollbook/scim/default/okta/oauth/token';
    for (const path of ['/rollbook/scim/default/okta', '/scim/default/okta']) {
      const answer = await app.request('GET', `/.well-known/oauth-authorization-server${path}`);
      expect(answer).toMatchObject({
        status: 200,
        body: { issuer: 'https://id.example/rollbook/scim/default/okta', token_endpoint },
      });
    }
    await app.close();
  });
});

describeDatabases('OAuth clients that fail again and again', (database) => {
  it('are told to wait, as IdPs with a wrong credential are; the right secret works', async () => {
    const app = await bootApp(await database.url(), { maxFailedSignIns: 3 });
    const made = (await app.admin('POST', CREDENTIALS, { type: 'oauth', name: 'IdP' })).body;
    const attempt = (secret: unknown): Promise<Answer> =>
      app.request('POST', TOKEN, {
        headers: { 'content-type': FORM, authorization: basic(String(made.clientId), String(secret)) },
        body: new URLSearchParams(GRANT).toString(),
      });
    const statuses: number[] = [];
    // Twice as many as in a minute, in case one ends meanwhile.
    for (let n = 0; n < 8; n += 1) statuses.push((await attempt('wrong')).status);
    expect(statuses).toEqual(expect.arrayContaining([401, 429]));
    const limited = await attempt('wrong');
    if (limited.status === 429) {
      expect(limited.body).toMatchObject({ error: 'temporarily_unavailable' });
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await attempt(made.clientSecret)).status).toBe(200);
    await app.close();
  });
});

describeMariaDb('OAuth on several instances', (database) => {
  let apps: readonly [TestApp, TestApp];
  beforeAll(async () => {
    const url = await database.url();
    apps = [await bootApp(url), await bootApp(url)];
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
  });

  const [GRANTED, USED_UP] = [200, 401];
  const send = (app: TestApp, path: string, form: Record<string, string>): Promise<Answer> =>
    app.request('POST', path, { headers: { 'content-type': FORM }, body: new URLSearchParams(form).toString() });

  it.each<[string, (client: Record<string, string>, token: string, id: string) => Promise<Answer>]>([
    ['a token that is revoked', (client, token) => send(apps[0], REVOKE, { ...client, token })],
    [
      'the token of a client that is disabled',
      (_c, _t, id) => apps[0].admin('PATCH', `${CREDENTIALS}/${id}`, { enabled: false }),
    ],
    ['the token of a client that is deleted', (_c, _t, id) => apps[0].admin('DELETE', `${CREDENTIALS}/${id}`)],
  ])('%s on one is refused by the other within a second', async (_, change) => {
    const made = (await apps[0].admin('POST', CREDENTIALS, { type: 'oauth', name: 'IdP' })).body;
    const client = { client_id: String(made.clientId), client_secret: String(made.clientSecret) };
    const token = String((await send(apps[0], TOKEN, { ...GRANT, ...client })).body.access_token);
    const list = (): Promise<Answer> =>
      apps[1].request('GET', USERS, { headers: { authorization: `Bearer ${token}` } });
    expect((await list()).status).toBe(200);
    expect((await change(client, token, String(made.id))).status).toBeLessThan(300);
    const changedMs = performance.now();
    expect(await lastLetIn(async () => (await list()).status === 200, changedMs)).toBeLessThan(1_000);
    expect((await list()).status).toBe(401);
  });

  it('an assertion that one has seen is refused by the other', async () => {
    const key = edKey();
    const wanted = { type: 'oauth', name: 'IdP', authentication: 'jwt', publicKeyPem: key.pem };
    const clientId = String((await apps[0].admin('POST', CREDENTIALS, wanted)).body.clientId);
    const assertion = signJwt(key.privateKey, { alg: 'EdDSA' }, claimsOf(clientId, ISSUER));
    const form = { ...GRANT, client_assertion_type: JWT_BEARER, client_assertion: assertion };
    const answers = await Promise.all(apps.map((app) => send(app, TOKEN, form)));
    expect(answers.map(({ status }) => status).sort()).toEqual([GRANTED, USED_UP]);
  });
});
