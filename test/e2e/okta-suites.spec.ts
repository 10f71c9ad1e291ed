import { OKTA_SCENARIOS } from '../../src/simulator/okta-scenarios.js';
import type { SimulatorCredential } from '../../src/simulator/simulator-credential.js';
import { describeApp } from '../support/describe-app.js';
import { play } from '../support/play.js';

describeApp('Okta, played by the simulator', (app) => {
  async function credential(style: string): Promise<SimulatorCredential> {
    const type = style === 'Basic Auth' ? 'basic' : 'bearer';
    const { body } = await app().admin('POST', '/tenants/default/connectors/okta/credentials', { type, name: style });
    if (type === 'basic') return { key: String(body.key), secret: String(body.secret) };
    return { token: String(body.token), style: style === 'Header Auth, raw token' ? 'raw' : 'bearer' };
  }

  describe.each(['Header Auth, Bearer', 'Header Auth, raw token', 'Basic Auth'])('with %s', (style) => {
    it.each(OKTA_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
      const report = await play([scenario], {
        baseUrl: `${app().url}/scim/default/okta/v2`,
        credential: await credential(style),
      });
      const steps = report.scenarios.flatMap((played) => played.steps);
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(report).toMatchObject({ ok: true, scenarios: [{ name: scenario.name }] });
      expect(steps.length).toBeGreaterThan(3);
    });
  });
});
