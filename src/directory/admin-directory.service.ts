import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../audit/uuidv7.js';
import { applyMergePatch, namesIn, parseMergePatch } from '../protocol/patch/apply-merge-patch.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { acceptStored } from '../protocol/schema/accept-stored.js';
import { assertRequiredFields } from '../protocol/schema/check-required.js';
import { checkResource } from '../protocol/schema/check-resource.js';
import { publishedDocument, storedDocument } from '../protocol/schema/field-values.js';
import type { Preconditions } from '../protocol/preconditions.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import { ScimError } from '../protocol/scim-error.js';
import { withActive } from './activation.js';
import { type AdminCaller, adminTolerances, scopeOf } from './admin-caller.js';
import type { AdminHappening } from './admin-wordings.js';
import { assertVersion } from './assert-writable.js';
import { completeSchemas } from './complete-schemas.js';
import { describeAdminChange, intended } from './describe-admin-change.js';
import { nameInBody, nameOf } from './name-of.js';
import { OwnerLock, type Unlocked } from './owner-lock.js';
import { ResourceStore, type ResourceUpdate, type StoredResource } from './resource-store.js';
import { SchemaRegistry } from './schema-registry.js';
import { restorableSince, TombstoneClock } from './tombstone-clock.js';
import { TombstoneStore } from './tombstone-store.js';
import { inWordsForAdmins } from './unknown-members.js';
import { notDeleted, unknownResource } from './unknown-resource.js';

/** What a request changes of the members of a group. */
export interface MemberIds {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What an admin does to users and groups. The same schema, uniqueness and log as for connectors; what a connector owns is
 * locked while it synchronizes. What an admin makes is `manual`.
 */
@Injectable()
export class AdminDirectoryService {
  constructor(
    private readonly store: ResourceStore,
    private readonly tombstones: TombstoneStore,
    private readonly lock: OwnerLock,
    private readonly schemas: SchemaRegistry,
    private readonly clock: TombstoneClock,
  ) {}

  /** @throws ScimError as SCIM would answer */
  async create(caller: AdminCaller, type: ResourceTypeName, body: unknown): Promise<StoredResource> {
    const name = nameInBody(body, type === 'User' ? 'userName' : 'displayName') ?? '';
    caller.call.operation = intended(caller, type, 'create', { name });
    const schema = await this.schemaOf(caller, type);
    const { document, members, password } = checkResource(completeSchemas(body, schema), schema, adminTolerances());
    assertRequiredFields(document, schema);
    if (password !== undefined)
      throw ScimError.invalidValue('A password is not set here: it has an address of its own, …/users/{id}/password.');
    const creation = this.store.create(
      scopeOf(caller),
      {
        type,
        id: uuidv7(),
        connectorPk: null,
        document: storedDocument(
          type === 'User' ? withActive(document, document.active !== false, schema) : document,
          schema.extendedFields,
        ),
        ...(members === undefined ? {} : { members }),
      },
      (change) => describeAdminChange(caller, change, schema),
    );
    const stored = await inWordsForAdmins(creation);
    caller.call.recorded = true;
    return stored;
  }

  /**
   * JSON merge patch. Switching sign-in off or on, and nothing else, is allowed under the lock.
   * @throws ManagedByConnector | ScimError
   */
  async patch(
    caller: AdminCaller,
    type: ResourceTypeName,
    id: string,
    body: unknown,
    preconditions: Preconditions,
  ): Promise<Unlocked<StoredResource>> {
    caller.call.operation = intended(caller, type, 'update', { name: id, id });
    const schema = await this.schemaOf(caller, type);
    const { extendedFields } = schema;
    const patch = parseMergePatch(body);
    const names = namesIn(patch);
    const isSwitch = type === 'User' && names.has('active') && names.size === 1;
    return this.update(caller, type, id, { preconditions, isFree: isSwitch }, ({ document }) => ({
      document: storedDocument(
        applyMergePatch(
          publishedDocument(document, extendedFields),
          patch,
          acceptStored(schema, document),
          adminTolerances(),
        ),
        extendedFields,
        document,
      ),
    }));
  }

  /** @param ids of users of the tenant. @throws ManagedByConnector | ScimError invalidValue for an unknown one to add */
  async changeMembers(
    caller: AdminCaller,
    groupId: string,
    { add, remove }: MemberIds,
    preconditions: Preconditions,
  ): Promise<Unlocked<StoredResource>> {
    caller.call.operation = intended(caller, 'Group', 'members', { name: groupId, id: groupId });
    const members = { kind: 'delta', add, remove } as const;
    const happening = 'members';
    const options = { preconditions, isFree: false, happening } as const;
    return inWordsForAdmins(this.update(caller, 'Group', groupId, options, ({ document }) => ({ document, members })));
  }

  /** @throws ManagedByConnector | ScimError */
  async remove(
    caller: AdminCaller,
    type: ResourceTypeName,
    id: string,
    preconditions: Preconditions,
  ): Promise<Unlocked<void>> {
    caller.call.operation = intended(caller, type, 'delete', { name: id, id });
    const schema = await this.schemaOf(caller, type);
    const { result, ...unlocked } = await this.lock.write(caller, type, (assertUnlocked) =>
      this.store.remove(
        scopeOf(caller),
        type,
        id,
        (stored) => {
          caller.call.operation = intended(caller, type, 'delete', { name: nameOf(stored), stored });
          assertUnlocked(stored);
          assertVersion(stored, preconditions);
        },
        (change) => describeAdminChange(caller, change, schema),
      ),
    );
    if (!result) throw unknownResource(type);
    caller.call.recorded = true;
    return { result: undefined, ...unlocked };
  }

  /** Also what a connector owns, synchronizing or not. @throws ScimError notFound, uniqueness when the userName is taken now */
  async restore(caller: AdminCaller, type: ResourceTypeName, id: string): Promise<StoredResource> {
    caller.call.operation = intended(caller, type, 'restore', { name: id, id });
    const schema = await this.schemaOf(caller, type);
    const since = restorableSince(this.clock.now());
    const restored = await this.tombstones.restore(scopeOf(caller), type, id, since, (change) =>
      describeAdminChange(caller, change, schema, 'restore'),
    );
    if (restored === undefined) throw notDeleted(type);
    caller.call.recorded = true;
    return restored;
  }

  private async schemaOf({ tenant }: AdminCaller, type: ResourceTypeName): Promise<ResourceSchema> {
    return (await this.schemas.forAdmins(tenant))[type];
  }

  private async update(
    caller: AdminCaller,
    type: ResourceTypeName,
    id: string,
    { preconditions, isFree, happening }: { preconditions: Preconditions; isFree: boolean; happening?: AdminHappening },
    change: (current: StoredResource) => Omit<ResourceUpdate, 'connectorPk'>,
  ): Promise<Unlocked<StoredResource>> {
    const schema = await this.schemaOf(caller, type);
    const { result, ...unlocked } = await this.lock.write(caller, type, (assertUnlocked) =>
      this.store.update(
        scopeOf(caller),
        type,
        id,
        (stored) => {
          caller.call.operation = intended(caller, type, happening ?? 'update', { name: nameOf(stored), stored });
          if (!isFree) assertUnlocked(stored);
          assertVersion(stored, preconditions);
          return { ...change(stored), connectorPk: stored.connectorPk };
        },
        (committed) => describeAdminChange(caller, committed, schema, happening),
      ),
    );
    if (result === undefined) throw unknownResource(type);
    caller.call.recorded = result.changed;
    return { result: result.resource, ...(result.changed ? unlocked : {}) };
  }
}
