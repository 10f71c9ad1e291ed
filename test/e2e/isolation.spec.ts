import { randomUUID } from 'node:crypto';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type Answer, type ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { ALWAYS_UNKNOWN, type Attempt, CASES, type Own, SPELLINGS, type Target } from '../support/isolation-cases.js';

/** For each database. `npm run test:isolation` makes 100,000 of them on both together. */
const ATTEMPTS = Number(process.env.ISOLATION_ATTEMPTS ?? 2_000) / 2;
const AT_ONCE = 8;
const OBJECTS = 5;

interface Leak {
  readonly what: string;
  readonly answered: string;
  readonly expected: string;
}

/** One who may not see the target: a credential and a tenant of their own. */
interface Stranger {
  readonly scim: ScimClient;
  readonly tenant: string;
  readonly own: Own;
}

describeApp('isolation', (app) => {
  let targets: readonly Target[] = [];
  let owner: ScimClient;
  let stranger: Stranger;

  /** Tenants with the same connectors, users and groups. */
  async function directory(slug: string): Promise<{ readonly scim: ScimClient; readonly targets: readonly Target[] }> {
    await app().admin('POST', '/tenants', { slug, displayName: 'Same' });
    for (const connector of ['okta', 'second'])
      await app().admin('POST', `/tenants/${slug}/connectors`, { slug: connector, displayName: 'Same' });
    const scim = await app().scim(slug, 'okta');
    const made: Target[] = [];
    for (let i = 0; i < OBJECTS; i += 1) {
      const [name, externalId] = [`same.${i}@example.com`, `same-${i}`];
      const user = await scim('POST', '/Users', {
        schemas: [USER_SCHEMA],
        userName: name,
        displayName: name,
        externalId,
      });
      const members = [{ value: user.body.id }];
      const group = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: name, externalId, members });
      expect([user.status, group.status]).toEqual([201, 201]);
      made.push({ type: 'User', id: String(user.body.id), name, externalId });
      made.push({ type: 'Group', id: String(group.body.id), name, externalId });
    }
    return { scim, targets: made };
  }

  beforeAll(async () => {
    // What the stranger owns has the same names in the first two pairs only, so that a search by name can tell.
    const victim = await directory('victim');
    const evil = await directory('evil');
    owner = victim.scim;
    for (const { type, id } of evil.targets.slice(4)) await evil.scim('DELETE', `/${type}s/${id}`);
    const [user, group] = evil.targets.map(({ id }) => id) as [string, string];
    const manual = await app().admin('POST', '/tenants/evil/groups', { displayName: 'Manual' });
    stranger = { scim: evil.scim, tenant: 'evil', own: { user, group, manualGroup: String(manual.body.id) } };
    targets = victim.targets;
    // Tombstones are secrets, too.
    for (const { type, id } of targets.slice(-2)) await owner('DELETE', `/${type}s/${id}`);
  });

  const ghost = ({ type }: Target): Target => {
    const id = randomUUID();
    return { type, id, name: `ghost.${id}@example.com`.slice(0, 18), externalId: `none-${id.slice(0, 1)}` };
  };

  async function send({ scim, tenant }: Stranger, { by, method, path, body }: Attempt): Promise<Answer> {
    if (by === 'scim') return scim(method, path, body);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
    return app().request(method, `/api/v1/tenants/${tenant}${path}`, { headers, body });
  }

  /** Everything of an answer but what differs between any two, with the name of what was asked for taken out. */
  function essence(answer: Answer, asked: Target): string {
    const headers = [...answer.headers].filter(
      ([name]) => !['date', 'x-request-id', 'content-length', 'keep-alive', 'connection'].includes(name),
    );
    const text = `${answer.status}\n${JSON.stringify(headers)}\n${answer.text}`.replaceAll(/"requestId":"[^"]*"/g, '');
    return spelled(asked).reduce((rest, name) => rest.replaceAll(new RegExp(escaped(name), 'gi'), 'ASKED'), text);
  }

  async function leakOf(
    who: Stranger,
    target: Target,
    [name, make]: (typeof CASES)[number],
    spelling: number,
  ): Promise<Leak | undefined> {
    const [how, spell] = SPELLINGS[spelling % SPELLINGS.length] ?? ['as it is', (id: string) => id];
    const never = ghost(target);
    // First, so that a change that the other one makes shows as a difference.
    const expected = essence(await send(who, make(never, who.own, spell)), never);
    const answered = essence(await send(who, make(target, who.own, spell)), target);
    return answered === expected ? undefined : { what: `${name} of a ${target.type}, ${how}`, answered, expected };
  }

  /** Makes the user a member of both groups of the stranger. */
  async function join(id: string): Promise<void> {
    const { scim, tenant, own } = stranger;
    const add = { op: 'add', path: 'members', value: [{ value: id }] };
    await scim('PATCH', `/Groups/${own.group}`, { schemas: [PATCH_OP], Operations: [add] });
    await app().admin('POST', `/tenants/${tenant}/groups/${own.manualGroup}/members`, { ids: [id] });
  }

  /** All that the victim has, also what is deleted. */
  async function everything(): Promise<string> {
    const lists = await Promise.all(['/Users?count=1000', '/Groups?count=1000'].map((path) => owner('GET', path)));
    const deleted = ['users', 'groups'].map((type) => app().admin('GET', `/tenants/victim/${type}?deleted=true`));
    return [...lists, ...(await Promise.all(deleted))].map(({ text }) => text).join('\n');
  }

  it('control: the owner sees what the stranger shall not', async () => {
    for (const { type, id } of targets.slice(0, -2)) expect((await owner('GET', `/${type}s/${id}`)).status).toBe(200);
  });

  it('control: the comparison sees a difference in every case for what the caller may see', async () => {
    const blind: string[] = [];
    for (const one of CASES) {
      const seen: boolean[] = [];
      for (const type of ['User', 'Group'] as const) {
        const fresh = await ownObject(stranger, type);
        if (type === 'User' && one[0].includes('removal')) await join(fresh.id);
        if (one[0] === 'admin restore') await stranger.scim('DELETE', `/${type}s/${fresh.id}`);
        seen.push((await leakOf(stranger, fresh, one, 0)) !== undefined);
      }
      if (!seen.includes(true)) blind.push(one[0]);
    }
    expect(blind).toEqual(ALWAYS_UNKNOWN);
  });

  it('no request of a stranger tells what belongs to another tenant from what never was', async () => {
    const before = await everything();
    const leaks: Leak[] = [];
    let attempts = 0;
    while (attempts < ATTEMPTS) {
      const batch = Array.from({ length: Math.min(AT_ONCE, ATTEMPTS - attempts) }, (_, i) => attempts + i);
      attempts += batch.length;
      const found = await Promise.all(batch.map((n) => nth(n)));
      leaks.push(...found.filter((leak) => leak !== undefined));
    }
    process.stdout.write(`isolation: ${attempts} attempts, ${leaks.length} leaks\n`);
    expect(leaks.slice(0, 3)).toEqual([]);
    expect(attempts).toBe(ATTEMPTS);
    expect(await everything()).toBe(before);
  }, 3_600_000);

  /** Walks through every case, spelling and target; the three counts have no common factor for long. */
  function nth(n: number): Promise<Leak | undefined> {
    const one = CASES[n % CASES.length];
    // The pairs that the stranger has under the same names, too, would be found by them.
    const hidden = targets.slice(4);
    const target = hidden[Math.floor(n / CASES.length) % hidden.length];
    if (one === undefined || target === undefined) throw new Error('no such case');
    return leakOf(stranger, target, one, Math.floor(n / (CASES.length * 2)));
  }

  it('the same names in two tenants are two users', async () => {
    const [first] = targets;
    const found = await stranger.scim(
      'GET',
      `/Users?filter=${encodeURIComponent(`userName eq "${first?.name ?? ''}"`)}`,
    );
    expect((found.body.Resources as { id: string }[]).map(({ id }) => id)).toEqual([stranger.own.user]);
  });

  it('a path of another tenant or connector is answered as one that does not exist', async () => {
    const [target] = targets;
    const id = target?.id ?? '';
    const headers = { authorization: `Bearer ${stranger.scim.token}` };
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])
      for (const path of ['/Users', `/Users/${id}`, '/Groups', '/Bulk', '/Schemas']) {
        const texts = await Promise.all(
          ['victim/okta', 'evil/second', 'victim/none', 'nobody/okta'].map(async (base) => {
            const answer = await app().request(method, `/scim/${base}/v2${path}`, { headers });
            return `${answer.status} ${answer.text}`;
          }),
        );
        expect(new Set(texts).size).toBe(1);
        expect(texts[0]).toMatch(/^(401|404|405) /);
      }
  });

  it('a cursor is worth nothing to another tenant, nor to another connector of its own', async () => {
    const page = await owner('GET', '/Users?count=1&cursor=');
    const cursor = String(page.body.nextCursor);
    const path = `/Users?count=1&cursor=`;
    expect((await owner('GET', path + cursor)).status).toBe(200);
    const forged = `${cursor.slice(0, -4)}AAAA`;
    for (const client of [stranger.scim, await app().scim('victim', 'second')]) {
      const answer = await client('GET', path + cursor);
      expect([answer.status, answer.text]).toEqual([400, (await client('GET', path + forged)).text]);
    }
  });

  it('a connector reads what another one of its tenant owns, and changes nothing of it', async () => {
    const second = await app().scim('victim', 'second');
    const before = await everything();
    for (const { type, id } of targets.slice(0, -2)) {
      expect((await second('GET', `/${type}s/${id}`)).status).toBe(200);
      const body =
        type === 'User' ? { schemas: [USER_SCHEMA], userName: 'x' } : { schemas: [GROUP_SCHEMA], displayName: 'x' };
      for (const [method, sent] of [
        ['PUT', body],
        ['DELETE', undefined],
      ] as const)
        expect((await second(method, `/${type}s/${id}`, sent)).status).toBe(403);
    }
    expect(await everything()).toBe(before);
  });
});

/** A user or group of the stranger's own, in every relation that a case asks about. */
async function ownObject({ scim, own }: Stranger, type: 'User' | 'Group'): Promise<Target> {
  const [name, externalId] = [`own.${randomUUID().slice(0, 8)}@x.io`, `own-${randomUUID().slice(0, 8)}`];
  const common = { displayName: name, externalId };
  const body =
    type === 'User'
      ? { schemas: [USER_SCHEMA], userName: name, ...common }
      : { schemas: [GROUP_SCHEMA], ...common, members: [{ value: own.user }] };
  const created = await scim('POST', `/${type}s`, body);
  const id = String(created.body.id);
  if (type === 'User') {
    await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: `of ${name}`, members: [{ value: id }] });
    const employee = {
      schemas: [USER_SCHEMA],
      userName: `of ${name}`,
      [ENTERPRISE_USER_SCHEMA]: { manager: { value: id } },
    };
    await scim('POST', '/Users', employee);
  }
  return { type, id, name, externalId };
}

/** Every text by which an answer may repeat what was asked for, the longest first. */
function spelled({ id, name, externalId }: Target): readonly string[] {
  const ids = SPELLINGS.flatMap(([, spell]) => [
    spell(id),
    decodeURIComponent(spell(id)),
    encodeURIComponent(spell(id)),
  ]);
  return [...new Set([...ids, name, externalId])].sort((one, other) => other.length - one.length);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
