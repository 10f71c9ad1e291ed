import { ApiProperty } from '@nestjs/swagger';
import { CREDENTIAL_TYPES, type CredentialType } from '../credentials/credential.js';
import { type Provider, PROVIDERS } from '../tenancy/connector-settings.js';

export class SetupFieldView {
  @ApiProperty({ example: 'API Token', description: 'The label in the form of the IdP' })
  readonly field: string;

  @ApiProperty({
    // OpenAPI 3.0.3: `nullable` counts beside a `type` alone.
    oneOf: [
      { type: 'string', nullable: true },
      { type: 'array', items: { type: 'string' } },
    ],
    example: null,
    description: 'What to enter, choose or tick; null where it is secret',
  })
  readonly value: string | readonly string[] | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'the "token" that was shown when the bearer credential was created',
  })
  readonly source: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'With or without "Bearer " in front of it' })
  readonly note: string | null;
}

export class SetupIntegrationView {
  @ApiProperty({ example: 'scim-2.0-header-auth' })
  readonly id: string;

  @ApiProperty({ example: 'SCIM 2.0 Test App (Header Auth)' })
  readonly name: string;

  @ApiProperty({ enum: ['2.0', '1.1'] })
  readonly scimVersion: '2.0' | '1.1';

  @ApiProperty({ example: 'Header Auth' })
  readonly authenticationMode: string;

  @ApiProperty({ enum: CREDENTIAL_TYPES })
  readonly credentialType: CredentialType;

  @ApiProperty({ example: 'Applications > Browse App Catalog > …' })
  readonly where: string;

  @ApiProperty({ type: [SetupFieldView] })
  readonly fields: readonly SetupFieldView[];

  @ApiProperty({ example: 'userName' })
  readonly uniqueIdentifier: string;

  @ApiProperty({ type: [String], example: ['Create Users', 'Update User Attributes', 'Deactivate Users'] })
  readonly provisioningActions: readonly string[];

  @ApiProperty({ type: String, nullable: true, example: 'Test API Credentials' })
  readonly testButton: string | null;
}

export class SetupSchemeView {
  @ApiProperty({ example: 'Authorization: Bearer {token}' })
  readonly header: string;

  @ApiProperty({ enum: CREDENTIAL_TYPES })
  readonly credentialType: CredentialType;
}

export class SetupOAuthView {
  @ApiProperty({ enum: ['client_credentials'] })
  readonly grantType: 'client_credentials';

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/oauth/token' })
  readonly tokenEndpoint: string;

  @ApiProperty({ enum: ['scim'] })
  readonly scope: 'scim';

  @ApiProperty({ example: 'https://rollbook.example.com/.well-known/oauth-authorization-server/scim/acme/okta' })
  readonly metadataUrl: string;
}

/** What to enter at the IdP; never a secret. */
export class SetupSheetView {
  @ApiProperty({ enum: PROVIDERS })
  readonly provider: Provider;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v2' })
  readonly scimBaseUrl: string;

  @ApiProperty({ example: 'https://rollbook.example.com/scim/acme/okta/v1' })
  readonly scim11BaseUrl: string;

  @ApiProperty({ type: [SetupSchemeView] })
  readonly schemes: readonly SetupSchemeView[];

  @ApiProperty({ type: [String], example: ['https://rollbook.example.com/scim/acme/okta/v2/ServiceProviderConfig'] })
  readonly discoveryUrls: readonly string[];

  @ApiProperty({ type: SetupOAuthView, description: 'For a credential of the type oauth' })
  readonly oauth: SetupOAuthView;

  @ApiProperty({ type: [SetupIntegrationView] })
  readonly integrations: readonly SetupIntegrationView[];
}
