import { EventBuffer } from '../../src/audit/event-buffer.js';
import { GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

/** Background work (last uses, the activity of connectors) may fall into one of these; hardly into all. */
const ATTEMPTS = 5;

const patchOf = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });

const GROUPS = ['SELECT membership resource'];
const LAST = '+ SELECT membership resource';
const PAGE = ['SELECT live_count resource', ...GROUPS];
/** Where a walk stands, on MySQL: in units of its own, behind the answer but for the first page of a walk. */
const BEHIND = /^(?:\+ )?(?:INSERT|DELETE) page_bookmark/;
/** The event of a change, which asks whether who calls still may. */
const EVENT = 'INSERT log_event credential connector tenant';
const UNIT = (...statements: readonly string[]): readonly string[] => ['BEGIN', ...statements, '+ COMMIT'];
/** Travels in the message of the statement before it, where there are messages. */
const WITH = (statement: string): string => `+ ${statement}`;
/** So many groups of one user are read in the statement that reads the user; a list reads them in one more. */
const MANY_GROUPS = 1_000;
const AT_ONCE = 20;
const MEMBER = UNIT(WITH('SELECT resource'), 'INSERT membership resource', 'UPDATE resource', WITH(EVENT), LAST);

/**
 * The statements of one call, in order, each as its verb and its tables; `+` those that travel with the one before. A call that
 * needs more, or more messages, is a slower call at any size of the directory; one that needs fewer is entered here. The event of a read is written with those of others, a tenth of a
 * second later, and does not count.
 */
describeApp('statements per call', (app) => {
  let scim: ScimClient;
  let users: readonly string[];
  let group: string;
  const empty: string[] = [];
  let everywhere: string;
  let number = 0;

  beforeAll(async () => {
    scim = await app().scim();
    users = await createUsers(scim, 'counted', 120);
    const created = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'counted' });
    group = String(created.body.id);
    for (let n = 0; n < ATTEMPTS; n += 1) {
      const { body } = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: `empty ${n}` });
      empty.push(String(body.id));
    }
    // So that every PUT below changes a title.
    const titled = await scim('PUT', `/Users/${users[1] ?? ''}`, body('counted.1@example.com', 'first'));
    expect([created.status, users.length, titled.status]).toEqual([201, 120, 200]);
    everywhere = await createUserInGroups(scim, 'everywhere@example.com', MANY_GROUPS);
  });

  /** The fewest of some attempts. */
  async function statementsOf(call: () => Promise<Answer>, status: number): Promise<readonly string[]> {
    let fewest: readonly string[] | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await app().app.get(EventBuffer).flush();
      const seen: string[] = [];
      app().database.onStatement = (sql, isAttached) => seen.push(`${isAttached ? '+ ' : ''}${inShort(sql)}`);
      const answer = await call();
      delete app().database.onStatement;
      expect(answer.status).toBe(status);
      const own = seen.some((one) => BEHIND.test(one))
        ? seen.filter((one) => !BEHIND.test(one) && !UNIT().includes(one) && one !== 'COMMIT')
        : seen;
      if (fewest === undefined || own.length < fewest.length) fewest = own;
    }
    return fewest ?? [];
  }

  /** Fewer groups would need no second statement anyway. */
  const getEverywhere = async (path: string): Promise<Answer> => {
    const answer = await scim('GET', path);
    const [listed] = (answer.body.Resources ?? [answer.body]) as readonly { readonly groups?: readonly unknown[] }[];
    expect(listed?.groups).toHaveLength(MANY_GROUPS);
    return answer;
  };
  const next = (): number => (number += 1);
  const user = (): string => users[next() % users.length] ?? '';
  const body = (userName: string, title: string): object => ({
    ...{ schemas: [USER_SCHEMA], userName, title, active: true, displayName: 'Test User' },
    ...{ name: { givenName: 'Test', familyName: 'User' } },
    emails: [{ primary: true, value: userName, type: 'work' }],
  });
  const member = (op: string, id: string): object => patchOf({ op, path: 'members', value: [{ value: id }] });

  it.each<[string, number, () => Promise<Answer>, readonly string[]]>([
    [
      'create a user',
      201,
      () => scim('POST', '/Users', body(`created.${next()}@example.com`, 'new')),
      UNIT(WITH('INSERT resource'), 'INSERT attribute_index', WITH('INSERT live_count'), WITH(EVENT)),
    ],
    ['get a user', 200, () => scim('GET', `/Users/${user()}`), ['SELECT resource membership resource']],
    [
      'get a user without its groups',
      200,
      () => scim('GET', `/Users/${user()}?excludedAttributes=groups`),
      ['SELECT resource'],
    ],
    [
      'look up a userName',
      200,
      () => scim('GET', `/Users?filter=${encodeURIComponent('userName eq "counted.7@example.com"')}`),
      ['SELECT resource membership resource'],
    ],
    [
      'look up a userName that nobody has',
      200,
      () => scim('GET', `/Users?filter=${encodeURIComponent('userName eq "nobody@example.com"')}`),
      ['SELECT resource membership resource'],
    ],
    [
      'deactivate a user',
      200,
      () => scim('PATCH', `/Users/${user()}`, patchOf({ op: 'replace', value: { active: false } })),
      UNIT(WITH('SELECT resource'), 'UPDATE resource', WITH(EVENT), LAST),
    ],
    [
      'a PATCH that changes nothing',
      200,
      () => scim('PATCH', `/Users/${users[0] ?? ''}`, patchOf({ op: 'replace', value: { displayName: 'Test User' } })),
      ['BEGIN', WITH('SELECT resource'), ...GROUPS, WITH('COMMIT')],
    ],
    [
      'replace a user',
      200,
      () => scim('PUT', `/Users/${users[1] ?? ''}`, body('counted.1@example.com', `title ${next()}`)),
      UNIT(
        WITH('SELECT resource'),
        'UPDATE resource',
        WITH('DELETE attribute_index'),
        WITH('INSERT attribute_index'),
        WITH(EVENT),
        LAST,
      ),
    ],
    [
      'get a user in 1,000 groups',
      200,
      () => getEverywhere(`/Users/${everywhere}`),
      ['SELECT resource membership resource', ...GROUPS],
    ],
    [
      'list a user in 1,000 groups',
      200,
      () => getEverywhere(`/Users?filter=${encodeURIComponent('userName sw "everywhere"')}`),
      ['SELECT resource resource', ...GROUPS],
    ],
    ['list a page of 100', 200, () => scim('GET', '/Users?startIndex=1&count=100'), PAGE],
    [
      'list a page of 100 without groups',
      200,
      () => scim('GET', '/Users?startIndex=1&count=100&excludedAttributes=groups'),
      PAGE.slice(0, 1),
    ],
    ['add one member', 200, () => scim('PATCH', `/Groups/${group}`, member('add', user())), MEMBER],
    [
      'add 120 members at once',
      204,
      () =>
        scim(
          'PATCH',
          `/Groups/${empty[next() % ATTEMPTS] ?? ''}`,
          patchOf({ op: 'add', path: 'members', value: users.map((id) => ({ value: id })) }),
        ),
      UNIT(
        WITH('SELECT resource'),
        'SAVEPOINT members_before',
        WITH('INSERT membership resource'),
        'RELEASE SAVEPOINT members_before',
        WITH('UPDATE resource'),
        WITH(EVENT),
      ),
    ],
  ])('%s', async (_, status, call, expected) => {
    const isMysql = app().database.dialect === 'mysql';
    expect(await statementsOf(call, status)).toEqual(
      isMysql ? expected : expected.map((one) => one.replace(/^\+ /, '')),
    );
  });

  it('the first page of a walk is answered when what an earlier one left is forgotten, and not before', async () => {
    if (app().database.dialect === 'sqlite') return;
    const first = (): Promise<Answer> => scim('GET', '/Users?startIndex=1&count=3');
    app().database.onStatement = (sql) => {
      if (sql.startsWith('DELETE FROM page_bookmark')) throw new Error('not now');
    };
    const refused = await first();
    delete app().database.onStatement;
    expect([refused.status, (await first()).status]).toEqual([503, 200]);
  });
});

/** @returns the id of the user */
async function createUserInGroups(scim: ScimClient, userName: string, count: number): Promise<string> {
  const id = String((await createUser(scim, userName)).body.id);
  for (let from = 0; from < count; from += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        scim('POST', '/Groups', {
          ...{ schemas: [GROUP_SCHEMA], displayName: `of ${userName}, ${from + n}` },
          members: [{ value: id }],
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  }
  return id;
}

function inShort(sql: string): string {
  if (/^(BEGIN|START TRANSACTION)/.test(sql)) return 'BEGIN';
  const verb = /(?:^|FOR )(SELECT|INSERT|UPDATE|DELETE|COMMIT|ROLLBACK)\b/.exec(sql)?.[1] ?? sql;
  const tables = [...sql.matchAll(/\b(?:FROM|(?:STRAIGHT_)?JOIN|INTO|(?<!KEY )UPDATE) ([a-z_]+)\b(?!\()/g)].map(
    ([, table]) => table ?? '',
  );
  return [verb, ...tables].join(' ');
}
