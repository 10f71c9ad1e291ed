import { request as httpRequest } from 'node:http';
import { Controller, Delete, Get, Head, Patch, Post, Put, Req } from '@nestjs/common';
import type { Request } from 'express';
import { type MemoryApp, startMemoryApp } from '../../test/support/memory-app.js';
import { testCall } from '../../test/support/test-call.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import { presetOf } from '../tenancy/connector-settings.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { AdminAccess, PublicAccess, ReadsOnly, ScimAccess } from './access.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { credentialOwnerOf } from './credential-owner-of.js';
import { CredentialIssuer, type IssuedCredential, type WantedCredential } from './credential-issuer.service.js';
import type { Credential } from './credential.js';
import { CredentialsModule } from './credentials.module.js';
import { CredentialsService } from './credentials.service.js';
import { newBasicKey, newBasicSecret, newBearerToken } from './secret.js';

const BOOTSTRAP = 'bootstrap-token-of-the-environment-0123456789';

@Controller('scim/:tenant/:connector/v2')
@ScimAccess()
class ScimController {
  @Get('Users')
  list(@Req() request: Request): object {
    return { credential: credentialOwnerOf(request).credential.id };
  }

  @Post('Users')
  create(): object {
    return {};
  }

  @Post('Users/.search')
  @ReadsOnly()
  search(): object {
    return {};
  }

  @Put('Users/:id')
  replace(): object {
    return {};
  }

  @Patch('Users/:id')
  patch(): object {
    return {};
  }

  @Delete('Users/:id')
  remove(): object {
    return {};
  }

  @Post('Bulk')
  bulk(): object {
    return {};
  }

  @PublicAccess()
  @Get('ServiceProviderConfig')
  open(): object {
    return {};
  }
}

@Controller('api/v1')
class OtherController {
  @AdminAccess()
  @Get('things')
  things(): object {
    return {};
  }

  @Get('forgotten')
  forgotten(): object {
    return {};
  }

  @Head('forgotten')
  forgottenHead(): void {}
}

let running: MemoryApp;
let tenants: TenantsService;
let connectors: ConnectorsService;
let credentials: CredentialsService;
let issuer: CredentialIssuer;
let adminTokens: AdminTokensService;

beforeAll(async () => {
  running = await startMemoryApp({
    modules: [CredentialsModule],
    controllers: [ScimController, OtherController],
    bootstrapToken: BOOTSTRAP,
  });
  tenants = running.app.get(TenantsService);
  connectors = running.app.get(ConnectorsService);
  credentials = running.app.get(CredentialsService);
  issuer = running.app.get(CredentialIssuer);
  adminTokens = running.app.get(AdminTokensService);
});
afterAll(() => running.app.close());

interface Client {
  readonly tenant: Tenant;
  readonly connector: Connector;
  readonly bearer: Credential;
  readonly token: string;
  readonly basic: Credential;
  readonly key: string;
  readonly secret: string;
  /** Path of the users under its base URL. */
  readonly users: string;
}

async function issue(connector: Connector, wanted: WantedCredential): Promise<IssuedCredential> {
  const issued = await issuer.create(testCall(), connector, wanted);
  if (issued === undefined || issued === 'full') throw new Error('not issued');
  return issued;
}

/** A new tenant with one connector and two credentials. */
async function newClient(): Promise<Client> {
  const slug = `t${uuidv7()}`;
  const tenant = await tenants.create(testCall(), { slug, displayName: 'Acme' });
  if (tenant === undefined) throw new Error('slug taken');
  const draft = { slug: 'okta', displayName: 'Okta', ...presetOf('okta') } as const;
  const connector = await connectors.create(testCall(), { tenantPk: tenant.pk }, draft);
  if (connector === undefined) throw new Error('slug taken');
  const bearer = await issue(connector, { type: 'bearer', name: 'one' });
  const basic = await issue(connector, { type: 'basic', name: 'two' });
  if (bearer.issued.type !== 'bearer' || basic.issued.type !== 'basic') throw new Error('wrong type issued');
  const { token } = bearer.issued;
  const { key, secret } = basic.issued;
  const users = `/scim/${slug}/okta/v2/Users`;
  return { tenant, connector, bearer: bearer.credential, token, basic: basic.credential, key, secret, users };
}

const basicOf = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly challenges: string | null;
}

async function get(path: string, authorization?: string): Promise<Answer> {
  const headers = new Headers(authorization === undefined ? [] : [['authorization', authorization]]);
  const response = await fetch(running.url + path, { headers });
  return {
    status: response.status,
    body: await response.json(),
    challenges: response.headers.get('www-authenticate'),
  };
}

/** With headers exactly as given, doubled ones too. */
function rawGet(path: string, headers: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(running.url + path, { headers: ['Host', 'x', ...headers] }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const REFUSAL: Answer = {
  status: 401,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '401',
    detail: expect.stringMatching(/^The credential is missing, unknown, disabled.* In Okta paste /) as string,
  },
  challenges: 'Bearer realm="rollbook", Basic realm="rollbook", charset="UTF-8"',
};

describe('a connector is let in', () => {
  it.each<[string, (client: Client) => string, 'bearer' | 'basic']>([
    ['with Bearer', ({ token }) => `Bearer ${token}`, 'bearer'],
    ['with bearer in another case and spacing', ({ token }) => `bEaReR \t ${token}`, 'bearer'],
    ['with the raw token', ({ token }) => token, 'bearer'],
    ['with Basic', ({ key, secret }) => basicOf(key, secret), 'basic'],
  ])('%s', async (_, authorization, which) => {
    const client = await newClient();
    const { status, body } = await get(client.users, authorization(client));
    expect({ status, body }).toEqual({ status: 200, body: { credential: client[which].id } });
    const call = running.calls.at(-1);
    expect(call?.scope).toMatchObject({ tenantPk: client.tenant.pk, connector: { pk: client.connector.pk } });
    expect(call?.actor).toMatchObject({
      type: 'PublicClientApp',
      id: client[which].id,
      displayName: which === 'bearer' ? 'Okta (one)' : 'Okta (two)',
    });
  });
});

describe('everything else on a SCIM route is the same 401', () => {
  let client: Client;
  let other: Client;
  beforeAll(async () => {
    [client, other] = [await newClient(), await newClient()];
  });

  it.each<[string, () => string | undefined]>([
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['Bearer alone', () => 'Bearer'],
    ['Basic alone', () => 'Basic '],
    ['an unknown token', () => `Bearer ${newBearerToken()}`],
    ['an unknown raw token', () => 'non-token'],
    ['a token with another case', () => `Bearer ${client.token.toLowerCase()}`],
    ['a token cut short', () => `Bearer ${client.token.slice(0, -1)}`],
    ['a token and more', () => `Bearer ${client.token}x`],
    ['two tokens', () => `Bearer ${client.token} ${client.token}`],
    ['a list', () => `Bearer ${client.token},${client.token}`],
    ['Bearer twice', () => `Bearer Bearer ${client.token}`],
    ['the token under another scheme', () => `Digest ${client.token}`],
    ['the token as Basic', () => basicOf(client.token, client.token)],
    ['the secret as Bearer', () => `Bearer ${client.secret}`],
    ['the key as Bearer', () => `Bearer ${client.key}`],
    ['an unknown key', () => basicOf(newBasicKey(), client.secret)],
    ['a known key with a wrong secret', () => basicOf(client.key, newBasicSecret())],
    ['a known key with the secret of another tenant', () => basicOf(client.key, other.secret)],
    ['key and secret exchanged', () => basicOf(client.secret, client.key)],
    ['a secret and more', () => basicOf(client.key, `${client.secret}:`)],
    ['the token of another tenant', () => `Bearer ${other.token}`],
    ['key and secret of another tenant', () => basicOf(other.key, other.secret)],
    ['the admin token', () => `Bearer ${BOOTSTRAP}`],
  ])('%s', async (_, authorization) => {
    expect(await get(client.users, authorization())).toEqual(REFUSAL);
    expect(running.calls.at(-1)).toMatchObject({ scope: { tenantSlug: client.tenant.slug } });
    expect(running.calls.at(-1)?.actor).toBeUndefined();
  });

  it.each<[string, () => string]>([
    ['another connector', () => `/scim/${client.tenant.slug}/entra/v2/Users`],
    ['another tenant', () => other.users],
    ['a tenant that does not exist', () => '/scim/nobody/okta/v2/Users'],
    ['a tenant in upper case', () => `/scim/${client.tenant.slug.toUpperCase()}/okta/v2/Users`],
    ['a tenant that is no slug', () => '/scim/%00/okta/v2/Users'],
    ['a tenant and more', () => `/scim/${client.tenant.slug}%20/okta/v2/Users`],
    ['a prototype property', () => '/scim/__proto__/constructor/v2/Users'],
  ])('a good token on the path of %s', async (_, path) => {
    expect(await get(path(), `Bearer ${client.token}`)).toEqual(REFUSAL);
  });

  it.each<[string, (path: string) => string]>([
    ['lower case', (path) => path.replace('Users', 'users')],
    ['percent-encoding', (path) => path.replace('Users', '%55sers')],
    ['two slashes', (path) => path.replace('/Users', '//Users')],
    ['a slash behind', (path) => `${path}/`],
    ['two slashes before', (path) => `/${path}`],
  ])('the path spelled with %s', async (_, spelled) => {
    expect([401, 404]).toContain((await get(spelled(client.users))).status);
    expect([200, 404]).toContain((await get(spelled(client.users), client.token)).status);
  });

  it.each(['access_token', 'token'])('the token as query parameter %s', async (name) => {
    expect(await get(`${client.users}?${name}=${client.token}`)).toEqual(REFUSAL);
  });

  it('the token in the body', async () => {
    const response = await fetch(running.url + client.users, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: client.token }),
    });
    expect(response.status).toBe(401);
  });

  it('two Authorization headers, though each were good', async () => {
    const header = ['Authorization', `Bearer ${client.token}`];
    expect(await rawGet(client.users, header)).toBe(200);
    expect(await rawGet(client.users, [...header, ...header])).toBe(401);
    expect(await rawGet(client.users, [...header, 'authorization', 'x'])).toBe(401);
  });

  it('HEAD without a credential', async () => {
    expect((await fetch(running.url + client.users, { method: 'HEAD' })).status).toBe(401);
  });

  it('garbage never reaches the database, an unknown token does once each time', async () => {
    const before = running.memory.lookUps;
    await get(client.users, 'Bearer garbage');
    expect(running.memory.lookUps).toBe(before);
    const unknown = newBearerToken();
    await get(client.users, unknown);
    await get(client.users, unknown);
    expect(running.memory.lookUps).toBe(before + 2);
  });
});

describe('a credential stops working at once', () => {
  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['when it is disabled', (c) => credentials.update(testCall(), c.connector, c.bearer, { enabled: false })],
    ['when it is deleted', (c) => credentials.delete(testCall(), c.connector, c.bearer)],
    [
      'when it expires',
      (c) => credentials.update(testCall(), c.connector, c.bearer, { expiresAt: '2020-01-01T00:00:00Z' }),
    ],
    [
      'when the overlap of its rotation is 0',
      (c) => issuer.rotate(testCall(), c.connector, c.bearer, { overlapSeconds: 0 }),
    ],
    [
      'when its allow-list no longer has the caller',
      (c) => credentials.update(testCall(), c.connector, c.bearer, { allowedIps: ['192.0.2.1'] }),
    ],
    ['when its connector is deleted', (c) => connectors.delete(testCall(), c.connector)],
    ['when its tenant is deleted', (c) => tenants.delete(testCall(), c.tenant)],
  ])('%s', async (_, change) => {
    const client = await newClient();
    expect((await get(client.users, client.token)).status).toBe(200);
    await change(client);
    expect(await get(client.users, client.token)).toEqual(REFUSAL);
  });

  it('a disabled credential costs a look-up each time, like an unknown one', async () => {
    const client = await newClient();
    await credentials.update(testCall(), client.connector, client.bearer, { enabled: false });
    const before = running.memory.lookUps;
    await get(client.users, client.token);
    await get(client.users, client.token);
    expect(running.memory.lookUps).toBe(before + 2);
  });
});

describe('an allow-list', () => {
  it.each<[string, readonly string[]]>([
    ['names the caller', ['127.0.0.1']],
    ['has its network', ['10.0.0.0/8', '127.0.0.0/8']],
    ['is empty', []],
  ])('that %s lets it in', async (_, allowedIps) => {
    const client = await newClient();
    await credentials.update(testCall(), client.connector, client.bearer, { allowedIps });
    expect((await get(client.users, client.token)).status).toBe(200);
  });

  it.each<[string, readonly string[]]>([
    ['names others', ['192.0.2.1', '2001:db8::/32']],
    ['names another address of the network', ['127.0.0.2']],
    ['has a network of IPv6 alone', ['::1']],
  ])('that %s keeps it out, like a wrong credential; only the log says why', async (_, allowedIps) => {
    const client = await newClient();
    await credentials.update(testCall(), client.connector, client.bearer, { allowedIps });
    expect(await get(client.users, client.token)).toEqual(REFUSAL);
    expect(running.calls.at(-1)).toMatchObject({
      actor: { id: client.bearer.id },
      refusal: 'The credential one may not be used from the address 127.0.0.1.',
      scope: { connector: { slug: 'okta' } },
    });
    const { lastUsedAt } = (await credentials.find(client.connector, client.bearer.id)) ?? {};
    expect(lastUsedAt).toBeNull();
    // The other credential of the connector has no list.
    expect((await get(client.users, basicOf(client.key, client.secret))).status).toBe(200);
  });

  it('of another base URL says nothing about the caller', async () => {
    const [client, other] = [await newClient(), await newClient()];
    await credentials.update(testCall(), client.connector, client.bearer, { allowedIps: ['192.0.2.1'] });
    expect(await get(other.users, client.token)).toEqual(REFUSAL);
    expect(running.calls.at(-1)?.refusal).toBeUndefined();
  });
});

describe('a credential that may only read', () => {
  let client: Client;
  beforeAll(async () => {
    client = await newClient();
    await credentials.update(testCall(), client.connector, client.bearer, { scope: 'read' });
  });

  const ask = async (method: string, path: string, authorization = client.token): Promise<Response> =>
    fetch(`${running.url}${client.users}${path}`, { method, headers: { authorization } });

  it.each([
    ['GET', ''],
    ['HEAD', ''],
    ['POST', '/.search'],
  ])('does %s Users%s', async (method, path) => expect((await ask(method, path)).ok).toBe(true));

  it.each([
    ['POST', ''],
    ['PUT', '/1'],
    ['PATCH', '/1'],
    ['DELETE', '/1'],
    ['POST', '/../Bulk'],
  ])('does no %s Users%s: 403 in words', async (method, path) => {
    const refused = await ask(method, path);
    expect({ status: refused.status, body: await refused.json() }).toEqual({
      status: 403,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '403',
        detail: expect.stringMatching(/^The credential one may only read.*"scope": "read-write"/) as string,
      },
    });
    expect((await ask(method, path, basicOf(client.key, client.secret))).ok).toBe(true);
  });

  it('may write as soon as an admin says so, and no longer than that', async () => {
    const readOnly = { ...client.bearer, scope: 'read' } as const;
    await credentials.update(testCall(), client.connector, readOnly, { scope: 'read-write' });
    expect((await ask('POST', '')).status).toBe(201);
    await credentials.update(testCall(), client.connector, client.bearer, { scope: 'read' });
    expect((await ask('POST', '')).status).toBe(403);
  });
});

describe('switched off', () => {
  it('a connector answers 403 and says where the switch is', async () => {
    const client = await newClient();
    expect((await get(client.users, client.token)).status).toBe(200);
    await connectors.update(testCall(), client.connector, { syncEnabled: false });
    expect(await get(client.users, client.token)).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/switch of the connector okta is off.*\/connectors\/okta/) as string },
    });
    expect(running.calls.at(-1)?.actor?.id).toBe(client.bearer.id);
  });

  it('a tenant answers 403', async () => {
    const client = await newClient();
    await tenants.update(testCall(), client.tenant, { enabled: false });
    expect(await get(client.users, client.token)).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/^The tenant .* is disabled/) as string },
    });
  });

  it('a wrong credential learns nothing of it', async () => {
    const client = await newClient();
    await connectors.update(testCall(), client.connector, { syncEnabled: false });
    expect(await get(client.users, newBearerToken())).toEqual(REFUSAL);
  });
});

describe('other routes', () => {
  it('a public route needs no credential', async () => {
    expect((await get('/scim/any/thing/v2/ServiceProviderConfig')).status).toBe(200);
  });

  it.each([undefined, `Bearer ${BOOTSTRAP}`])(
    'a route without an access class is refused (%#)',
    async (authorization) => {
      expect((await get('/api/v1/forgotten', authorization)).status).toBe(403);
    },
  );

  it('an admin route takes ADMIN_TOKEN as the actor "bootstrap"', async () => {
    expect((await get('/api/v1/things', `Bearer ${BOOTSTRAP}`)).status).toBe(200);
    expect(running.calls.at(-1)?.actor).toMatchObject({ type: 'AdminToken', id: 'bootstrap' });
  });

  it('an admin route takes an admin token until it is revoked', async () => {
    const { adminToken, token } = await adminTokens.create(testCall(), { name: 'jane' });
    expect((await get('/api/v1/things', `Bearer ${token}`)).status).toBe(200);
    expect(running.calls.at(-1)?.actor).toMatchObject({ id: adminToken.id, displayName: 'jane' });
    expect(await adminTokens.delete(testCall(), adminToken.id)).toBe('deleted');
    expect((await get('/api/v1/things', `Bearer ${token}`)).status).toBe(401);
  });

  it.each<[string, (client: Client) => string | undefined]>([
    ['nothing', () => undefined],
    ['the start of ADMIN_TOKEN', () => `Bearer ${BOOTSTRAP.slice(0, -1)}`],
    ['ADMIN_TOKEN in Basic', () => basicOf('admin', BOOTSTRAP)],
    ['admin:admin', () => basicOf('admin', 'admin')],
    ['the token of a connector', ({ token }) => `Bearer ${token}`],
    ['key and secret of a connector', ({ key, secret }) => basicOf(key, secret)],
  ])('an admin route refuses %s', async (_, authorization) => {
    const { status, challenges } = await get('/api/v1/things', authorization(await newClient()));
    expect({ status, challenges }).toEqual({ status: 401, challenges: 'Bearer realm="rollbook"' });
  });

  it('an expired admin token is refused', async () => {
    const { token } = await adminTokens.create(testCall(), { name: 'old', expiresAt: '2020-01-01T00:00:00Z' });
    expect((await get('/api/v1/things', `Bearer ${token}`)).status).toBe(401);
  });
});

describe('several applications in one process', () => {
  it('never verify against each other, though passport keeps its strategies per process', async () => {
    const client = await newClient();
    const second = await startMemoryApp({
      modules: [CredentialsModule],
      controllers: [ScimController, OtherController],
    });
    try {
      expect((await get(client.users, client.token)).status).toBe(200);
      expect((await get('/api/v1/things', BOOTSTRAP)).status).toBe(200);
      const response = await fetch(second.url + client.users, { headers: { authorization: client.token } });
      expect(response.status).toBe(401);
    } finally {
      await second.app.close();
    }
  });
});

describe('the last use', () => {
  it('is written at shutdown at the latest', async () => {
    const own = await startMemoryApp({ modules: [CredentialsModule], controllers: [OtherController] });
    const { token, adminToken } = await own.app.get(AdminTokensService).create(testCall(), { name: 'jane' });
    await fetch(`${own.url}/api/v1/things`, { headers: { authorization: token } });
    expect(own.memory.adminTokens.get(adminToken.pk)?.lastUsedAt).toBeNull();
    await own.app.close();
    expect(own.memory.adminTokens.get(adminToken.pk)?.lastUsedAt).not.toBeNull();
  });
});
