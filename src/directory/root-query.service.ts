import { Injectable } from '@nestjs/common';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { locateFilter } from '../protocol/filter/locate-filter.js';
import type { RootQuery } from '../protocol/query/root-query.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { AnsweredResource } from './answered-resource.js';
import type { Caller } from './caller.js';
import { filterInWords } from './filter-in-words.js';
import { GroupsService } from './groups.service.js';
import { targetOf } from './name-of.js';
import { type MemberStreams, scopeOf } from './resource-answers.js';
import { ResourceStore, type RootPageQuery, type StoredResource } from './resource-store.js';
import { UsersService } from './users.service.js';
import { type Wording, WORDINGS } from './wordings.js';

/** A page of users and groups in one list. */
export interface RootList {
  readonly totalResults: number;
  readonly resources: readonly TypedResource[];
  readonly streams?: MemberStreams;
  /** When paged by cursor and this is not the last page. */
  readonly nextCursor?: string;
}

export interface TypedResource {
  readonly type: ResourceTypeName;
  readonly resource: AnsweredResource;
}

type Types = RootPageQuery['types'];

/** What can find users and groups. Okta has no event type for both, and calls what it does not name so. */
const BOTH: Readonly<Record<'lookUp' | 'import', Wording>> = {
  lookUp: wordingOf('looked up users and groups', 'could not look up users and groups'),
  import: wordingOf('listed users and groups', 'could not list users and groups'),
};

/** Queries over the server root: users and groups of the tenant in one list (RFC 7644 §3.4.2.1). Reads, and no more. */
@Injectable()
export class RootQueryService {
  constructor(
    private readonly store: ResourceStore,
    private readonly urls: BaseUrls,
    private readonly users: UsersService,
    private readonly groups: GroupsService,
  ) {}

  /** Tells the log what a call tries, before anything of it is read that it may be refused for. */
  tries({ call, connector }: Caller, happening: 'lookUp' | 'import'): void {
    const { eventType, done, failed } = BOTH[happening];
    const who = connector.displayName;
    call.operation = { eventType, success: `${who} ${done}`, failure: `${who} ${failed}` };
  }

  async list(caller: Caller, query: RootQuery): Promise<RootList> {
    const { sort, startIndex, count: limit, cursor } = query;
    const types = this.typesOf(caller, query);
    this.says(caller, query, types);
    const page = await this.store.listRoot(scopeOf(caller), {
      types,
      ...(sort === undefined ? {} : { sort }),
      viewer: caller.connector.pk,
      offset: startIndex - 1,
      limit,
      ...(cursor === undefined
        ? {}
        : { cursor: { text: cursor.text, owner: `${caller.connector.pk} ${cursor.question}` } }),
    });
    this.says(caller, query, types, page);
    return { ...page, ...(await this.complete(caller, page.resources, query)) };
  }

  /** Without the types of which the filter can find nothing: these are not looked through at all. */
  private typesOf({ tenant, connector, schemas }: Caller, { filter }: RootQuery): Types {
    if (filter === undefined) return { User: {}, Group: {} };
    const base = this.urls.scim(tenant.slug, connector.slug);
    const located = (type: ResourceTypeName): Types => condition(type, locateFilter(filter[type], schemas[type], base));
    return { ...located('User'), ...located('Group') };
  }

  private async complete(
    caller: Caller,
    page: readonly StoredResource[],
    { projection }: RootQuery,
  ): Promise<Pick<RootList, 'resources' | 'streams'>> {
    const of = (type: ResourceTypeName): readonly StoredResource[] => page.filter((stored) => stored.type === type);
    const users = await this.users.complete(caller, of('User'), projection.User);
    const groups = await this.groups.complete(caller, of('Group'), projection.Group);
    const byId = new Map([...users.resources, ...groups.resources].map((resource) => [resource.id, resource]));
    const resources = page.flatMap(({ type, id }) => {
      const resource = byId.get(id);
      return resource === undefined ? [] : [{ type, resource }];
    });
    return { resources, ...(groups.streams === undefined ? {} : { streams: groups.streams }) };
  }

  /** Tells the log what the call does: one event, that of a list of users or of groups where only one can be found. */
  private says(
    { call, connector }: Caller,
    { filter, asked }: RootQuery,
    types: Types,
    page?: { readonly totalResults: number; readonly resources: readonly StoredResource[] },
  ): void {
    const happening = filter === undefined ? 'import' : 'lookUp';
    const [only, another] = Object.keys(types) as ResourceTypeName[];
    const wording = only === undefined || another !== undefined ? BOTH[happening] : WORDINGS[only][happening];
    const about = wordsOf(types, asked);
    const who = connector.displayName;
    const [one, more] = page?.resources ?? [];
    call.operation = {
      eventType: wording.eventType,
      success: `${who} ${wording.done}${about}${page === undefined ? '' : `: ${page.totalResults} found`}`,
      failure: `${who} ${wording.failed}${about}`,
      ...(one === undefined || more !== undefined ? {} : { target: targetOf(one) }),
      ...(page === undefined ? {} : { read: { done: wording.done, found: page.resources.length } }),
    };
  }
}

function condition(type: ResourceTypeName, filter: ResolvedFilter): Types {
  if (filter.kind !== 'constant') return { [type]: { filter } };
  return filter.value ? { [type]: {} } : {};
}

/** What is looked for, once where it is the same of users and groups. */
function wordsOf(types: Types, asked: RootQuery['asked']): string {
  const words = Object.values(types).flatMap(({ filter }) =>
    filter === undefined ? [] : [filterInWords(filter, asked)],
  );
  return words.length === 0 ? '' : ` where ${[...new Set(words)].join(' or ')}`;
}

function wordingOf(done: string, failed: string): Wording {
  return { eventType: 'application.provision.integration.call_api', done, failed };
}
