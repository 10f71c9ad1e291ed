import type { Surface } from '../audit/call-metrics.js';

const ROOTS: Readonly<Record<string, Surface>> = {
  scim: 'scim',
  '.well-known': 'oauth',
  api: 'admin',
  docs: 'docs',
  livez: 'operations',
  readyz: 'operations',
  metrics: 'operations',
};

/** Which part of the server a path leads to, whether or not there is anything; in any letter case, as the router has it. */
export function surfaceOf(path: string): Surface {
  const [, root = '', , , endpoint] = path.split('/', 5);
  const name = root.toLowerCase();
  const surface = Object.hasOwn(ROOTS, name) ? ROOTS[name] : undefined;
  return surface === 'scim' && endpoint?.toLowerCase() === 'oauth' ? 'oauth' : (surface ?? 'other');
}
