import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { ADMIN_TOKEN } from './support/app.js';
import { type BuiltServer, startBuilt } from './support/built-server.js';
import { databaseVariable } from './support/database-variable.js';
import { describeMariaDb } from './support/databases.js';
import { type CliRun, startCli } from './support/run-cli.js';

interface Report {
  readonly ok: boolean;
  readonly findings: readonly {
    readonly area: string;
    readonly name: string;
    readonly level: string;
    readonly message: string;
  }[];
}

/** The built program as a client of the built server, both in processes of their own. */
describe('rollbook, from an empty folder', () => {
  let folder: string;
  let server: BuiltServer;
  let token: string;

  const start = (argv: readonly string[], variables: Readonly<Record<string, string>> = {}, input = '') =>
    startCli(argv, { ROLLBOOK_URL: server.url, ROLLBOOK_TOKEN: ADMIN_TOKEN, ...variables }, { cwd: folder, input });
  const run = (line: string, variables?: Readonly<Record<string, string>>): Promise<CliRun> =>
    start(line.split(' '), variables).done;
  const json = async <T>(line: string): Promise<T> => {
    const { status, out, err } = await run(`${line} --json`);
    if (status !== 0) throw new Error(`${line}: ${err}`);
    return JSON.parse(out) as T;
  };
  const scim = (path: string, credential: string): Promise<Response> =>
    fetch(`${server.url}/scim/acme/okta/v2${path}`, { headers: { authorization: `Bearer ${credential}` } });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollbook-cli-'));
    server = await startBuilt(folder);
  });
  afterAll(async () => {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sets a tenant up', async () => {
    const created = await run('tenant create acme --display-name Acme');
    expect([created.status, created.err]).toEqual([0, '']);
    expect(created.out).toMatch(/^slug +acme$/m);
    expect(await json('connector create okta --tenant acme --display-name Okta')).toMatchObject({ syncEnabled: true });
    const { out, err, status } = await run('credential create okta --tenant acme --type bearer --name Okta --json');
    expect([status, err]).toEqual([0, expect.stringContaining('Shown this once')]);
    ({ token } = JSON.parse(out) as { token: string });
    expect((await scim('/Users', token)).status).toBe(200);
    const listed = await json<{ items: object[]; next: null }>('credential list okta --tenant acme');
    expect(listed.items).toHaveLength(1);
    expect(JSON.stringify(listed)).not.toContain(token);
    expect(server.output()).not.toContain(token);
  });

  it('turns the synchronization switch off and on', async () => {
    expect(await json('sync off okta --tenant acme')).toMatchObject({ syncEnabled: false });
    expect((await scim('/Users', token)).status).toBe(403);
    expect((await run('sync on okta', { ROLLBOOK_TENANT: 'acme' })).status).toBe(0);
    expect((await scim('/Users', token)).status).toBe(200);
  });

  it('changes and revokes a credential', async () => {
    const basic = await json<{ id: string; secret: string }>(
      'credential create okta --tenant acme --type basic --name Second --expires-at 2027-01-01T00:00:00Z',
    );
    expect(basic.secret).toMatch(/^rollbook_as_/);
    const address = `okta ${basic.id} --tenant acme`;
    expect(await json(`credential show ${address}`)).toMatchObject({
      enabled: true,
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    expect(await json(`credential disable ${address}`)).toMatchObject({ enabled: false });
    expect(await json(`credential enable ${address}`)).toMatchObject({ enabled: true });
    expect(await json(`credential update ${address} --name Third`)).toMatchObject({ name: 'Third' });
    expect(await json(`credential delete ${address}`)).toEqual({});
    expect(await run(`credential show ${address}`)).toMatchObject({ status: 1, out: '' });
  });

  it('makes an admin token that signs in from a file, and revokes it', async () => {
    const made = await json<{ id: string; token: string }>('admin-token create --name script');
    const file = join(folder, 'token');
    writeFileSync(file, `${made.token}\n`, { mode: 0o600 });
    const variables = { ROLLBOOK_TOKEN: '', ROLLBOOK_TOKEN_FILE: file };
    expect(await run('tenant list', variables)).toMatchObject({
      status: 0,
      out: expect.stringContaining('acme') as unknown,
    });
    expect((await run(`admin-token delete ${made.id}`)).out).toBe('Done.\n');
    expect(await run('tenant list', variables)).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('401') as unknown,
    });
  });

  it('shows what was captured', async () => {
    expect((await run('capture show okta --tenant acme')).out).toBe('There are none.\n');
    await json('capture on okta --minutes 5 --tenant acme');
    for (let one = 0; one < 52; one += 1) await scim('/Users?startIndex=1&count=0', token);
    let shown = '';
    for (let tries = 0; tries < 50 && shown.split('transaction').length < 53; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      shown = (await run('capture show okta --tenant acme')).out;
    }
    expect(shown).toMatch(
      /^transaction +[0-9a-f-]{36}\nat +.*\nmethod +GET\npath +\/scim\/acme\/okta\/v2\/Users\nstatus +200\n/,
    );
    expect(shown).toMatch(/^ +totalResults +0$/m);
    const all = await json<{ items: object[]; next: null }>('capture show okta --tenant acme');
    expect([all.items.length, all.next]).toEqual([52, null]);
    expect((await json<{ items: object[] }>('capture show okta --tenant acme --limit 2')).items).toHaveLength(2);
    await run('capture off okta --tenant acme');
  });

  it('takes what is long from standard input', async () => {
    const argv = ['connector', 'update', 'okta', '--tenant', 'acme', '--data', '@-', '--json'];
    const { out } = await start(argv, {}, '{"displayName":"Okta (production)"}').done;
    expect(JSON.parse(out)).toMatchObject({ displayName: 'Okta (production)' });
  });

  it('makes users and groups, deletes and restores them', async () => {
    const user = await json<{ id: string }>('user create jane --tenant acme --given-name Jane --family-name Doe');
    expect(user).toMatchObject({ userName: 'jane', source: 'manual', resource: { name: { familyName: 'Doe' } } });
    const group = await json<{ id: string }>('group create Sales --tenant acme');
    expect(await json(`group add-members ${group.id} --users ${user.id} --tenant acme`)).toMatchObject({
      id: group.id,
    });
    expect(await json(`group members ${group.id} --tenant acme`)).toMatchObject({ items: [{ userName: 'jane' }] });
    expect(await json(`user disable ${user.id} --tenant acme`)).toMatchObject({ active: false });
    expect(await json('user list --tenant acme --active false --source manual')).toMatchObject({
      items: [{ id: user.id }],
    });
    expect(await json(`user delete ${user.id} --tenant acme`)).toEqual({});
    expect(await json(`group members ${group.id} --tenant acme`)).toEqual({ items: [], next: null });
    expect(await json(`user restore ${user.id} --tenant acme`)).toMatchObject({ id: user.id });
    await json(`group remove-members ${group.id} --users ${user.id} --tenant acme`);
    expect(await run(`user update ${user.id} --tenant acme --title x --if-match W/"0"`)).toMatchObject({ status: 1 });
    expect((await run(`group delete ${group.id} --tenant acme`)).out).toBe('Done.\n');
    expect(await json('role create Billing --tenant acme --id billing')).toMatchObject({ id: 'billing' });
    expect((await run('connector tolerances okta --tenant acme')).out).toMatch(/^name +enabled +uses/);
  });

  it('defines a field, publishes it, and says what to type into Okta', async () => {
    const made = await json('field create shirt --tenant acme --display-name Shirt --type select --options S,M,L');
    expect(made).toMatchObject({ fieldId: 'shirt', type: 'select', options: ['S', 'M', 'L'], state: 'on' });
    await json('connector update okta --tenant acme --custom-fields shirt');
    expect(await json('field okta shirt --tenant acme --connector okta')).toMatchObject({
      externalName: 'shirt',
      published: true,
    });
    expect(await json('field update shirt --tenant acme --state off')).toMatchObject({ state: 'off' });
    expect(await json('connector setup okta --tenant acme')).toMatchObject({
      provider: 'okta',
      scimBaseUrl: expect.stringMatching(/\/scim\/acme\/okta\/v2$/) as unknown,
    });
  });

  it('sets, checks and removes a password that it reads from standard input', async () => {
    const { id } = await json<{ id: string }>('user create paul --tenant acme --family-name Roe');
    const asked = async (line: string) =>
      start(`${line} --tenant acme --password-file - --json`.split(' '), {}, 'a quiet harbour at noon\n').done;
    const check = async () => JSON.parse((await asked('password check paul')).out) as object;
    expect(await asked(`user password ${id}`)).toMatchObject({ status: 0, out: '{}\n' });
    expect(await check()).toEqual({ valid: true });
    expect(await json(`user remove-password ${id} --tenant acme`)).toEqual({});
    expect(await check()).toEqual({ valid: false });
    const history = await json<{ eventType: string }[]>(`user history ${id} --tenant acme`);
    expect(history.length).toBeGreaterThan(2);
  });

  it('rotates a credential', async () => {
    const made = 'credential create okta --tenant acme --type oauth --name Rotated --json';
    const { out, err } = await run(made);
    const { id, clientSecret } = JSON.parse(out) as { id: string; clientSecret: string };
    expect([clientSecret.length > 20, err]).toEqual([true, expect.stringContaining('Shown this once')]);
    const next = await json<{ id: string; type: string; clientSecret: string }>(
      `credential rotate okta ${id} --tenant acme --overlap-seconds 0`,
    );
    expect(next).toMatchObject({ type: 'oauth' });
    expect(next.clientSecret).not.toBe(clientSecret);
  });

  it('makes a role and deletes it', async () => {
    await json('role create Support --tenant acme --id support');
    expect((await run('role delete support --tenant acme')).out).toBe('Done.\n');
    expect(await run('role show support --tenant acme')).toMatchObject({ status: 1, out: '' });
  });

  it('picks from the log by a filter, and counts', async () => {
    const filter = 'eventType eq "tenant.lifecycle.create"';
    const { out } = await start(['logs', '--tenant', 'acme', '--filter', filter, '--json']).done;
    const found = JSON.parse(out) as { eventType: string }[];
    expect(found.map(({ eventType }) => eventType)).toEqual(['tenant.lifecycle.create']);
    expect(await json('log summary --tenant acme --by eventType')).toMatchObject({ by: 'eventType', others: 0 });
  });

  it('prints the log in three shapes, in both directions', async () => {
    const all = await json<{ uuid: string; eventType: string }[]>('logs --tenant acme');
    expect(all.map(({ eventType }) => eventType)).toEqual(
      expect.arrayContaining([
        'tenant.lifecycle.create',
        'application.lifecycle.deactivate',
        'system.api_token.revoke',
      ]),
    );
    const lines = (await run('logs --tenant acme')).out.trim().split('\n');
    expect(lines).toHaveLength(all.length);
    expect(lines[0]).toMatch(/^\S+Z {2}SUCCESS {2}tenant\.lifecycle\.create /);
    const [last] = (await run('logs --tenant acme --sort-order DESCENDING --limit 1 --ndjson')).out.split('\n');
    expect((JSON.parse(last ?? '') as { uuid: string }).uuid).toBe(all.at(-1)?.uuid);
    expect(await json(`log show ${all[0]?.uuid ?? ''} --tenant acme`)).toEqual(all[0]);
    expect((await run('logs --tenant acme --until 1h')).out).toBe('');
  });

  it('follows the log until it is interrupted', async () => {
    const follower = start(['logs', '--tenant', 'acme', '--follow', '--ndjson']);
    await follower.until(/tenant\.lifecycle\.create|application\.lifecycle/);
    await scim('/Users?startIndex=1&count=2', 'rollbook_bt_wrong');
    await run('connector update okta --tenant acme --display-name Followed');
    await follower.until(/Followed/);
    follower.end('SIGINT');
    const { status, out, err } = await follower.done;
    expect([status, err]).toEqual([0, '']);
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('eventType');
  });

  it.each<[string, number, RegExp]>([
    ['tenant create acme --display-name Again', 1, /The slug is taken \(409\)/],
    ['tenant show nowhere', 1, /404/],
    ['tenant create UPPER --display-name x', 1, /slug: must be/],
    ['tenant delete acme --confirm other', 1, /confirm: must repeat the slug/],
    ['logs --tenant acme --since 2026-13-45', 1, /since: must be/],
    ['tenant', 2, /Say what to do/],
    ['nonsense', 2, /there is no command "nonsense"/],
    ['tenant list --token canary', 2, /ROLLBOOK_TOKEN/],
    ['doctor --nonsense', 2, /--nonsense/],
    ['doctor nonsense', 2, /nonsense/],
    ['audit replay twice', 2, /twice[^]*Try: rollbook audit replay --help/],
    ['audit verify twice', 2, /twice[^]*Try: rollbook audit verify --help/],
    ['migrate --bogus', 2, /"--bogus"[^]*Usage: rollbook migrate/],
    ['migrate now', 2, /"now"[^]*Usage: rollbook migrate/],
    ['openapi --bogus', 2, /"--bogus"[^]*Usage: rollbook openapi/],
    ['serve --bogus', 2, /"--bogus"[^]*Usage: rollbook serve/],
    ['help nonsense', 2, /there is no command "nonsense"/],
    ['audit replay --nonsense', 2, /--nonsense/],
    ['audit replay --limit many', 2, /whole number/],
    ['audit replay --tenant nobody', 2, /no tenant "nobody"/],
  ])('%s ends with %i', async (line, expected, sentence) => {
    const { status, out, err } = await run(line);
    expect([status, out]).toEqual([expected, '']);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/canary|\n {4}at /);
  });

  it('a server that is not there ends with 3', async () => {
    expect(await run('tenant list', { ROLLBOOK_URL: 'http://127.0.0.1:2' })).toMatchObject({ status: 3, out: '' });
  });

  it.each([
    '--help',
    'help',
    'tenant --help',
    'tenant create --help',
    'logs --help',
    'doctor --help',
    'audit replay --help',
    'simulate --help',
    'simulate -h',
    'migrate --help',
    'migrate -h',
    'openapi --help',
    'openapi --bogus --help',
    'serve --help',
    'serve --workers 2 --help',
    'audit verify --help',
    'help tenant create',
    'help migrate',
  ])('%s', async (line) =>
    expect(await run(line)).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/^Usage: /) as unknown }),
  );

  it.each(['migrate --help', 'migrate --bogus', 'openapi --help'])('%s touches no database', async (line) => {
    const empty = mkdtempSync(join(folder, 'untouched-'));
    await startCli(line.split(' '), {}, { cwd: empty }).done;
    expect(readdirSync(empty)).toEqual([]);
  });

  it.each(['simulate okta', 'simulate okta --scim 1.1', 'simulate okta-entitlements'])(
    '%s plays against a server of its own',
    async (line) => {
      const { status, out } = await run(line);
      expect(out).toMatch(/All \d+ steps went well/);
      expect(status).toBe(0);
    },
    60_000,
  );

  it('deletes what it made', async () => {
    expect((await run('connector delete okta --tenant acme')).status).toBe(0);
    expect((await run('tenant delete acme --confirm acme')).status).toBe(0);
    expect((await json<{ items: object[] }>('tenant list')).items).toHaveLength(1);
  });

  describe('audit replay, beside the running server', () => {
    const change = (sql: string): void => {
      const database = new BetterSqlite3(join(folder, 'data', 'rollbook.sqlite'), { timeout: 5_000 });
      database.exec(sql);
      database.close();
    };

    it('equal ends with 0', async () => {
      expect((await run('user create replayed@example.com')).status).toBe(0);
      const { status, out, err } = await run('audit replay');
      expect([status, err]).toEqual([0, '']);
      expect(out).toMatch(
        /^Replayed 1 events of the tenant default, .*\n.* 1 users and groups.*\nEqual, byte for byte/,
      );
      expect(await json('audit replay --tenant default')).toMatchObject({ equal: true, resources: 1, differences: [] });
    });

    it('different ends with 1, and says where but not what', async () => {
      change("UPDATE resource SET doc = REPLACE(doc, 'replayed@', 'altered@')");
      const { status, out } = await run('audit replay');
      change("UPDATE resource SET doc = REPLACE(doc, 'altered@', 'replayed@')");
      expect(status).toBe(1);
      expect(out).toMatch(/^different: [0-9a-f-]{36}: .*: document\.userName$/m);
      expect(out).toMatch(/^Not equal/m);
      expect(out).not.toMatch(/altered|@/);
    });

    it('what is older than the log ends with 2, in words', async () => {
      change("UPDATE log_event SET tenant_id = 999 WHERE event LIKE '%replayed@%'");
      const { status, out } = await run('audit replay');
      change('UPDATE log_event SET tenant_id = 1 WHERE tenant_id = 999');
      expect(status).toBe(2);
      expect(out).toMatch(/There is no event that can be replayed; 1 users and groups were there before/);
    });

    it.each<[string, string, RegExp]>([
      ['a bad address', 'nonsense://canary', /rollbook doctor says why/],
      ['a file that is none', 'sqlite:./none.sqlite', /There is no database yet/],
      ['a server that is not there', 'mysql://u:canary@127.0.0.1:2/d', /Cannot open the database d on 127\.0\.0\.1:2/],
    ])('%s ends with 2', async (_, address, words) => {
      const { status, out, err } = await run('audit replay', { DATABASE_URL: address });
      expect([status, out]).toEqual([2, '']);
      expect(err).toMatch(words);
      expect(err).not.toMatch(/canary|\n {4}at /);
    });
  });

  describe('doctor', () => {
    const doctor = async (argv: string, variables: Readonly<Record<string, string>> = {}) => {
      const { status, out, err } = await run(`doctor --json ${argv}`.trim(), variables);
      return { status, err, report: JSON.parse(out) as Report, out };
    };

    it('finds a new installation without a problem, and names what is missing', async () => {
      const { status, report, out } = await doctor('');
      const names = report.findings.map(({ area, name, level }) => `${level} ${area} ${name}`);
      expect([status, report.ok]).toEqual([0, true]);
      expect(names).toEqual(
        expect.arrayContaining([
          'ok configuration DATABASE_URL',
          'ok database lock',
          'ok database schema',
          'ok server ready',
          'warning address https',
          'warning directory default/okta',
        ]),
      );
      expect(out).not.toContain(ADMIN_TOKEN);
      if (process.platform === 'linux') expect(out).toContain(`process ${server.child.pid ?? 0}`);
    });

    it('never keeps a server from writing', async () => {
      const [, { status }] = await Promise.all([
        doctor('--local'),
        run('tenant update default --display-name Default'),
      ]);
      expect(status).toBe(0);
    });

    it('in lines, for a person', async () => {
      const { status, out } = await run('doctor --local');
      expect(status).toBe(0);
      expect(out).toMatch(/^Configuration\n {2}ok +HOST: 127\.0\.0\.1 \(default\)$/m);
      expect(out).toMatch(/0 problems, \d+ warnings/);
    });

    it('without a token leaves the connectors out', async () => {
      const { status, report } = await doctor('', { ROLLBOOK_TOKEN: '' });
      expect(status).toBe(0);
      expect(report.findings.filter(({ area }) => area === 'directory')).toEqual([
        expect.objectContaining({ name: 'token', level: 'ok' }),
      ]);
    });

    it.each<[string, Readonly<Record<string, string>>, string]>([
      ['a bad value', { PORT: 'x', ADMIN_TOKEN: 'canary' }, 'configuration PORT'],
      ['a wrong token', { ROLLBOOK_TOKEN: 'canary-that-is-wrong' }, 'directory token'],
      ['no server', { ROLLBOOK_URL: 'http://127.0.0.1:2' }, 'server alive'],
      ['an address that leads nowhere', { PUBLIC_URL: 'http://127.0.0.1:2' }, 'address leads here'],
      ['a database that is none', { DATABASE_URL: 'sqlite:./token' }, 'database reachable'],
      ['a database server that is not there', { DATABASE_URL: 'mysql://u:canary@127.0.0.1:2/d' }, 'database reachable'],
    ])('%s is a problem', async (_, variables, expected) => {
      const { status, report, out, err } = await doctor('', variables);
      const problems = report.findings.filter(({ level }) => level === 'problem');
      expect([status, report.ok]).toEqual([1, false]);
      expect(problems.map(({ area, name }) => `${area} ${name}`)).toContain(expected);
      expect(out + err).not.toContain('canary');
    });

    it('tells another server from this one, and sends it no token', async () => {
      const seen: (string | undefined)[] = [];
      const other = createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end(
          '{"status":"alive","meta":{"location":"http://other/scim/default/okta/v2/ServiceProviderConfig"}}',
        );
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      const { report } = await doctor('', { PUBLIC_URL: url });
      other.close();
      expect(report.findings).toContainEqual(
        expect.objectContaining({
          name: 'leads here',
          level: 'problem',
          message: expect.stringContaining('http://other') as unknown,
        }),
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(seen)).toEqual(new Set([undefined]));
    });
  });
});

describeMariaDb('rollbook doctor', (database) => {
  it('looks at a database server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollbook-cli-'));
    const url = databaseVariable(await database.url());
    const look = async (): Promise<Report> => {
      const { out } = await startCli(['doctor', '--local', '--json'], { DATABASE_URL: url }, { cwd: folder }).done;
      return JSON.parse(out) as Report;
    };
    const levelOf = ({ findings }: Report, name: string) => findings.find((finding) => finding.name === name)?.level;
    expect(levelOf(await look(), 'schema')).toBe('warning');
    const server = await startBuilt(folder, { DATABASE_URL: url });
    const report = await look();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
    expect(report.ok).toBe(true);
    for (const name of ['version', 'isolation', 'sql_mode', 'charset', 'innodb_flush_log_at_trx_commit', 'schema'])
      expect([name, levelOf(report, name)]).toEqual([name, 'ok']);
  });
});
