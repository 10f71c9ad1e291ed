import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../urns.js';

/** SCIM 1.1 core schema §5: users, groups and every message bear this one URN. */
export const CORE_V1 = 'urn:scim:schemas:core:1.0';
/** SCIM 1.1 core schema §7. */
export const ENTERPRISE_V1 = 'urn:scim:schemas:extension:enterprise:1.0';
/** Not in the draft; Okta's SCIM 1.1 SPEC test looks for it in the list of schemas (okta.md §3.3, step 5). */
export const LIST_RESPONSE_V1 = `${CORE_V1}:ListResponse`;
/** Okta sends the description of a group under it, which cannot be turned off (okta.md §2). */
export const OKTA_GROUP_V1 = 'urn:okta:custom:group:1.0';
/** What Okta's on-premises agent reads in ServiceProviderConfigs (okta.md §2). */
export const OKTA_PROVIDER_CONFIG_V1 = 'urn:okta:schemas:scim:providerconfig:1.0';

/** By the URN of SCIM 2.0. Every other URN, such as that of a connector's own fields, is the same in both versions. */
const TO_V1: ReadonlyMap<string, string> = new Map([
  [USER_SCHEMA.toLowerCase(), CORE_V1],
  [GROUP_SCHEMA.toLowerCase(), CORE_V1],
  [ENTERPRISE_USER_SCHEMA.toLowerCase(), ENTERPRISE_V1],
]);

/** The URN by which SCIM 1.1 knows a schema. */
export function urnToV1(urn: string): string {
  return TO_V1.get(urn.toLowerCase()) ?? urn;
}

/** The URN by which SCIM 2.0 knows an extension; in any letter case (RFC 7643 §2.1). Not for the core URN, which stands for two. */
export function extensionFromV1(urn: string): string {
  return urn.toLowerCase() === ENTERPRISE_V1 ? ENTERPRISE_USER_SCHEMA : urn;
}

/** A sentence about SCIM 2.0 with the URNs of SCIM 1.1. */
export function sentenceToV1(text: string): string {
  return text
    .replaceAll(ENTERPRISE_USER_SCHEMA, ENTERPRISE_V1)
    .replaceAll(USER_SCHEMA, CORE_V1)
    .replaceAll(GROUP_SCHEMA, CORE_V1);
}
