import { CORE_V1, ENTERPRISE_V1, extensionFromV1 } from './v1-urns.js';

/**
 * An attribute as a SCIM 1.1 client names it in `filter`, `sortBy`, `attributes` and `meta.attributes`, by its name in
 * SCIM 2.0: `urn:scim:schemas:core:1.0:userName` is `userName`, `manager.managerId` is `manager.value`, and behind the URN
 * of an extension stands a colon. Anything else is the same, also what no schema knows.
 */
export function nameFromV1(name: string): string {
  const lower = name.toLowerCase();
  if (lower.startsWith(`${CORE_V1}:`)) return name.slice(CORE_V1.length + 1);
  if (lower === ENTERPRISE_V1) return extensionFromV1(name);
  // Both separators are in use: the draft's examples have the colon, attribute notation has the dot.
  if (lower.startsWith(`${ENTERPRISE_V1}:`) || lower.startsWith(`${ENTERPRISE_V1}.`))
    return `${extensionFromV1(ENTERPRISE_V1)}:${managerFromV1(name.slice(ENTERPRISE_V1.length + 1))}`;
  return managerFromV1(name);
}

/** SCIM 1.1 core schema §7 calls the id of the manager `managerId`. */
function managerFromV1(name: string): string {
  return name.toLowerCase() === 'manager.managerid' ? 'manager.value' : name;
}
