/** The ETag and `meta.version` of a resource: weak, because the representation varies by client (RFC 7644 §3.14). */
export function versionTag(version: number): string {
  return `W/"${version}"`;
}

/** RFC 9110 §8.8.3: `[W/]"opaque"`; the group is the opaque part. */
const ENTITY_TAG = /(?:W\/)?"([^"]*)"/gi;

/**
 * Whether an `If-Match` or `If-None-Match` header names the tag. HTTP asks for strong comparison in `If-Match`, yet SCIM's
 * own examples send weak tags there (RFC 7644 §3.14), so only the opaque parts are compared.
 * @param header a tag, a list of tags, or `*`, which names every version
 */
export function matchesTag(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  const opaque = opaqueParts(tag)[0];
  return opaque !== undefined && opaqueParts(header).includes(opaque);
}

const opaqueParts = (text: string): readonly string[] =>
  Array.from(text.matchAll(ENTITY_TAG), (match) => match[1] ?? '');
