import { ADMIN_TOKEN } from '../support/app.js';

/*
 * One client of the completeness test: random calls, good ones and bad ones, and a journal of what was answered. Users that
 * are deleted and restored are never members: a deletion raises the version of the groups, and that of one resource must be
 * raised by its own events alone for the books to be balanced.
 */

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

export interface Answered {
  readonly what: string;
  readonly requestId: string;
  readonly status: number;
  readonly text: string;
  readonly atMs: number;
}

export interface Directory {
  readonly url: string;
  readonly token: string;
  readonly groups: readonly string[];
  readonly members: readonly string[];
}

type Call = readonly [what: string, method: string, path: string, body?: unknown, wrongToken?: true];

export class LogClient {
  readonly answered: Answered[] = [];
  unanswered = 0;
  private readonly loners: string[] = [];
  private readonly deleted: string[] = [];
  private names = 0;

  constructor(private readonly name: string) {}

  /** One call. @returns false when there was no answer */
  async step(directory: Directory): Promise<boolean> {
    const [what, method, path, body, wrongToken] = this.next(directory);
    const isAdmin = path.startsWith('/api');
    const token = wrongToken ? 'wrong' : isAdmin ? ADMIN_TOKEN : directory.token;
    try {
      const answer = await fetch(`${directory.url}${isAdmin ? path : `/scim/default/okta/v2${path}`}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': isAdmin ? 'application/json' : 'application/scim+json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const requestId = answer.headers.get('x-request-id') ?? '';
      this.answered.push({ what, requestId, status: answer.status, text: text.slice(0, 300), atMs: Date.now() });
      if (answer.status < 300) this.learn(what, path, text);
      return true;
    } catch {
      this.unanswered += 1;
      return false;
    }
  }

  private learn(what: string, path: string, text: string): void {
    const id = /[0-9a-f-]{36}/.exec(path)?.[0] ?? '';
    if (what === 'create') this.loners.push((JSON.parse(text) as { id: string }).id);
    if (what === 'delete') this.deleted.push(...this.loners.splice(this.loners.indexOf(id), 1));
    if (what === 'restore') this.loners.push(...this.deleted.splice(this.deleted.indexOf(id), 1));
  }

  private next({ groups, members }: Directory): Call {
    const group = `/Groups/${pick(groups)}`;
    const own = this.loners.length > 0 && Math.random() < 0.5 ? pick(this.loners) : pick(members);
    const loner = this.loners.length > 0 ? pick(this.loners) : UNKNOWN;
    const word = Math.random().toString(36).slice(2);
    const operations = (...Operations: object[]): object => ({ schemas: [PATCH], Operations });
    const userName = `${this.name}.${(this.names += 1)}.${word}@x.io`;
    const member = pick(members);
    const calls: readonly (() => Call)[] = [
      () => ['create', 'POST', '/Users', { schemas: [USER], userName, title: word }],
      () => ['create', 'POST', '/api/v1/tenants/default/users', { userName }],
      () => ['patch', 'PATCH', `/Users/${own}`, operations({ op: 'replace', path: 'title', value: word })],
      () => ['patch', 'PATCH', `/Users/${own}`, operations({ op: 'replace', path: 'active', value: word < 'm' })],
      () => ['put', 'PUT', `/Users/${member}`, { schemas: [USER], userName: `m.${member}@x.io`, title: word }],
      () => ['join', 'PATCH', group, operations({ op: 'add', path: 'members', value: [{ value: member }] })],
      () => ['leave', 'PATCH', group, operations({ op: 'remove', path: `members[value eq "${member}"]` })],
      () => ['rename', 'PATCH', group, operations({ op: 'replace', path: 'displayName', value: word })],
      () => ['delete', 'DELETE', `/Users/${loner}`],
      () => ['restore', 'POST', `/api/v1/tenants/default/users/${this.deleted[0] ?? UNKNOWN}/restore`],
      () => ['edit', 'PATCH', `/api/v1/tenants/default/users/${own}?force=true`, { title: word }],
      () => ['duplicate', 'POST', '/Users', { schemas: [USER], userName: `m.${member}@x.io` }],
      () => ['bad body', 'PATCH', `/Users/${own}`, operations({ op: 'jump', path: 'title', value: word })],
      () => ['bad json', 'POST', '/Users', '{"schemas":'],
      () => ['unknown', 'PATCH', `/Users/${UNKNOWN}`, operations({ op: 'replace', path: 'title', value: word })],
      () => ['stranger', 'POST', '/Users', { schemas: [USER], userName }, true],
    ];
    return pick(calls)();
  }
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}
