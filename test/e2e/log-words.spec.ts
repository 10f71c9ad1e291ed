import { CredentialsService } from '../../src/credentials/credentials.service.js';
import type { Answer } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { eventOf } from '../support/event-of.js';

describeApp('a switch that is turned together with other settings', (app) => {
  const tenant = '/tenants/switched';
  const connector = `${tenant}/connectors/c`;
  const field = `${tenant}/extended-fields/costCode`;
  let credential: string;

  beforeAll(async () => {
    const made = [
      await app().admin('POST', '/tenants', { slug: 'switched', displayName: 'Switched' }),
      await app().admin('POST', `${tenant}/connectors`, { slug: 'c', displayName: 'C', provider: 'okta' }),
      await app().admin('POST', `${tenant}/extended-fields`, { fieldId: 'costCode', displayName: 'F', type: 'string' }),
      await app().admin('POST', `${connector}/credentials`, { type: 'bearer', name: 'N' }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    credential = `${connector}/credentials/${String(made[3]?.body.id)}`;
  });

  it.each<[string, () => string, object, object, string]>([
    [
      'application.lifecycle.deactivate',
      () => connector,
      { displayName: 'C2', syncEnabled: false },
      { displayName: 'C', syncEnabled: true },
      'Synchronization of the connector C was switched off, and other settings of it were changed',
    ],
    [
      'application.lifecycle.activate',
      () => connector,
      { displayName: 'C', syncEnabled: true },
      { displayName: 'C2', syncEnabled: false },
      'Synchronization of the connector C2 was switched on, and other settings of it were changed',
    ],
    [
      'system.api_token.disable',
      () => credential,
      { name: 'N2', enabled: false },
      { name: 'N', enabled: true },
      'The credential N of the connector C was disabled and updated',
    ],
    [
      'system.api_token.enable',
      () => credential,
      { name: 'N', enabled: true },
      { name: 'N2', enabled: false },
      'The credential N2 of the connector C was enabled and updated',
    ],
    [
      'extended_field.lifecycle.deactivate',
      () => field,
      { displayName: 'F2', state: 'off' },
      { displayName: 'F', state: 'on' },
      'The extended field costCode was switched off and changed',
    ],
    [
      'extended_field.lifecycle.activate',
      () => field,
      { displayName: 'F', state: 'on' },
      { displayName: 'F2', state: 'off' },
      'The extended field costCode was switched on and changed',
    ],
    [
      'tenant.lifecycle.deactivate',
      () => tenant,
      { displayName: 'S2', enabled: false },
      { displayName: 'Switched', enabled: true },
      'The tenant Switched was deactivated and updated',
    ],
    [
      'tenant.lifecycle.activate',
      () => tenant,
      { displayName: 'Switched', enabled: true },
      { displayName: 'S2', enabled: false },
      'The tenant S2 was activated and updated',
    ],
  ])('is %s, with all that changed', async (eventType, path, to, from, displayMessage) => {
    const answer = await app().admin('PATCH', path(), to);
    expect(answer.status).toBe(200);
    const event = await eventOf(app(), answer, 'switched');
    expect(event).toMatchObject({ eventType, displayMessage });
    const sides = (side: 'from' | 'to') => Object.fromEntries(event.changes.map((one) => [one.path, one[side]]));
    expect([sides('from'), sides('to')]).toEqual([from, to]);
  });
});

describeApp('ServiceProviderConfig, which anybody may read', (app) => {
  it.each(['v2/ServiceProviderConfig', 'v1/ServiceProviderConfigs'])(
    '%s counts with a credential alone',
    async (path) => {
      const slug = path.slice(0, 2);
      const connector = `/tenants/default/connectors/${slug}`;
      const made = await app().admin('POST', '/tenants/default/connectors', {
        slug,
        displayName: slug,
        provider: 'okta',
      });
      expect(made.status).toBe(201);
      const { token } = await app().scim('default', slug);
      const get = (authorization?: string): Promise<Answer> =>
        app().request(
          'GET',
          `/scim/default/${slug}/${path}`,
          authorization === undefined ? {} : { headers: { authorization } },
        );
      const idle = { state: 'waiting', lastRequestAt: null, lastSuccessAt: null };
      for (const authorization of [undefined, 'non-token', `Bearer ${(await app().scim()).token}`]) {
        const answer = await get(authorization);
        expect(answer.status).toBe(200);
        expect(await eventOf(app(), answer)).toMatchObject({ actor: { type: 'Anonymous' } });
      }
      expect((await app().admin('GET', connector)).body).toMatchObject(idle);

      const answer = await get(`Bearer ${token}`);
      expect(answer.status).toBe(200);
      const at = expect.any(String) as string;
      expect((await app().admin('GET', connector)).body).toMatchObject({
        state: 'connected',
        lastRequestAt: at,
        lastSuccessAt: at,
      });
      expect(await eventOf(app(), answer)).toMatchObject({
        eventType: 'application.provision.integration.call_api',
        actor: { type: 'PublicClientApp', alternateId: slug },
        displayMessage: `${slug} (test) called GET /scim/default/${slug}/${path}`,
      });
      await app().app.get(CredentialsService).onApplicationShutdown();
      const { items } = (await app().admin('GET', `${connector}/credentials`)).body;
      expect(items).toMatchObject([{ lastUsedAt: at, lastUsedIp: '127.0.0.1' }]);
    },
  );
});
