import { BULK_REQUEST, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { COMMON_ATTRIBUTES } from '../../src/protocol/schema/common-attributes.js';
import type { ResourceSchema } from '../../src/protocol/schema/resource-schema.js';
import { groupSchema, userSchema } from '../../src/protocol/schema/resource-types.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { columnsOf, dumpTables } from '../support/dump-tables.js';

/** What the log and its followers keep of a refused call is no write; nor is who does the upkeep. */
const NOT_LOOKED_AT = new Set([
  ...['log_event', 'log_head', 'log_key', 'log_link', 'log_segment', 'log_export'],
  ...['lease', 'page_bookmark', 'migration'],
]);
/** Names that somebody may try beside those of our columns. */
const GUESSES = [
  ...['isAdmin', 'admin', 'tenantPk', 'tenant', 'owner', 'connector', 'source', 'authorized', 'passwordHash', 'hash'],
  ...[
    'deleted',
    'deletedAt',
    'permissions',
    'scopes',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'meta.version',
  ],
];
const AT_ONCE = 8;

const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const writableNames = ({ type }: ResourceSchema): readonly string[] =>
  [...COMMON_ATTRIBUTES, ...type.schema.attributes]
    .filter(({ mutability }) => mutability !== 'readOnly')
    .map(({ name }) => name);

interface Door {
  readonly name: string;
  /** Fields that this door takes: a value in them is no mass assignment. */
  readonly takes: readonly string[];
  attempt(field: string, value: unknown): Promise<Answer>;
}

// Keycloak #51155, #50991, powerhome #442, Atlas #175, better-auth CVE-2025-61928.
describeApp('T43: no name of a column is a way to write it', (app) => {
  let scim: ScimClient;
  let user: string;
  let group: string;
  let connector: string;
  let credential: string;
  let manual: string;

  beforeAll(async () => {
    scim = await app().scim();
    user = String((await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'target' })).body.id);
    group = String((await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'target' })).body.id);
    connector = '/tenants/default/connectors/okta';
    const { items } = (await app().admin('GET', `${connector}/credentials`)).body as { items: { id: string }[] };
    credential = `${connector}/credentials/${items[0]?.id ?? ''}`;
    const made = await app().admin('POST', '/tenants/default/users', { userName: 'manual' });
    manual = `/tenants/default/users/${String(made.body.id)}`;
  });

  let names = 0;
  const newName = (): string => `mass-${(names += 1)}`;
  /** Not `{ [field]: value }`: `__proto__` is to be sent as a name. */
  const body = (fixed: object, field: string, value: unknown): string =>
    JSON.stringify(fixed).replace(/\}$/, `,${JSON.stringify(field)}:${JSON.stringify(value)}}`);
  const patch = (operation: string): string => `{"schemas":["${PATCH_OP}"],"Operations":[${operation}]}`;

  function scimDoors(): readonly Door[] {
    const of = (type: 'User' | 'Group'): readonly Door[] => {
      const [schema, urn, path] =
        type === 'User' ? [userSchema, USER_SCHEMA, `/Users/${user}`] : [groupSchema, GROUP_SCHEMA, `/Groups/${group}`];
      // Attributes of the schema, in any letter case: writing those is what SCIM is for. Those of the server stay forbidden.
      const takes = writableNames(schema);
      const key = type === 'User' ? 'userName' : 'displayName';
      const send = (
        name: string,
        method: string,
        where: string,
        make: (field: string, value: unknown) => string,
      ): Door => ({
        name: `SCIM ${type} ${name}`,
        takes,
        attempt: (field, value) => scim(method, where, make(field, value)),
      });
      const member = (field: string, value: unknown): string => `{${JSON.stringify(field)}:${JSON.stringify(value)}}`;
      return [
        send('POST', 'POST', `/${type}s`, (f, v) => body({ schemas: [urn], [key]: newName() }, f, v)),
        send('PUT', 'PUT', path, (f, v) => body({ schemas: [urn], [key]: 'target' }, f, v)),
        send('PATCH add', 'PATCH', path, (f, v) => patch(`{"op":"add","value":${member(f, v)}}`)),
        send('PATCH replace', 'PATCH', path, (f, v) => patch(`{"op":"replace","value":${member(f, v)}}`)),
        send('PATCH path', 'PATCH', path, (f, v) => patch(body({ op: 'replace', path: f }, 'value', v))),
        send('PATCH URN', 'PATCH', path, (f, v) => patch(body({ op: 'add', path: `${urn}:${f}` }, 'value', v))),
        send('PATCH in a URN', 'PATCH', path, (f, v) =>
          patch(`{"op":"add","value":{${JSON.stringify(urn)}:${member(f, v)}}}`),
        ),
        send('PATCH meta', 'PATCH', path, (f, v) => patch(body({ op: 'replace', path: `meta.${f}` }, 'value', v))),
        send(
          'Bulk',
          'POST',
          '/Bulk',
          (f, v) =>
            `{"schemas":["${BULK_REQUEST}"],"Operations":[{"method":"PATCH","path":"${path}","data":${patch(
              `{"op":"replace","value":${member(f, v)}}`,
            )}}]}`,
        ),
      ];
    };
    return [...of('User'), ...of('Group')];
  }

  function adminDoors(): readonly Door[] {
    const door = (method: string, path: () => string, fixed: () => object, takes: readonly string[]): Door => ({
      name: `admin ${method} ${path()}`,
      takes,
      attempt: (field, value) => app().admin(method, path(), body(fixed(), field, value)),
    });
    const settings = [
      ...['provider', 'syncEnabled', 'existingUsers', 'onDeactivate', 'passwordSync', 'customFieldNamespace'],
      ...['customFields', 'mode', 'tolerances', 'logReads', 'displayName', 'slug', 'credential'],
    ];
    const users = writableNames(userSchema);
    return [
      door(
        'POST',
        () => '/tenants',
        () => ({ slug: newName(), displayName: 'T' }),
        ['slug', 'displayName'],
      ),
      door(
        'PATCH',
        () => '/tenants/default',
        () => ({ enabled: true }),
        ['displayName', 'enabled'],
      ),
      door(
        'POST',
        () => '/tenants/default/connectors',
        () => ({ slug: newName(), displayName: 'C' }),
        settings,
      ),
      door(
        'PATCH',
        () => connector,
        () => ({ syncEnabled: true }),
        settings,
      ),
      door(
        'POST',
        () => `${connector}/credentials`,
        () => ({ type: 'bearer', name: 'n' }),
        [...['type', 'name', 'expiresAt', 'scope', 'allowedIps', 'publicKeys', 'jwks']],
      ),
      door(
        'PATCH',
        () => credential,
        () => ({ enabled: true }),
        ['enabled', 'name', 'expiresAt', 'scope', 'allowedIps'],
      ),
      door(
        'POST',
        () => '/admin-tokens',
        () => ({ name: 'n' }),
        ['name', 'expiresAt', 'role', 'tenant'],
      ),
      door(
        'POST',
        () => '/tenants/default/users',
        () => ({ userName: newName() }),
        users,
      ),
      door(
        'PATCH',
        () => manual,
        () => ({ title: 't' }),
        users,
      ),
    ];
  }

  it('of all tables, by every verb of SCIM and the admin API', async () => {
    const tables = await columnsOf(app().database);
    const columns = [...tables].flatMap(([table, names]) => (NOT_LOOKED_AT.has(table) ? [] : names));
    const fields = [...new Set([...columns.flatMap((column) => [column, camel(column)]), ...GUESSES])];
    const canaries = new Map<string, string>();
    const failures: string[] = [];
    let attempts = 0;
    const queue = (function* () {
      for (const door of [...scimDoors(), ...adminDoors()]) {
        const takes = new Set(door.takes.map((name) => name.toLowerCase()));
        for (const field of fields) if (!takes.has(field.toLowerCase())) yield { door, field };
      }
    })();
    const work = async (): Promise<void> => {
      for (const { door, field } of queue) {
        attempts += 1;
        // A text in every other attempt, a number in the others: both are looked for in the whole database.
        const value = attempts % 2 === 0 ? `canary-${attempts}-end` : 700_000_000 + attempts;
        canaries.set(String(value), `${field} by ${door.name}`);
        const { status } = await door.attempt(field, value);
        if (status >= 500) failures.push(`${field} by ${door.name}: ${status}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const looked = [...tables.keys()].filter((table) => !NOT_LOOKED_AT.has(table));
    const dump = await dumpTables(app().database, looked);
    const writes = [...new Set(dump.match(/canary-\d+-end|\b7000\d{5}\b/g) ?? [])].map(
      (one) => canaries.get(one) ?? one,
    );
    expect(writes).toEqual([]);
    expect(failures).toEqual([]);
    expect(({} as Record<string, unknown>).canary).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(attempts).toBeGreaterThan(2_000);
    if (process.env.THREATS === 'full')
      process.stdout.write(`${fields.length} names, ${attempts} attempts, ${writes.length} writes\n`);
  }, 240_000);

  it('the harness sees a write: what may be written is found', async () => {
    await scim('PATCH', `/Users/${user}`, patch('{"op":"replace","path":"title","value":"canary-0-end"}'));
    const dump = await dumpTables(app().database, ['resource']);
    expect(dump).toContain('canary-0-end');
  });

  it('id, meta and groups in a body change neither the one nor the other (Keycloak #46658)', async () => {
    const other = await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: newName() });
    const target = await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: newName() });
    const path = `/Users/${String(target.body.id)}`;
    const otherId = String(other.body.id);
    for (const name of ['id', 'ID', 'Id', `${USER_SCHEMA}:id`])
      await scim('PUT', path, { schemas: [USER_SCHEMA], userName: target.body.userName, [name]: otherId });
    for (const operation of [
      { op: 'replace', path: 'id', value: otherId },
      { op: 'add', value: { id: otherId } },
      { op: 'replace', path: 'groups', value: [{ value: group }] },
      { op: 'add', path: 'meta.created', value: '2000-01-01T00:00:00Z' },
    ])
      await scim('PATCH', path, { schemas: [PATCH_OP], Operations: [operation] });
    expect((await scim('GET', `/Users/${otherId}`)).body).toEqual(other.body);
    const after = (await scim('GET', path)).body;
    expect(after).toMatchObject({
      id: target.body.id,
      meta: { created: (target.body.meta as { created: string }).created },
    });
    expect(after.groups).toBeUndefined();
  });
});
