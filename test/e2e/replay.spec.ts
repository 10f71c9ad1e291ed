import { FieldCleanup } from '../../src/directory/field-cleanup.js';
import { TombstoneClock } from '../../src/directory/tombstone-clock.js';
import { TombstonePurge } from '../../src/directory/tombstone-purge.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import type { ReplayReport } from '../../src/cli/replay-report.js';
import type { DatabaseUrl } from '../../src/config/env.js';
import { replayDatabase } from '../../src/replay-database.js';
import { bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { randomChanges } from '../support/random-changes.js';

const CHANGES = Number(process.env.REPLAY_CHANGES ?? 800);
const SEED = Number(process.env.REPLAY_SEED ?? Date.now() % 1_000_000);
const WRITERS = 6;
const ATTEMPTS = 5;
const DAYS_MS = 24 * 60 * 60 * 1_000;
const TENANT = 'replayed';

describeDatabases(`replay of the log, seed ${SEED}`, (database) => {
  let url: DatabaseUrl;
  let app: TestApp;
  const clients = new Map<string, ScimClient>();

  const admin = async (method: string, path: string, body?: unknown): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await app.admin(method, `/tenants/${TENANT}${path}`, body);
      if (answer.status < 300) return;
      // Beside so many writers it may be refused, with the words that it may be tried again.
      if (answer.status !== 503 || attempt === ATTEMPTS)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
  };
  const connect = async (slug: string, settings: object): Promise<void> => {
    await admin('POST', '/connectors', { slug, displayName: slug, ...settings });
    clients.set(slug, await app.scim(TENANT, slug));
  };
  const define = async (fieldId: string, type: string): Promise<void> => {
    await admin('POST', '/extended-fields', { fieldId, displayName: fieldId, type });
    for (const slug of clients.keys())
      await admin('PATCH', `/connectors/${slug}`, { customFields: ['badge', 'level'] });
  };
  const replayed = async (): Promise<ReplayReport> => {
    const result = await replayDatabase(url, TENANT, 20);
    if ('failure' in result) throw new Error(result.failure);
    return result;
  };
  const expectEqual = async (): Promise<ReplayReport> => {
    const report = await replayed();
    expect(report).toMatchObject({ differences: [], differenceCount: 0, breaks: [], older: 0 });
    expect(report.replayed).toBe(report.database);
    return report;
  };

  beforeAll(async () => {
    url = await database.url();
    app = await bootApp(url);
    await app.admin('POST', '/tenants', { slug: TENANT, displayName: 'Replayed' });
    await connect('okta', { passwordSync: 'store' });
    await connect('entra', { provider: 'entra', onDeactivate: 'unlink' });
    await connect('hr', { existingUsers: 'skip' });
    await admin('POST', '/extended-fields', { fieldId: 'badge', displayName: 'Badge', type: 'string' });
    await define('level', 'integer');
  });
  afterAll(() => app.close());

  it(
    `equals the database after ${CHANGES} changes by ${WRITERS} writers, at any moment and at the end`,
    async () => {
      const changes = randomChanges(app, TENANT, () => [...clients.values()], { seed: SEED, names: 150 });
      let left = CHANGES;
      const writer = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await changes.step();
        }
      };
      const write = async (share: number): Promise<void> => {
        left = Math.floor(CHANGES * share);
        await Promise.all(Array.from({ length: WRITERS }, writer));
      };
      await write(0.3);
      await expectEqual();

      // While they write: what is compared is one moment.
      left = Math.floor(CHANGES * 0.3);
      const writers = Promise.all(Array.from({ length: WRITERS }, writer));
      await expectEqual();
      await expectEqual();

      // A connector goes while its users are written, and so does a field.
      const gone = clients.get('hr');
      await Promise.all([admin('DELETE', '/connectors/hr'), admin('DELETE', '/extended-fields/badge?confirm=true')]);
      clients.delete('hr');
      expect(gone).toBeDefined();
      await app.app.get(FieldCleanup).run();
      await writers;
      await expectEqual();

      // Of those that are deleted now, all go for good.
      const clock = app.app.get(TombstoneClock);
      Object.assign(clock, { now: () => new Date(Date.now() + 31 * DAYS_MS) });
      await app.app.get(TombstonePurge).run();
      Reflect.deleteProperty(clock, 'now');
      await expectEqual();

      await connect('hr', {});
      await define('badge', 'string');
      await write(0.4);
      await app.app.get(FieldCleanup).run();
      const report = await expectEqual();
      expect(report.resources).toBeGreaterThan(20);
      expect(report.memberships).toBeGreaterThan(0);
      process.stdout.write(
        `replay: ${report.events} events, ${report.resources} resources, ${report.memberships} memberships, 0 differences\n`,
      );
      const made = [...changes.done.keys()].filter((name) => / 20\d$/.test(name)).map((name) => name.slice(0, -4));
      expect(new Set(made).size).toBeGreaterThan(15);
      const events = await app.database.read<{ event: string }>('SELECT event FROM log_event ORDER BY pk');
      const effects = events.flatMap(({ event }) => (JSON.parse(event) as LogEvent).effects ?? []);
      expect([...new Set(effects.flatMap((effect) => Object.keys(effect)))].sort()).toEqual(
        [
          ...['at', 'authorized', 'changed', 'connector', 'deletedAt', 'fields', 'id', 'purged', 'set', 'type'],
          'version',
        ].sort(),
      );
    },
    60_000 + CHANGES * 200,
  );

  describe('finds', () => {
    const events = (): Promise<{ pk: number; event: string }[]> =>
      app.database.read(
        'SELECT pk, event FROM log_event WHERE event LIKE \'%"effects":[%\' ORDER BY pk DESC LIMIT 400',
      );
    const rewrite = (pk: number, event: string): Promise<unknown> =>
      app.database.withTransaction((tx) => tx.execute('UPDATE log_event SET event = ? WHERE pk = ?', [event, pk]));
    const last = async (
      wanted: (event: LogEvent) => boolean,
    ): Promise<{ pk: number; event: LogEvent; text: string }> => {
      for (const { pk, event: text } of await events()) {
        const event = JSON.parse(text) as LogEvent;
        if (wanted(event)) return { pk, event, text };
      }
      throw new Error('there is no such event');
    };
    const spoiled = async (
      wanted: (event: LogEvent) => boolean,
      spoil: (event: LogEvent) => unknown,
    ): Promise<ReplayReport> => {
      const { pk, event, text } = await last(wanted);
      await rewrite(pk, JSON.stringify(spoil(event)));
      try {
        return await replayed();
      } finally {
        await rewrite(pk, text);
      }
    };
    const liveUser = async (): Promise<string> => {
      const client = clients.get('okta');
      const created = await client?.('POST', '/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `spoil-${Math.random()}@example.com`,
        title: 'Here',
      });
      return String(created?.body.id);
    };
    const problems = ({ differenceCount, breaks }: ReplayReport): number => differenceCount + breaks.length;

    afterEach(() => expectEqual());

    it('an event that is missing', async () => {
      const id = await liveUser();
      const { pk, text } = await last(({ target }) => target[0]?.id === id);
      await rewrite(pk, '{}');
      const report = await replayed();
      await rewrite(pk, text);
      expect(report.differences).toEqual([
        { resource: id, paths: [], what: 'the database has it, the log does not say that it was created' },
      ]);
    });

    it('an event that is missing in the middle, of which nothing is left to see', async () => {
      const id = await liveUser();
      const patch = (title: string): Promise<unknown> | undefined =>
        clients.get('okta')?.('PATCH', `/Users/${id}`, {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'title', value: title }],
        });
      await patch('One');
      const { pk, text } = await last(({ target }) => target[0]?.id === id);
      await patch('Two');
      await rewrite(pk, '{}');
      const report = await replayed();
      await rewrite(pk, text);
      expect(report).toMatchObject({
        differenceCount: 0,
        breaks: [{ resource: id, what: 'version 3 follows version 1' }],
      });
    });

    it('a value that was edited, and names it without saying it', async () => {
      const id = await liveUser();
      const report = await spoiled(
        ({ target }) => target[0]?.id === id,
        (event) => ({
          ...event,
          changes: event.changes.map((one) => (one.path === 'title' ? { ...one, to: 'Elsewhere' } : one)),
        }),
      );
      expect(report.differences).toEqual([
        { resource: id, paths: ['document.title'], what: 'the log and the database do not say the same of it' },
      ]);
      expect(JSON.stringify(report)).not.toMatch(/Elsewhere|Here/);
    });

    it('a member that was left out', async () => {
      const id = await liveUser();
      const created = await clients.get('okta')?.('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Spoiled',
        members: [{ value: id }],
      });
      const group = String(created?.body.id);
      const report = await spoiled(
        ({ target }) => target[0]?.id === group,
        (event) => ({
          ...event,
          changes: event.changes.map((one) => (one.path === 'members' ? { ...one, to: [] } : one)),
        }),
      );
      expect(report.differences).toMatchObject([{ resource: group, paths: ['members'] }]);
    });

    it('a row that was edited past the log: a column, its key, a membership, an index row', async () => {
      const id = await liveUser();
      const created = await clients.get('okta')?.('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Edited',
        members: [{ value: id }],
      });
      const run = (sql: string, ...params: (string | number)[]): Promise<unknown> =>
        app.database.withTransaction((tx) => tx.execute(sql, params));
      const [row] = await app.database.read<{ pk: number; doc: string }>('SELECT pk, doc FROM resource WHERE id = ?', [
        id,
      ]);
      const pk = Number(row?.pk);
      const [group] = await app.database.read<{ pk: number }>('SELECT pk FROM resource WHERE id = ?', [
        String(created?.body.id),
      ]);
      const cases: readonly (readonly [string, () => Promise<unknown>, () => Promise<unknown>])[] = [
        [
          'version',
          () => run('UPDATE resource SET version = 7 WHERE pk = ?', pk),
          () => run('UPDATE resource SET version = 1 WHERE pk = ?', pk),
        ],
        [
          'authorized',
          () => run('UPDATE resource SET authorized = 0 WHERE pk = ?', pk),
          () => run('UPDATE resource SET authorized = 1 WHERE pk = ?', pk),
        ],
        [
          'display',
          () => run("UPDATE resource SET display = 'x' WHERE pk = ?", pk),
          () =>
            run(
              'UPDATE resource SET display = ? WHERE pk = ?',
              (JSON.parse(String(row?.doc)) as { userName: string }).userName,
              pk,
            ),
        ],
        [
          'members',
          () => run('DELETE FROM membership WHERE member_pk = ?', pk),
          () => run('INSERT INTO membership (group_pk, member_pk) VALUES (?, ?)', Number(group?.pk), pk),
        ],
        [
          'attribute_index',
          () => run('UPDATE attribute_index SET element = 7 WHERE resource_pk = ?', pk),
          () => run('UPDATE attribute_index SET element = 0 WHERE resource_pk = ?', pk),
        ],
      ];
      for (const [path, edit, undo] of cases) {
        await edit();
        const report = await replayed();
        await undo();
        expect([path, report.differences.map(({ paths }) => paths)]).toEqual([path, [[path]]]);
      }
      expect(problems(await replayed())).toBe(0);
    });
  });
});
