/** What a request found. */
export type Probe = { readonly status: number; readonly body: unknown } | { readonly failure: string };

export interface Certificate {
  /** Undefined when a client would accept it, otherwise why not. */
  readonly refusedBecause: string | undefined;
  readonly validTo: Date;
}

/** What was learned about a server at an address, from this machine and without a credential. */
export interface ServerFacts {
  readonly url: string;
  readonly live: Probe;
  readonly ready: Probe;
}

export interface AddressFacts extends ServerFacts {
  /** Somebody set PUBLIC_URL; otherwise it is the default, http://localhost:PORT. */
  readonly isSet: boolean;
  /** The IP addresses of its host; empty when the name could not be looked up. */
  readonly addresses: readonly string[];
  /** The base URL that the server there hands out; undefined when it said none. */
  readonly handsOut: string | undefined;
  readonly certificate: Certificate | undefined;
}
