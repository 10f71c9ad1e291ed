import {
  given,
  KEY_SOURCE,
  secret,
  SECRET_SOURCE,
  type SetupField,
  type SetupIntegration,
  type SetupUrls,
  TOKEN_SOURCE,
} from './setup-sheet.js';

const CATALOGUE =
  'Applications > Browse App Catalog > the template > Add Integration; then Provisioning > Configure API Integration';
const WIZARD =
  'Your SAML 2.0 or SWA app: General > App Settings > Edit > Provisioning: SCIM > Save; then Provisioning > Integration > Edit';
const IMPORT_GROUPS = given('Import Groups', 'on', 'Off if Okta shall not read the groups');
/** Provisioning > To App. */
const TO_APP = ['Create Users', 'Update User Attributes', 'Deactivate Users', 'Push Groups'];
const WIZARD_ACTIONS = [
  'Import New Users and Profile Updates',
  'Push New Users',
  'Push Profile Updates',
  'Push Groups',
  'Import Groups',
];

type Version = SetupIntegration['scimVersion'];

/** Every integration type of Okta that speaks SCIM, in the order in which its catalogue shows them, the wizard last. */
export function oktaSetup({ scim, scim11 }: SetupUrls): readonly SetupIntegration[] {
  return [...templates('2.0', scim), ...templates('1.1', scim11), ...wizards(scim)];
}

function templates(version: Version, baseUrl: string): readonly SetupIntegration[] {
  const name = `SCIM ${version} Test App`;
  const id = `scim-${version}`;
  return [
    template(version, `${id}-header-auth`, `${name} (Header Auth)`, 'Header Auth', 'bearer', [
      given('Base URL', baseUrl),
      secret('API Token', TOKEN_SOURCE, 'With or without "Bearer " in front of it'),
      IMPORT_GROUPS,
    ]),
    template(version, `${id}-basic-auth`, `${name} (Basic Auth)`, 'Basic Auth', 'basic', [
      given('Base URL', baseUrl, 'Where the form says "SCIM … Base Url", it is this'),
      secret('Username', KEY_SOURCE),
      secret('Password', SECRET_SOURCE),
      IMPORT_GROUPS,
    ]),
    template(version, `${id}-oauth-bearer-token`, `${name} (OAuth Bearer Token)`, 'OAuth Bearer Token', 'bearer', [
      given(`SCIM ${version} Base Url`, baseUrl),
      secret('OAuth Bearer Token', TOKEN_SOURCE, 'The token alone; Okta puts "Bearer" in front of it'),
      IMPORT_GROUPS,
    ]),
  ];
}

function template(
  scimVersion: Version,
  id: string,
  name: string,
  authenticationMode: string,
  credentialType: SetupIntegration['credentialType'],
  fields: readonly SetupField[],
): SetupIntegration {
  return {
    ...{ id, name, scimVersion, authenticationMode, credentialType, where: CATALOGUE, fields },
    ...{ uniqueIdentifier: 'userName', provisioningActions: TO_APP, testButton: 'Test API Credentials' },
  };
}

function wizards(baseUrl: string): readonly SetupIntegration[] {
  return [
    wizard('app-wizard-http-header', 'HTTP Header', 'bearer', baseUrl, [
      secret('Authorization', TOKEN_SOURCE, 'The token alone: the form has "Bearer" in front of the field'),
    ]),
    wizard('app-wizard-basic-auth', 'Basic Auth', 'basic', baseUrl, [
      secret('Username', KEY_SOURCE),
      secret('Password', SECRET_SOURCE),
    ]),
  ];
}

function wizard(
  id: string,
  authenticationMode: string,
  credentialType: SetupIntegration['credentialType'],
  baseUrl: string,
  credentialFields: readonly SetupField[],
): SetupIntegration {
  return {
    ...{ id, name: 'App Integration Wizard', scimVersion: '2.0', authenticationMode, credentialType, where: WIZARD },
    fields: [
      given('SCIM connector base URL', baseUrl),
      given('Unique identifier field for users', 'userName'),
      given('Supported provisioning actions', WIZARD_ACTIONS, 'Leave out the two that import if Okta shall not read'),
      given('Authentication Mode', authenticationMode),
      ...credentialFields,
    ],
    ...{ uniqueIdentifier: 'userName', provisioningActions: WIZARD_ACTIONS },
    testButton: 'Test Connector Configuration',
  };
}
