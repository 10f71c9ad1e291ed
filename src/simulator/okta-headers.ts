/** The header sets of Okta's clients, as their documents, suites and traces show them. */
export type HeaderSet = Readonly<Record<string, string>>;

const SCIM_UTF8 = 'application/scim+json; charset=utf-8';

/** SPEC suite, set H1: also on GET, where the Content-Type describes no body. */
export function specH1(authorization: string): HeaderSet {
  return {
    Accept: 'application/scim+json',
    'Accept-Charset': 'utf-8',
    Authorization: authorization,
    'Content-Type': SCIM_UTF8,
    'User-Agent': 'OKTA SCIM Integration',
  };
}

/** SPEC suite, set H2: creates with `application/json`. Also set H3 of its discovery steps. */
export function specH2(authorization: string): HeaderSet {
  return { Accept: SCIM_UTF8, Authorization: authorization, 'Content-Type': 'application/json' };
}

/** SPEC suite, set H3: a wrong credential without any scheme. */
export function specH3(): HeaderSet {
  return specH1('non-token');
}

/** Discovery steps of the SPEC suite, set H2: H1 without a User-Agent. */
export function discoveryH2(authorization: string): HeaderSet {
  return {
    Accept: 'application/scim+json',
    'Accept-Charset': 'utf-8',
    Authorization: authorization,
    'Content-Type': SCIM_UTF8,
  };
}

/** CRUD suite, set H2: how it looks at the SCIM app. */
export function crudH2(authorization: string): HeaderSet {
  return { Accept: 'application/scim+json', Authorization: authorization };
}

/** Okta's provisioning service, requests without a body. */
export function clientHeaders(authorization: string | undefined): HeaderSet {
  return {
    Accept: 'application/scim+json',
    'Accept-Charset': 'utf-8',
    'User-Agent': 'Okta SCIM Client 1.0.0',
    ...(authorization === undefined ? {} : { Authorization: authorization }),
    Connection: 'Keep-Alive',
    'Accept-Encoding': 'gzip,deflate',
  };
}

/** Okta's provisioning service, POST, PUT and PATCH; the documented dump shows it on DELETE too, without any body. */
export function clientWriteHeaders(authorization: string): HeaderSet {
  return { ...clientHeaders(authorization), 'Content-Type': SCIM_UTF8 };
}
