import { parse } from 'node:path';
import { ENTERPRISE_USER_SCHEMA, ERROR, GROUP_SCHEMA, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient, TestApp } from './app.js';
import { rawRequest } from './raw-request.js';

/** No answer to a refused request is longer, whatever the request was. */
const MOST_CHARACTERS = 1_500;
/** What the server takes at most for a small request after a hostile one; far above what it needs. */
const MOST_MS = 2_000;

/** A user and a group that hostile requests are aimed at, in a tenant of their own, and what must not have happened. */
export interface HostileTarget {
  /** Of the tenant. */
  readonly slug: string;
  readonly user: object;
  readonly group: object;
  /** `/Users/{id}` and `/Groups/{id}` */
  readonly userPath: string;
  readonly groupPath: string;
  /** Below the SCIM base URL, as bytes. Without a Content-Type among the headers the body is application/scim+json. */
  send(method: string, path: string, body?: unknown, headers?: readonly string[]): Promise<Answer>;
  /** The same, with the path put behind nothing at all. */
  sendTo(target: string, method?: string): Promise<Answer>;
  /** Lists, totals and versions are what they were, no prototype has changed, and the server answers soon. */
  expectUntouched(): Promise<void>;
}

let tenants = 0;

export async function hostileTarget(app: TestApp): Promise<HostileTarget> {
  const slug = `hostile-${(tenants += 1)}`;
  await app.admin('POST', '/tenants', { slug, displayName: 'Hostile' });
  await app.admin('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'Okta', provider: 'okta' });
  const scim = await app.scim(slug, 'okta');
  const user = { schemas: [USER_SCHEMA], userName: 'target@example.com', active: true, [ENTERPRISE_USER_SCHEMA]: {} };
  const userId = await create(scim, '/Users', user);
  const group = { schemas: [GROUP_SCHEMA], displayName: 'Target', members: [{ value: userId }] };
  const groupId = await create(scim, '/Groups', group);

  const authorization = `Authorization: Bearer ${scim.token}`;
  const base = new URL(scim.base).pathname;
  const send: HostileTarget['send'] = (method, path, body, headers = []) => {
    const hasType = headers.some((line) => /^content-type:/i.test(line));
    const lines = [authorization, ...(hasType || body === undefined ? [] : ['Content-Type: application/scim+json'])];
    return rawRequest(app, method, `${base}${path}`, [...lines, ...headers], bytesOf(body));
  };
  const state = async (): Promise<string> => {
    const lists = await Promise.all([send('GET', '/Users?count=1000'), send('GET', '/Groups?count=1000')]);
    return lists.map(({ status, text }) => `${status} ${text}`).join('\n');
  };
  const before = await state();
  return {
    slug,
    user,
    group,
    userPath: `/Users/${userId}`,
    groupPath: `/Groups/${groupId}`,
    send,
    sendTo: (target, method = 'GET') => rawRequest(app, method, target, [authorization]),
    expectUntouched: async () => {
      expectPlainPrototypes();
      const begun = performance.now();
      expect(await state()).toBe(before);
      expect(performance.now() - begun).toBeLessThan(MOST_MS);
    },
  };
}

async function create(scim: ScimClient, path: string, body: object): Promise<string> {
  const answer = await scim('POST', path, body);
  if (answer.status !== 201) throw new Error(`no target: ${answer.text}`);
  return String(answer.body.id);
}

function bytesOf(body: unknown): string | Uint8Array {
  if (body === undefined) return '';
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** Of this realm, in which the application runs, and of the one in which Node's own modules do. */
export function expectPlainPrototypes(): void {
  const outer = Object.getPrototypeOf(parse('/')) as object;
  for (const prototype of [Object.prototype, Array.prototype, String.prototype, Function.prototype, outer]) {
    for (const name in prototype) throw new Error(`a prototype got the property ${name}`);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
}

/** A SCIM error (RFC 7644 §3.12) in words, of bounded length, which shows nothing of the server's inside. */
export function expectRefusal(answer: Answer, status: number | readonly number[], scimType?: string): void {
  const statuses = typeof status === 'number' ? [status] : status;
  expect({ answer: answer.text.slice(0, 300), status: answer.status }).toMatchObject({
    status: statuses.length === 1 ? statuses[0] : (expect.any(Number) as number),
  });
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get('content-type')).toBe('application/scim+json');
  expect(answer.body).toMatchObject({ schemas: [ERROR], status: String(answer.status) });
  if (scimType !== undefined) expect(answer.body.scimType).toBe(scimType);
  expect(String(answer.body.detail)).toMatch(/^\P{Cc}{16,}$/u);
  expect(String(answer.body.detail)).not.toMatch(/\p{Cs}|[\u200b-\u200f\u202a-\u202e]/u);
  expect(answer.text.length).toBeLessThan(MOST_CHARACTERS);
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|SELECT |INSERT |\.ts\b|\.js\b/);
}
