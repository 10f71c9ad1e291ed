/** `http://HOST` or `https://HOST` before a path. */
const AUTHORITY = /^https?:\/\/[^/?#]*/i;

/**
 * A request target as path and query (RFC 9112 §3.2.1). A target in absolute form must be understood too (§3.2.2); whose
 * server it names does not matter: this is the only one here. `//Users`, as a client sends it that puts `/Users` behind a
 * base URL with a trailing slash, is `/Users`. Nothing depends on the spelling of a path: access hangs on the route.
 */
export function originForm(target: string): string {
  const url = target.replace(AUTHORITY, '');
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const query = end < 0 ? '' : url.slice(end);
  if (path === '') return `/${query}`;
  return path.includes('//') ? withoutEmptySegments(path) + query : url;
}

function withoutEmptySegments(path: string): string {
  return path
    .split('/')
    .filter((segment, at) => segment !== '' || at === 0)
    .join('/');
}
