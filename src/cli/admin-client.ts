import { type Json, isJsonObject } from '../protocol/json.js';
import type { ApiRequest } from './build-request.js';
import { Refused } from './refused.js';
import { Unreachable } from './unreachable.js';

/** As long as the server itself takes a request to last. */
const TIMEOUT_MS = 60_000;

export interface ApiAnswer {
  /** Undefined where the answer has no body. */
  readonly body: Json | undefined;
  /** The query of `Link: <…>; rel="next"`. Of the address only this is believed: the token goes nowhere else. */
  readonly next: URLSearchParams | undefined;
  /** What an admin should know although the request was granted. */
  readonly warning: string | undefined;
}

/** Speaks to the admin API of one server. */
export class AdminClient {
  constructor(
    /** Without a trailing slash. */
    readonly url: string,
    private readonly token: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** @throws Refused | Unreachable */
  async send({ method, path, query, headers = {}, body }: ApiRequest): Promise<ApiAnswer> {
    const response = await this.fetch(method, this.url + path + searchOf(query), headers, body);
    const text = await response.text().catch((error: unknown) => {
      throw new Unreachable(this.url, error);
    });
    const warning = response.headers.get('x-rollbook-warning') ?? undefined;
    if (response.status === 204) return { body: undefined, next: undefined, warning };
    const parsed = parsedJson(text);
    if (!response.ok) throw Refused.from(response.status, parsed, response.headers.get('location'));
    if (parsed === undefined) throw Refused.notRollbook(response.status);
    return { body: parsed, next: nextOf(response.headers.get('link')), warning };
  }

  /** The bytes of an answer as they come, however long it takes. @throws Refused | Unreachable before the first */
  async open({ method, path, query, headers = {} }: ApiRequest): Promise<ReadableStream<Uint8Array>> {
    const response = await this.fetch(method, this.url + path + searchOf(query), headers, undefined, false);
    if (!response.ok) {
      const text = await response.text().catch(() => '');
      throw Refused.from(response.status, parsedJson(text), response.headers.get('location'));
    }
    const isExport = response.headers.get('content-disposition')?.startsWith('attachment; filename="rollbook-');
    if (response.body === null || isExport !== true) throw Refused.notRollbook(response.status);
    return response.body;
  }

  private async fetch(
    method: string,
    url: string,
    more: Readonly<Record<string, string>>,
    body: unknown,
    isBounded = true,
  ): Promise<Response> {
    const headers = { ...more, authorization: `Bearer ${this.token}`, accept: 'application/json' };
    const signals = [this.signal, isBounded ? AbortSignal.timeout(TIMEOUT_MS) : undefined];
    const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
    try {
      return await fetch(url, {
        method,
        redirect: 'manual',
        signal,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new Unreachable(this.url, error);
    }
  }
}

function searchOf(query: ApiRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) parameters.append(name, one);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function parsedJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function nextOf(link: string | null): URLSearchParams | undefined {
  const [, address = ''] = /<([^>]*)>;\s*rel="next"/.exec(link ?? '') ?? [];
  return URL.canParse(address) ? new URL(address).searchParams : undefined;
}
