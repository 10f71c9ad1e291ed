import { Injectable } from '@nestjs/common';
import { applyPatch } from '../protocol/patch/apply-patch.js';
import { assertSameId } from '../protocol/patch/assert-same-id.js';
import { parsePatch } from '../protocol/patch/parse-patch.js';
import { passwordOfPatch } from '../protocol/patch/password-step.js';
import { wants } from '../protocol/projection/parse-projection.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import type { ResourceDocument } from '../protocol/resource.js';
import { acceptStored } from '../protocol/schema/accept-stored.js';
import { hasOptions } from '../protocol/schema/accept-stored-options.js';
import { assertRequiredFields } from '../protocol/schema/check-required.js';
import { checkResource } from '../protocol/schema/check-resource.js';
import { keepImmutable } from '../protocol/schema/keep-immutable.js';
import { publishedDocument, storedDocument } from '../protocol/schema/field-values.js';
import { refusalOfName } from '../protocol/schema/refusal-of-name.js';
import type { ResourceSchemas } from '../protocol/schema/resource-types.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { takesPasswords } from '../tenancy/connector-settings.js';
import { activate, activationOf, saidActive, silent, withActive } from './activation.js';
import { Adoption } from './adoption.js';
import type { Caller } from './caller.js';
import { nameInBody } from './name-of.js';
import { OwnerGuard } from './owner-guard.js';
import { PasswordsService } from './passwords.service.js';
import { scopeOf, type WithRows } from './resource-answers.js';
import { type Change, type New, ResourceService, type Wanted } from './resource-service.js';
import { type MemberRow, ResourceStore, type StoredResource, type UserWithGroups } from './resource-store.js';

/**
 * The rules of users. A password ends here, before anything could log or store it: hashed where the connector stores
 * passwords, else dropped. Okta sends a random placeholder with every create, also where password sync is off (okta.md §1.4).
 */
@Injectable()
export class UsersService extends ResourceService {
  protected override readonly type = 'User';
  protected override readonly nameAttribute = 'userName';
  protected override readonly rowsAttribute = 'groups';
  protected override readonly beginsAlone = true;

  // Nest reads the constructor's parameter types from this class.
  constructor(
    store: ResourceStore,
    urls: BaseUrls,
    owners: OwnerGuard,
    adoption: Adoption,
    private readonly passwords: PasswordsService,
  ) {
    super(store, urls, owners, adoption);
  }

  protected override async toCreate(caller: Caller, body: unknown): Promise<New> {
    const { document, password } = checkResource(body, caller.schemas.User, caller.tolerances);
    assertRequiredFields(document, caller.schemas.User);
    const draft = { document: storedDocument(document, caller.schemas.User.extendedFields) };
    if (!takesPasswords(caller.connector) || password === undefined) return draft;
    const { passwordHash } = (await this.passwords.prepare(scopeOf(caller), password, document))(document);
    return { ...draft, ...(typeof passwordHash === 'string' ? { passwordHash } : {}) };
  }

  /**
   * What is omitted is cleared, but for `active`: an omission must not let a deactivated user back in; and for the password,
   * which nobody can send back as it was read (RFC 7644 §3.5.1).
   */
  protected override async toReplacement(caller: Caller, body: unknown, id: string): Promise<Change> {
    const { document, password } = checkResource(body, await this.schemaFor(caller, body, id), caller.tolerances);
    const given = takesPasswords(caller.connector) ? password : undefined;
    const newPassword = await this.passwords.prepare(scopeOf(caller), given, document);
    return (current) => {
      const kept = keepImmutable(current.document, document, caller.schemas.User);
      assertRequiredFields(kept, caller.schemas.User, () => shownOf(current, caller.schemas));
      return { ...switched(caller, kept, current), ...newPassword(kept) };
    };
  }

  protected override async toPatch(caller: Caller, body: unknown, id: string): Promise<Change> {
    const { schemas, tolerances } = caller;
    const operations = parsePatch(body, tolerances);
    assertSameId(operations, id);
    const given = takesPasswords(caller.connector) ? passwordOfPatch(operations, schemas.User, tolerances) : undefined;
    const newPassword = await this.passwords.prepare(scopeOf(caller), given);
    return (current) => {
      const schema = acceptStored(schemas.User, current.document);
      const { document } = applyPatch(shownOf(current, schemas), operations, schema, tolerances);
      return { ...switched(caller, document, current), ...newPassword(document) };
    };
  }

  /** Looks at the user only where it may have what is refused to others: an option that is none any more, or such a name. */
  private async schemaFor(caller: Caller, body: unknown, id: string): Promise<ResourceSchemas['User']> {
    const { User } = caller.schemas;
    const isRefusedName = refusalOfName(nameInBody(body, this.nameAttribute) ?? '') !== undefined;
    const looks = hasOptions(User) || isRefusedName;
    const stored = looks ? await this.store.find(scopeOf(caller), 'User', id) : undefined;
    return stored === undefined ? User : acceptStored(User, stored.document);
  }

  protected override async findWithRows(scope: TenantScope, id: string): Promise<WithRows | undefined> {
    return withRows(await this.store.findUser(scope, { id }));
  }

  /** `userName eq "…"`, which identity providers ask before anything else. */
  protected override async findOnly(scope: TenantScope, query: ListQuery): Promise<readonly WithRows[] | undefined> {
    const { filter, startIndex, count, cursor, projection } = query;
    if (filter?.kind !== 'compare' || filter.operator !== 'eq' || filter.path.key !== 'userName') return undefined;
    if (startIndex > 1 || count === 0 || cursor !== undefined || !wants(projection, 'groups')) return undefined;
    const found = withRows(await this.store.findUser(scope, { userNameKey: filter.key }));
    return found === undefined ? [] : [found];
  }

  protected override rowsOf(
    scope: TenantScope,
    pks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
    return this.store.groupsOf(scope, pks);
  }
}

/** The document with the switches as the connector's policy has them, given what the document says of `active`. */
function switched({ connector, schemas }: Caller, document: ResourceDocument, current: StoredResource): Wanted {
  const { active, authorized } = activate(saidActive(document), activationOf(current), connector.onDeactivate);
  const shown = withActive(document, active, schemas.User);
  return { document: storedDocument(shown, schemas.User.extendedFields, current.document), authorized };
}

/** What a change finds: what the connector publishes, silent about `active`. */
function shownOf({ document }: StoredResource, { User }: ResourceSchemas): ResourceDocument {
  return publishedDocument(silent(document), User.extendedFields);
}

const withRows = (found: UserWithGroups | undefined): WithRows | undefined =>
  found && { stored: found.user, rows: found.groups };
