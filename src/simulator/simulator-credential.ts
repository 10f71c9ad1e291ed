/**
 * What an admin typed into Okta: the API token of a Header Auth or OAuth Bearer Token template (`raw`: sent as typed,
 * `bearer`: with the scheme in front, as the App Integration Wizard does), or the pair of a Basic Auth template.
 */
export type SimulatorCredential =
  { readonly token: string; readonly style: 'raw' | 'bearer' } | { readonly key: string; readonly secret: string };

/** The value of the Authorization header. */
export function authorizationOf(credential: SimulatorCredential): string {
  if ('key' in credential) return `Basic ${basicPair(credential.key, credential.secret)}`;
  return credential.style === 'raw' ? credential.token : `Bearer ${credential.token}`;
}

/** RFC 7617 §2: base64 of `key:secret` in UTF-8. */
export function basicPair(key: string, secret: string): string {
  return Buffer.from(`${key}:${secret}`, 'utf8').toString('base64');
}

/** Every spelling under which the secret could show up in a text; never empty ones. */
export function secretsOf(credential: SimulatorCredential): readonly string[] {
  const secrets =
    'key' in credential ? [credential.secret, basicPair(credential.key, credential.secret)] : [credential.token];
  return secrets.filter((secret) => secret !== '');
}
