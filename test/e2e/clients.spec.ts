import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROVIDERS } from '../../src/simulator/providers.js';
import { runScenarios } from '../../src/simulator/run-scenarios.js';
import type { Scenario } from '../../src/simulator/scenario.js';
import { describeApp } from '../support/describe-app.js';

/** Every identity provider but Okta, whose suites have files of their own. */
const CLIENTS = Object.entries(PROVIDERS).filter(([name]) => !name.startsWith('okta'));
const SCENARIOS = CLIENTS.flatMap(([, scenarios]) => scenarios);

interface Message {
  readonly url: string;
  readonly body: string;
}
/** Spoils a request on its way, so that the server behind seems to have a fault. */
type Fault = (request: Message) => Message;

/** The faults that implementers have reported, the scenario that must find each, and the step at which it must stop. */
const FAULTS: readonly (readonly [fault: string, spoil: Fault, scenario: string, step: RegExp])[] = [
  [
    'nobody is 404',
    inUrl(/\/Users\?filter=userName/, '/Nobody?filter=userName'),
    'entra-aadoptscim',
    /Test Connection, userName/,
  ],
  [
    'no e-mail is 404',
    inUrl(/\/Users\?filter=emails/, '/Nobody?filter=emails'),
    'entra-default-job',
    /Test Connection, emails/,
  ],
  [
    'letter case counts',
    inUrl(/filter=userName\+eq\+%22RUN/, 'filter=userName+eq+%22X'),
    'entra-default-job',
    /another letter case/,
  ],
  [
    'Add creates no element',
    inBody(/addresses\[type eq \\"other/g, 'x[type eq \\"'),
    'entra-default-job',
    /not there yet/,
  ],
  ['keys are no paths', inBody(/"name\.givenName"/, '"name_givenName"'), 'entra-aadoptscim', /Update names/],
  ['"False" is true', inBody(/"False"/, '"True"'), 'entra-default-job', /^Disable a user/],
  [
    'an empty manager is kept',
    inBody(/"op":"Remove",("path":"[^"]*:manager","value":")"/, '"op":"Add",$1kept"'),
    'entra-default-job',
    /Assign a manager/,
  ],
  ['half a filter counts', inUrl(/\+and\+manager[^&]*/, ''), 'entra-default-job', /Check the manager/],
  ['members are never excluded', inUrl(/excludedAttributes=members/, ''), 'entra-default-job', /without its members/],
  ['half a membership filter counts', inUrl(/%20and%20members[^&]*/, ''), 'entra-aadoptscim', /Check a membership/],
  [
    'a rename empties the group',
    inBody(/"value":{"displayName":"Sim/, '"value":{"members":[],"displayName":"Sim'),
    'entra-aadoptscim',
    /^Rename/,
  ],
  [
    'Remove removes all',
    inBody(/("op":"Remove","path":"members"),"value":.*?\]/, '$1'),
    'entra-default-job',
    /^Remove members/,
  ],
  [
    'restoring takes no effect',
    inBody(/\[({"op":"Replace","path":"active","value":)"True"/, '[$1"False"'),
    'entra-default-job',
    /^Restore/,
  ],
  [
    'fifty operations are enough',
    inBody(/,{"op":"Add","path":"addresses\[type eq \\"home\\"\]\.postalCode".*?}/, ''),
    'entra-validator',
    /Verbose/,
  ],
  [
    'the first operation counts',
    inBody(/,{"op":"Replace","path":"externalId"[^}]*}/, ''),
    'entra-validator',
    /several times/,
  ],
  [
    'remove removes all',
    inBody(/("op":"remove","path":"members"),"value":.*?\]/, '$1'),
    'jumpcloud',
    /Remove one member/,
  ],
  [
    'an update empties the group',
    inBody(/"op":"replace","value":{"schemas":\["[^"]*Group"\]/, '$&,"members":[]'),
    'authentik',
    /without naming/,
  ],
  ['one operation is enough', inBody(/,{"op":"add".*?}\]}/, ''), 'authentik', /add its members/],
  ['active as a text is ignored', inBody(/{"op":"replace","path":"active".*?},/, ''), 'keycloak', /by PATCH/],
  [
    'remove with null is ignored',
    inBody(/{"op":"remove","path":"members","value":null},/, ''),
    'keycloak',
    /last member/,
  ],
  ['one object is no list', inBody(/"emails":{/, '"x":{'), 'onelogin', /Create a user/],
  ['suspended users stay on', inBody(/"active","value":false/, '"active","value":true'), 'onelogin', /Suspend/],
  ['emails eq finds nothing', inUrl(/filter=emails/, 'filter=title'), 'pingfederate', /Match by e-mail/],
  ['a page is skipped', inUrl(/Groups\?startIndex=1&/, 'Groups?startIndex=1000&'), 'pingfederate', /listing all/],
  ['schemas have no address', inUrl(/\/Schemas\/.*/, '/Schemas'), 'cyberark', /what the app can do/],
  ['PUT ignores active', inBody(/("displayName":"Runscope.*"active":)false/, '$1true'), 'cyberark', /Deprovision/],
];

/** What each client needs to be tolerated, as the server counts it; nothing: it keeps to the letter. */
const DEPARTURES: Readonly<Record<string, readonly string[]>> = {
  entra: [
    ...['opCase', 'stringBooleans', 'removePathPlusValueArray', 'patchNoMatchCreates', 'pathlessDottedKeys'],
    ...['pathlessUrnKeys', 'unqualifiedExtensionNames', 'unknownSchemaUrn', 'unknownAttributesIgnored'],
    ...['bareReferenceString', 'emptyStringUnassigns', 'arrayForObject', 'looseFormats', 'valuePathThenOperator'],
    ...['implicitValueSubAttribute', 'extensionWithoutUrn'],
  ],
  jumpcloud: ['removePathPlusValueArray'],
  authentik: ['removePathPlusValueArray', 'patchReadOnlyIgnored'],
  keycloak: ['stringBooleans'],
  onelogin: ['objectForArray', 'looseFormats', 'extensionWithoutUrn'],
  pingfederate: [],
  cyberark: [],
};

function inUrl(pattern: RegExp, replacement: string): Fault {
  return ({ url, body }) => ({ url: url.replace(pattern, replacement), body });
}

function inBody(pattern: RegExp, replacement: string): Fault {
  return ({ url, body }) => ({ url, body: body.replace(pattern, replacement) });
}

/** A server in front of another, which passes everything on and spoils it first. */
async function startFaulty(target: string, spoil: Fault): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url, body } = spoil({ url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') });
      const { authorization = '', accept = '', 'content-type': type } = request.headers;
      const headers = { authorization, accept, ...(type === undefined ? {} : { 'content-type': type }) };
      fetch(target + url, { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) })
        .then(async (answer) => {
          const label = answer.headers.get('content-type');
          response.writeHead(answer.status, label === null ? {} : { 'Content-Type': label });
          response.end(await answer.text());
        })
        .catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describeApp('other identity providers, played by the simulator', (app) => {
  const tokens = new Map<string, string>();
  const connectorOf = (scenario: Scenario) =>
    CLIENTS.find(([, scenarios]) => scenarios.includes(scenario))?.[0] ?? 'none';

  beforeAll(async () => {
    const connectors = '/tenants/default/connectors';
    for (const [slug] of CLIENTS) {
      const provider = slug === 'entra' ? 'entra' : 'generic';
      await app().admin('POST', connectors, { slug, displayName: slug, provider });
      const { body } = await app().admin('POST', `${connectors}/${slug}/credentials`, { type: 'bearer', name: slug });
      tokens.set(slug, String(body.token));
    }
  });

  function play(scenario: Scenario, server: string) {
    const connector = connectorOf(scenario);
    return runScenarios([scenario], {
      baseUrl: `${server}/scim/default/${connector}/v2`,
      credential: { token: tokens.get(connector) ?? '', style: 'bearer' },
      deleteUsers: true,
    });
  }

  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const report = await play(scenario, app().url);
    const steps = report.scenarios.flatMap((played) => played.steps);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ ok: true, notes: [], scenarios: [{ name: scenario.name }] });
    expect(steps.length).toBeGreaterThan(5);
  });

  it.each(CLIENTS.map(([slug]) => slug))('%s is known by its departures from the RFC', async (slug) => {
    const { body } = await app().admin('GET', `/tenants/default/connectors/${slug}/tolerances`);
    const items = body.items as readonly { readonly name: string; readonly uses: number }[];
    expect(items.filter(({ uses }) => uses > 0).map(({ name }) => name)).toEqual(DEPARTURES[slug]);
  });

  it.each(FAULTS)('negative control: %s', async (_fault, spoil, name, step) => {
    const scenario = SCENARIOS.find((candidate) => candidate.name === name);
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    const faulty = await startFaulty(app().url, spoil);
    try {
      const report = await play(scenario, faulty.url);
      const failed = report.scenarios.flatMap(({ steps }) => steps).find(({ ok }) => !ok);
      expect(failed?.title).toMatch(step);
      expect(failed?.failure?.oktaError).toBeUndefined();
    } finally {
      faulty.close();
    }
  });
});
