import type { Provider } from '../connector-settings.js';

/** One field of a form of the IdP, under the label that stands there. Exactly one of `value` and `source` is given. */
export interface SetupField {
  readonly field: string;
  /** What to type or choose; a list where several boxes are ticked. */
  readonly value: string | readonly string[] | null;
  /** Where the value comes from when it is secret: it is never in here. */
  readonly source: string | null;
  readonly note: string | null;
}

/** One way to connect: an application template, or a screen, of the IdP. */
export interface SetupIntegration {
  readonly id: string;
  /** As the IdP calls it. */
  readonly name: string;
  readonly scimVersion: '2.0' | '1.1';
  /** As the IdP calls it. */
  readonly authenticationMode: string;
  /** Type of the credential that it takes. */
  readonly credentialType: 'bearer' | 'basic' | 'oauth';
  /** Where the form is found. */
  readonly where: string;
  readonly fields: readonly SetupField[];
  /** The attribute by which the IdP recognises a user. */
  readonly uniqueIdentifier: string;
  readonly provisioningActions: readonly string[];
  /** The button that tries it out, where there is one. */
  readonly testButton: string | null;
}

/** Everything that an admin has to enter at the IdP, for a program to show; no secret is ever in it. */
export interface SetupSheet {
  readonly provider: Provider;
  readonly scimBaseUrl: string;
  readonly scim11BaseUrl: string;
  /** What the server understands in `Authorization`. */
  readonly schemes: readonly SetupScheme[];
  /** Addresses that describe the server; those of SCIM 2.0 first. */
  readonly discoveryUrls: readonly string[];
  /** For a client that gets its access tokens by OAuth 2.0 client credentials. */
  readonly oauth: SetupOAuth;
  readonly integrations: readonly SetupIntegration[];
}

export interface SetupOAuth {
  readonly grantType: 'client_credentials';
  readonly tokenEndpoint: string;
  readonly scope: 'scim';
  /** What else a client can find out by itself (RFC 8414). */
  readonly metadataUrl: string;
}

export interface SetupScheme {
  /** The header as it is sent, with a placeholder for what is secret. */
  readonly header: string;
  readonly credentialType: 'bearer' | 'basic' | 'oauth';
}

export interface SetupUrls {
  readonly scim: string;
  readonly scim11: string;
  readonly tokenEndpoint: string;
  /** RFC 8414 */
  readonly oauthMetadata: string;
}

export const TOKEN_SOURCE = 'the "token" that was shown when the bearer credential was created';
export const KEY_SOURCE = 'the "key" that was shown when the basic credential was created';
export const SECRET_SOURCE = 'the "secret" that was shown when the basic credential was created';

export const given = (field: string, value: string | readonly string[], note: string | null = null): SetupField => ({
  ...{ field, value, source: null, note },
});

export const secret = (field: string, source: string, note: string | null = null): SetupField => ({
  ...{ field, value: null, source, note },
});
