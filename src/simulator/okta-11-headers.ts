import type { HeaderSet } from './okta-headers.js';

const JSON_UTF8 = 'application/json; charset=utf-8';

/** SCIM 1.1 SPEC suite, set H3: also on GET, where the Content-Type describes no body. */
export function spec11H3(authorization: string): HeaderSet {
  return { ...spec11H2(authorization), 'User-Agent': 'OKTA SCIM Integration' };
}

/** Set H1: names SCIM 2.0's media type to the 1.1 server. */
export function spec11H1(authorization: string): HeaderSet {
  return { ...spec11H3(authorization), 'Content-Type': 'application/scim+json; charset=utf-8' };
}

/** Set H2: without a User-Agent. */
export function spec11H2(authorization: string): HeaderSet {
  return {
    Accept: 'application/json',
    'Accept-Charset': 'utf-8',
    Authorization: authorization,
    'Content-Type': JSON_UTF8,
  };
}

/** Set H4: creates. */
export function spec11H4(authorization: string): HeaderSet {
  return { Accept: JSON_UTF8, Authorization: authorization, 'Content-Type': 'application/json' };
}

/** Okta's provisioning service towards a SCIM 1.1 app, requests without a body. */
export function client11Headers(authorization: string): HeaderSet {
  return {
    Accept: 'application/json',
    'Accept-Charset': 'utf-8',
    'User-Agent': 'Okta SCIM Client 1.0.0',
    Authorization: authorization,
    Connection: 'Keep-Alive',
    'Accept-Encoding': 'gzip,deflate',
  };
}

/** The same for POST, PUT, PATCH, and DELETE without any body. */
export function client11WriteHeaders(authorization: string): HeaderSet {
  return { ...client11Headers(authorization), 'Content-Type': JSON_UTF8 };
}
