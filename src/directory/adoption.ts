import { Injectable } from '@nestjs/common';
import { publishedDocument, storedDocument } from '../protocol/schema/field-values.js';
import { ScimError } from '../protocol/scim-error.js';
import { shownText } from '../protocol/shown-text.js';
import { activate, activationOf, saidActive, withActive } from './activation.js';
import { assertWritable, ForeignOwner, ownedBy } from './assert-writable.js';
import type { Caller } from './caller.js';
import { describeChange } from './describe-change.js';
import { nameOf } from './name-of.js';
import { OwnerGuard } from './owner-guard.js';
import { type ResourceDraft, ResourceStore, type ResourceUpdate, type StoredResource } from './resource-store.js';

/** A name that is freed and taken again this often while one request runs is not worth waiting for. */
const TRIES = 3;

/** Decides what becomes of a POST whose name somebody has already: the setting `existingUsers` of the connector. */
@Injectable()
export class Adoption {
  constructor(
    private readonly store: ResourceStore,
    private readonly owners: OwnerGuard,
  ) {}

  /**
   * Creates the resource; or, where its name belongs to a `manual` one and the connector adopts, makes that one what the
   * client sent, with its id and its memberships. Of two connectors that want the same one, the row lock lets one have it.
   * @throws ScimError uniqueness in words that say whose it is, and what the store throws
   */
  async createOrAdopt(caller: Caller, draft: ResourceDraft): Promise<StoredResource> {
    return draft.type === 'User' ? this.createUser(caller, draft) : this.createGroup(caller, draft);
  }

  /** Inserts first: the unique key finds out whether the name is free, and nothing is looked up where it is. */
  private async createUser(caller: Caller, draft: ResourceDraft): Promise<StoredResource> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.create(caller, draft);
      } catch (error) {
        if (!(error instanceof ScimError) || error.scimType !== 'uniqueness') throw error;
        const [holder] = await this.named(caller, draft, { manual: false, limit: 1 });
        if (holder?.connectorPk === caller.connector.pk) throw error;
        const adopted = holder && (await this.adopt(caller, holder, draft));
        if (adopted !== undefined) return adopted;
        if (attempt === TRIES) throw error;
      }
    }
  }

  /** Names of groups are not unique, so only one that can be meant is taken over: the one `manual` group of this name. */
  private async createGroup(caller: Caller, draft: ResourceDraft): Promise<StoredResource> {
    const manual = await this.named(caller, draft, { manual: true, limit: 2 });
    const [only] = manual;
    if (only !== undefined && caller.connector.existingUsers === 'skip') throw skipped(caller, only);
    if (only === undefined || manual.length > 1) return this.create(caller, draft);
    try {
      return (await this.adopt(caller, only, draft)) ?? (await this.create(caller, draft));
    } catch (error) {
      // Another connector was faster; a group of the same name may stand beside its.
      if (error instanceof ScimError && error.scimType === 'uniqueness') return this.create(caller, draft);
      throw error;
    }
  }

  /** @returns undefined when the resource is gone or was renamed meanwhile. @throws ScimError uniqueness */
  private async adopt(
    caller: Caller,
    holder: StoredResource,
    draft: ResourceDraft,
    goneOwner?: number,
  ): Promise<StoredResource | undefined> {
    if (caller.connector.existingUsers === 'skip' && isManual(holder, goneOwner)) throw skipped(caller, holder);
    try {
      const result = await this.store.update(
        { tenantPk: caller.tenant.pk },
        holder.type,
        holder.id,
        (current) => {
          // The caller's own now: it sent the same request twice.
          if (current.connectorPk === caller.connector.pk) throw taken(current, '.');
          assertWritable(caller, current, {}, goneOwner);
          if (nameOf(current) !== nameOf(holder)) throw new Renamed();
          return ownedBy(caller, current, (mine) => becoming(caller, mine, draft));
        },
        (change) => describeChange(caller, change, { isCreate: true }),
      );
      return result?.resource;
    } catch (error) {
      if (error instanceof Renamed) return undefined;
      if (!(error instanceof ForeignOwner)) throw error;
      const owner = await this.owners.find(caller.tenant, error.connectorPk);
      if (owner === undefined) return this.adopt(caller, holder, draft, error.connectorPk);
      throw taken(
        holder,
        ` and belongs to the connector "${owner.slug}" (${owner.displayName}) of the tenant "${caller.tenant.slug}". ` +
          'Remove it from one of the two identity providers, or delete it there first.',
      );
    }
  }

  /** Never adopts. @throws ScimError uniqueness */
  create(caller: Caller, draft: ResourceDraft): Promise<StoredResource> {
    return this.store.create({ tenantPk: caller.tenant.pk }, beginning(caller, draft), (change) =>
      describeChange(caller, change),
    );
  }

  private async named(
    caller: Caller,
    { type, document }: ResourceDraft,
    only: { readonly manual: boolean; readonly limit: number },
  ): Promise<readonly StoredResource[]> {
    const name = type === 'User' ? document.userName : document.displayName;
    return typeof name === 'string' ? this.store.findNamed({ tenantPk: caller.tenant.pk }, type, name, only) : [];
  }
}

/** The name was given to another one between the look and the lock. */
class Renamed extends Error {}

/** Without `active` a new user may sign in: RFC 7643 §4.1.1 leaves the default open, and answers always carry it. */
function beginning({ connector, schemas }: Caller, draft: ResourceDraft): ResourceDraft {
  if (draft.type === 'Group') return draft;
  const said = saidActive(draft.document);
  // Nothing is there yet that `unlink` could keep as it is.
  const { active, authorized } = activate(said, { active: said ?? true, authorized: true }, connector.onDeactivate);
  return { ...draft, document: withActive(draft.document, active, schemas.User), authorized };
}

/** The document as it was sent. Members that were sent join those that are there: a POST names first members, not all. */
function becoming(
  { connector, schemas }: Caller,
  current: StoredResource,
  { type, document, members = [], passwordHash }: ResourceDraft,
): Omit<ResourceUpdate, 'connectorPk'> {
  if (type === 'Group') return { document, members: { kind: 'delta', add: members, remove: [] } };
  const { active, authorized } = activate(saidActive(document), activationOf(current), connector.onDeactivate);
  const password = passwordHash === undefined ? {} : { passwordHash };
  // What the draft holds of extended fields is all that this connector publishes of them; the others stay.
  const { extendedFields } = schemas.User;
  const sent = storedDocument(publishedDocument(document, extendedFields), extendedFields, current.document);
  return { document: withActive(sent, active, schemas.User), authorized, ...password };
}

function isManual({ connectorPk }: StoredResource, goneOwner: number | undefined): boolean {
  return connectorPk === null || connectorPk === goneOwner;
}

function skipped({ connector }: Caller, holder: StoredResource): ScimError {
  const what = holder.type.toLowerCase();
  return taken(
    holder,
    ` and was made by an admin. The connector "${connector.slug}" leaves those alone ("existingUsers" is "skip"): rename ` +
      `or delete that ${what} in the admin API, or set "existingUsers" to "adopt".`,
  );
}

function taken(holder: StoredResource, whose: string): ScimError {
  const attribute = holder.type === 'User' ? 'userName' : 'displayName';
  const name = shownText(nameOf(holder), 100);
  return ScimError.uniqueness(`A ${holder.type.toLowerCase()} with the ${attribute} "${name}" exists already${whose}`);
}
