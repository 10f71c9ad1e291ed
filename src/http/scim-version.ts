/** Which SCIM a path speaks; undefined outside of `/scim`. Routes match in any letter case, and so does this. */
export function scimVersionOf(path: string): '1.1' | '2.0' | undefined {
  if (!/^\/+scim(\/|$)/i.test(path)) return undefined;
  // No slug holds a dot or a percent sign: `/scim/../api/v1` is no base URL.
  return /^\/+scim\/+[^/.%]+\/+[^/.%]+\/+v1(\/|$)/i.test(path) ? '1.1' : '2.0';
}
