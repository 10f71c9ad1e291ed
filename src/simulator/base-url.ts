/** Okta's field takes at most this many characters. */
const MAX_LENGTH = 1024;

/**
 * Reads a SCIM base URL as an admin types it into Okta; a trailing slash does not matter.
 * @throws Error in plain words when nothing could be sent to it, or when it carries a credential
 */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error('The base URL must be a whole address such as https://scim.example.com/scim/acme/okta/v2.');
  }
  if (url.username !== '' || url.password !== '')
    throw new Error('The base URL must not hold a user name or password.');
  if (url.search !== '' || url.hash !== '')
    throw new Error('The base URL must end with its path, without "?" and "#".');
  return url;
}

/** What Okta's own form would not accept although the simulator can use it. */
export function notesOnBaseUrl(url: URL): readonly string[] {
  return [
    ...(url.protocol === 'https:' ? [] : ['Okta itself accepts only https base URLs.']),
    ...(url.href.includes('_') ? ['Okta refuses a base URL with an underscore.'] : []),
    ...(url.href.length > MAX_LENGTH ? [`Okta refuses a base URL of more than ${MAX_LENGTH} characters.`] : []),
  ];
}
