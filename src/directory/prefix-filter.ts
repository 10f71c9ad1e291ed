import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';

/** What people look for by its beginning; each has an index. */
const SEARCHED: Readonly<Record<ResourceTypeName, readonly string[]>> = {
  User: ['userName', 'displayName', 'emails.value'],
  Group: ['displayName'],
};

/** A SCIM filter for what begins with a text in any letter case. A JSON string is a string of the filter's grammar, too. */
export function prefixFilter(type: ResourceTypeName, prefix: string): string {
  return SEARCHED[type].map((attribute) => `${attribute} sw ${JSON.stringify(prefix)}`).join(' or ');
}
