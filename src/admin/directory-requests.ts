import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { AdminBrowser } from '../directory/admin-browser.service.js';
import type { AdminCaller } from '../directory/admin-caller.js';
import { type AdminItem, AdminItems } from '../directory/admin-items.js';
import { ManagedByConnector } from '../directory/managed-by-connector.js';
import type { Unlocked } from '../directory/owner-lock.js';
import type { StoredResource } from '../directory/resource-store.js';
import { preconditionsOf } from '../http/preconditions.js';
import { Problem } from '../http/problem.js';
import { versionTag } from '../protocol/etag.js';
import { assertMayRead } from '../protocol/preconditions.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import { Addressed } from './addressed.js';
import { questionOf, searchOf, type UsersQuery } from './directory-query.dto.js';
import { type Page, readPage, sendPage } from './page.js';

/** Says beside an answer without a body what `warning` says within one. */
export const WARNING_HEADER = 'X-Rollbook-Warning';

export type View<T> = (item: AdminItem) => T;

/** What the routes of users and of groups have in common: the tenant, the item in the answer, its headers. */
@Injectable()
export class DirectoryRequests {
  constructor(
    private readonly addressed: Addressed,
    private readonly connectors: ConnectorsService,
    private readonly browser: AdminBrowser,
    private readonly items: AdminItems,
    private readonly urls: BaseUrls,
  ) {}

  /** @throws Problem 404 */
  async caller(call: Call, tenantSlug: string): Promise<AdminCaller> {
    return { call, tenant: await this.addressed.tenant(call, tenantSlug) };
  }

  async list<T>(
    caller: AdminCaller,
    type: ResourceTypeName,
    query: UsersQuery,
    response: Response,
    view: View<T>,
  ): Promise<Page<T>> {
    const search = { ...searchOf(query), ...(await this.ownerOf(caller, query.connector)) };
    const page = await readPage(query, async (request) => {
      const found = await this.browser.list(caller, type, { ...search, ...request });
      return found.map((stored) => ({ pk: stored.pk, stored }));
    });
    const items = await this.items.of(
      caller,
      page.items.map(({ stored }) => stored),
    );
    const address = this.urls.admin('tenants', caller.tenant.slug, `${type.toLowerCase()}s`);
    return { ...sendPage(response, address, query, page, () => undefined, questionOf(query)), items: items.map(view) };
  }

  async read<T>(
    caller: AdminCaller,
    type: ResourceTypeName,
    id: string,
    response: Response,
    view: View<T>,
  ): Promise<T> {
    const result = await this.browser.find(caller, type, id);
    // 304 is Express's business, by the ETag of the answer.
    assertMayRead(preconditionsOf(response.req), { what: type.toLowerCase(), tag: versionTag(result.version) });
    return this.answer(caller, { result }, response, view);
  }

  /** One item with its `ETag`, and a warning where there is one. */
  async answer<T>(
    caller: AdminCaller,
    { result, warning }: Unlocked<StoredResource>,
    response: Response,
    view: View<T>,
  ): Promise<T> {
    const [item] = await this.items.of(caller, [result]);
    if (item === undefined) throw new Error('an item for every resource');
    response.setHeader('ETag', versionTag(result.version));
    return { ...view(item), ...warned(warning, response) };
  }

  /** 201 with `Location`. */
  created<T>(caller: AdminCaller, stored: StoredResource, response: Response, view: View<T>): Promise<T> {
    const segment = `${stored.type.toLowerCase()}s`;
    response.setHeader('Location', this.urls.admin('tenants', caller.tenant.slug, segment, stored.id));
    return this.answer(caller, { result: stored }, response, view);
  }

  private async ownerOf(caller: AdminCaller, slug: string | undefined): Promise<{ readonly connectorPk?: number }> {
    if (slug === undefined) return {};
    const connector = await this.connectors.find({ tenantPk: caller.tenant.pk }, slug);
    if (connector === undefined)
      throw Problem.invalid([{ path: 'connector', detail: 'is not the slug of a connector of this tenant' }]);
    return { connectorPk: connector.pk };
  }
}

/** The `warning` of an answer, and the same as a header. */
export function warned(warning: string | undefined, response: Response): { readonly warning?: string } {
  if (warning === undefined) return {};
  response.setHeader(WARNING_HEADER, warning);
  return { warning };
}

/** 409: the connector that owns it synchronizes. */
export function managedByConnector(detail: string): Problem {
  return Problem.conflict('managed-by-connector', 'A connector manages this', detail);
}

/** Runs a write; the lock is a problem of its own kind, so that a program can tell it from other conflicts. */
export async function unlessManaged<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ManagedByConnector) throw managedByConnector(error.message);
    throw error;
  }
}
