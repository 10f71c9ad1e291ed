import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { reasonOf } from '../unreachable.js';
import type { AddressFacts, Certificate, Probe, ServerFacts } from './address-facts.js';

const TIMEOUT_MS = 10_000;
/** Answered to everybody, for every tenant and connector, also ones that are not there. */
const SELF = '/scim/default/okta/v2/ServiceProviderConfig';

/** Asks the server at an address whether it lives; sends no credential. */
export async function readServerFacts(url: string): Promise<ServerFacts> {
  return { url, live: await probe(`${url}/livez`), ready: await probe(`${url}/readyz`) };
}

/** The address that a server gives to identity providers, its PUBLIC_URL; undefined when it does not answer. */
export async function readHandedOut(url: string): Promise<string | undefined> {
  return baseUrlIn(await probe(url + SELF));
}

/** Everything about an address that can be learned from this machine; sends no credential, as it may lead anywhere. */
export async function readAddressFacts(url: string, isSet: boolean): Promise<AddressFacts> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const [server, addresses, self, certificate] = await Promise.all([
    readServerFacts(url),
    addressesOf(host),
    probe(url + SELF),
    protocol === 'https:' ? readCertificate(host, port === '' ? 443 : Number(port)) : undefined,
  ]);
  return { ...server, isSet, addresses, certificate, handsOut: baseUrlIn(self) };
}

async function probe(url: string): Promise<Probe> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/** The location of ServiceProviderConfig begins with the PUBLIC_URL of the server that answered. */
function baseUrlIn(self: Probe): string | undefined {
  const body = 'body' in self ? (self.body as { readonly meta?: { readonly location?: unknown } } | null) : undefined;
  const location = body?.meta?.location;
  return typeof location === 'string' && location.endsWith(SELF) ? location.slice(0, -SELF.length) : undefined;
}

/** The certificate that a server shows, accepted or not; undefined when there was no handshake. */
function readCertificate(host: string, port: number): Promise<Certificate | undefined> {
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    // Accepted here only in order to say what is wrong with it; nothing is sent.
    const socket = connect({ host, port, ...servername, rejectUnauthorized: false }, () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      const error = socket.authorizationError as Error | string | undefined | null;
      socket.destroy();
      const refusedBecause = socket.authorized ? undefined : reasonOf(error instanceof Error ? error : coded(error));
      resolve(validTo === undefined ? undefined : { validTo: new Date(validTo), refusedBecause });
    });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}

/** Node gives the code alone. */
function coded(code: string | undefined | null): Error {
  return Object.assign(new Error('unknown'), { code: code ?? 'unknown' });
}
