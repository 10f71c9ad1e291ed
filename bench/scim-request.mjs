/** Path of the connector that a new installation has. */
export const SCIM_BASE = '/scim/default/okta/v2';

/** A whole request with the headers that Okta sends. `path` is below the SCIM base URL, `base` that of another connector. */
export function scimRequest({ port, token, base = SCIM_BASE }, method, path, body) {
  const head =
    `${method} ${base}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
    'Accept: application/scim+json\r\nAccept-Charset: utf-8\r\nUser-Agent: Okta SCIM Client 1.0.0\r\nConnection: Keep-Alive\r\n';
  if (body === undefined) return `${head}\r\n`;
  const json = JSON.stringify(body);
  return `${head}Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}
