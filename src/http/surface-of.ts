import type { Surface } from '../audit/call-metrics.js';

const ROOTS: Readonly<Record<string, Surface>> = {
  '.well-known': 'oauth',
  api: 'admin',
  docs: 'docs',
  livez: 'operations',
  readyz: 'operations',
  metrics: 'operations',
};

/** `/scim/{tenant}/{connector}/oauth`. */
const OAUTH = /^\/scim\/[^/]*\/[^/]*\/oauth(?:\/|$)/i;

/** Which part of the server a path leads to, whether or not there is anything; in any letter case, as the router has it. */
export function surfaceOf(path: string): Surface {
  const end = path.indexOf('/', 1);
  const root = (end < 0 ? path.slice(1) : path.slice(1, end)).toLowerCase();
  if (root === 'scim') return OAUTH.test(path) ? 'oauth' : 'scim';
  return Object.hasOwn(ROOTS, root) ? (ROOTS[root] ?? 'other') : 'other';
}
