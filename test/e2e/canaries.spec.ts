import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ADMIN_TOKEN, type Answer, bootApp, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';

/** Every spelling in which a secret could lie somewhere. */
function spellings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    base64.replace(/=+$/, '').slice(0, -2),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Everything that the database holds, as text. */
async function dump(app: TestApp): Promise<string> {
  const names =
    app.database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  const tables = (await app.database.read<{ name: string }>(names)).map(({ name }) => name);
  const parts: string[] = [];
  for (const table of tables) {
    const rows = await app.database.read<Record<string, unknown>>(`SELECT * FROM ${table}`);
    for (const row of rows) {
      for (const value of Object.values(row)) {
        parts.push(Buffer.isBuffer(value) ? `${value.toString('latin1')} ${value.toString('hex')}` : String(value));
      }
    }
  }
  return parts.join('\n');
}

describeDatabases('planted secrets', (database) => {
  it.each(['ignore', 'store'])('are found in no log, output, error body, table and file: %s', async (passwordSync) => {
    const url = await database.freshUrl();
    const app = await bootApp(url);
    await app.admin('PATCH', '/tenants/default/connectors/okta', { passwordSync });
    const secrets = new Map<string, string>([['admin token', ADMIN_TOKEN]]);
    const plant = (name: string): string => {
      const secret = `planted-${name}-Kx7"q/${Math.random().toString(36).slice(2)}`;
      secrets.set(name, secret);
      return secret;
    };
    const answers: string[] = [];
    const CREDENTIALS = '/tenants/default/connectors/okta/credentials';
    const bearer = await app.admin('POST', CREDENTIALS, { type: 'bearer', name: 'canary' });
    const basic = await app.admin('POST', CREDENTIALS, { type: 'basic', name: 'canary' });
    secrets.set('bearer token', String(bearer.body.token));
    secrets.set('basic secret', String(basic.body.secret));
    const rotated = await app.admin('POST', `${CREDENTIALS}/${String(basic.body.id)}/rotate`, { overlapSeconds: 60 });
    secrets.set('rotated secret', String(rotated.body.secret));
    const wanted = { slug: 'canary', displayName: 'Canary', issueCredential: 'bearer' };
    const connector = await app.admin('POST', '/tenants/default/connectors', wanted);
    secrets.set('token of a new connector', (connector.body.credential as { token: string }).token);
    const idempotencyKey = plant('idempotency-key').replace(/"/g, '');
    secrets.set('idempotency-key', idempotencyKey);
    const adminHeaders = {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    };
    for (const status of [201, 409]) {
      const body = { name: 'canary' };
      const answer = await app.request('POST', '/api/v1/admin-tokens', { headers: adminHeaders, body });
      expect(answer.status).toBe(status);
      if (status === 201) secrets.set('made admin token', String(answer.body.token));
      else answers.push(answer.text);
    }
    const client = await app.admin('POST', CREDENTIALS, { type: 'oauth', name: 'canary' });
    secrets.set('client secret', String(client.body.clientSecret));
    const clientId = String(client.body.clientId);
    const grant = (form: Record<string, string>, query = ''): Promise<Answer> =>
      app.request('POST', `/scim/default/okta/oauth/token${query}`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, ...form }).toString(),
      });
    const granted = await grant({ client_secret: String(client.body.clientSecret) });
    secrets.set('access token', String(granted.body.access_token));
    const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const assertion = `e30.${Buffer.from(plant('assertion')).toString('base64url')}.AA`;
    for (const answer of await Promise.all([
      grant({ client_secret: plant('wrong client secret') }),
      grant({ client_secret: plant('client-secret-twice'), client_assertion: assertion }),
      grant({ client_assertion: assertion, client_assertion_type: JWT_BEARER }),
      grant({ client_secret: String(client.body.clientSecret), scope: plant('scope') }),
      grant({}, `?client_secret=${encodeURIComponent(plant('client-secret-in-url'))}`),
    ])) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      answers.push(answer.text, JSON.stringify([...answer.headers]));
    }
    const authorization = `Bearer ${String(bearer.body.token)}`;
    const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const answer = await app.request(method, `/scim/default/okta/v2${path}`, {
        headers: { authorization, 'content-type': 'application/scim+json', ...headers },
        body,
      });
      answers.push(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };

    const created = await send('POST', '/Users', { schemas: [USER], userName: 'canary@x.io', password: plant('post') });
    expect(created.status).toBe(201);
    const path = `/Users/${String(created.body.id)}`;
    const patch = (...operations: readonly object[]): object => ({ schemas: [PATCH], Operations: operations });
    await send('POST', '/Users', { schemas: [USER], userName: 'canary@x.io', password: plant('conflict') });
    await send('POST', '/Users', { schemas: [USER], password: plant('no-user-name') });
    await send('POST', '/Users', { schemas: [USER], userName: 'c2@x.io', PASSWORD: plant('upper-case') });
    await send('POST', '/Users', { schemas: [USER], userName: 'c3@x.io', password: { value: plant('object') } });
    await send('POST', '/Users', { schemas: [USER], userName: 'c4@x.io', password: [plant('array')] });
    await send(
      'POST',
      '/Users',
      `{"schemas":["${USER}"],"userName":"c5@x.io","password":"${plant('malformed').replace(/"/g, '')}`,
    );
    await send('PUT', path, { schemas: [USER], userName: 'canary@x.io', password: plant('put') });
    await send('PATCH', path, patch({ op: 'replace', value: { password: plant('patch-pathless') } }));
    await send('PATCH', path, patch({ op: 'replace', path: 'password', value: plant('patch-path') }));
    await send('PATCH', path, patch({ op: 'add', path: `${USER}:password`, value: plant('patch-urn') }));
    await send('PATCH', path, patch({ op: 'replace', path: 'password', value: { x: plant('patch-type') } }));
    await send('PATCH', path, patch({ op: 'nonsense', path: 'password', value: plant('patch-op') }));
    await send(
      'PATCH',
      path,
      patch({ op: 'replace', path: `password[value eq "${plant('patch-filter')}"]`, value: 'x' }),
    );
    await send('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'b',
          data: { schemas: [USER], userName: 'b@x.io', password: plant('bulk') },
        },
        { method: 'PATCH', path, data: patch({ op: 'replace', value: { password: plant('bulk-patch') } }) },
      ],
    });
    await send(
      'PATCH',
      path,
      patch({ op: 'replace', value: { password: `${plant('too-long')}${'x'.repeat(9_000)}` } }),
    );
    await send('PATCH', path, patch({ op: 'replace', value: { password: `canary@x.io ${plant('user-name')}` } }));
    await send('PATCH', path, patch({ op: 'replace', value: { password: `${plant('control')}\t` } }));
    await send('PATCH', path, patch({ op: 'replace', path: 'password', value: plant('if-match') }), {
      'if-match': 'W/"0"',
    });
    const admin = async (method: string, sub: string, body: unknown): Promise<void> => {
      const answer = await app.admin(method, `/tenants/default${sub}`, body);
      answers.push(answer.text, JSON.stringify([...answer.headers]));
    };
    const reset = plant('reset');
    await admin('PUT', `/users/${String(created.body.id)}/password`, { password: reset });
    await admin('PUT', `/users/${String(created.body.id)}/password`, { password: { x: plant('reset-type') } });
    await admin('POST', '/users', { userName: 'd@x.io', password: plant('admin-create') });
    await admin('POST', '/password-checks', { userName: 'canary@x.io', password: reset });
    await admin('POST', '/password-checks', { userName: 'canary@x.io', password: plant('check') });
    await admin('POST', '/password-checks', { userName: plant('typed-as-name'), password: plant('check-unknown') });
    await admin('POST', '/password-checks', { userName: 'canary@x.io', password: [plant('check-type')] });
    await admin('PATCH', '/password-policy', { minLength: plant('policy') });
    await send('GET', `/Users?filter=${encodeURIComponent(`password eq ${JSON.stringify(plant('filter'))}`)}`);
    await send('GET', `/Users?access_token=${encodeURIComponent(plant('query'))}`);
    await send('GET', '/Users', undefined, { authorization: `Bearer ${plant('wrong-token').replace(/"/g, '')}` });
    const pair = Buffer.from(`key:${plant('wrong-secret')}`).toString('base64');
    await send('GET', '/Users', undefined, { authorization: `Basic ${pair}` });
    await send('GET', '/Users', undefined, { cookie: `session=${plant('cookie').replace(/"/g, '')}` });
    await send('GET', '/Nothing', undefined, { authorization: `Bearer ${plant('not-found').replace(/"/g, '')}` });
    await send('POST', '/Users', 'x'.repeat(10), { 'content-type': `text/${plant('type').replace(/["/]/g, '')}` });

    const log = await app.admin('GET', '/tenants/default/logs?limit=1000');
    const sinks = new Map<string, string>([
      ['answers', answers.join('\n')],
      ['log', log.text],
      [
        'process log',
        JSON.stringify(app.log.lines, (_k, v: unknown) =>
          v instanceof Error ? `${v.message} ${v.stack} ${JSON.stringify(v)}` : v,
        ),
      ],
      ['database', await dump(app)],
    ]);
    await app.close();
    if (url.kind === 'sqlite') {
      for (const name of readdirSync(dirname(url.file))) {
        const file = join(dirname(url.file), name);
        if (statSync(file).isFile()) sinks.set(`file ${name}`, readFileSync(file, 'latin1'));
      }
    }
    // The test could not fail if it looked at nothing: the user's name is where it belongs.
    for (const sink of ['answers', 'log', 'database']) expect(sinks.get(sink)).toContain('canary@x.io');
    expect(secrets.size).toBeGreaterThan(22);

    const leaks: string[] = [];
    for (const [name, secret] of secrets) {
      for (const spelling of spellings(secret)) {
        for (const [sink, text] of sinks) if (text.includes(spelling)) leaks.push(`${name} in ${sink}`);
      }
    }
    expect(leaks).toEqual([]);
  });
});
