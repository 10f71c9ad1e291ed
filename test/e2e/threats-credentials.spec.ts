import { AdminTokensService } from '../../src/credentials/admin-tokens.service.js';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { bootApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { describeApp } from '../support/describe-app.js';

const NO_TEXTS: readonly unknown[] = [
  ...[undefined, null, '', 0, 1, true, false, [], {}, ['a'], NaN, Symbol('a'), () => 'a', new Date(0)],
  ...[{ toString: () => 'a' }, { length: 61 }, Buffer.alloc(61), 'x'.repeat(1 << 20), '\0'.repeat(61), "' OR 1=1 --"],
];

// better-auth CVE-2025-61928; TypeORM answers `undefined` in a condition with the first row.
describeApp('T03: what is no credential finds nobody', (app) => {
  beforeAll(async () => {
    await app().scim();
    await app().admin('POST', '/admin-tokens', { name: 'somebody' });
  });

  it.each(NO_TEXTS.map((value, index) => [index, value] as const))('%#', async (_, value) => {
    const [credentials, admins] = [app().app.get(CredentialsService), app().app.get(AdminTokensService)];
    expect(await credentials.authenticateBearer(value)).toBeUndefined();
    expect(await admins.authenticate(value)).toBeUndefined();
    for (const other of NO_TEXTS) expect(await credentials.authenticateBasic(value, other)).toBeUndefined();
  });
});

describeDatabases('T06: a server that was just installed', (database) => {
  it('has no credential that anybody could know', async () => {
    const app = await bootApp(await database.url(), { adminToken: undefined });
    const pairs = [
      ...[
        'admin:admin',
        'admin:',
        ':',
        'admin:password',
        'root:root',
        'rollbook:rollbook',
        'okta:okta',
        'default:default',
      ],
      ...['bootstrap:bootstrap', 'undefined:undefined', 'null:null', 'scim:scim'],
    ];
    const headers = pairs.flatMap((pair) => [
      `Basic ${Buffer.from(pair).toString('base64')}`,
      `Bearer ${pair.split(':')[0] ?? ''}`,
      pair.split(':')[0] ?? '',
    ]);
    for (const authorization of headers)
      for (const path of ['/api/v1/tenants', '/api/v1/admin-tokens', '/scim/default/okta/v2/Users'])
        expect((await app.request('GET', path, { headers: { authorization } })).status).toBe(401);
    const [row] = await app.database.read<{ n: number }>('SELECT COUNT(*) AS n FROM credential');
    expect(Number(row?.n)).toBe(0);
    await app.close();
  });
});
