import { OKTA_11_SCENARIOS } from '../../src/simulator/okta-11-scenarios.js';
import type { SimulatorCredential } from '../../src/simulator/simulator-credential.js';
import { describeApp } from '../support/describe-app.js';
import { type Fault, startFaultyProxy } from '../support/faulty-proxy.js';
import { play } from '../support/play.js';

const inRequest = (pattern: RegExp, replacement: string): Fault => ({
  request: (request) => ({ ...request, body: request.body.replace(pattern, replacement) }),
});
const inUrl = (pattern: RegExp, replacement: string): Fault => ({
  request: (request) => ({ ...request, url: request.url.replace(pattern, replacement) }),
});
const inAnswer = (pattern: RegExp, replacement: string): Fault => ({
  answer: (answer) => ({ ...answer, body: answer.body.replace(pattern, replacement) }),
});
const asStatus = (from: number, to: number): Fault => ({
  answer: (answer) => ({ ...answer, status: answer.status === from ? to : answer.status }),
});

/** The mistake, the scenario that must find it, and the step at which it must stop. */
const FAULTS: readonly (readonly [fault: string, spoil: Fault, scenario: string, step: RegExp])[] = [
  [
    'discovery has another schema',
    inAnswer(/"urn:scim:schemas:core:1.0",/g, ''),
    'okta-11-spec',
    /ServiceProviderConfig/,
  ],
  ['405 is 400', asStatus(405, 400), 'okta-11-spec', /ServiceProviderConfig is read-only/],
  ['no ResourceTypes', inUrl(/ResourceTypes/, 'Nothing'), 'okta-11-spec', /ResourceTypes/],
  ['no ListResponse in Schemas', inAnswer(/:ListResponse/, ''), 'okta-11-spec', /Schemas endpoint/],
  ['startIndex is text', inAnswer(/"startIndex":1/, '"startIndex":"1"'), 'okta-11-spec', /Test Users endpoint/],
  ['active is missing', inAnswer(/"active":(true|false),/g, ''), 'okta-11-spec', /Test Users endpoint/],
  ['unknown user is 404', inUrl(/Users\?filter=userName%20eq%20"abc.*/, 'Nobody'), 'okta-11-spec', /by username/],
  ['404 has no detail', inAnswer(/,"detail":"[^"]*"/, ''), 'okta-11-spec', /invalid User by ID/],
  ['userName is lower-cased', inRequest(/"userName":"R/, '"userName":"r'), 'okta-11-spec', /realisitic/],
  ['duplicates are allowed', asStatus(409, 201), 'okta-11-spec', /recreating/],
  ['a filter that is none lists everybody', inUrl(/\?filter=RUN.*/, ''), 'okta-11-spec', /Case Sensitivity/],
  [
    'no groups',
    inAnswer(/"totalResults":\d+(.*Simulated Group)/, '"totalResults":0$1'),
    'okta-11-spec',
    /Groups endpoint/,
  ],
  [
    'lists speak SCIM 2.0',
    inAnswer(/urn:scim:schemas:core:1.0/g, 'urn:ietf:params:scim:schemas:core:2.0:User'),
    'okta-11-template-app',
    /Test API/,
  ],
  ['errors speak SCIM 2.0', inAnswer(/"Errors"/, '"errors"'), 'okta-11-template-app', /conflict/],
  [
    'the password is returned',
    inAnswer(/"active":true/, '"password":"x","active":true'),
    'okta-11-template-app',
    /look up, then create/,
  ],
  [
    'PUT drops externalId',
    inRequest(/("id":"[^"]+",)"externalId":"[^"]+",/, '$1'),
    'okta-11-template-app',
    /Profile Updates/,
  ],
  ['PATCH ignores active', inRequest(/,"active":false}/, '}'), 'okta-11-template-app', /^Deactivate/],
  ['reactivation is ignored', inRequest(/,"active":true}$/, '}'), 'okta-11-template-app', /^Reactivate/],
  [
    'the description is refused',
    inRequest(/"urn:okta:custom:group:1.0":/, '"schemas":'),
    'okta-11-template-app',
    /description/,
  ],
  [
    'adding replaces',
    inRequest(/^({"schemas":\[[^\]]*\],)"members":\[{/, '$1"meta":{"attributes":["members"]},"members":[{'),
    'okta-11-template-app',
    /^Add members/,
  ],
  ['renaming is ignored', inRequest(/"displayName":"[^"]*"}$/, '"members":[]}'), 'okta-11-template-app', /^Rename/],
  ['"operation" is ignored', inRequest(/,"operation":"delete"/g, ''), 'okta-11-template-app', /^Remove a member/],
  [
    'only the first operation counts',
    inRequest(/(,{[^}]*"operation":"delete"})\]/, ']'),
    'okta-11-template-app',
    /^Remove and add/,
  ],
  [
    'meta.attributes is ignored',
    inRequest(/"meta":{"attributes":\["members"\]},/, ''),
    'okta-11-template-app',
    /full overwrite/,
  ],
  [
    'the order of the keys counts',
    inRequest(/,"meta":{"attributes":\["members"\]}}/, '}'),
    'okta-11-template-app',
    /full overwrite/,
  ],
  [
    'an empty list is ignored',
    inRequest(/"meta":{"attributes":\["members"\]},"members":\[\]/, '"members":[]'),
    'okta-11-template-app',
    /empty group/,
  ],
  ['strangers are ignored', inRequest(/,{"value":"00000000-[^}]*}/, ''), 'okta-11-template-app', /not in the app/],
  [
    'PUT keeps the members',
    inRequest(/("id":"[^"]*","displayName":"[^"]*","members":\[){[^}]*},/, '$1'),
    'okta-11-template-app',
    /of the wizard/,
  ],
  ['groups are not deleted', asStatus(204, 200), 'okta-11-template-app', /^Unlink/],
  ['no capabilities', inAnswer(/"PUSH_NEW_USERS",/, ''), 'okta-11-agent', /can do/],
  ['managerId is dropped', inRequest(/"managerId"/, '"managerIdentifier"'), 'okta-11-agent', /pending/],
  ['pending users are active', inRequest(/"active":false/, '"active":true'), 'okta-11-agent', /pending/],
  ['PUT ignores displayName', inRequest(/"displayName":"Renamed"/, '"displayName":"Other"'), 'okta-11-agent', /a PUT/],
  ['a page is skipped', inUrl(/\?startIndex=1&/, '?startIndex=1000&'), 'okta-11-agent', /Full import/],
  ['meta.lastModified is ignored', inUrl(/filter=meta[^&]*&/, ''), 'okta-11-agent', /Incremental/],
  [
    'nothing was ever modified',
    inUrl(/lastModified%20gt%20%222/, 'lastModified%20gt%20%223'),
    'okta-11-agent',
    /Incremental/,
  ],
];

describeApp('Okta with SCIM 1.1, played by the simulator', (app) => {
  async function credential(style: string): Promise<SimulatorCredential> {
    const type = style === 'Basic Auth' ? 'basic' : 'bearer';
    const { body } = await app().admin('POST', '/tenants/default/connectors/okta/credentials', { type, name: style });
    if (type === 'basic') return { key: String(body.key), secret: String(body.secret) };
    return { token: String(body.token), style: style === 'Header Auth, raw token' ? 'raw' : 'bearer' };
  }

  describe.each(['Header Auth, Bearer', 'Header Auth, raw token', 'Basic Auth'])('with %s', (style) => {
    it.each(OKTA_11_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
      const report = await play([scenario], {
        baseUrl: `${app().url}/scim/default/okta/v1`,
        credential: await credential(style),
      });
      const steps = report.scenarios.flatMap((played) => played.steps);
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(report).toMatchObject({ ok: true, scenarios: [{ name: scenario.name }] });
      expect(steps.length).toBeGreaterThan(4);
      expect(report.notes.filter((note) => /could not/.test(note))).toEqual([]);
    });
  });

  it('numbers the official steps as Okta does', async () => {
    const [spec] = OKTA_11_SCENARIOS;
    const titles = spec?.begin().map(({ title }, index) => `${spec.firstNumber + index} ${title}`);
    expect(titles).toContain('1 Optional Test: Test ServiceProviderConfig endpoint');
    expect(titles).toContain('16 Optional Test: Verify Groups endpoint');
    expect(titles).toHaveLength(17);
  });

  it.each(FAULTS)('negative control: %s', async (_fault, fault, name, step) => {
    const scenarios = OKTA_11_SCENARIOS.filter((scenario) => scenario.name === name);
    const proxy = await startFaultyProxy(app().url, fault);
    try {
      const baseUrl = `${proxy.url}/scim/default/okta/v1`;
      const report = await play(scenarios, { baseUrl, credential: await credential('Header Auth, Bearer') });
      expect(report.scenarios.flatMap(({ steps }) => steps).find(({ ok }) => !ok)?.title).toMatch(step);
    } finally {
      proxy.close();
    }
  });
});
