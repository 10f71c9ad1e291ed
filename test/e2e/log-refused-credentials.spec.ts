import {
  newBasicKey,
  newBasicSecret,
  newBearerToken,
  newClientId,
  newClientSecret,
} from '../../src/credentials/secret.js';
import { EventBuffer } from '../../src/audit/event-buffer.js';
import type { Answer } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { eventOf } from '../support/event-of.js';
import { claimsOf, edKey, JWT_BEARER, signJwt } from '../support/oauth-client.js';

const ENDED = '2020-01-01T00:00:00.000Z';
const basic = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

type Made = Readonly<Record<string, string>>;
/** Of the tenant in the path, by the name that it has; null: nobody. */
type Actor = string | null;

// The answer must not say why, so the log has to.
describeApp('the log says why a credential was refused', (app) => {
  const connectorsOf = (tenant: string): string => `/tenants/${tenant}/connectors`;
  const key = edKey();
  let number = 0;

  beforeAll(async () => {
    for (const slug of ['refused', 'stranger'])
      await app()
        .admin('POST', '/tenants', { slug, displayName: slug })
        .then(({ status }) => expect(status).toBe(201));
    for (const [tenant, slug] of [
      ['refused', 'okta'],
      ['refused', 'entra'],
      ['stranger', 'okta'],
    ] as const) {
      const made = await app().admin('POST', connectorsOf(tenant), {
        slug,
        displayName: `The ${slug}`,
        provider: 'okta',
      });
      expect(made.status).toBe(201);
    }
  });

  async function make(type: string, tenant = 'refused', connector = 'okta', more: object = {}): Promise<Made> {
    const name = `${type} ${(number += 1)}`;
    const made = await app().admin('POST', `${connectorsOf(tenant)}/${connector}/credentials`, { type, name, ...more });
    expect(made.status).toBe(201);
    return made.body as Made;
  }
  async function disabled(made: Made): Promise<Made> {
    const path = `${connectorsOf('refused')}/okta/credentials/${made.id ?? ''}`;
    expect((await app().admin('PATCH', path, { enabled: false })).status).toBe(200);
    return made;
  }
  async function ended(made: Made): Promise<Made> {
    await app().database.withTransaction((tx) =>
      tx.execute('UPDATE credential SET expires_at = ? WHERE id = ?', [ENDED, made.id ?? '']),
    );
    return made;
  }
  const headerOf = ({ token = '', key = '', secret = '' }: Made): string =>
    token === '' ? basic(key, secret) : `Bearer ${token}`;

  const list = (authorization: string): Promise<Answer> =>
    app().request('GET', '/scim/refused/okta/v2/Users', { headers: { authorization } });
  const grant = (form: Readonly<Record<string, string>>): Promise<Answer> =>
    app().request('POST', '/scim/refused/okta/oauth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    });
  const bySecret = ({ clientId = '', clientSecret = '' }: Made): Promise<Answer> =>
    grant({ client_id: clientId, client_secret: clientSecret });
  const byAssertion = (assertion: string, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    grant({ client_assertion_type: JWT_BEARER, client_assertion: assertion, ...more });
  const bySigning = ({ clientId = '' }: Made, by = key, more: object = {}): Promise<Answer> => {
    const claims = claimsOf(clientId, 'https://rollbook.example/scim/refused/okta/oauth/token');
    return byAssertion(signJwt(by.privateKey, { alg: 'EdDSA' }, { ...claims, ...more }));
  };

  const shown = ({ headers, ...answer }: Answer): object => ({
    ...answer,
    headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
  });

  async function expectRefusal(answer: Answer, like: Answer, made: Made, reason: string | undefined, actor: Actor) {
    expect(answer.status).toBe(401);
    expect(shown(answer)).toEqual(shown(like));
    const event = await eventOf(app(), answer, 'refused');
    expect(event).toMatchObject({
      eventType: 'application.integration.authentication_failure',
      displayMessage: 'A caller could not be authenticated',
      actor: actor === null ? { type: 'Anonymous' } : { type: 'PublicClientApp', id: made.id, displayName: actor },
    });
    if (reason === undefined)
      expect(event.outcome.reason).toEqual((await eventOf(app(), like, 'refused')).outcome.reason);
    else expect(event.outcome.reason).toBe(reason);
    for (const secret of ['token', 'secret', 'clientSecret', 'key', 'clientId'])
      if (made[secret] !== undefined) expect(JSON.stringify(event)).not.toContain(made[secret]);
  }

  it.each<
    [
      string,
      () => Promise<Made>,
      (made: Made) => string,
      ((name: string) => string) | undefined,
      'okta' | 'entra' | null,
    ]
  >([
    [
      'a disabled token',
      () => make('bearer').then(disabled),
      headerOf,
      (name) => `The credential ${name} is disabled.`,
      'okta',
    ],
    [
      'a token that ended',
      () => make('bearer').then(ended),
      headerOf,
      (name) => `The credential ${name} expired on ${ENDED}.`,
      'okta',
    ],
    [
      'a token of another connector',
      () => make('bearer', 'refused', 'entra'),
      headerOf,
      (name) => `The credential ${name} belongs to the connector The entra.`,
      'entra',
    ],
    [
      'a token of another tenant',
      () => make('bearer', 'stranger'),
      headerOf,
      () => 'The credential is not of this base URL.',
      null,
    ],
    ['a token that nobody has', () => Promise.resolve({ token: newBearerToken() }), headerOf, undefined, null],
    [
      'a disabled pair',
      () => make('basic').then(disabled),
      headerOf,
      (name) => `The credential ${name} is disabled.`,
      'okta',
    ],
    [
      'a pair that ended',
      () => make('basic').then(ended),
      headerOf,
      (name) => `The credential ${name} expired on ${ENDED}.`,
      'okta',
    ],
    [
      'a pair of another connector',
      () => make('basic', 'refused', 'entra'),
      headerOf,
      (name) => `The credential ${name} belongs to the connector The entra.`,
      'entra',
    ],
    [
      'a pair of another tenant',
      () => make('basic', 'stranger'),
      headerOf,
      () => 'The credential is not of this base URL.',
      null,
    ],
    [
      'a key with another secret',
      () => make('basic'),
      (made) => basic(made.key ?? '', newBasicSecret()),
      (name) => `The credential ${name} was shown with a wrong secret.`,
      'okta',
    ],
    [
      'a key with a part of its secret',
      () => make('basic'),
      (made) => basic(made.key ?? '', made.secret?.slice(0, -1) ?? ''),
      (name) => `The credential ${name} was shown with a wrong secret.`,
      'okta',
    ],
    [
      'a disabled key with another secret',
      () => make('basic').then(disabled),
      (made) => basic(made.key ?? '', newBasicSecret()),
      (name) => `The credential ${name} was shown with a wrong secret.`,
      'okta',
    ],
    [
      'a key of another tenant with another secret',
      () => make('basic', 'stranger'),
      (made) => basic(made.key ?? '', newBasicSecret()),
      undefined,
      null,
    ],
    [
      'a key that nobody has',
      () => Promise.resolve({ key: newBasicKey(), secret: newBasicSecret() }),
      headerOf,
      undefined,
      null,
    ],
  ])('%s', async (_, given, header, reason, connector) => {
    const made = await given();
    const name = made.name ?? '';
    const actor = connector === null ? null : `The ${connector} (${name})`;
    await expectRefusal(await list(header(made)), await list('non-token'), made, reason?.(name), actor);
  });

  it('an access token that ended', async () => {
    const client = await make('oauth');
    const token = String((await bySecret(client)).body.access_token);
    await app().database.withTransaction((tx) =>
      tx.execute(
        'UPDATE access_token SET expires_at = ? WHERE credential_id = (SELECT pk FROM credential WHERE id = ?)',
        [ENDED, client.id ?? ''],
      ),
    );
    const answer = await list(`Bearer ${token}`);
    const reason = `The access token of the credential ${client.name ?? ''} expired on ${ENDED}.`;
    await expectRefusal(answer, await list('non-token'), client, reason, `The okta (${client.name ?? ''})`);
  });

  const signing = { authentication: 'jwt', jwks: { keys: [key.jwk] } };
  it.each<
    [string, () => Promise<Made>, (made: Made) => Promise<Answer>, (name: string) => string, 'okta' | 'entra' | null]
  >([
    [
      'a disabled client',
      () => make('oauth').then(disabled),
      bySecret,
      (name) => `The credential ${name} is disabled.`,
      'okta',
    ],
    [
      'a client that ended',
      () => make('oauth').then(ended),
      bySecret,
      (name) => `The credential ${name} expired on ${ENDED}.`,
      'okta',
    ],
    [
      'a client with another secret',
      () => make('oauth'),
      (made) => bySecret({ ...made, clientSecret: newClientSecret() }),
      (name) => `The credential ${name} was shown with a wrong secret.`,
      'okta',
    ],
    [
      'a client of another connector',
      () => make('oauth', 'refused', 'entra'),
      bySecret,
      (name) => `The credential ${name} belongs to the connector The entra.`,
      'entra',
    ],
    [
      'a client of another tenant',
      () => make('oauth', 'stranger'),
      bySecret,
      () => 'The credential is not of this base URL.',
      null,
    ],
    [
      'a client that nobody has',
      () => Promise.resolve({ clientId: newClientId(), clientSecret: newClientSecret() }),
      bySecret,
      () => 'The client is unknown, or its secret is wrong.',
      null,
    ],
    [
      'a disabled client that signs',
      () => make('oauth', 'refused', 'okta', signing).then(disabled),
      bySigning,
      (name) => `The credential ${name} is disabled.`,
      'okta',
    ],
    [
      'a client that signs and ended',
      () => make('oauth', 'refused', 'okta', signing).then(ended),
      bySigning,
      (name) => `The credential ${name} expired on ${ENDED}.`,
      'okta',
    ],
    [
      'a client that does not sign',
      () => make('oauth'),
      bySigning,
      (name) => `The credential ${name} signs in with a secret, not with an assertion.`,
      'okta',
    ],
    [
      'a client that signs, with a secret',
      () => make('oauth', 'refused', 'okta', signing),
      (made) => bySecret({ ...made, clientSecret: newClientSecret() }),
      (name) => `The credential ${name} signs in with an assertion, and has no secret.`,
      'okta',
    ],
    [
      'an assertion that another key signed',
      () => make('oauth', 'refused', 'okta', signing),
      (made) => bySigning(made, edKey()),
      () => 'The client assertion was refused: no key of the client fits its signature.',
      'okta',
    ],
    [
      'an assertion that has expired',
      () => make('oauth', 'refused', 'okta', signing),
      (made) => bySigning(made, key, { exp: 1 }),
      () => 'The client assertion was refused: it has expired.',
      'okta',
    ],
    [
      'an assertion for another connector',
      () => make('oauth', 'refused', 'entra', signing),
      (made) => bySigning(made, key, { aud: 'https://rollbook.example' }),
      (name) => `The credential ${name} belongs to the connector The entra.`,
      'entra',
    ],
    [
      'an assertion of another tenant that another key signed',
      () => make('oauth', 'stranger', 'okta', signing),
      (made) => bySigning(made, edKey()),
      () => 'The credential is not of this base URL.',
      null,
    ],
    [
      'no JWT, with the client_id of a client',
      () => make('oauth', 'refused', 'okta', signing),
      ({ clientId = '' }) => byAssertion('nonsense', { client_id: clientId }),
      () => 'The client assertion was refused: it is no signed JWT.',
      'okta',
    ],
    [
      'no JWT, with the client_id of a client that has a secret',
      () => make('oauth'),
      ({ clientId = '' }) => byAssertion('nonsense', { client_id: clientId }),
      (name) => `The credential ${name} signs in with a secret, not with an assertion.`,
      'okta',
    ],
    [
      'an assertion of another client than client_id names',
      () => make('oauth', 'refused', 'okta', signing),
      ({ clientId = '' }) =>
        byAssertion(signJwt(key.privateKey, { alg: 'EdDSA' }, claimsOf(newClientId(), 'x')), { client_id: clientId }),
      () => 'client_id is not the subject of the assertion.',
      null,
    ],
  ])('%s', async (_, given, send, reason, connector) => {
    const made = await given();
    const name = made.name ?? '';
    const actor = connector === null ? null : `The ${connector} (${name})`;
    const unknown = await bySecret({ clientId: newClientId(), clientSecret: newClientSecret() });
    await expectRefusal(await send(made), unknown, made, reason(name), actor);
  });

  it.each<[string, () => Promise<Made>, (made: Made) => Promise<Answer>]>([
    ['a token', () => make('bearer').then(disabled), (made) => list(headerOf(made))],
    ['an assertion', () => make('oauth', 'refused', 'okta', signing), (made) => bySigning(made, edKey())],
  ])('of %s is found out when the event is written, and no answer waits for it', async (_, given, send) => {
    const made = await given();
    await app().app.get(EventBuffer).flush();
    let isAnswered = false;
    const seen: boolean[] = [];
    app().database.onStatement = (sql) => void (/\bis_proven\b/.test(sql) && seen.push(isAnswered));
    expect((await send(made)).status).toBe(401);
    isAnswered = true;
    await app().app.get(EventBuffer).flush();
    delete app().database.onStatement;
    expect(seen).toEqual([true]);
  });
});
