import { PROVIDERS } from '../connector-settings.js';
import { setupOf } from './setup-of.js';
import type { SetupIntegration } from './setup-sheet.js';

const URLS = {
  scim: 'https://id.example.com/scim/acme/okta/v2',
  scim11: 'https://id.example.com/scim/acme/okta/v1',
  tokenEndpoint: 'https://id.example.com/scim/acme/okta/oauth/token',
  oauthMetadata: 'https://id.example.com/.well-known/oauth-authorization-server/scim/acme/okta',
};

const okta = (id: string): SetupIntegration => {
  const found = setupOf('okta', URLS).integrations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};

const values = (integration: SetupIntegration): Record<string, unknown> =>
  Object.fromEntries(integration.fields.map(({ field, value }) => [field, value]));

describe('Okta', () => {
  it('has a sheet for each of its integration types', () => {
    expect(
      setupOf('okta', URLS).integrations.map(({ name, authenticationMode }) => [name, authenticationMode]),
    ).toEqual([
      ['SCIM 2.0 Test App (Header Auth)', 'Header Auth'],
      ['SCIM 2.0 Test App (Basic Auth)', 'Basic Auth'],
      ['SCIM 2.0 Test App (OAuth Bearer Token)', 'OAuth Bearer Token'],
      ['SCIM 1.1 Test App (Header Auth)', 'Header Auth'],
      ['SCIM 1.1 Test App (Basic Auth)', 'Basic Auth'],
      ['SCIM 1.1 Test App (OAuth Bearer Token)', 'OAuth Bearer Token'],
      ['App Integration Wizard', 'HTTP Header'],
      ['App Integration Wizard', 'Basic Auth'],
    ]);
  });

  it('Header Auth asks for Base URL, API Token and Import Groups', () => {
    expect(values(okta('scim-2.0-header-auth'))).toEqual({
      'Base URL': URLS.scim,
      'API Token': null,
      'Import Groups': 'on',
    });
    expect(okta('scim-2.0-header-auth')).toMatchObject({
      testButton: 'Test API Credentials',
      credentialType: 'bearer',
    });
  });

  it('the wizard asks for all that its form has', () => {
    expect(Object.keys(values(okta('app-wizard-http-header')))).toEqual([
      'SCIM connector base URL',
      'Unique identifier field for users',
      'Supported provisioning actions',
      'Authentication Mode',
      'Authorization',
    ]);
    expect(okta('app-wizard-http-header')).toMatchObject({
      uniqueIdentifier: 'userName',
      testButton: 'Test Connector Configuration',
    });
  });

  it.each(setupOf('okta', URLS).integrations.map((one) => [one.id, one] as const))(
    '%s gets the base URL of its version',
    (_, { scimVersion, fields }) => {
      expect(fields[0]?.value).toBe(scimVersion === '1.1' ? URLS.scim11 : URLS.scim);
    },
  );
});

it('Entra has Tenant URL and Secret Token, and a word about its flag', () => {
  const [entra] = setupOf('entra', URLS).integrations;
  expect(entra?.fields).toMatchObject([
    { field: 'Provisioning Mode', value: 'Automatic' },
    { field: 'Tenant URL', value: URLS.scim, note: expect.stringContaining('aadOptscim062020') as string },
    { field: 'Secret Token', value: null, source: expect.stringContaining('token') as string },
  ]);
});

describe.each(PROVIDERS)('for %s', (provider) => {
  const sheet = setupOf(provider, URLS);

  it('the addresses and schemes are there', () => {
    expect(sheet).toMatchObject({ provider, scimBaseUrl: URLS.scim, scim11BaseUrl: URLS.scim11 });
    expect(sheet.discoveryUrls).toContain(`${URLS.scim}/ServiceProviderConfig`);
    expect(sheet.discoveryUrls).toContain(`${URLS.scim11}/ServiceProviderConfigs`);
    expect(sheet.schemes.map(({ credentialType }) => credentialType)).toEqual(['bearer', 'bearer', 'basic', 'oauth']);
    expect(sheet.oauth).toEqual({
      ...{ grantType: 'client_credentials', tokenEndpoint: URLS.tokenEndpoint, scope: 'scim' },
      metadataUrl: URLS.oauthMetadata,
    });
  });

  it('no secret is in it: every field has a value or says where it comes from', () => {
    expect(JSON.stringify(sheet)).not.toMatch(/rollbook_(bt|ak|as|ci|cs|at|adm)_/);
    for (const { fields } of sheet.integrations)
      for (const one of fields) expect([one, (one.value === null) !== (one.source === null)]).toEqual([one, true]);
  });
});
