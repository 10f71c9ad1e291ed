import { uuidv7 } from '../audit/uuidv7.js';
import { locateFilter } from '../protocol/filter/locate-filter.js';
import { type Projection, wants } from '../protocol/projection/parse-projection.js';
import type { Preconditions } from '../protocol/preconditions.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import type { ResourceDocument } from '../protocol/resource.js';
import { ScimError } from '../protocol/scim-error.js';
import type { BaseUrls } from '../tenancy/base-urls.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Adoption } from './adoption.js';
import { assertWritable, ownedBy } from './assert-writable.js';
import type { Caller } from './caller.js';
import { describeChange } from './describe-change.js';
import { filterInWords } from './filter-in-words.js';
import { nameInBody, nameOf } from './name-of.js';
import type { OwnerGuard } from './owner-guard.js';
import { type ReadResource, ResourceAnswers, type ResourceList, scopeOf, type WithRows } from './resource-answers.js';
import { type MembershipChange, ResourceStore, type StoredResource, type Updated } from './resource-store.js';
import { assertReadable } from './stored-text.js';
import { type About, ToldOperation } from './told-operation.js';
import type { Happening } from './wordings.js';

export interface WriteOptions {
  readonly preconditions: Preconditions;
  readonly projection: Projection;
  readonly translate?: Translate;
}

/** Makes the SCIM 2.0 message of a body in another version of SCIM. Pure. @throws ScimError for what cannot be read */
export type Translate = (body: unknown) => unknown;

/** What a body asks a resource to be. */
export interface Wanted {
  readonly document: ResourceDocument;
  /** Absent: as it is. */
  readonly authorized?: boolean;
  readonly members?: MembershipChange;
  /** Absent: as it is; null: none any more. */
  readonly passwordHash?: string | null;
}

/** What a body asks a new resource to be. */
export interface New {
  readonly document: ResourceDocument;
  /** Ids of a group's first members. */
  readonly members?: readonly string[];
  readonly passwordHash?: string;
}

/** Pure: may run several times, under the row lock. */
export type Change = (current: StoredResource) => Wanted;

/**
 * What users and groups have in common: existence, ownership, preconditions, the log. A subclass says how a body becomes a
 * document and which rows (members or groups) belong to a resource.
 */
export abstract class ResourceService extends ResourceAnswers {
  protected abstract readonly nameAttribute: 'userName' | 'displayName';
  /** A new one has no rows, so none are read for the answer. */
  protected abstract readonly beginsAlone: boolean;

  constructor(
    protected readonly store: ResourceStore,
    urls: BaseUrls,
    private readonly owners: OwnerGuard,
    private readonly adoption: Adoption,
  ) {
    super(urls);
  }

  /** @throws ScimError for a body that is not a resource of this type */
  protected abstract toCreate(caller: Caller, body: unknown): New | Promise<New>;
  /** PUT. What takes its time is done before the function is returned. */
  protected abstract toReplacement(caller: Caller, body: unknown, id: string): Change | Promise<Change>;
  /** PATCH. Likewise. */
  protected abstract toPatch(caller: Caller, body: unknown, id: string): Change | Promise<Change>;

  /** Tells the log what a call tries, before anything of it is read that it may be refused for. */
  tries(
    caller: Caller,
    happening: Happening,
    { id, body }: { readonly id?: string; readonly body?: unknown } = {},
  ): void {
    const name = id ?? nameInBody(body, this.nameAttribute) ?? '';
    this.says(caller, happening, id === undefined ? { name } : { name, id });
  }

  /**
   * Reads what a call asks for beside its body. Where that is refused, the log says by name whose call it was; only then is
   * the name looked up.
   * @throws what `read` throws, also for an id that nobody has
   */
  async asked<T>(caller: Caller, happening: 'read' | 'update', id: string, read: () => T): Promise<T> {
    this.tries(caller, happening, { id });
    try {
      return read();
    } catch (error) {
      const stored = await this.find(caller, id);
      if (stored !== undefined) this.says(caller, happening, { name: nameOf(stored), stored });
      throw error;
    }
  }

  /** @param plannedId what others refer to already; nobody is adopted then */
  async create(
    caller: Caller,
    body: unknown,
    projection: Projection,
    translate: Translate = asSent,
    plannedId?: string,
  ): Promise<ReadResource> {
    this.tries(caller, 'create', { body });
    const draft = {
      ...(await this.toCreate(caller, translate(body))),
      type: this.type,
      id: plannedId ?? uuidv7(),
      connectorPk: caller.connector.pk,
    };
    // Who is adopted has an id already.
    const stored = await (plannedId === undefined
      ? this.adoption.createOrAdopt(caller, draft)
      : this.adoption.create(caller, draft));
    caller.call.recorded = true;
    // Whoever was adopted has a later version, and may be in groups.
    return stored.version === 1 && this.beginsAlone
      ? { resource: this.answered(caller, { stored, rows: [] }), ...this.tagsOf(caller, stored) }
      : this.answer(caller, stored, projection);
  }

  /** Of a call that told what it tries. */
  async read(caller: Caller, id: string, projection: Projection): Promise<ReadResource> {
    if (this.findWithRows === undefined || !wants(projection, this.rowsAttribute)) {
      const stored = await this.existing(caller, id);
      this.says(caller, 'read', { name: nameOf(stored), stored, found: 1 });
      return this.answer(caller, stored, projection);
    }
    const found = await this.findWithRows(scopeOf(caller), id);
    if (found === undefined) throw this.unknown();
    this.says(caller, 'read', { stored: found.stored, found: 1 });
    return { resource: this.answered(caller, found), ...this.tagsOf(caller, found.stored) };
  }

  async list(caller: Caller, query: ListQuery): Promise<ResourceList> {
    const { filter, asked, sort, startIndex, count: limit, projection, cursor, question } = query;
    const happening = filter === undefined ? 'import' : 'lookUp';
    const about = filter === undefined ? '' : `where ${filterInWords(filter, asked)}`;
    this.says(caller, happening, { name: about });
    const only = await this.findOnly(scopeOf(caller), query);
    if (only !== undefined) {
      const [one] = only;
      const result = { name: about, result: `${only.length} found`, found: only.length };
      this.says(caller, happening, one === undefined ? result : { ...result, stored: one.stored });
      return { totalResults: only.length, resources: only.map((found) => this.answered(caller, found)) };
    }
    const page = await this.store.list(scopeOf(caller), this.type, {
      ...(filter === undefined ? {} : { filter: locateFilter(filter, caller.schemas[this.type], this.base(caller)) }),
      ...(sort === undefined ? {} : { sort }),
      viewer: caller.connector.pk,
      // The actor is the credential: two identity providers, or two runs of one, do not walk into each other's pages.
      ...(question === undefined ? {} : { walk: `${caller.connector.pk} ${caller.call.actor?.id} ${question}` }),
      offset: startIndex - 1,
      limit,
      ...(cursor === undefined
        ? {}
        : { cursor: { text: cursor.text, owner: `${caller.connector.pk} ${cursor.question}` } }),
    });
    const one = page.resources.length === 1 ? page.resources[0] : undefined;
    this.says(caller, happening, {
      name: about,
      result: `${page.totalResults} found`,
      found: page.resources.length,
      stored: one,
    });
    if (one !== undefined) assertReadable(one);
    const { totalResults, nextCursor, settled } = page;
    const [completed] = await Promise.all([this.complete(caller, page.resources, projection), settled]);
    return { totalResults, ...completed, ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  async replace(caller: Caller, id: string, body: unknown, options: WriteOptions): Promise<ReadResource> {
    // Of an id that nobody has, the name that was sent is all that an admin could know it by.
    this.says(caller, 'update', { name: nameInBody(body, this.nameAttribute) ?? id, id });
    const change = await this.elseUnknown(caller, id, () => this.toReplacement(caller, translated(body, options), id));
    return this.answerUpdated(caller, await this.update(caller, id, change, options), options.projection);
  }

  async patch(caller: Caller, id: string, body: unknown, options: WriteOptions): Promise<ReadResource> {
    return this.answerUpdated(caller, await this.patchStored(caller, id, body, options), options.projection);
  }

  async remove(caller: Caller, id: string, preconditions: Preconditions): Promise<void> {
    this.tries(caller, 'delete', { id });
    const removed = await this.owners.write(caller, this.type, (goneOwner) =>
      this.store.remove(
        scopeOf(caller),
        this.type,
        id,
        (stored) => {
          this.says(caller, 'delete', { name: nameOf(stored), stored });
          assertWritable(caller, stored, preconditions, goneOwner);
        },
        (change) => describeChange(caller, change),
      ),
    );
    if (!removed) throw this.unknown();
    caller.call.recorded = true;
  }

  /** A resource with its rows in one statement, for a type whose rows are never too many. */
  protected findWithRows?(scope: TenantScope, id: string): Promise<WithRows | undefined>;

  /** What a list finds that can hold one resource at most; undefined for every other list. */
  protected async findOnly(_scope: TenantScope, _query: ListQuery): Promise<readonly WithRows[] | undefined> {
    return undefined;
  }

  /** @param rowsLimit see `ResourceStore.update` */
  protected async patchStored(
    caller: Caller,
    id: string,
    body: unknown,
    options: WriteOptions,
    rowsLimit = this.rowsLimit(options),
  ): Promise<Updated> {
    this.tries(caller, 'update', { id });
    const change = await this.elseUnknown(caller, id, () => this.toPatch(caller, translated(body, options), id));
    return this.update(caller, id, change, options, rowsLimit);
  }

  /** Groups of a user are never too many; members of a group may be, and are read when they are sent. */
  private rowsLimit({ projection }: WriteOptions): number | undefined {
    return this.type === 'User' && wants(projection, 'groups') ? Infinity : undefined;
  }

  private async update(
    caller: Caller,
    id: string,
    change: Change,
    options: WriteOptions,
    rowsLimit = this.rowsLimit(options),
  ): Promise<Updated> {
    const result = await this.owners.write(caller, this.type, (goneOwner) =>
      this.store.update(
        scopeOf(caller),
        this.type,
        id,
        (stored) => {
          this.says(caller, 'update', { name: nameOf(stored), stored });
          assertWritable(caller, stored, options.preconditions, goneOwner);
          return ownedBy(caller, stored, change);
        },
        (committed) => describeChange(caller, committed),
        rowsLimit,
      ),
    );
    if (result === undefined) throw this.unknown();
    caller.call.recorded = result.changed;
    return result;
  }

  /**
   * An unknown id is 404 before anything that is wrong with the body (docs/scim-divergences.md, "HTTP"). Of a known one the
   * log says whose change was refused, by the name that it has.
   */
  private async elseUnknown<T>(caller: Caller, id: string, check: () => T | Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      const stored = await this.existing(caller, id);
      this.says(caller, 'update', { name: nameOf(stored), stored });
      throw error;
    }
  }

  private async existing(caller: Caller, id: string): Promise<StoredResource> {
    const stored = await this.find(caller, id);
    if (stored === undefined) throw this.unknown();
    return stored;
  }

  private find(caller: Caller, id: string): Promise<StoredResource | undefined> {
    return this.store.find(scopeOf(caller), this.type, id);
  }

  /** Tells the log what the call does, as well as it is known by now. */
  private says({ call, connector }: Caller, happening: Happening, about: About): void {
    call.operation = new ToldOperation(this.type, happening, connector.displayName, about);
  }

  private unknown(): ScimError {
    const what = this.type.toLowerCase();
    return ScimError.notFound(
      `There is no ${what} with this id in the directory. It was deleted, or never created here. ` +
        (this.type === 'User'
          ? 'Unassign the user from the app and assign it again.'
          : 'Unlink the pushed group and push it again.'),
    );
  }
}

const asSent: Translate = (body) => body;

const translated = (body: unknown, { translate = asSent }: WriteOptions): unknown => translate(body);
