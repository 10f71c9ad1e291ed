import type { Provider } from '../connector-settings.js';
import { entraSetup } from './entra-setup.js';
import { oktaSetup } from './okta-setup.js';
import type { SetupIntegration, SetupScheme, SetupSheet, SetupUrls } from './setup-sheet.js';

const SCHEMES: readonly SetupScheme[] = [
  { header: 'Authorization: Bearer {token}', credentialType: 'bearer' },
  { header: 'Authorization: {token}', credentialType: 'bearer' },
  { header: 'Authorization: Basic base64({key}:{secret})', credentialType: 'basic' },
  { header: 'Authorization: Bearer {access token}', credentialType: 'oauth' },
];

/** What to enter at the IdP of a connector. */
export function setupOf(provider: Provider, urls: SetupUrls): SetupSheet {
  return {
    ...{ provider, scimBaseUrl: urls.scim, scim11BaseUrl: urls.scim11, schemes: SCHEMES },
    discoveryUrls: [
      ...['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'].map((path) => urls.scim + path),
      ...['/ServiceProviderConfigs', '/Schemas'].map((path) => urls.scim11 + path),
    ],
    oauth: {
      ...{ grantType: 'client_credentials', tokenEndpoint: urls.tokenEndpoint, scope: 'scim' },
      metadataUrl: urls.oauthMetadata,
    },
    integrations: integrationsOf(provider, urls),
  };
}

function integrationsOf(provider: Provider, urls: SetupUrls): readonly SetupIntegration[] {
  switch (provider) {
    case 'okta':
      return oktaSetup(urls);
    case 'entra':
      return entraSetup(urls);
    case 'generic':
      return [];
    default:
      return provider satisfies never;
  }
}
