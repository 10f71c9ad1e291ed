import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createOpenApi } from '../../src/openapi.js';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type Answer, type ScimClient, type TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { rawRequest } from '../support/raw-request.js';

interface Body {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Parameter extends Body {
  readonly name: string;
  readonly in: string;
  readonly schema?: Readonly<Record<string, unknown>>;
}
interface Response {
  readonly content?: Readonly<Record<string, Body>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Described extends Operation {
  /** `POST /api/v1/tenants` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const JSON_TYPE = 'application/json';

function operationsOf(app: TestApp): readonly Described[] {
  const { paths } = createOpenApi(app.app);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, Operation>>).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { ...operation, name: `${method} ${path}`, method, path };
    }),
  );
}

const isScim = ({ path }: Described): boolean => /^\/scim\/[^/]+\/[^/]+\/v[12]/.test(path);
const isOAuth = ({ path }: Described): boolean => /^\/scim\/.*\/oauth\//.test(path);
const isAdmin = ({ path }: Described): boolean => path.startsWith('/api/v1/');
const isProtected = ({ security = [] }: Described): boolean => security.length > 0;

/** What any operation of its class may be answered, whatever it does. */
function codesOf(operation: Described): readonly string[] {
  if (isOAuth(operation)) return ['400', '401', '413', '429', '503'];
  if ((!isScim(operation) && !isAdmin(operation)) || !isProtected(operation)) return [];
  const ofBody = WITH_BODY.includes(operation.method) ? ['400', '413', '415'] : [];
  return ['401', '403', '429', '503', ...ofBody];
}

/** Headers that an answer has and the document does not name for it, and the other way round. */
function wrongHeaders({ name, responses }: Described, { status, headers }: Answer): readonly string[] {
  const told = Object.keys(responses[String(status)]?.headers ?? {});
  const come = ['ETag', 'Location', 'X-Rollbook-Warning', 'Link'].filter((header) => headers.has(header));
  const absent = told.filter((header) => ['ETag', 'Location'].includes(header) && !headers.has(header));
  return [
    ...come.filter((header) => !told.includes(header)).map((header) => `${name}: ${status} without ${header}`),
    ...absent.map((header) => `${name}: ${status} with ${header}`),
  ];
}

const fill = (path: string, tenant = 'default', connector = 'okta'): string =>
  path
    .replace('{tenant}', tenant)
    .replace('{connector}', connector)
    .replace(/\{\w+\}/g, UNKNOWN);

const examplesOf = ({ requestBody }: Operation): readonly (readonly [type: string, value: unknown])[] =>
  Object.entries(requestBody?.content ?? {}).flatMap(([type, { examples = {} }]) =>
    Object.values(examples).map(({ value }) => [type, value] as const),
  );

/** What Swagger UI fills in for whoever tries the route. */
function parameterExamplesOf({ parameters = [] }: Operation): readonly (readonly [name: string, value: string])[] {
  return parameters
    .filter((one) => one.in === 'query')
    .flatMap(({ name, schema = {}, example = schema.example, examples = {} }) =>
      [...Object.values(examples).map(({ value }) => value), example]
        .filter((value) => value !== undefined)
        .map((value) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const),
    );
}

describeApp('the OpenAPI document', (app) => {
  let operations: readonly Described[];
  let scim: ScimClient;
  beforeAll(async () => {
    operations = operationsOf(app());
    scim = await app().scim();
  });

  const lacking = (codes: (one: Described) => readonly string[]): readonly string[] =>
    operations.flatMap((one) => codes(one).flatMap((code) => (code in one.responses ? [] : [`${one.name}: ${code}`])));
  const send = (one: Described, path: string, type: string | undefined, body: unknown) =>
    app().request(one.method, path, {
      headers: {
        authorization: `Bearer ${isScim(one) ? scim.token : ADMIN_TOKEN}`,
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      body,
    });

  it('has an answer of success for every operation', () =>
    expect(operations.filter(({ responses }) => !Object.keys(responses).some((code) => code.startsWith('2')))).toEqual(
      [],
    ));

  it('has the content of every answer of success', () => {
    const empty = operations.flatMap(({ name, responses }) =>
      Object.entries(responses)
        .filter(([code]) => code.startsWith('2') && code !== '204')
        .filter(([, { content = {} }]) => !Object.values(content).some(({ schema }) => schema !== undefined))
        .map(() => name),
    );
    // These say all by their status.
    expect(empty).toEqual(['GET /livez', 'GET /readyz', 'POST /scim/{tenant}/{connector}/oauth/revoke']);
  });

  it('lets null be null only beside a type, as OpenAPI 3.0 has it', () => {
    const wrong: unknown[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('nullable' in value && !('type' in value)) wrong.push(value);
      Object.values(value).forEach(look);
    };
    look(createOpenApi(app().app));
    expect(wrong).toEqual([]);
  });

  it('knows every member of an event of the log', async () => {
    await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'logged@example.com' });
    const { text } = await app().admin('GET', '/tenants/default/logs?sortOrder=DESCENDING&limit=1');
    const [event] = JSON.parse(text) as readonly object[];
    const { properties } = createOpenApi(app().app).components?.schemas?.LogEventView as { properties: object };
    expect(Object.keys(properties).sort()).toEqual(Object.keys(event ?? {}).sort());
  });

  it('has the answers of its class for every operation', () => {
    expect(operations.filter((one) => codesOf(one).length > 0).length).toBeGreaterThan(90);
    expect(lacking(codesOf)).toEqual([]);
  });

  it('has a type for every parameter', () => {
    const untyped = operations.flatMap(({ name, parameters = [] }) =>
      parameters
        .filter(({ schema }) => schema?.type === undefined && schema?.enum === undefined && schema?.$ref === undefined)
        .map((one) => `${name}: ${one.name}`),
    );
    expect(untyped).toEqual([]);
  });

  it('has an example in every error', () => {
    const empty = operations.flatMap(({ name, path, responses }) =>
      Object.entries(responses)
        .filter(
          ([code, { content = {} }]) =>
            code >= '400' && Object.values(content).every((one) => one.example === undefined),
        )
        .filter(() => !/livez|readyz|metrics|oauth/.test(path))
        .map(([code]) => `${name}: ${code}`),
    );
    expect(empty).toEqual([]);
  });

  it('gives as the example of a conflict one that the operation can have', () => {
    const problems = operations.flatMap(({ name, responses }) => {
      const { example } = responses['409']?.content?.['application/problem+json'] ?? {};
      return example === undefined ? [] : [[name, example as { type: string; detail: string }] as const];
    });
    expect(problems.length).toBeGreaterThan(15);
    const slugs = problems.filter(([, { type }]) => type.endsWith(':slug-taken'));
    expect(slugs.map(([name, { detail }]) => [name, detail])).toEqual([
      ['POST /api/v1/tenants', 'There is a tenant with this slug already.'],
      ['POST /api/v1/tenants/{tenant}/connectors', 'There is a connector with this slug in this tenant already.'],
    ]);
  });

  it('gives as the example of 429 what the operation can have', () => {
    const passwords = operations.filter(({ responses }) =>
      JSON.stringify(responses['429'])?.includes('wrong passwords'),
    );
    expect(passwords.map(({ name }) => name)).toEqual(['POST /api/v1/tenants/{tenant}/password-checks']);
  });

  it('is in English', () => expect(operations.filter(({ summary = '' }) => /\ba [aeio]/i.test(summary))).toEqual([]));

  it('calls no token a JWT', () => expect(JSON.stringify(createOpenApi(app().app))).not.toContain('"JWT"'));

  it('has the metadata of the authorization server, which is there', async () => {
    const one = operations.find(({ path }) => path.startsWith('/.well-known/'));
    expect(one?.parameters?.map(({ name }) => name)).toEqual(['tenant', 'connector']);
    const answer = await app().request('GET', fill(one?.path ?? ''));
    expect(answer.body).toMatchObject({ issuer: 'https://rollbook.example/scim/default/okta' });
  });

  describe('knows every answer that comes', () => {
    const unknownAnswers: string[] = [];
    const note = ({ name, responses }: Described, why: string, { status }: Answer): void => {
      if (!(String(status) in responses)) unknownAnswers.push(`${name}: ${status} to ${why}`);
    };
    const checked = (): readonly Described[] => operations.filter((one) => isScim(one) || isAdmin(one) || isOAuth(one));

    it('to what nobody can read', async () => {
      unknownAnswers.length = 0;
      for (const one of checked()) {
        if (!WITH_BODY.includes(one.method)) continue;
        const path = fill(one.path);
        note(one, 'no JSON', await send(one, path, JSON_TYPE, '{"a":'));
        note(one, 'text', await send(one, path, 'text/plain', 'x'));
        note(one, 'too much', await send(one, path, JSON_TYPE, `"${'x'.repeat(1_100_000)}"`));
        note(one, 'nothing', await send(one, path, JSON_TYPE, undefined));
        note(one, 'a list', await send(one, path, JSON_TYPE, []));
      }
      expect(unknownAnswers).toEqual([]);
    });

    it('to strangers, about what is not there, and to conditions', async () => {
      unknownAnswers.length = 0;
      const harmless = checked().filter(
        ({ method, path }) => method === 'GET' || /\{(id|uuid|fieldId|name|urn)\}/.test(path),
      );
      for (const one of harmless) {
        const body = WITH_BODY.includes(one.method) ? { userName: 'x', schemas: [] } : undefined;
        const type = body === undefined ? undefined : JSON_TYPE;
        note(one, 'a stranger', await app().request(one.method, fill(one.path)));
        note(one, 'unknown ids', await send(one, fill(one.path), type, body));
        note(one, 'an unknown tenant', await send(one, fill(one.path, 'nobody'), type, body));
        note(one, 'a bad page', await send(one, `${fill(one.path)}?limit=x&count=x&filter=x`, type, body));
      }
      expect(unknownAnswers).toEqual([]);
    });

    it('about users', async () => {
      const base = '/scim/{tenant}/{connector}';
      const known = (method: string, path: string, status: number): boolean =>
        String(status) in (operations.find(({ name }) => name === `${method} ${path}`)?.responses ?? {});
      const create = async (userName: string) =>
        (await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName })).body;
      const [one, two] = [await create('one@example.com'), await create('two@example.com')];
      const id = String(two.id);
      const put = await scim('PUT', `/Users/${id}`, { schemas: [USER_SCHEMA], userName: one.userName });
      const gone = await scim('DELETE', `/Users/${id}`, undefined, { 'if-match': 'W/"0"' });
      expect([put.status, gone.status]).toEqual([409, 412]);
      for (const version of ['v1', 'v2']) {
        for (const method of ['PUT', 'PATCH']) expect(known(method, `${base}/${version}/Users/{id}`, 409)).toBe(true);
        for (const type of ['Users', 'Groups'])
          expect(known('DELETE', `${base}/${version}/${type}/{id}`, 412)).toBe(true);
      }
      const path = '/api/v1/tenants/{tenant}/users/{id}';
      const etag = (await app().admin('GET', `/tenants/default/users/${id}`)).headers.get('etag') ?? '';
      // fetch would ask every cache on the way to be passed by, ours too.
      const again = await rawRequest(app(), 'GET', fill(path).replace(UNKNOWN, id), [
        `Authorization: Bearer ${ADMIN_TOKEN}`,
        `If-None-Match: ${etag}`,
      ]);
      expect([again.status, known('GET', path, again.status)]).toEqual([304, true]);
    });
  });

  /** Operations whose path has nothing to fill in but tenant and connector. */
  const plain = (): readonly Described[] =>
    operations.filter(({ path }) => !path.replace(/\{(tenant|connector)\}/g, '').includes('{'));

  it('has examples that work as they are, one after the other, and of parameters that find something', async () => {
    await app().admin('POST', '/tenants', { slug: 'walk', displayName: 'Walk' });
    await app().admin('POST', '/tenants/walk/connectors', { slug: 'okta', displayName: 'Okta' });
    const { token } = await app().scim('walk');
    const failed: string[] = [];
    const tokenOf = (one: Described): string => (isScim(one) ? token : ADMIN_TOKEN);
    const ask = async (one: Described, query: string, type?: string, body?: unknown): Promise<Answer> => {
      const headers = {
        authorization: `Bearer ${tokenOf(one)}`,
        ...(type === undefined ? {} : { 'content-type': type }),
      };
      const answer = await app().request(one.method, `${fill(one.path, 'walk')}${query}`, { headers, body });
      const results = (answer.body.Operations ?? []) as readonly { readonly status: string }[];
      const isBad = answer.status >= 400 || results.some(({ status }) => Number(status) >= 400);
      if (isBad) failed.push(`${one.name}${query} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
      else failed.push(...wrongHeaders(one, answer));
      return answer;
    };
    let sent = 0;
    for (const one of plain().filter((each) => WITH_BODY.includes(each.method) && !isOAuth(each))) {
      for (const [type, value] of examplesOf(one)) {
        sent += 1;
        await ask(one, '', type, value);
      }
    }
    expect(sent).toBeGreaterThan(25);
    // One of the examples switches a tenant off.
    await app().admin('PATCH', '/tenants/walk', { enabled: true });
    let asked = 0;
    for (const one of plain().filter(({ method }) => method === 'GET')) {
      for (const [name, value] of parameterExamplesOf(one)) {
        asked += 1;
        const query = `?${new URLSearchParams({ [name]: value }).toString()}`;
        const { body } = await ask(one, query);
        const isFilter = name === 'filter' && !/Roles|Entitlements|Licenses|Profiles/.test(one.path);
        const found = (body.items ?? body.Resources ?? []) as readonly object[];
        if (isFilter && found.length === 0) failed.push(`${one.name}${query}: nothing`);
      }
    }
    expect(asked).toBeGreaterThan(10);
    expect(failed).toEqual([]);
  });

  describe('has examples about one thing that work when its id is filled in', () => {
    let calls: ScimClient;
    let made = 0;
    beforeAll(async () => {
      await app().admin('POST', '/tenants', { slug: 'things', displayName: 'Things' });
      await app().admin('POST', '/tenants/things/connectors', { slug: 'okta', displayName: 'Okta' });
      calls = await app().scim('things');
    });
    const newName = (): string => `thing-${(made += 1)}`;
    const idOf = ({ body }: Answer): string => String(body.id ?? body.fieldId);
    const admin = async (path: string, body: object): Promise<string> =>
      idOf(await app().admin('POST', `/tenants/things/${path}`, body));
    const newUser = async (): Promise<string> =>
      idOf(await calls('POST', '/Users', { schemas: [USER_SCHEMA], userName: newName() }));
    const newGroup = async (): Promise<string> =>
      idOf(await calls('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: newName() }));
    /** What the path is about, made for one example. */
    const makers: readonly (readonly [RegExp, (value: string) => Promise<string>])[] = [
      [/\/Users\//, newUser],
      [/\/Groups\//, newGroup],
      [/\/credentials\//, (value) => admin('connectors/okta/credentials', credentialFor(value))],
      [/\/users\//, () => admin('users', { userName: newName() })],
      [/\/groups\//, () => admin('groups', { displayName: newName() })],
      [/\/roles\//, () => admin('roles', { displayName: newName() })],
      [/\/entitlements\//, () => admin('entitlements', { displayName: newName() })],
      [/\/extended-fields\//, () => admin('extended-fields', { fieldId: newName(), displayName: 'x' })],
    ];
    const credentialFor = (value: string): object =>
      value.includes('jwks')
        ? { type: 'oauth', name: 'x', authentication: 'jwt', jwks: { keys: [publicKey()] } }
        : { type: 'bearer', name: 'x' };
    const publicKey = (): object => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

    it('each with a fresh one', async () => {
      const failed: string[] = [];
      let sent = 0;
      for (const one of operations.filter(({ method }) => WITH_BODY.includes(method))) {
        const make = makers.find(([pattern]) => pattern.test(one.path))?.[1];
        if (make === undefined || !/\{(id|fieldId)\}/.test(one.path)) continue;
        for (const [type, value] of examplesOf(one)) {
          const id = await make(JSON.stringify(value));
          const body = JSON.stringify(value)
            .replaceAll('ID-OF-A-USER', await newUser())
            .replaceAll(/ID-OF-THE-(USER|GROUP)/g, id);
          const path = fill(one.path, 'things').replace(UNKNOWN, id);
          const answer = await app().request(one.method, path, {
            headers: {
              authorization: `Bearer ${isScim(one) ? calls.token : ADMIN_TOKEN}`,
              'content-type': type,
            },
            body,
          });
          sent += 1;
          if (answer.status >= 400) failed.push(`${one.name} ${body}: ${answer.status} ${answer.text}`);
          else failed.push(...wrongHeaders(one, answer));
          // Examples of one operation may give the same name to what is theirs.
          if (isScim(one)) await app().request('DELETE', path, { headers: { authorization: `Bearer ${calls.token}` } });
        }
      }
      expect(failed).toEqual([]);
      expect(sent).toBeGreaterThan(30);
    });
  });

  it('has public keys that are ones', () => {
    const found: JsonWebKey[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('kty' in value) found.push(value as JsonWebKey);
      else Object.values(value).forEach(look);
    };
    look(createOpenApi(app().app));
    expect(found.filter(({ x }) => x !== undefined).length).toBeGreaterThan(1);
    for (const key of found) {
      expect(key.d).toBeUndefined();
      expect(() => createPublicKey({ key, format: 'jwk' })).not.toThrow();
    }
  });
});
