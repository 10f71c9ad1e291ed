import { given, secret, type SetupIntegration, type SetupUrls, TOKEN_SOURCE } from './setup-sheet.js';

const FLAG_NOTE =
  'With "?aadOptscim062020" behind it Entra sends PATCH as the RFC has it; Rollbook understands it with and without. On-demand ' +
  'provisioning does not heed the flag.';

/** The one form of Microsoft Entra ID. */
export function entraSetup({ scim }: SetupUrls): readonly SetupIntegration[] {
  return [
    {
      id: 'entra-provisioning',
      name: 'Enterprise application (non-gallery)',
      scimVersion: '2.0',
      authenticationMode: 'Bearer token',
      credentialType: 'bearer',
      where:
        'Enterprise applications > New application > Create your own application; then Provisioning > Admin Credentials',
      fields: [
        given('Provisioning Mode', 'Automatic'),
        given('Tenant URL', scim, FLAG_NOTE),
        secret('Secret Token', TOKEN_SOURCE, 'The token alone; Entra puts "Bearer" in front of it'),
      ],
      uniqueIdentifier: 'userName',
      provisioningActions: ['Create', 'Update', 'Delete'],
      testButton: 'Test Connection',
    },
  ];
}
