import type { Defect } from '../../test/support/fake-scim-defects.js';
import { type FakeDirectory, startFakeDirectory } from '../../test/support/fake-scim-directory.js';
import { OKTA_SCENARIOS } from './okta-scenarios.js';
import type { Report, StepReport } from './report.js';
import { runScenarios, type RunOptions } from './run-scenarios.js';

const byName = (...names: readonly string[]) => OKTA_SCENARIOS.filter(({ name }) => names.includes(name));
const scenarioNames = OKTA_SCENARIOS.map(({ name }) => name);

async function withFake<T>(defects: readonly Defect[], use: (fake: FakeDirectory) => Promise<T>): Promise<T> {
  const fake = await startFakeDirectory(...defects);
  try {
    return await use(fake);
  } finally {
    await fake.close();
  }
}

function play(fake: FakeDirectory, scenarios = OKTA_SCENARIOS, options: Partial<RunOptions> = {}): Promise<Report> {
  const credential = { token: fake.token, style: 'bearer' } as const;
  return runScenarios(scenarios, { baseUrl: fake.url, credential, timeoutMs: 5_000, ...options });
}

function firstFailure(report: Report): StepReport | undefined {
  return report.scenarios.flatMap(({ steps }) => steps).find(({ ok }) => !ok);
}

describe('a directory with which Okta is content', () => {
  it.each(scenarioNames)('%s succeeds on an empty directory', async (name) => {
    const report = await withFake([], (fake) => play(fake, byName(name)));
    expect(firstFailure(report)).toBeUndefined();
    expect(report).toMatchObject({ ok: true, scenarios: [{ name, ok: true, notRun: 0 }] });
  });

  it('plays everything twice, in either spelling of the base URL', async () => {
    await withFake([], async (fake) => {
      const once = await play(fake);
      const twice = await play(fake, OKTA_SCENARIOS, { baseUrl: `${fake.url}/` });
      expect([firstFailure(once), firstFailure(twice)]).toEqual([undefined, undefined]);
    });
  });

  it.each<[string, (fake: FakeDirectory) => RunOptions['credential']]>([
    ['a raw token', ({ token }) => ({ token, style: 'raw' })],
    ['a bearer token', ({ token }) => ({ token, style: 'bearer' })],
    ['key and secret', ({ basic }) => basic],
  ])('signs in with %s', async (_, credential) => {
    const scenarios = byName('okta-credentials', 'okta-spec');
    const report = await withFake([], (fake) => play(fake, scenarios, { credential: credential(fake) }));
    expect(firstFailure(report)).toBeUndefined();
  });

  it('leaves no group, and users only deactivated', async () => {
    await withFake([], async (fake) => {
      await play(fake);
      const answer = await fetch(`${fake.url}/Users?count=1000`, { headers: { authorization: fake.token } });
      const { Resources: users } = (await answer.json()) as { Resources: { active: boolean }[] };
      expect(fake.count('Groups')).toBe(0);
      expect(users.length).toBeGreaterThan(256);
      expect(users.filter(({ active }) => active)).toEqual([]);
    });
  });

  it('leaves nothing when users are to be deleted', async () => {
    await withFake([], async (fake) => {
      await play(fake, OKTA_SCENARIOS, { deleteUsers: true });
      expect([fake.count('Users'), fake.count('Groups')]).toEqual([0, 0]);
    });
  });

  it('numbers the official steps as Okta does', async () => {
    const report = await withFake([], (fake) => play(fake, byName('okta-spec')));
    const titles = report.scenarios[0]?.steps.map(({ number, title }) => `${number} ${title}`) ?? [];
    expect(titles).toContain('1 Required Test: Test Users endpoint');
    expect(titles).toContain('12 Required Test: Check status 404');
    expect(titles).toHaveLength(19);
  });
});

/** Node reports name and value alternating; Host and Content-Length are what every HTTP client adds. */
function headerPairs(raw: readonly string[]): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) pairs[raw[index] ?? ''] = raw[index + 1] ?? '';
  delete pairs.Host;
  delete pairs['Content-Length'];
  return pairs;
}

const SCIM_UTF8 = 'application/scim+json; charset=utf-8';
const H1 = { Accept: 'application/scim+json', 'Accept-Charset': 'utf-8', 'Content-Type': SCIM_UTF8 };
const CLIENT = {
  Accept: 'application/scim+json',
  'Accept-Charset': 'utf-8',
  'User-Agent': 'Okta SCIM Client 1.0.0',
  Connection: 'Keep-Alive',
  'Accept-Encoding': 'gzip,deflate',
};
const KEPT = { Connection: 'keep-alive' };

describe('what goes over the wire', () => {
  it.each([
    ['okta-app-wizard', ['DELETE', 'GET', 'POST', 'PUT']],
    ['okta-template-app', ['DELETE', 'GET', 'PATCH', 'POST', 'PUT']],
  ])('%s uses these methods only', async (name, methods) => {
    const seen = await withFake([], async (fake) => {
      await play(fake, byName(name));
      return fake.seen;
    });
    expect([...new Set(seen.map(({ method }) => method))].sort()).toEqual(methods);
  });

  it.each<[string, string, RegExp, string | undefined, Record<string, string>]>([
    [
      'okta-spec',
      'GET',
      /\/Users\?count=1&startIndex=1$/,
      undefined,
      { ...H1, ...KEPT, 'User-Agent': 'OKTA SCIM Integration' },
    ],
    ['okta-spec', 'GET', /ATKO\.COM/, 'non-token', { ...H1, ...KEPT, 'User-Agent': 'OKTA SCIM Integration' }],
    ['okta-spec', 'POST', /\/Users$/, undefined, { Accept: SCIM_UTF8, 'Content-Type': 'application/json', ...KEPT }],
    ['okta-spec', 'POST', /\/ServiceProviderConfig$/, undefined, { ...H1, ...KEPT }],
    ['okta-app-wizard', 'GET', /\/Users\?startIndex=1&count=2$/, undefined, CLIENT],
    ['okta-app-wizard', 'GET', /atko\.com%22$/, undefined, { Accept: 'application/scim+json', ...KEPT }],
    ['okta-app-wizard', 'PUT', /\/Users\//, undefined, { ...CLIENT, 'Content-Type': SCIM_UTF8 }],
    ['okta-template-app', 'PATCH', /\/Groups\//, undefined, { ...CLIENT, 'Content-Type': SCIM_UTF8 }],
    ['okta-template-app', 'DELETE', /\/Groups\//, undefined, { ...CLIENT, 'Content-Type': SCIM_UTF8 }],
  ])('%s: headers of %s %s (%s)', async (name, method, url, authorization, expected) => {
    await withFake([], async (fake) => {
      await play(fake, byName(name));
      const sent = fake.seen
        .filter((call) => call.method === method && url.test(call.url))
        .map((call) => headerPairs(call.headers));
      expect(sent).toContainEqual({ Authorization: authorization ?? `Bearer ${fake.token}`, ...expected });
    });
  });

  it('DELETE bears a Content-Type and no body, GET neither', async () => {
    const seen = await withFake([], async (fake) => {
      await play(fake, byName('okta-template-app'));
      return fake.seen;
    });
    const deletion = seen.find(({ method }) => method === 'DELETE');
    expect(deletion).toMatchObject({ body: '' });
    expect(deletion?.headers).toContain('application/scim+json; charset=utf-8');
    expect(seen.find(({ method }) => method === 'GET')?.headers).not.toContain('Content-Type');
  });

  it.each([
    [
      'okta-app-wizard',
      /filter=userName%20eq%20%22Runscope\d{3}[A-Z][a-z]{8}\d{3}%40atko\.com%22&startIndex=1&count=100$/,
    ],
    [
      'okta-template-app',
      /filter=userName\+eq\+%22Runscope\d{3}[A-Z][a-z]{8}\d{3}%40atko\.com%22&startIndex=1&count=100$/,
    ],
    ['okta-spec', /\?filter=userName%20eq%20"abcdefgh@atko\.com"$/],
  ])('%s writes its filter in its own way', async (name, filter) => {
    const urls = await withFake([], async (fake) => {
      await play(fake, byName(name));
      return fake.seen.map(({ url }) => url);
    });
    expect(urls.filter((url) => filter.test(url))).not.toEqual([]);
  });

  it('PUT echoes what GET returned, with the change laid over it', async () => {
    const seen = await withFake([], async (fake) => {
      await play(fake, byName('okta-app-wizard'));
      return fake.seen;
    });
    const put = JSON.parse(seen.find(({ method }) => method === 'PUT')?.body ?? '{}') as Record<string, unknown>;
    expect(Object.keys(put).sort()).toEqual(
      ['active', 'emails', 'externalId', 'id', 'meta', 'name', 'schemas', 'userName'].sort(),
    );
  });
});

/** Every mistake that the fake can make, the scenario that must find it, the step at which it must stop, and why. */
const FOUND_BY: Readonly<Record<Defect, readonly [scenario: string, title: RegExp, reason?: RegExp]>> = {
  'startIndex is text': ['okta-spec', /Test Users endpoint/],
  'itemsPerPage is constant': ['okta-app-wizard', /Test Connector Configuration/],
  'total is capped at 100': ['okta-app-wizard', /Import users/, /did not bring/],
  'page past the end repeats the last user': ['okta-app-wizard', /Import users/, /"Resources" to be \[\]/],
  'order changes': ['okta-app-wizard', /Import users/, /came twice/],
  'order depends on count': ['okta-app-wizard', /Import users/, /The order changes/],
  'pages overlap': ['okta-app-wizard', /Import users/, /came twice/],
  'list without schemas': ['okta-template-app', /Test API Credentials/],
  '404 is plain text': ['okta-spec', /Test invalid User by ID/],
  '404 has no detail': ['okta-spec', /Test invalid User by ID/],
  'odd ids are 400': ['okta-template-app', /Odd ids are unknown/],
  '401 has no body': ['okta-spec', /Check status 401/],
  '401 has no WWW-Authenticate': ['okta-credentials', /Wrong credentials/],
  'raw token is refused': ['okta-credentials', /every spelling/],
  'scheme is case-sensitive': ['okta-credentials', /every spelling/],
  'token in the query string': ['okta-credentials', /in the address/],
  'any credential': ['okta-spec', /Check status 401/],
  'credential is echoed': ['okta-credentials', /Wrong credentials/],
  'active is missing': ['okta-app-wizard', /^Deactivate user/],
  'active is text': ['okta-app-wizard', /Push New Users: create/],
  'userName is lower-cased': ['okta-spec', /Create Okta user with realistic values/],
  'userName is case-sensitive': ['okta-app-wizard', /other letter case/],
  'name is missing': ['okta-spec', /Test Users endpoint/],
  'create answers without body': ['okta-app-wizard', /Push New Users: create/],
  'create answers 200': ['okta-app-wizard', /Push New Users: create/],
  'duplicates are allowed': ['okta-spec', /Expect failure when recreating/],
  'duplicate is plain text': ['okta-app-wizard', /second create/],
  'password is returned': ['okta-app-wizard', /Push New Users: create/],
  'plus is not a blank': ['okta-template-app', /is the user there already/],
  'unknown user is 404': ['okta-spec', /Test invalid User by username/],
  'GET with Content-Type is 415': ['okta-spec', /Precondition/],
  'application/json is refused': ['okta-spec', /Precondition/],
  'body is parsed before 405': ['okta-spec', /read-only/],
  'PUT drops attributes': ['okta-app-wizard', /Update user firstname/],
  'PUT drops extensions': ['okta-app-wizard', /enterprise extension/],
  'PUT ignores active': ['okta-app-wizard', /^Deactivate user/],
  'PUT refuses id and meta': ['okta-app-wizard', /Update user firstname/],
  'PUT refuses empty values': ['okta-app-wizard', /empty values/],
  'PUT ignores userName': ['okta-app-wizard', /^Rename/],
  'deactivation deletes': ['okta-template-app', /deactivated in SCIM App/],
  'inactive users are hidden': ['okta-app-wizard', /Re-assignment finds/],
  'reactivation changes the id': ['okta-template-app', /reactivated in SCIM App/],
  'groups in a PUT are an instruction': ['okta-app-wizard', /Profile push of a group member/],
  'group PUT is not there': ['okta-app-wizard', /Push the same content again/],
  'group PUT adds members': ['okta-app-wizard', /Remove one member/],
  'PATCH needs a path': ['okta-template-app', /Unassign user from app/],
  'PATCH of users answers without body': ['okta-template-app', /Unassign user from app/],
  'PATCH takes no password': ['okta-template-app', /Sync Password/],
  'rename empties the group': ['okta-template-app', /Rename the group/],
  'add replaces': ['okta-template-app', /^Add members/],
  'add doubles': ['okta-template-app', /in the group already/],
  'remove removes all': ['okta-template-app', /Remove and add members/],
  'replace adds': ['okta-template-app', /^Push Now \(/],
  'empty replace is refused': ['okta-template-app', /Push Now for an empty group/],
  'PATCH is not atomic': ['okta-template-app', /not in the app/],
  'overlapping PATCHes get lost': ['okta-template-app', /Overlapping pushes/],
  'more than 100 operations are refused': ['okta-template-app', /256 membership changes/],
  'unknown members are stored': ['okta-template-app', /not in the app/],
  'deleting a group deletes its members': ['okta-app-wizard', /Unlink and delete/],
  'group deletion is forgotten': ['okta-template-app', /Unlink and delete/],
  '429 without Retry-After': ['okta-app-wizard', /Push New Users: create/],
  'closes the connection': ['okta-app-wizard', /Test Connector Configuration/],
  'never answers': ['okta-app-wizard', /Test Connector Configuration/],
};

describe('negative control: a directory with one mistake', () => {
  it.each(Object.entries(FOUND_BY) as [Defect, (typeof FOUND_BY)[Defect]][])(
    '%s',
    async (defect, [name, title, reason]) => {
      const timeoutMs = defect === 'never answers' ? 100 : 5_000;
      const report = await withFake([defect], (fake) => play(fake, byName(name), { timeoutMs }));
      expect(report.ok).toBe(false);
      expect(firstFailure(report)?.title).toMatch(title);
      expect(firstFailure(report)?.failure?.reason).toMatch(reason ?? /./);
    },
  );
});

describe('the report of a failure', () => {
  it('stops at the first step and counts what was not played', async () => {
    const report = await withFake(['401 has no body'], (fake) => play(fake));
    expect(report.scenarios.map(({ name, ok, steps, notRun }) => [name, ok, steps.length, notRun > 0])).toEqual([
      ['okta-credentials', false, 2, true],
      ['okta-spec', false, 0, true],
      ['okta-app-wizard', false, 0, true],
      ['okta-template-app', false, 0, true],
    ]);
  });

  it("gives the request, the answer and Okta's own words", async () => {
    const report = await withFake(['duplicate is plain text'], (fake) => play(fake, byName('okta-app-wizard')));
    expect(firstFailure(report)?.failure).toEqual({
      reason: 'Expected a SCIM error in JSON, the body is "error happened".',
      request: 'POST /Users',
      status: 409,
      body: 'error happened',
      oktaError:
        "Conflict. Errors reported by remote server: Invalid JSON: Unrecognized token 'error' at line: 1, column: 6",
    });
  });

  it.each<[Defect]>([['credential is echoed'], ['token in the query string']])(
    'holds no credential: %s',
    async (defect) => {
      await withFake([defect], async (fake) => {
        const text = JSON.stringify(await play(fake, byName('okta-credentials')));
        expect(text).toContain('[credential]');
        expect(text).not.toContain(fake.token);
      });
    },
  );

  it('says so when nothing listens', async () => {
    const gone = await withFake([], async (fake) => fake);
    expect(firstFailure(await play(gone))?.failure?.reason).toMatch(/nothing listens at this address/);
  });
});
