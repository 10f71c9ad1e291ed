import { Injectable } from '@nestjs/common';
import { versionTag } from '../protocol/etag.js';
import type { ListQuery } from '../protocol/query/list-query.js';
import type { ScimResource } from '../protocol/resource.js';
import type { ResourceTypeDefinition } from '../protocol/schema/attribute-definition.js';
import { GRANTABLE_SCHEMAS, type GrantableTypeName } from '../protocol/schema/grantable-types.js';
import { ScimError } from '../protocol/scim-error.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { answered } from './answered-resource.js';
import { pageOf } from './catalogue-page.js';
import type { Caller } from './caller.js';
import { grantableTarget } from './catalogue.service.js';
import { CATALOGUE_LIMIT, type Grantable, type GrantableKind, GrantableStore } from './grantable-store.js';
import { type ReadResource, type ResourceList, scopeOf } from './resource-answers.js';

const READ = 'application.provision.integration.call_api';

/** The catalogue as an identity provider reads it. Every connector of the tenant reads the same one. */
@Injectable()
export class CatalogueReader {
  constructor(
    private readonly store: GrantableStore,
    private readonly urls: BaseUrls,
  ) {}

  /** The types that discovery shows: those of which there is any, because Okta reads the endpoint of each and expects some. */
  async types(caller: Caller): Promise<readonly ResourceTypeDefinition[]> {
    const used = await this.store.typesInUse(scopeOf(caller));
    return Object.values(GRANTABLE_SCHEMAS).flatMap(({ type }) => (used.has(type.name) ? [type] : []));
  }

  /** Tells the log what a call tries, before anything of it is read that it may be refused for. @param id of one, absent for a list */
  tries(caller: Caller, type: GrantableTypeName, id?: string): void {
    const what = type.toLowerCase();
    if (id === undefined) this.says(caller, `listed the ${what}s`, `could not list the ${what}s`);
    else this.says(caller, `read the ${what} ${id}`, `could not read the ${what} ${id}`);
  }

  async list(caller: Caller, type: GrantableTypeName, query: ListQuery): Promise<ResourceList> {
    const what = `${type.toLowerCase()}s`;
    this.tries(caller, type);
    const all = await this.store.list(scopeOf(caller), kindOf(type), { limit: CATALOGUE_LIMIT });
    const entries = all
      .filter((grantable) => grantable.type === type)
      .map((grantable) => ({ pk: grantable.pk, id: grantable.id, resource: this.assemble(caller, grantable) }));
    const page = pageOf(entries, query);
    this.says(
      caller,
      `listed the ${what}: ${page.totalResults} found`,
      `could not list the ${what}`,
      page.resources.length,
    );
    return page;
  }

  async read(caller: Caller, type: GrantableTypeName, id: string): Promise<ReadResource> {
    const what = type.toLowerCase();
    this.tries(caller, type, id);
    const found = await this.store.find(scopeOf(caller), kindOf(type), id);
    if (found?.type !== type)
      throw ScimError.notFound(
        `There is no ${what} with this id in the catalogue. An admin of this directory adds it through the admin API.`,
      );
    this.says(caller, `read the ${what} ${found.displayName}`, `could not read the ${what} ${id}`, 1, found);
    return {
      resource: answered(found.id, this.assemble(caller, found)),
      location: this.location(caller, found),
      version: versionTag(found.version),
    };
  }

  private assemble(caller: Caller, grantable: Grantable): ScimResource {
    const { type, id, displayName, description, version, createdAt, lastModifiedAt } = grantable;
    return {
      schemas: [GRANTABLE_SCHEMAS[type].type.schema.id],
      id,
      displayName,
      ...(description === null ? {} : { description }),
      ...(type === 'Role' ? {} : { type }),
      meta: {
        resourceType: type,
        created: createdAt,
        lastModified: lastModifiedAt,
        location: this.location(caller, grantable),
        version: versionTag(version),
      },
    };
  }

  private location({ tenant, connector }: Caller, { type, id }: Grantable): string {
    const { endpoint } = GRANTABLE_SCHEMAS[type].type;
    return `${this.urls.scim(tenant.slug, connector.slug)}${endpoint}/${encodeURIComponent(id)}`;
  }

  /** Tells the log what the call does, as well as it is known by now. */
  private says({ call, connector }: Caller, done: string, failed: string, found?: number, about?: Grantable): void {
    const who = connector.displayName;
    call.operation = {
      eventType: READ,
      success: `${who} ${done}`,
      failure: `${who} ${failed}`,
      ...(about === undefined ? {} : { target: grantableTarget(about) }),
      ...(found === undefined ? {} : { read: { done: 'read the catalogue', found } }),
    };
  }
}

const kindOf = (type: GrantableTypeName): GrantableKind => (type === 'Role' ? 'role' : 'entitlement');
