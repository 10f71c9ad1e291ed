import { versionTag } from '../protocol/etag.js';
import type { JsonObject } from '../protocol/json.js';
import { type Projection, wants } from '../protocol/projection/parse-projection.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { BaseUrls } from '../tenancy/base-urls.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { seenBy } from './activation.js';
import type { AnsweredResource } from './answered-resource.js';
import { assembleResource, locationOf } from './assemble-resource.js';
import type { Caller } from './caller.js';
import { defaultText } from './default-text.js';
import type { MemberRow, StoredResource, Updated } from './resource-store.js';

/** One resource as it is answered, with what the headers need whatever the projection leaves of `meta`. */
export interface ReadResource {
  readonly resource: AnsweredResource;
  readonly location: string;
  /** The entity tag, `W/"7"`. */
  readonly version: string;
  readonly streams?: MemberStreams;
}

/** The members of a group in parts, read while they are sent; to be read once. */
export type MemberStream = AsyncIterable<readonly JsonObject[]>;

/** By id of the group. What is in here has an empty list of members in its resource: there are too many for the memory. */
export type MemberStreams = ReadonlyMap<string, MemberStream>;

export interface ResourceList {
  readonly totalResults: number;
  readonly resources: readonly AnsweredResource[];
  readonly streams?: MemberStreams;
  /** When paged by cursor and this is not the last page. */
  readonly nextCursor?: string;
}

type Rows = ReadonlyMap<number, readonly MemberRow[]>;

/** A resource with its members or groups. */
export interface WithRows {
  readonly stored: StoredResource;
  readonly rows: readonly MemberRow[];
}

/** Puts resources together with their rows (members or groups): those that the answer is to show, and no others. */
export abstract class ResourceAnswers {
  protected abstract readonly type: ResourceTypeName;
  protected abstract readonly rowsAttribute: 'members' | 'groups';

  constructor(private readonly urls: BaseUrls) {}

  /** Undefined where they are too many to be in memory at once: then there are `streamOf`. */
  protected abstract rowsOf(scope: TenantScope, pks: readonly number[]): Promise<Rows | undefined>;

  /** The resources of a page, with what the projection asks for of their members or groups; in the same order. */
  async complete(
    caller: Caller,
    page: readonly StoredResource[],
    projection: Projection,
  ): Promise<Pick<ResourceList, 'resources' | 'streams'>> {
    const rows = await this.wantedRows(caller, page, projection);
    const resources = page.map((stored) => this.answered(caller, { stored, rows: rows?.get(stored.pk) ?? [] }));
    return { resources, ...(rows === undefined ? { streams: this.streamsOf(caller, page) } : {}) };
  }

  /** Of a type whose rows are never too many. */
  protected streamOf(_caller: Caller, stored: StoredResource): MemberStream {
    throw new Error(`a ${stored.type} has no members`);
  }

  private streamsOf(caller: Caller, page: readonly StoredResource[]): MemberStreams {
    return new Map(page.map((stored) => [stored.id, this.streamOf(caller, stored)]));
  }

  /** The rows may have been read with the change. */
  protected answerUpdated(
    caller: Caller,
    { resource: stored, rows }: Updated,
    projection: Projection,
  ): Promise<ReadResource> | ReadResource {
    if (rows === undefined) return this.answer(caller, stored, projection);
    return { resource: this.answered(caller, { stored, rows }), ...this.tagsOf(caller, stored) };
  }

  /** Loads what the projection asks for and puts the resource together. */
  protected async answer(caller: Caller, stored: StoredResource, projection: Projection): Promise<ReadResource> {
    const { resources, streams } = await this.complete(caller, [stored], projection);
    const [resource] = resources;
    if (resource === undefined) throw new Error('a page of one resource has none');
    return { resource, ...this.tagsOf(caller, stored), ...(streams === undefined ? {} : { streams }) };
  }

  protected tagsOf(caller: Caller, stored: StoredResource): { readonly location: string; readonly version: string } {
    return { location: locationOf(this.base(caller), stored), version: versionTag(stored.version) };
  }

  private async wantedRows(
    caller: Caller,
    stored: readonly StoredResource[],
    projection: Projection,
  ): Promise<Rows | undefined> {
    if (stored.length === 0 || !wants(projection, this.rowsAttribute)) return new Map();
    return this.rowsOf(
      scopeOf(caller),
      stored.map(({ pk }) => pk),
    );
  }

  protected answered(caller: Caller, { stored, rows }: WithRows): AnsweredResource {
    const { pk } = caller.connector;
    const schema = caller.schemas[this.type];
    const base = this.base(caller);
    const shown = { [this.rowsAttribute]: rows };
    return {
      id: stored.id,
      assemble: () => assembleResource(seenBy(pk, stored), schema, base, shown),
      defaultText: () => defaultText(pk, stored, schema, base, shown),
    };
  }

  protected base(caller: Caller): string {
    const { tenant, connector, scimVersion } = caller;
    return scimVersion === '1.1'
      ? this.urls.scim11(tenant.slug, connector.slug)
      : this.urls.scim(tenant.slug, connector.slug);
  }
}

export function scopeOf(caller: Caller): TenantScope {
  return { tenantPk: caller.tenant.pk };
}
