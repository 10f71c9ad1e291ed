import type { Defect } from '../../test/support/fake-scim-defects.js';
import { type FakeDirectory, startFakeDirectory } from '../../test/support/fake-scim-directory.js';
import { created } from './idp-checks.js';
import { idpClient } from './idp-client.js';
import { PROVIDERS, PROVIDERS_11 } from './providers.js';
import { runScenarios } from './run-scenarios.js';
import { openSession } from './session.js';

const SCENARIOS = [...Object.values(PROVIDERS), ...Object.values(PROVIDERS_11)].flat();

describe('the catalogue of providers', () => {
  it.each([...Object.entries(PROVIDERS), ...Object.entries(PROVIDERS_11)])(
    '%s plays one provider, under names that begin with it',
    (word, scenarios) => {
      expect(scenarios.length).toBeGreaterThan(0);
      expect(new Set(scenarios.map(({ provider }) => provider)).size).toBe(1);
      expect(scenarios.filter(({ name }) => !name.startsWith(word))).toEqual([]);
    },
  );

  it('names every scenario once, short enough for the help text', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 20)).toEqual([]);
  });

  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: every step has a title of its own and a sentence',
    (_, scenario) => {
      const steps = scenario.begin();
      expect(new Set(steps.map(({ title }) => title)).size).toBe(steps.length);
      expect(steps.filter(({ asAdmin }) => !/^["A-Za-z].{20,}[.?!"]$/s.test(asAdmin))).toEqual([]);
    },
  );

  it.each(
    SCENARIOS.filter(({ provider }) => provider !== 'Okta').map((scenario) => [scenario.name, scenario] as const),
  )('%s does not speak of Okta', (_, scenario) => {
    expect(scenario.begin().filter(({ title, asAdmin }) => /okta/i.test(title + asAdmin))).toEqual([]);
  });
});

/**
 * Plays one scenario against a directory that knows Okta's dialect only, so that it fails later at the latest.
 * @returns the title of the step that failed
 */
async function failingStep(name: string, ...defects: readonly Defect[]): Promise<string | undefined> {
  return withFake(defects, async (fake) => (await play(fake, name)).scenarios[0]?.steps.find(({ ok }) => !ok)?.title);
}

async function withFake<T>(defects: readonly Defect[], use: (fake: FakeDirectory) => Promise<T>): Promise<T> {
  const fake = await startFakeDirectory(...defects);
  try {
    return await use(fake);
  } finally {
    await fake.close();
  }
}

function play(fake: FakeDirectory, name: string) {
  return runScenarios(
    SCENARIOS.filter((scenario) => scenario.name === name),
    { baseUrl: fake.url, credential: { token: fake.token, style: 'bearer' }, timeoutMs: 5_000 },
  );
}

describe('negative control: a directory with one mistake', () => {
  it.each<[name: string, defect: Defect, title: RegExp]>([
    ['entra-default-job', 'unknown user is 404', /Test Connection, userName/],
    ['entra-default-job', 'list without schemas', /Test Connection, userName/],
    ['jumpcloud', 'unknown user is 404', /create the test user/],
    ['jumpcloud', 'create answers without body', /create the test user/],
    ['authentik', 'duplicates are allowed', /^Create a user/],
    ['authentik', 'duplicate is plain text', /^Create a user/],
    ['keycloak', 'create answers 200', /^Create a user/],
    ['keycloak', 'PUT refuses id and meta', /by PUT/],
    ['pingfederate', 'unknown user is 404', /^Match by userName/],
    ['onelogin', 'unknown user is 404', /Enable the API connection/],
    ['onelogin', 'itemsPerPage is constant', /Enable the API connection/],
  ])('%s finds: %s', async (name, defect, title) => {
    expect(await failingStep(name, defect)).toMatch(title);
    expect(await failingStep(name)).not.toMatch(title);
  });

  it('a directory that knows Okta only is not enough for any other provider', async () => {
    for (const { name } of SCENARIOS.filter(({ provider }) => provider !== 'Okta')) {
      expect(await failingStep(name)).toBeDefined();
    }
  });
});

describe('the report', () => {
  it("speaks of the provider that was played, and not of Okta's base URLs and error texts", async () => {
    const report = await withFake(['unknown user is 404'], (fake) => play(fake, 'entra-default-job'));
    expect(report.notes).toEqual([]);
    const [failed] = report.scenarios.flatMap(({ steps }) => steps);
    expect(failed).toMatchObject({ provider: 'Microsoft Entra ID', failure: { status: 404 } });
    expect(failed?.failure?.oktaError).toBeUndefined();
  });
});

it('forgets a deleted resource although its address ends with a query', async () => {
  await withFake([], async (fake) => {
    const session = openSession(new URL(fake.url), { token: fake.token, style: 'bearer' });
    const client = idpClient({ mediaType: 'application/scim+json', blank: '+', query: 'aadOptscim062020' });
    const id = await created(client, session, 'Groups', { displayName: 'A group' });
    expect([...session.created.groups]).toEqual([id]);
    await client.delete(session, `/Groups/${id}`);
    expect([...session.created.groups]).toEqual([]);
    await client.find(session, 'Groups', 'displayName eq "A group"', 'excludedAttributes=members');
    session.close();
    expect(fake.seen.map(({ url }) => url)).toEqual([
      '/scim/v2/Groups?aadOptscim062020',
      `/scim/v2/Groups/${id}?aadOptscim062020`,
      '/scim/v2/Groups?filter=displayName+eq+%22A+group%22&excludedAttributes=members&aadOptscim062020',
    ]);
  });
});
