/** Schema and message URNs of RFC 7643 §10.3 and RFC 7644 §8.2. */
export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SERVICE_PROVIDER_CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
export const RESOURCE_TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
export const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

/** Okta's schemas of what its Identity Governance grants; no RFC defines them. */
export const OKTA_ROLE_SCHEMA = 'urn:okta:scim:schemas:core:1.0:Role';
export const OKTA_ENTITLEMENT_SCHEMA = 'urn:okta:scim:schemas:core:1.0:Entitlement';

export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const MAX_URN = 255;
/** In lower case. Those of SCIM 1.1 stand for others of SCIM 2.0, or for nothing, wherever a client names them (`v1/v1-urns.ts`). */
const OWN = [
  'urn:ietf:params:scim:schemas:core:',
  // Not only the one schema: a field `User` under `…:enterprise:2.0` would be named as that is.
  'urn:ietf:params:scim:schemas:extension:enterprise:',
  'urn:ietf:params:scim:api:',
  'urn:okta:scim:schemas:core:',
  'urn:scim:schemas:',
  'urn:okta:custom:group:1.0',
  'urn:okta:schemas:scim:providerconfig:',
];

/**
 * True for a URN (RFC 8141 §2) under which extended fields may be published: its parts hold letters, digits and `-._`, so it
 * stands in a PATCH path and in a filter as it is. False for those that RFC 7643, RFC 7644, SCIM 1.1 and Okta define.
 */
export function isExtensionUrn(text: string): boolean {
  if (text.length > MAX_URN || !/^urn:[a-z0-9][a-z0-9-]{1,31}(?::[a-z0-9][a-z0-9._-]*)+$/i.test(text)) return false;
  const lower = text.toLowerCase();
  return !OWN.some((own) => lower.startsWith(own));
}
