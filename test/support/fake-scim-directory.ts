import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../src/protocol/json.js';
import {
  ERROR,
  GROUP_SCHEMA,
  LIST_RESPONSE,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../../src/protocol/urns.js';
import type { Defect } from './fake-scim-defects.js';

interface Refusal {
  readonly status: number;
  readonly detail: string;
}
const refuse = (status: number, detail: string): Refusal => ({ status, detail });
const isRefusal = (value: object): value is Refusal => 'status' in value && 'detail' in value && !('schemas' in value);

type Row = Record<string, Json>;
type Kind = 'Users' | 'Groups';

const TOKEN = 'correct-token-1234567890';
const BASIC = { key: 'the-key', secret: 'the-secret-1234567890' };

export interface FakeDirectory {
  readonly url: string;
  readonly token: string;
  readonly basic: typeof BASIC;
  /** Every request as it arrived. */
  readonly seen: { readonly method: string; readonly url: string; readonly headers: string[]; readonly body: string }[];
  readonly count: (kind: Kind) => number;
  readonly close: () => Promise<void>;
}

/**
 * The smallest directory with which Okta is content, in memory, with mistakes that can be switched on: the negative
 * control of the simulator. Shares no code with the server.
 */
export async function startFakeDirectory(...defects: readonly Defect[]): Promise<FakeDirectory> {
  const directory = new Directory(new Set(defects));
  const seen: FakeDirectory['seen'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.rawHeaders, body });
      void directory.answer(request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    token: TOKEN,
    basic: BASIC,
    seen,
    count: (kind) => directory.rows[kind].length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Directory {
  readonly rows: Record<Kind, Row[]> = { Users: [], Groups: [] };
  private throttled = false;
  private lists = 0;
  private overlapping: (() => void) | undefined;

  constructor(private readonly defects: ReadonlySet<Defect>) {}

  async answer(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    if (this.has('never answers')) return;
    if (this.has('closes the connection')) return void request.socket.destroy();
    const url = new URL((request.url ?? '').replace(/^\/scim\/v2/, ''), 'http://fake');
    const raw = this.has('plus is not a blank') ? new URL(url.href.replaceAll('+', '%2B')) : url;
    if (!this.isAuthorized(request, raw)) return this.unauthorized(request, response);
    if (request.method === 'POST' && raw.pathname === '/Users' && !this.throttled) {
      this.throttled = true;
      const header: Record<string, string> = this.has('429 without Retry-After') ? {} : { 'Retry-After': '0' };
      return send(response, 429, errorBody(429, 'Slow down.'), header);
    }
    const result = await this.route(request, raw, body);
    if (result === undefined) return void response.writeHead(204).end();
    if (isRefusal(result)) return this.refused(result, response);
    const created = request.method === 'POST' && 'id' in result && !this.has('create answers 200');
    if (created && this.has('create answers without body')) return void response.writeHead(201).end();
    send(response, created ? 201 : 200, result);
  }

  private has(defect: Defect): boolean {
    return this.defects.has(defect);
  }

  private isAuthorized({ headers }: IncomingMessage, url: URL): boolean {
    if (this.has('any credential')) return true;
    if (this.has('token in the query string') && url.searchParams.get('access_token') === TOKEN) return true;
    const value = headers.authorization ?? '';
    const pair = Buffer.from(`${BASIC.key}:${BASIC.secret}`).toString('base64');
    const [scheme = '', rest = ''] = value.split(/ +/, 2);
    const name = this.has('scheme is case-sensitive') ? scheme : scheme.toLowerCase();
    if (name.toLowerCase() === 'basic') return rest === pair;
    return (
      (/^(b|B)earer$/.test(name) && rest === TOKEN && (name === 'Bearer' || !this.has('scheme is case-sensitive'))) ||
      (value === TOKEN && !this.has('raw token is refused'))
    );
  }

  private unauthorized({ headers }: IncomingMessage, response: ServerResponse): void {
    const challenge: Record<string, string> = this.has('401 has no WWW-Authenticate')
      ? {}
      : { 'WWW-Authenticate': 'Bearer' };
    if (this.has('401 has no body')) return void response.writeHead(401, challenge).end();
    const echo = this.has('credential is echoed') ? ` You sent ${headers.authorization ?? ''}.` : '';
    send(response, 401, errorBody(401, `The credential is wrong.${echo}`), challenge);
  }

  private refused({ status, detail }: Refusal, response: ServerResponse): void {
    const plain =
      (status === 404 && this.has('404 is plain text')) || (status === 409 && this.has('duplicate is plain text'));
    if (plain) return void response.writeHead(status, { 'Content-Type': 'text/plain' }).end('error happened');
    send(response, status, errorBody(status, this.has('404 has no detail') && status === 404 ? '' : detail));
  }

  private async route(request: IncomingMessage, url: URL, body: string): Promise<JsonObject | Refusal | undefined> {
    const { method = '', headers } = request;
    const type = headers['content-type'] ?? '';
    if (method === 'GET' && type !== '' && this.has('GET with Content-Type is 415')) return refuse(415, 'No.');
    if (body !== '' && type === 'application/json' && this.has('application/json is refused'))
      return refuse(415, 'No.');
    const discovery = DISCOVERY[url.pathname];
    if (discovery !== undefined) {
      if (method === 'GET') return discovery;
      return this.has('body is parsed before 405') && !isJson(body)
        ? refuse(400, 'Not JSON.')
        : refuse(405, 'Read only.');
    }
    const match = /^\/(Users|Groups)(?:\/([^/]+))?$/.exec(url.pathname);
    if (match === null) return refuse(404, 'There is nothing here.');
    const kind = match[1] as Kind;
    const json = isJson(body) ? (JSON.parse(body) as JsonObject) : {};
    if (match[2] === undefined) return method === 'POST' ? this.create(kind, json) : this.list(kind, url.searchParams);
    const id = decodeURIComponent(match[2]);
    const row = this.rows[kind].find((candidate) => candidate.id === id);
    if (row === undefined && this.has('odd ids are 400') && !/^[0-9a-f-]{36}$/.test(id))
      return refuse(400, 'Not a UUID.');
    if (row === undefined) return refuse(404, `There is no resource with this id in ${kind}.`);
    if (method === 'GET') return this.shown(kind, row);
    if (method === 'DELETE') return this.remove(kind, row);
    if (method === 'PUT') return kind === 'Users' ? this.putUser(row, json) : this.putGroup(row, json);
    return kind === 'Users' ? this.patchUser(row, json) : this.patchGroup(row, json);
  }

  private create(kind: Kind, json: JsonObject): JsonObject | Refusal {
    if (kind === 'Users' && !this.has('duplicates are allowed') && this.byName(text(json.userName)) !== undefined) {
      return refuse(409, 'User already exists in the database.');
    }
    const row: Row = { ...json, id: randomUUID() };
    if (!this.has('password is returned')) delete row.password;
    delete row.groups;
    if (kind === 'Groups') row.members = json.members ?? [];
    if (this.has('userName is lower-cased')) row.userName = text(json.userName).toLowerCase();
    this.rows[kind].push(row);
    return this.shown(kind, row);
  }

  private byName(userName: string): Row | undefined {
    return this.rows.Users.find((row) => this.isEqualName(text(row.userName), userName));
  }

  private isEqualName(one: string, other: string): boolean {
    return this.has('userName is case-sensitive') ? one === other : one.toLowerCase() === other.toLowerCase();
  }

  private list(kind: Kind, query: URLSearchParams): JsonObject | Refusal {
    const filter = query.get('filter');
    const match = filter === null ? null : /^(userName|displayName) eq "([^"]*)"$/.exec(filter);
    if (filter !== null && match === null) return refuse(400, 'The filter cannot be read.');
    const all = this.rows[kind].filter((row) => {
      if (row.active === false && this.has('inactive users are hidden')) return false;
      return match === null || this.isEqualName(text(row[match[1] ?? '']), match[2] ?? '');
    });
    if (match !== null && all.length === 0 && this.has('unknown user is 404')) return refuse(404, 'Nobody.');
    if (this.has('order changes') && (this.lists += 1) % 2 === 0) all.reverse();
    const startIndex = Number(query.get('startIndex') ?? 1);
    const count = Number(query.get('count') ?? 100);
    if (this.has('order depends on count') && count < 100) all.reverse();
    const start = this.has('pages overlap') && startIndex > 100 ? startIndex - 2 : startIndex - 1;
    const total = this.has('total is capped at 100') ? Math.min(all.length, 100) : all.length;
    let page = all.slice(start, start + Math.min(count, all.length - startIndex + 1));
    if (page.length === 0 && this.has('page past the end repeats the last user')) page = all.slice(-1);
    return {
      ...(this.has('list without schemas') ? {} : { schemas: [LIST_RESPONSE] }),
      totalResults: total,
      startIndex: this.has('startIndex is text') ? String(startIndex) : startIndex,
      itemsPerPage: this.has('itemsPerPage is constant') ? 100 : page.length,
      Resources: page.map((row) => this.shown(kind, row)),
    };
  }

  private shown(kind: Kind, row: Row): JsonObject {
    const result: Row = { ...row, meta: { resourceType: kind.slice(0, -1) } };
    result.schemas ??= [kind === 'Users' ? USER_SCHEMA : GROUP_SCHEMA];
    if (kind === 'Groups') return result;
    const groups = this.rows.Groups.filter((group) => membersOf(group).includes(text(row.id)));
    if (groups.length > 0)
      result.groups = groups.map(({ id = null, displayName = null }) => ({ value: id, display: displayName }));
    if (this.has('active is missing') && row.active === false) delete result.active;
    if (this.has('active is text')) result.active = row.active === false ? 'False' : 'True';
    if (this.has('name is missing')) delete result.name;
    return result;
  }

  private remove(kind: Kind, row: Row): Refusal | undefined {
    if (kind === 'Groups' && this.has('deleting a group deletes its members')) {
      this.rows.Users = this.rows.Users.filter(({ id }) => !membersOf(row).includes(text(id)));
    }
    if (kind === 'Groups' && this.has('group deletion is forgotten')) return undefined;
    this.rows[kind] = this.rows[kind].filter((other) => other !== row);
    return undefined;
  }

  private putUser(row: Row, json: JsonObject): JsonObject | Refusal {
    if (this.has('PUT refuses id and meta') && 'meta' in json) return refuse(400, 'meta is read-only.');
    if (this.has('PUT refuses empty values') && Object.values(json).includes('')) return refuse(400, 'title is empty.');
    if (this.has('groups in a PUT are an instruction') && JSON.stringify(json.groups) === '[]') {
      for (const group of this.rows.Groups) group.members = without(group, [text(row.id)]);
    }
    const next: Row = { ...json, id: row.id ?? null };
    delete next.groups;
    delete next.meta;
    delete next.password;
    if (this.has('PUT drops attributes')) delete next.externalId;
    if (this.has('PUT drops extensions'))
      for (const key of Object.keys(next)) if (key.startsWith('urn:')) delete next[key];
    if (this.has('PUT ignores active')) next.active = row.active ?? true;
    if (this.has('PUT ignores userName')) next.userName = row.userName ?? '';
    this.replace('Users', row, next);
    return this.activation(row, next);
  }

  private activation(before: Row, after: Row): JsonObject {
    if (after.active === false && this.has('deactivation deletes')) this.remove('Users', after);
    if (before.active === false && after.active === true && this.has('reactivation changes the id'))
      after.id = randomUUID();
    return this.shown('Users', after);
  }

  private replace(kind: Kind, row: Row, next: Row): void {
    this.rows[kind] = this.rows[kind].map((other) => (other === row ? next : other));
  }

  private putGroup(row: Row, json: JsonObject): JsonObject | Refusal {
    if (this.has('group PUT is not there')) return refuse(405, 'Use PATCH.');
    const members = this.has('group PUT adds members')
      ? [...list(row.members), ...list(json.members)]
      : list(json.members);
    Object.assign(row, { displayName: json.displayName ?? null, members: unique(members) });
    return this.shown('Groups', row);
  }

  private patchUser(row: Row, json: JsonObject): JsonObject | Refusal | undefined {
    const before = { ...row };
    for (const operation of list(json.Operations).filter(isJsonObject)) {
      const { value } = operation;
      if (this.has('PATCH needs a path') && operation.path === undefined) return refuse(400, 'path is missing.');
      if (!isJsonObject(value)) return refuse(400, 'value is no object.');
      if ('password' in value && this.has('PATCH takes no password')) return refuse(400, 'password is unknown.');
      Object.assign(row, value);
      if (!this.has('password is returned')) delete row.password;
    }
    const result = this.activation(before, row);
    return this.has('PATCH of users answers without body') ? undefined : result;
  }

  private async patchGroup(row: Row, json: JsonObject): Promise<JsonObject | Refusal> {
    const operations = list(json.Operations).filter(isJsonObject);
    if (operations.length > 100 && this.has('more than 100 operations are refused'))
      return refuse(400, 'Too many operations.');
    const next: Row = { ...row };
    if (this.has('overlapping PATCHes get lost')) await this.untilOverlapped(operations);
    for (const operation of operations) {
      const problem = this.patchMembers(next, operation);
      if (problem !== undefined) {
        if (this.has('PATCH is not atomic')) Object.assign(row, next);
        return problem;
      }
    }
    Object.assign(row, next);
    return this.shown('Groups', row);
  }

  /** Lets every second PATCH that adds a single member begin before the one before it is written. */
  private async untilOverlapped(operations: readonly JsonObject[]): Promise<void> {
    if (operations.length !== 1 || list(operations[0]?.value).length !== 1) return;
    if (this.overlapping === undefined) return new Promise((resolve) => void (this.overlapping = resolve));
    this.overlapping();
    this.overlapping = undefined;
  }

  private patchMembers(group: Row, { op, path, value }: JsonObject): Refusal | undefined {
    if (path === undefined) {
      if (this.has('PATCH needs a path')) return refuse(400, 'path is missing.');
      const fields = isJsonObject(value) ? value : {};
      if (typeof fields.displayName === 'string') group.displayName = fields.displayName;
      if (this.has('rename empties the group')) group.members = [];
      if (fields.members !== undefined) group.members = fields.members;
      return undefined;
    }
    const removed = /^members\[value eq "([^"]*)"\]$/.exec(text(path))?.[1];
    if (op === 'remove') {
      group.members = this.has('remove removes all') ? [] : without(group, [removed ?? '']);
      return undefined;
    }
    const values = list(value);
    if (values.length === 0 && this.has('empty replace is refused')) return refuse(400, 'value is empty.');
    for (const member of values) {
      const known = this.rows.Users.some(({ id }) => isJsonObject(member) && member.value === id);
      if (!known && !this.has('unknown members are stored'))
        return refuse(404, 'A member is not a user of this directory.');
      if (this.has('PATCH is not atomic') && op === 'add') group.members = unique([...list(group.members), member]);
    }
    const keeps = (op === 'add' && !this.has('add replaces')) || (op === 'replace' && this.has('replace adds'));
    const members = keeps ? [...list(group.members), ...values] : values;
    group.members = this.has('add doubles') ? members : unique(members);
    return undefined;
  }
}

const DISCOVERY: Readonly<Record<string, JsonObject>> = {
  '/ServiceProviderConfig': {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 100 },
    changePassword: { supported: true },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer', description: 'A token.' }],
  },
  '/ResourceTypes': {
    schemas: [LIST_RESPONSE],
    totalResults: 1,
    Resources: [{ name: 'User', endpoint: '/Users', schema: USER_SCHEMA }],
  },
  '/Schemas': {
    schemas: [LIST_RESPONSE],
    totalResults: 1,
    Resources: [{ id: USER_SCHEMA, attributes: [{ name: 'userName' }] }],
  },
};

function send(response: ServerResponse, status: number, body: JsonObject, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/scim+json', ...headers }).end(JSON.stringify(body));
}

function errorBody(status: number, detail: string): JsonObject {
  return { schemas: [ERROR], status: String(status), detail };
}

function isJson(body: string): boolean {
  try {
    return isJsonObject(JSON.parse(body));
  } catch {
    return false;
  }
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

function membersOf(group: Row): readonly string[] {
  return list(group.members).map((member) => (isJsonObject(member) ? text(member.value) : ''));
}

function without(group: Row, ids: readonly string[]): Json {
  return list(group.members).filter((member) => !isJsonObject(member) || !ids.includes(text(member.value)));
}

function unique(members: readonly Json[]): Json {
  return [...new Map(members.map((member) => [isJsonObject(member) ? text(member.value) : '', member])).values()];
}
