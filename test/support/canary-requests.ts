// Requests with a secret in every place where a client, an admin or somebody who mistook a field may put one.

export interface CanaryRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the requests work on, all of it there. */
export interface CanaryTarget {
  readonly userId: string;
  readonly userName: string;
  readonly token: string;
  readonly adminToken: string;
  readonly clientId: string;
}

/** Makes a secret that was never used before; `plain` without characters that a header or JSON text cannot hold as they are. */
export type Plant = (kind?: 'plain') => string;

type Form = (plant: Plant, target: CanaryTarget) => CanaryRequest;

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const V2 = '/scim/default/okta/v2';
const V1 = '/scim/default/okta/v1';
const ADMIN = '/api/v1/tenants/default';

const scim =
  (
    method: string,
    path: (target: CanaryTarget) => string,
    body: (plant: Plant, target: CanaryTarget) => unknown,
  ): Form =>
  (plant, target) => ({
    ...{ method, path: path(target), body: body(plant, target) },
    headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/scim+json' },
  });
const admin =
  (
    method: string,
    path: (target: CanaryTarget) => string,
    body: (plant: Plant, target: CanaryTarget) => unknown,
  ): Form =>
  (plant, target) => ({
    ...{ method, path: `${ADMIN}${path(target)}`, body: body(plant, target) },
    headers: { authorization: `Bearer ${target.adminToken}`, 'content-type': 'application/json' },
  });
const user = ({ userId }: CanaryTarget): string => `${V2}/Users/${userId}`;
const users = (): string => `${V2}/Users`;
const patching = (operation: (plant: Plant, target: CanaryTarget) => object): Form =>
  scim('PATCH', user, (plant, target) => ({ schemas: [PATCH], Operations: [operation(plant, target)] }));
const posting = (attributes: (plant: Plant, target: CanaryTarget) => object): Form =>
  scim('POST', users, (plant, target) => ({ schemas: [USER], ...attributes(plant, target) }));
const signingIn =
  (headers: (plant: Plant, target: CanaryTarget) => Record<string, string>, path = '/Users'): Form =>
  (plant, target) => ({ method: 'GET', path: `${V2}${path}`, headers: headers(plant, target) });
const basic = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
const granting =
  (form: (plant: Plant, target: CanaryTarget) => Record<string, string>, query?: (plant: Plant) => string): Form =>
  (plant, target) => ({
    method: 'POST',
    path: `/scim/default/okta/oauth/token${query === undefined ? '' : `?${query(plant)}`}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: target.clientId,
      ...form(plant, target),
    }).toString(),
  });

/** Those that are answered quickly. */
export const CANARY_FORMS: Readonly<Record<string, Form>> = {
  'POST that conflicts': posting((p, { userName }) => ({ userName, password: p() })),
  'POST without userName': posting((p) => ({ password: p() })),
  'POST with an object': posting((p) => ({ userName: `u${Math.random()}`, password: { value: p() } })),
  'POST with a list': posting((p) => ({ userName: `u${Math.random()}`, password: [p()] })),
  'POST with a wrong neighbour': posting((p) => ({ userName: 7, PassWord: p() })),
  'POST with another schema': scim('POST', users, (p) => ({ schemas: ['urn:x:y'], userName: 'x', password: p() })),
  'POST under the URN': posting((p) => ({ [USER]: { password: p() }, password: { x: p() } })),
  'POST in a sub-attribute': posting((p) => ({
    userName: `u${Math.random()}`,
    name: { password: p() },
    emails: [{ password: p() }],
  })),
  'PUT too long': scim('PUT', user, (p, { userName }) => ({
    schemas: [USER],
    userName,
    password: p() + 'x'.repeat(9_000),
  })),
  'PUT of the wrong type': scim('PUT', user, (p, { userName }) => ({ schemas: [USER], userName, password: [[p()]] })),
  'PUT in a list of strings': scim('PUT', user, (p, { userName }) => ({ schemas: [p()], userName, password: p() })),
  'PUT of nobody': scim(
    'PUT',
    () => `${V2}/Users/nobody`,
    (p) => ({ schemas: [USER], userName: 'x', password: p() }),
  ),
  'PATCH of the wrong type': patching((p) => ({ op: 'replace', path: 'password', value: { x: p() } })),
  'PATCH with a list': patching((p) => ({ op: 'replace', value: { password: [p(), p()] } })),
  'PATCH with an unknown op': patching((p) => ({ op: p(), path: 'password', value: p() })),
  'PATCH with a value filter': patching((p) => ({
    op: 'replace',
    path: `password[value eq ${JSON.stringify(p())}]`,
    value: p(),
  })),
  'PATCH with a sub-attribute': patching((p) => ({ op: 'replace', path: 'password.value', value: p() })),
  'PATCH with a bad path': patching((p) => ({ op: 'replace', path: `password "`, value: p() })),
  'PATCH under another URN': patching((p) => ({ op: 'add', path: `${USER}X:password`, value: p() })),
  'PATCH that removes a value': patching((p) => ({ op: 'remove', path: 'password', value: p() })),
  'PATCH too long': patching((p) => ({ op: 'replace', value: { password: p() + 'x'.repeat(9_000) } })),
  'PATCH with control characters': patching((p) => ({ op: 'replace', value: { password: `${p()}\t` } })),
  'PATCH with the userName': patching((p, { userName }) => ({
    op: 'replace',
    value: { password: `${p()}${userName}` },
  })),
  'PATCH that no schema announces': scim('PATCH', user, (p) => ({ Operations: { password: p() } })),
  'PATCH of an old version': (p, target) => {
    const { headers, ...request } = patching((q) => ({ op: 'replace', path: 'password', value: q() }))(p, target);
    return { ...request, headers: { ...headers, 'if-match': 'W/"0"' } };
  },
  'Bulk with wrong types': scim(
    'POST',
    () => `${V2}/Bulk`,
    (p, { userId }) => ({
      schemas: [BULK],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'b', data: { schemas: [USER], password: p() } },
        {
          method: 'PATCH',
          path: `/Users/${userId}`,
          data: { schemas: [PATCH], Operations: [{ op: 'x', value: p() }] },
        },
        { method: 'PUT', path: '/Users/nobody', data: { schemas: [USER], userName: 'x', password: { p: p() } } },
      ],
    }),
  ),
  'Bulk that is none': scim(
    'POST',
    () => `${V2}/Bulk`,
    (p) => ({ schemas: [BULK], Operations: p(), password: p() }),
  ),
  'a list by the password': (p, target) =>
    signingIn(
      (_, { token }) => ({ authorization: token }),
      `/Users?filter=${encodeURIComponent(`password eq ${JSON.stringify(p())}`)}`,
    )(p, target),
  'a search by the password': scim(
    'POST',
    () => `${V2}/Users/.search`,
    (p) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: `password co ${JSON.stringify(p())}`,
    }),
  ),
  'a query': (p, target) =>
    signingIn((_, { token }) => ({ authorization: token }), `/Users?count=1&access_token=${encodeURIComponent(p())}`)(
      p,
      target,
    ),
  'malformed JSON': scim('POST', users, (p) => `{"schemas":["${USER}"],"userName":"x","password":"${p('plain')}`),
  'JSON cut in a name': scim('POST', users, (p) => `{"${p('plain')}`),
  'JSON with two passwords': scim(
    'POST',
    users,
    (p) => `{"schemas":["${USER}"],"password":"${p('plain')}","password":["${p('plain')}"]}`,
  ),
  'JSON with two userNames': scim('PUT', user, (p) => `{"userName":"a","userName":{"x":1},"password":"${p('plain')}"}`),
  'no UTF-8': scim('POST', users, (p) => `{"password":"${p('plain')}\ud800"}`),
  'deep JSON': scim('POST', users, (p) => `{"password":${'['.repeat(60)}"${p('plain')}"${']'.repeat(60)}}`),
  'a text': scim('POST', users, (p) => JSON.stringify(p())),
  'another media type': (p, target) => {
    const { headers, ...request } = posting((q) => ({ password: q() }))(p, target);
    return { ...request, headers: { ...headers, 'content-type': `text/${p('plain')}` } };
  },
  'a compressed body': (p, target) => {
    const { headers, ...request } = posting((q) => ({ password: q() }))(p, target);
    return { ...request, headers: { ...headers, 'content-encoding': p('plain') } };
  },
  'SCIM 1.1 POST': scim(
    'POST',
    () => `${V1}/Users`,
    (p) => ({ schemas: ['urn:scim:schemas:core:1.0'], password: p() }),
  ),
  'SCIM 1.1 PATCH': scim(
    'PATCH',
    ({ userId }) => `${V1}/Users/${userId}`,
    (p) => ({
      schemas: ['urn:scim:schemas:core:1.0'],
      password: [{ value: p() }],
      meta: { attributes: ['password'] },
    }),
  ),
  'SCIM 1.1 PUT': scim(
    'PUT',
    ({ userId }) => `${V1}/Users/${userId}`,
    (p) => ({ userName: 7, password: p() }),
  ),
  'SCIM 1.1, malformed': scim(
    'POST',
    () => `${V1}/Users`,
    (p) => `{"password":"${p('plain')}"`,
  ),
  'a wrong bearer token': signingIn((p) => ({ authorization: `Bearer ${p('plain')}` })),
  'a bare token': signingIn((p) => ({ authorization: p('plain') })),
  'bearer in another case': signingIn((p) => ({ authorization: `bEARER   ${p('plain')}` })),
  'another scheme': signingIn((p) => ({ authorization: `SSWS ${p('plain')}` })),
  'a digest': signingIn((p) => ({ authorization: `Digest username="x", response="${p('plain')}"` })),
  'two tokens': signingIn((p) => ({ authorization: `Bearer ${p('plain')}, Bearer ${p('plain')}` })),
  'a wrong basic secret': signingIn((p) => ({ authorization: basic('key', p()) })),
  'a secret as the key': signingIn((p) => ({ authorization: basic(p(), '') })),
  'basic that is no base64': signingIn((p) => ({ authorization: `Basic ${p('plain')}` })),
  'X-Authorization': signingIn((p) => ({ 'x-authorization': `Bearer ${p('plain')}`, 'x-api-key': p('plain') })),
  'Proxy-Authorization': signingIn((p) => ({ 'proxy-authorization': `Bearer ${p('plain')}` })),
  'a cookie': signingIn(
    (p, { token }) => ({ authorization: token, cookie: `session=${p('plain')}` }),
    '/Users?count=0',
  ),
  'a token at no address': signingIn((p) => ({ authorization: `Bearer ${p('plain')}` }), '/Nothing'),
  'a token of another tenant': (p) => ({
    method: 'GET',
    path: '/scim/other/okta/v2/Users',
    headers: { authorization: `Bearer ${p('plain')}` },
  }),
  'a wrong admin token': (p) => ({
    method: 'GET',
    path: '/api/v1/tenants',
    headers: { authorization: `Bearer ${p('plain')}` },
  }),
  'an admin token in the query': (p) => ({ method: 'GET', path: `/api/v1/tenants?token=${encodeURIComponent(p())}` }),
  'a wrong client secret': granting((p) => ({ client_secret: p() })),
  'a client secret in the query': granting(
    () => ({}),
    (p) => `client_secret=${encodeURIComponent(p())}`,
  ),
  'a client secret twice': granting((p) => ({ client_secret: p(), client_assertion: p() })),
  'a client assertion': granting((p) => ({
    client_assertion: `e30.${Buffer.from(JSON.stringify({ sub: p() })).toString('base64url')}.${p('plain')}`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  })),
  'a password grant': granting((p) => ({ grant_type: 'password', username: 'x', password: p(), client_secret: p() })),
  'a token to revoke': (p, { clientId }) => ({
    ...{ method: 'POST', path: '/scim/default/okta/oauth/revoke' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: p(), client_id: clientId, client_secret: p() }).toString(),
  }),
  'an admin who resets to a list': admin(
    'PUT',
    ({ userId }) => `/users/${userId}/password`,
    (p) => ({ password: [p()] }),
  ),
  'an admin who resets to what is too short': admin(
    'PUT',
    ({ userId }) => `/users/${userId}/password`,
    (p) => ({ password: '', confirm: p() }),
  ),
  'an admin who sets a password in a user': admin(
    'PATCH',
    ({ userId }) => `/users/${userId}`,
    (p) => ({ password: p() }),
  ),
  'an admin who creates': admin(
    'POST',
    () => '/users',
    (p, { userName }) => ({ userName, password: p() }),
  ),
  'an admin, malformed': admin(
    'PUT',
    ({ userId }) => `/users/${userId}/password`,
    (p) => `{"password":"${p('plain')}`,
  ),
  'a check of a wrong type': admin(
    'POST',
    () => '/password-checks',
    (p, { userName }) => ({ userName, password: [p()] }),
  ),
  'a check with other fields': admin(
    'POST',
    () => '/password-checks',
    (p, { userName }) => ({ userName, password: 'x', passwort: p() }),
  ),
  'a policy': admin(
    'PATCH',
    () => '/password-policy',
    (p) => ({ minLength: p() }),
  ),
  'a token as a setting': admin(
    'PATCH',
    () => '/connectors/okta',
    (p) => ({ token: p(), provider: p() }),
  ),
  'a secret for a credential': admin(
    'POST',
    () => '/connectors/okta/credentials',
    (p) => ({ type: 'bearer', secret: p() }),
  ),
};

/** Those for which a password is hashed. */
export const HASHING_FORMS: Readonly<Record<string, Form>> = {
  POST: posting((p) => ({ userName: `u${Math.random()}`, password: p() })),
  'POST in capitals': posting((p) => ({ userName: `u${Math.random()}`, PASSWORD: p() })),
  PUT: scim('PUT', user, (p, { userName }) => ({ schemas: [USER], userName, password: p() })),
  'PATCH without a path': patching((p) => ({ op: 'replace', value: { password: p() } })),
  'PATCH with a path': patching((p) => ({ op: 'Replace', path: 'PassWord', value: p() })),
  'PATCH with a URN': patching((p) => ({ op: 'add', path: `${USER}:password`, value: p() })),
  'PATCH with a path as a name': patching((p) => ({ op: 'add', value: { [`${USER}:password`]: p() } })),
  Bulk: scim(
    'POST',
    () => `${V2}/Bulk`,
    (p, { userId }) => ({
      schemas: [BULK],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'b',
          data: { schemas: [USER], userName: `u${Math.random()}`, password: p() },
        },
        {
          method: 'PATCH',
          path: `/Users/${userId}`,
          data: { schemas: [PATCH], Operations: [{ op: 'add', value: { password: p() } }] },
        },
      ],
    }),
  ),
  'SCIM 1.1 POST': scim(
    'POST',
    () => `${V1}/Users`,
    (p) => ({
      ...{ schemas: ['urn:scim:schemas:core:1.0'], userName: `u${Math.random()}`, password: p() },
    }),
  ),
  'SCIM 1.1 PUT': scim(
    'PUT',
    ({ userId }) => `${V1}/Users/${userId}`,
    (p, { userName }) => ({
      ...{ schemas: ['urn:scim:schemas:core:1.0'], userName, password: p() },
    }),
  ),
  'an admin': admin(
    'PUT',
    ({ userId }) => `/users/${userId}/password`,
    (p) => ({ password: p() }),
  ),
  'a check': admin(
    'POST',
    () => '/password-checks',
    (p, { userName }) => ({ userName, password: p() }),
  ),
  'a check of nobody': admin(
    'POST',
    () => '/password-checks',
    (p) => ({ userName: p(), password: p() }),
  ),
};
