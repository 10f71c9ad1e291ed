import { uuidv7 } from '../../src/audit/uuidv7.js';
import { ERROR, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient, TestApp } from './app.js';
import { describeApp } from './describe-app.js';

type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

/** What the tests of the RFCs' statements share: a strict connector in a tenant of its own, and short words for requests. */
export interface Conformance {
  readonly app: TestApp;
  /** Of a connector with `mode: strict`: the RFC to the letter. */
  readonly scim: ScimClient;
  /** Of another one of the same tenant, with `mode: lenient`. */
  readonly lenient: ScimClient;
  readonly tenant: string;
  /** Absolute, as clients know it. */
  readonly base: string;
  /** POST `/Users`, which must succeed; with a userName of its own unless one is given. */
  readonly user: (attributes?: object) => Promise<Resource>;
  readonly group: (attributes?: object) => Promise<Resource>;
  readonly read: (resource: Resource) => Promise<Answer['body']>;
  readonly put: (resource: Resource, body: object) => Promise<Answer>;
  readonly patch: (resource: Resource, ...operations: readonly object[]) => Promise<Answer>;
  /** GET with a filter. */
  readonly find: (filter: string, type?: 'Users' | 'Groups') => Promise<Answer>;
  /** How many users the filter finds; the error where it is refused. */
  readonly count: (filter: string, type?: 'Users' | 'Groups') => Promise<unknown>;
}

export const patchBody = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });
export const userBody = (attributes: object = {}): object => ({
  schemas: [USER_SCHEMA],
  userName: uuidv7(),
  ...attributes,
});
export const groupBody = (attributes: object = {}): object => ({
  schemas: [GROUP_SCHEMA],
  displayName: uuidv7(),
  ...attributes,
});
export const pathOf = ({ id, schemas }: Resource): string =>
  `/${(schemas as readonly string[]).includes(GROUP_SCHEMA) ? 'Groups' : 'Users'}/${id}`;

/** A SCIM error with the status and, where one is named, the scimType. */
export function expectError({ status, body, headers }: Answer, expected: number, scimType?: string): void {
  expect({ status, body }).toMatchObject({
    status: expected,
    body: { schemas: [ERROR], status: String(expected), detail: expect.stringMatching(/.{15}/) as string },
  });
  expect(body.scimType).toBe(scimType);
  expect(headers.get('content-type')).toBe('application/scim+json');
}

/** Runs the tests of a chapter of statements on both databases. Their titles begin with the number of the statement. */
export function describeConformance(title: string, define: (world: () => Conformance) => void): void {
  describeApp(title, (app) => {
    let world: Conformance;
    beforeAll(async () => {
      world = await newWorld(app());
    });
    define(() => world);
  });
}

/** A fresh tenant with a strict and a lenient connector. */
export async function newWorld(app: TestApp): Promise<Conformance> {
  const tenant = `c${uuidv7().replaceAll('-', '')}`;
  await app.admin('POST', '/tenants', { slug: tenant, displayName: tenant });
  for (const mode of ['strict', 'lenient'])
    await app.admin('POST', `/tenants/${tenant}/connectors`, {
      slug: mode,
      displayName: mode,
      provider: 'generic',
      mode,
    });
  const scim = await app.scim(tenant, 'strict');
  const made = async (path: string, body: object): Promise<Resource> => {
    const { status, text, body: resource } = await scim('POST', path, body);
    if (status !== 201) throw new Error(text);
    return { ...resource, id: String(resource.id) };
  };
  const find: Conformance['find'] = (filter, type = 'Users') =>
    scim('GET', `/${type}?filter=${encodeURIComponent(filter)}`);
  return {
    app,
    scim,
    lenient: await app.scim(tenant, 'lenient'),
    tenant,
    base: `https://rollbook.example/scim/${tenant}/strict/v2`,
    user: (attributes) => made('/Users', userBody(attributes)),
    group: (attributes) => made('/Groups', groupBody(attributes)),
    read: async (resource) => (await scim('GET', pathOf(resource))).body,
    put: (resource, body) => scim('PUT', pathOf(resource), body),
    patch: (resource, ...operations) => scim('PATCH', pathOf(resource), patchBody(...operations)),
    find,
    count: async (filter, type) => {
      const { status, body } = await find(filter, type);
      return status === 200 ? body.totalResults : body.scimType;
    },
  };
}
