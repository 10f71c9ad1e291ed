import { SIGNING_ALGORITHMS } from '../credentials/oauth/signing-algorithms.js';
import type { BaseUrls } from '../tenancy/base-urls.js';

const AUTHENTICATION_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

/** RFC 8414 §2, under its names. */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[];
  readonly revocation_endpoint: string;
  readonly revocation_endpoint_auth_methods_supported: readonly string[];
  readonly revocation_endpoint_auth_signing_alg_values_supported: readonly string[];
  readonly grant_types_supported: readonly string[];
  /** Required, and empty: there is no authorization endpoint. */
  readonly response_types_supported: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly service_documentation: string;
}

/** What the authorization server of a connector can do. Depends on nothing but its address. */
export function authorizationServerMetadata(
  urls: BaseUrls,
  tenant: string,
  connector: string,
): AuthorizationServerMetadata {
  return {
    issuer: urls.issuer(tenant, connector),
    token_endpoint: urls.tokenEndpoint(tenant, connector),
    token_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
    token_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
    revocation_endpoint: urls.revocationEndpoint(tenant, connector),
    revocation_endpoint_auth_methods_supported: AUTHENTICATION_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: ['scim'],
    service_documentation: urls.swagger(),
  };
}
