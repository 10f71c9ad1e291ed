import type { AddressFacts, Certificate, Probe, ServerFacts } from './address-facts.js';
import { addressKind } from './address-kind.js';
import { type Finding, findingsIn } from './finding.js';

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;
const server = findingsIn('server');
const { ok, warning, problem } = findingsIn('address');

/** @param isExpected somebody said that a server is there; otherwise it may simply not run yet */
export function serverFindings(facts: ServerFacts, isExpected: boolean): readonly Finding[] {
  const { url, live, ready } = facts;
  if ('failure' in live) {
    const sentence = `No server answers at ${url}: ${live.failure}.`;
    return [
      isExpected
        ? server.problem('alive', sentence, 'Start it, or correct the address.')
        : server.warning('alive', sentence, 'Start it with rollbook serve, or say with --url where it is.'),
    ];
  }
  if (!isAlive(live)) {
    return [
      server.problem('alive', `What answers at ${url} is no Rollbook (HTTP ${live.status}).`, 'Correct the address.'),
    ];
  }
  return [server.ok('alive', `A server answers at ${url}.`), readyFinding(ready)];
}

function readyFinding(ready: Probe): Finding {
  if ('failure' in ready) return server.problem('ready', `/readyz: ${ready.failure}.`, 'Look into its process log.');
  if (ready.status === 200) return server.ok('ready', 'It is ready.');
  return server.problem('ready', `It is not ready. ${reasonIn(ready.body)}`.trim(), 'Look into its process log.');
}

/** Whether `PUBLIC_URL` leads to a server that knows itself by it, and whether Okta could come the same way. */
export function addressFindings(facts: AddressFacts, now: Date): readonly Finding[] {
  return [
    ...leadsFindings(facts),
    schemeFinding(facts),
    hostFinding(facts),
    ...(facts.certificate === undefined ? [] : [certificateFinding(facts.certificate, now)]),
  ];
}

function leadsFindings({ url, live, isSet, handsOut }: AddressFacts): readonly Finding[] {
  if ('failure' in live) {
    const sentence = `${url} leads to no server: ${live.failure}.`;
    const todo = 'Start the server and the proxy in front of it, or correct PUBLIC_URL.';
    return [isSet ? problem('leads here', sentence, todo) : warning('leads here', sentence, todo)];
  }
  if (!isAlive(live)) {
    const sentence = `What answers at ${url} is no Rollbook (HTTP ${live.status}).`;
    return [problem('leads here', sentence, 'Let the proxy pass every path on unchanged, /livez included.')];
  }
  if (handsOut !== url) {
    const said = handsOut === undefined ? 'says no address of its own' : `calls itself ${handsOut}`;
    return [
      problem(
        'leads here',
        `The server at ${url} ${said}.`,
        'Start the server with the same PUBLIC_URL as this command.',
      ),
    ];
  }
  return [ok('leads here', `${url} leads to a server that hands out this address.`)];
}

function schemeFinding({ url }: AddressFacts): Finding {
  return url.startsWith('https:')
    ? ok('https', 'The address is https, as Okta asks for.')
    : warning(
        'https',
        `Okta accepts only https; the address is ${url}.`,
        'Put a proxy that ends TLS in front, and set PUBLIC_URL.',
      );
}

function hostFinding({ url, addresses }: AddressFacts): Finding {
  const { hostname } = new URL(url);
  const todo = 'Set PUBLIC_URL to an address on the internet, or let an Okta on-premises agent make the way.';
  if (addresses.length === 0)
    return problem('host', `${hostname} has no address in the DNS.`, 'Correct PUBLIC_URL, or the DNS.');
  const hidden = addresses.filter((address) => addressKind(address) !== 'public');
  const list = addresses.join(', ');
  if (hidden.length === 0) return ok('host', `${hostname} is ${list}: on the internet, if no firewall is in between.`);
  const isLoopback = hidden.every((address) => addressKind(address) === 'loopback');
  return isLoopback
    ? warning('host', `${hostname} is this machine (${list}): Okta cannot reach it.`, todo)
    : warning('host', `${hostname} is ${list}, at least one of them a private address: Okta cannot reach it.`, todo);
}

function certificateFinding({ refusedBecause, validTo }: Certificate, now: Date): Finding {
  const end = validTo.toISOString().slice(0, 10);
  if (validTo <= now) return problem('certificate', `The certificate ended on ${end}.`, 'Renew it.');
  if (refusedBecause !== undefined) {
    return problem(
      'certificate',
      `Clients refuse the certificate: ${refusedBecause}.`,
      'Use one of a public authority, with its whole chain.',
    );
  }
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
  if (days <= WARN_DAYS) return warning('certificate', `The certificate ends on ${end}, in ${days} days.`, 'Renew it.');
  return ok('certificate', `The certificate is valid until ${end}.`);
}

function isAlive(probe: Probe): boolean {
  return 'status' in probe && probe.status === 200 && fieldOf(probe.body, 'status') === 'alive';
}

function reasonIn(body: unknown): string {
  const reason = fieldOf(body, 'reason');
  return typeof reason === 'string' ? reason : '';
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}
