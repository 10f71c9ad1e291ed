import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiRequest, buildRequest } from './build-request.js';
import { readInvocation } from './read-invocation.js';

const folder = mkdtempSync(join(tmpdir(), 'rollbook-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const NOW = new Date('2026-11-21T20:00:00Z');

function request(argv: readonly string[], tenant?: string): ApiRequest {
  const read = readInvocation(argv);
  if ('helpOn' in read) throw new Error('help');
  return buildRequest(read, { now: NOW, tenant });
}

describe('the request of a command', () => {
  it.each<[readonly string[], string, string, object | undefined]>([
    [['tenant', 'list'], 'GET', '/api/v1/tenants', undefined],
    [['tenant', 'show', 'a/b?c'], 'GET', '/api/v1/tenants/a%2Fb%3Fc', undefined],
    [['tenant', 'disable', 'acme'], 'PATCH', '/api/v1/tenants/acme', { enabled: false }],
    [['connector', 'show', 'okta'], 'GET', '/api/v1/tenants/default/connectors/okta', undefined],
    [
      ['sync', 'on', 'okta', '--tenant', 'acme'],
      'PATCH',
      '/api/v1/tenants/acme/connectors/okta',
      { syncEnabled: true },
    ],
    [
      ['connector', 'create', 'okta', '--display-name', 'O', '--sync-enabled', 'false', '--custom-fields', 'a, b'],
      'POST',
      '/api/v1/tenants/default/connectors',
      { slug: 'okta', displayName: 'O', syncEnabled: false, customFields: ['a', 'b'] },
    ],
    [
      ['connector', 'update', 'okta', '--tolerances', '{"opCase":true}', '--custom-fields', ''],
      'PATCH',
      '/api/v1/tenants/default/connectors/okta',
      { tolerances: { opCase: true }, customFields: [] },
    ],
    [
      ['credential', 'rotate', 'okta', '7', '--overlap-seconds', '0'],
      'POST',
      '/api/v1/tenants/default/connectors/okta/credentials/7/rotate',
      { overlapSeconds: 0 },
    ],
    [
      [
        'user',
        'create',
        'jane',
        '--given-name',
        'Jane',
        '--family-name',
        'Doe',
        '--data',
        '{"title":"x","name":{"middleName":"M"}}',
      ],
      'POST',
      '/api/v1/tenants/default/users',
      { title: 'x', name: { middleName: 'M', givenName: 'Jane', familyName: 'Doe' }, userName: 'jane' },
    ],
    [['user', 'restore', '7'], 'POST', '/api/v1/tenants/default/users/7/restore', {}],
    [
      ['user', 'password', '7', '--password-file', file('password', 'p w\n')],
      'PUT',
      '/api/v1/tenants/default/users/7/password',
      { password: 'p w' },
    ],
    [
      ['user', 'update', '7', '--data', `@${file('data', '{"password":"from a file"}')}`],
      'PATCH',
      '/api/v1/tenants/default/users/7',
      { password: 'from a file' },
    ],
  ])('%j', (argv, method, path, body) => expect(request(argv)).toMatchObject({ method, path, body }));

  it.each<[readonly string[], ApiRequest['query']]>([
    [['tenant', 'delete', 'acme', '--confirm', 'acme'], { confirm: 'acme' }],
    [['user', 'list', '--active', 'false', '--filter', 'a eq "b"'], { active: 'false', filter: 'a eq "b"' }],
    [['group', 'remove-members', '7', '--users', 'a, b'], { id: ['a', 'b'] }],
    [['logs', '--since', '90m'], { since: '2026-11-21T18:30:00.000Z' }],
    [
      ['logs', '--since', '7d', '--until', '30s'],
      { since: '2026-11-14T20:00:00.000Z', until: '2026-11-21T19:59:30.000Z' },
    ],
    [['logs', '--since', '2026-11-21'], { since: '2026-11-21T00:00:00Z' }],
    [['logs', '--since', '2026-11-21T10:00:00+01:00'], { since: '2026-11-21T10:00:00+01:00' }],
  ])('%j', (argv, query) => expect(request(argv).query).toEqual(query));

  it('the tenant is --tenant, else ROLLBOOK_TENANT, else default', () => {
    expect(request(['connector', 'list', '--tenant', 'a'], 'b').path).toContain('/a/');
    expect(request(['connector', 'list'], 'b').path).toContain('/b/');
    expect(request(['connector', 'list']).path).toContain('/default/');
  });

  it('a header', () => {
    const argv = ['admin-token', 'create', '--name', 'x', '--idempotency-key', 'k1'];
    expect(request(argv)).toMatchObject({ headers: { 'Idempotency-Key': 'k1' }, body: { name: 'x' } });
  });

  it('a field of --data never leaves the object', () => {
    const { body } = request(['user', 'create', 'jane', '--data', '{"__proto__":{"isAdmin":true}}']);
    expect((body as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
  });
});

describe('refused', () => {
  const user = ['user', 'create', 'jane'];
  it.each<[readonly string[], RegExp]>([
    [['connector', 'update', 'okta'], /no option was given/],
    [['password-policy', 'update'], /no option was given/],
    [['connector', 'update', 'okta', '--sync-enabled', 'yes'], /--sync-enabled must be true or false/],
    [['connector', 'update', 'okta', '--sync-enabled', 'TRUE'], /true or false/],
    [['connector', 'update', 'okta', '--sync-enabled', ''], /true or false/],
    [['connector', 'update', 'okta', '--tolerances', '{canary'], /--tolerances must be JSON/],
    [['credential', 'rotate', 'okta', '7', '--overlap-seconds', '1.5'], /whole number/],
    [['credential', 'rotate', 'okta', '7', '--overlap-seconds', '1e3'], /whole number/],
    [['credential', 'rotate', 'okta', '7', '--overlap-seconds', ''], /whole number/],
    [['logs', '--since', 'yesterday'], /--since must be a date/],
    [['logs', '--since', '5'], /must be a date/],
    [['logs', '--since', '5y'], /must be a date/],
    [['logs', '--until', ''], /--until must be a date/],
    [['connector', 'list', '--tenant', '..'], /--tenant must not be/],
    [['connector', 'list', '--tenant', ''], /--tenant must not be/],
    [[...user, '--data', '[]'], /--data must be a JSON object/],
    [[...user, '--data', '"canary"'], /must be a JSON object/],
    [[...user, '--data', 'null'], /must be a JSON object/],
    [[...user, '--data', ''], /--data must be JSON/],
    [[...user, '--data', '{"password":"canary"}'], /list of processes/],
    [[...user, '--data', `@${join(folder, 'missing')}`], /--data names a file that cannot be read \(ENOENT\)/],
    [[...user, '--data', `@${folder}`], /EISDIR/],
    [[...user, '--data', `@${file('bad', '{"password":"canary"')}`], /--data must be JSON/],
    [['user', 'password', '7', '--password-file', join(folder, 'missing')], /--password-file names a file/],
    [['admin-token', 'create', '--name', 'x', '--idempotency-key', 'a b'], /visible ASCII/],
    [['admin-token', 'create', '--name', 'x', '--idempotency-key', 'a\r\nX: y'], /visible ASCII/],
  ])('%j', (argv, sentence) => {
    let said = '';
    try {
      request(argv);
    } catch (error) {
      said = error instanceof Error ? `${error.name}: ${error.message}` : '';
    }
    expect(said).toMatch(/^UsageError: /);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('canary');
  });
});
