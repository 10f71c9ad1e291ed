import type { Answer, ScimClient, TestApp } from './app.js';

/*
 * Every way in which users, groups and memberships change, at random, over HTTP: what makes no sense is refused, and
 * that belongs to it. Ids are shared, so that writers get in each other's way.
 */

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const FIELDS = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';

export interface RandomChanges {
  /** One change. @returns the status of its answer, which is never 500 */
  step(): Promise<number>;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** How often which change was made: its name and status. */
  readonly done: ReadonlyMap<string, number>;
}

/** Repeats itself for the same seed as far as the writers do not meet. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomChanges(
  app: TestApp,
  tenant: string,
  connectors: () => readonly ScimClient[],
  { seed, names }: { readonly seed: number; readonly names: number },
): RandomChanges {
  const random = randomOf(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const maybe = <T>(make: () => T): T | undefined => (random() < 0.5 ? make() : undefined);
  const [users, groups]: [string[], string[]] = [[], []];
  const deleted = new Map<string[], string[]>([
    [users, []],
    [groups, []],
  ]);
  /** Who made it, mostly still its owner; undefined for an admin. */
  const owners = new Map<string, ScimClient | undefined>();
  const done = new Map<string, number>();

  const admin = (method: string, path: string, body?: unknown): Promise<Answer> =>
    app.admin(method, `/tenants/${tenant}${path}`, body);
  const oneOf = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : pick(ids));
  const user = (): string => oneOf(users);
  const group = (): string => oneOf(groups);
  const manual = (ids: readonly string[]): string =>
    random() < 0.8 ? oneOf(ids.filter((id) => owners.has(id) && owners.get(id) === undefined)) : oneOf(ids);
  const buried = (ids: string[]): string => oneOf(random() < 0.9 ? (deleted.get(ids) ?? []) : ids);
  const someUsers = (most: number): readonly string[] => Array.from({ length: below(most) }, user);
  const text = (): string =>
    pick(['é', 'x', '𝒳', 'Ω', '"', "'", '\\', '', 'Straße', 'a'.repeat(300)]) + String(below(50));

  const profile = (userName: string): object => ({
    schemas: [USER],
    userName,
    ...{ externalId: maybe(text), displayName: maybe(text), title: maybe(text), active: maybe(() => random() < 0.7) },
    name: maybe(() => ({ givenName: text(), familyName: maybe(text) })),
    emails: maybe(() => [
      { value: `${below(99)}@x.io`, type: 'work', primary: true },
      { value: `${below(99)}@y.io`, type: 'home' },
    ]),
    roles: maybe(() => [{ value: pick(['admin', 'viewer']), primary: true }]),
    password: maybe(() => `Correct-horse-${below(1_000_000)}`),
    [ENTERPRISE]: maybe(() => ({
      department: text(),
      employeeNumber: maybe(text),
      manager: maybe(() => ({ value: user() })),
    })),
    [FIELDS]: maybe(() => ({ badge: maybe(text), level: maybe(() => below(9)) })),
  });
  const newName = (): string => `user-${below(names)}@example.com`;
  const patch = (...Operations: readonly object[]): object => ({ schemas: [PATCH], Operations });
  const refs = (ids: readonly string[]): readonly object[] => ids.map((value) => ({ value }));
  const keep = (ids: string[], answer: Answer, owner?: ScimClient): Answer => {
    const id = answer.body.id ?? (answer.body.resource as { id?: unknown } | undefined)?.id;
    if (typeof id !== 'string') return answer;
    if (!ids.includes(id)) ids.push(id);
    owners.set(id, owner);
    return answer;
  };
  const move = (id: string, from: string[], to: string[]): void => {
    const at = from.indexOf(id);
    if (at >= 0) to.push(...from.splice(at, 1));
  };
  const bury = (ids: string[], id: string, answer: Answer): Answer => {
    // Some stay where they are: what was deleted is asked for, too.
    if (answer.status === 204 && random() < 0.9) move(id, ids, deleted.get(ids) ?? []);
    return answer;
  };
  const unbury = async (ids: string[], path: string): Promise<Answer> => {
    const id = buried(ids);
    const answer = await admin('POST', `/${path}/${id}/restore`);
    if (answer.status < 300) move(id, deleted.get(ids) ?? [], ids);
    return answer;
  };

  const userPatch = (): object =>
    pick([
      () => ({ op: 'replace', value: { active: random() < 0.5 } }),
      () => ({ op: 'replace', path: 'title', value: text() }),
      () => ({ op: 'remove', path: pick(['title', 'emails', 'name', ENTERPRISE, FIELDS, 'emails[type eq "home"]']) }),
      () => ({ op: 'add', path: 'emails', value: [{ value: `${below(99)}@z.io`, type: 'other' }] }),
      () => ({ op: 'replace', path: `${ENTERPRISE}:department`, value: text() }),
      () => ({ op: 'replace', path: `${FIELDS}:badge`, value: text() }),
      () => ({ op: 'replace', path: 'userName', value: newName() }),
      () => ({ op: 'replace', path: 'password', value: `Correct-horse-${below(1_000_000)}` }),
      () => ({ op: 'replace', path: 'nothing', value: 1 }),
    ])();
  const groupPatch = (): object =>
    pick([
      () => ({ op: 'add', path: 'members', value: refs(someUsers(6)) }),
      () => ({ op: 'remove', path: `members[value eq "${user()}"]` }),
      () => ({ op: 'remove', path: 'members', value: refs(someUsers(4)) }),
      () => ({ op: 'replace', path: 'members', value: refs(someUsers(8)) }),
      () => ({ op: 'replace', path: 'displayName', value: `group-${below(20)}` }),
    ])();
  const bulk = (): object => ({
    schemas: [BULK],
    failOnErrors: pick([1, 10]),
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'u', data: profile(newName()) },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { schemas: [GROUP], displayName: text(), members: refs(['bulkId:u']) },
      },
      { method: 'PATCH', path: `/Users/${user()}`, data: patch(userPatch()) },
      { method: 'DELETE', path: `/Users/${user()}` },
      { method: 'PATCH', path: `/Groups/${group()}`, data: patch(groupPatch()) },
    ],
  });

  const anyone = (): ScimClient => pick(connectors());
  /** Mostly its owner, for the others are refused. */
  const scim = (id: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const owner = owners.get(id);
    const client = owner !== undefined && connectors().includes(owner) && random() < 0.85 ? owner : anyone();
    return client(method, path, body);
  };
  const create = async (ids: string[], path: string, body: unknown): Promise<Answer> => {
    const client = anyone();
    return keep(ids, await client('POST', path, body), client);
  };
  const groupBody = (most: number): object => ({
    ...{ schemas: [GROUP], displayName: `group-${below(40)}`, members: refs(someUsers(most)) },
  });
  const ofUser = (act: (id: string) => Promise<Answer>) => () => act(user());
  const ofGroup = (act: (id: string) => Promise<Answer>) => () => act(group());
  const newPassword = (): string => `Correct-horse-${below(1_000_000)}`;
  const adminPatch = (): object =>
    pick([
      { title: text() },
      { active: random() < 0.5 },
      { title: null, [ENTERPRISE]: { division: text() } },
      { [FIELDS]: { badge: text() } },
    ]);

  const changes: readonly (readonly [weight: number, name: string, act: () => Promise<Answer>])[] = [
    [8, 'create user', () => create(users, '/Users', profile(newName()))],
    [4, 'put user', ofUser((id) => scim(id, 'PUT', `/Users/${id}`, profile(newName())))],
    [8, 'patch user', ofUser((id) => scim(id, 'PATCH', `/Users/${id}`, patch(userPatch(), userPatch())))],
    [3, 'delete user', ofUser(async (id) => bury(users, id, await scim(id, 'DELETE', `/Users/${id}`)))],
    [3, 'create group', () => create(groups, '/Groups', groupBody(6))],
    [2, 'put group', ofGroup((id) => scim(id, 'PUT', `/Groups/${id}`, groupBody(9)))],
    [8, 'patch group', ofGroup((id) => scim(id, 'PATCH', `/Groups/${id}`, patch(groupPatch())))],
    [1, 'delete group', ofGroup(async (id) => bury(groups, id, await scim(id, 'DELETE', `/Groups/${id}`)))],
    [2, 'bulk', () => anyone()('POST', '/Bulk', bulk())],
    [
      4,
      'admin creates user',
      async () => keep(users, await admin('POST', '/users', { userName: newName(), title: text() })),
    ],
    [3, 'admin patches user', () => admin('PATCH', `/users/${manual(users)}`, adminPatch())],
    [
      1,
      'admin deletes user',
      async () => {
        const id = manual(users);
        return bury(users, id, await admin('DELETE', `/users/${id}`));
      },
    ],
    [3, 'restore user', () => unbury(users, 'users')],
    [1, 'restore group', () => unbury(groups, 'groups')],
    [
      2,
      'admin creates group',
      async () => {
        const members = refs(someUsers(4));
        return keep(groups, await admin('POST', '/groups', { displayName: `group-${below(40)}`, members }));
      },
    ],
    [2, 'admin adds members', () => admin('POST', `/groups/${manual(groups)}/members`, { ids: [user(), user()] })],
    [2, 'admin removes member', () => admin('DELETE', `/groups/${manual(groups)}/members?id=${user()}`)],
    [1, 'admin sets password', ofUser((id) => admin('PUT', `/users/${id}/password`, { password: newPassword() }))],
    [1, 'admin patches group', () => admin('PATCH', `/groups/${manual(groups)}`, { displayName: text() })],
  ];
  const urn = changes.flatMap((change) => Array.from({ length: change[0] }, () => change));

  return {
    users,
    groups,
    done,
    async step() {
      const [, name, act] = pick(urn);
      const { status, text: answer } = await act();
      if (status >= 500 && status !== 503) throw new Error(`${name}: ${status} ${answer}`);
      const key = `${name} ${status}`;
      done.set(key, (done.get(key) ?? 0) + 1);
      return status;
    },
  };
}
