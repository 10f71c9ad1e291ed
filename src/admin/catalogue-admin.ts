import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Call } from '../audit/call.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { CatalogueService } from '../directory/catalogue.service.js';
import {
  CATALOGUE_LIMIT,
  type Grantable,
  type GrantableDraft,
  type GrantableKind,
  type GrantablePatch,
} from '../directory/grantable-store.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { Tenant, TenantScope } from '../tenancy/tenant.js';
import { Addressed } from './addressed.js';
import { type Page, type PageQuery, readPage, sendPage } from './page.js';

/** Which catalogue a request is about. */
export interface CatalogueAddress {
  readonly call: Call;
  /** Slug of the tenant. */
  readonly tenant: string;
  readonly kind: GrantableKind;
}

/** What the routes of roles and of entitlements have in common. */
@Injectable()
export class CatalogueAdmin {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly addressed: Addressed,
    private readonly urls: BaseUrls,
  ) {}

  async list<View>(
    { call, tenant: slug, kind }: CatalogueAddress,
    query: PageQuery,
    response: Response,
    view: (grantable: Grantable) => View,
  ): Promise<Page<View>> {
    const tenant = await this.addressed.tenant(call, slug);
    const page = await readPage(query, (request) => this.catalogue.list(scopeOf(tenant), kind, request));
    return sendPage(response, this.location(tenant, kind), query, page, view);
  }

  /** @throws Problem 404 | 409 */
  async create(
    { call, tenant: slug, kind }: CatalogueAddress,
    wanted: Omit<GrantableDraft, 'kind' | 'id'> & { readonly id?: string | undefined },
    response: Response,
  ): Promise<Grantable> {
    const tenant = await this.addressed.tenant(call, slug);
    const draft = { ...wanted, kind, id: wanted.id ?? uuidv7() };
    const created = await this.catalogue.create(call, scopeOf(tenant), draft);
    if (created === 'taken') throw idTaken(kind);
    if (created === 'full') throw catalogueFull(kind);
    response.setHeader('Location', this.location(tenant, kind, created.id));
    return created;
  }

  /** @throws Problem 404 */
  async read(address: CatalogueAddress, id: string): Promise<Grantable> {
    return (await this.find(address, id)).grantable;
  }

  /** @throws Problem 404 */
  async update(address: CatalogueAddress, id: string, patch: GrantablePatch): Promise<Grantable> {
    const { scope, grantable } = await this.find(address, id);
    const updated = await this.catalogue.update(address.call, scope, grantable, patch);
    if (updated === undefined) throw unknown(address.kind);
    return updated;
  }

  /** @throws Problem 404 | 409 while users have it, unless `evenIfHeld` */
  async remove(address: CatalogueAddress, id: string, evenIfHeld: boolean): Promise<void> {
    const { scope, grantable } = await this.find(address, id);
    const outcome = await this.catalogue.delete(address.call, scope, grantable, evenIfHeld);
    if (outcome === 'absent') throw unknown(address.kind);
    if (outcome !== 'deleted') throw stillHeld(address.kind, outcome.holders);
  }

  private async find(
    { call, tenant: slug, kind }: CatalogueAddress,
    id: string,
  ): Promise<{ readonly scope: TenantScope; readonly grantable: Grantable }> {
    const scope = scopeOf(await this.addressed.tenant(call, slug));
    const grantable = await this.catalogue.find(scope, kind, id);
    if (grantable === undefined) throw unknown(kind);
    return { scope, grantable };
  }

  private location({ slug }: Tenant, kind: GrantableKind, ...id: readonly string[]): string {
    return this.urls.admin('tenants', slug, `${kind}s`, ...id);
  }
}

const scopeOf = ({ pk }: Tenant): TenantScope => ({ tenantPk: pk });

const unknown = (kind: GrantableKind): Problem => Problem.notFound(`There is no ${kind} with this id in this tenant.`);

export const idTaken = (kind: GrantableKind): Problem =>
  Problem.conflict(
    'id-taken',
    'The id is taken',
    `This tenant has such an id among its ${kind}s already, in this or another letter case.`,
  );

const catalogueFull = (kind: GrantableKind): Problem =>
  Problem.conflict(
    'catalogue-full',
    'The catalogue is full',
    `A tenant has at most ${CATALOGUE_LIMIT} ${kind}s. Delete one that is no longer assigned.`,
  );

export const stillHeld = (kind: GrantableKind, holders: number): Problem =>
  Problem.conflict(
    'still-assigned',
    'Users still have it',
    `${holders} ${holders === 1 ? 'user has' : 'users have'} this ${kind}. Take it away in the identity provider first, or repeat the ` +
      'request with ?confirm=true: they keep the value until the identity provider sends another one.',
  );
